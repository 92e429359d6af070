"""What stands around a date: labels, names, counters, the date of an update."""

from __future__ import annotations

import re

from notifier.sources.parsing.date_languages import speaks_of_time
from notifier.sources.parsing.date_times import PARTS_OF_DAY
from notifier.sources.parsing.date_words import MONTH
from notifier.sources.parsing.identity import text_words

_UPDATED = (
    "更新|修改|编辑|編輯|updated|modified|edited|mise? à jour|aktualisiert(?: am)?"
    "|actualizado|atualizado|обновлено|수정"
)
_PUBLISHED = (
    "发布|發佈|發布|发表|發表|公開|published|posted|created|released|publié|veröffentlicht(?: am)?"
    "|publicado|опубликовано|입력|등록"
)
_LABEL = re.compile(rf"(?={_UPDATED}|{_PUBLISHED})")
_UPDATE = re.compile(_UPDATED)
_NOISE = re.compile(
    rf"{_UPDATED}|{_PUBLISHED}"
    r"|\b(?:date|time|at|on|by|of|the|last|filed|t|source|from|local)\b(?!\.)"
    r"|\b(?:stand|le|el|em|a las?|as|am(?= \d))\b"
    r"|\d{1,3} ?min(?:ute)?s? read\b|时间|時間|日期|于|於|日(?=[:：])"
)
_NAME = re.compile(
    r"(?:来源|來源|出处|出處|作者|编辑|編輯|责编|責編|记者|記者|source|author) ?: ?"
    r"(?:(?!\d+[-/.:年月])\S)+"
)
_PARTS_OF_DAY = "|".join(each for each in PARTS_OF_DAY if len(each) > 1)
_LEFT = re.compile(
    rf"[\d年月년월]|\b(?:[ap]m|{MONTH})\b|{_PARTS_OF_DAY}"
    r"|[今昨明][天日早晚]|[前后後]天|[上下][周週]|午夜|(?:^|\s)[之以]?[前后後起止至晨早晚夜](?!\w)"
    r"|每(?:天|[周週]|星期|日?(?!\w))|(?:[时時][间間]?|[分秒天日周週月年钟鐘])[以之]?前"
    r"|\b(?:yesterday|today|tomorrow|tonight|ago|early|late|or|to|until|every|daily)\b"
    r"|\b(?:(?:mid)?night|morning|afternoon|evening)\b"
    r"|\b(?:tarde|noche|madrugada|mañana|manhã|noite|soir|matin|morgens|abends|nachts)\b"
    r"|\b(?:утра|дня|вечера|ночи)\b"
)
"""What says something of time."""
_MONTHS = """
    januar februar märz mai juni juli oktober dezember mär okt dez
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    janv févr avr juil déc
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    ene abr ago dic
    janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev
    gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ott
    januari februari maart augustus december
"""
_FOREIGN_MONTHS = frozenset(_MONTHS.split())
"""Beside which an English word is none of a month: «mar. 24 novembre» is a Tuesday."""
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[々一-鿿]+")
_LATIN = re.compile("[a-zß-ɏ]+")
_MOST_WORDS = 6


def without_names(text: str) -> str:
    """Return a folded text without the names that are labelled so: 36氪 and 半月谈 are no times."""
    return _NAME.sub(" ", text)


def split_update(text: str) -> list[str]:
    """Return a folded text in its parts: the date of publication before that of an update."""
    if not _UPDATE.search(text):
        return [text]
    dates = [each for each in _LABEL.split(text) if re.search(r"\d", each)]
    updates = [each for each in dates if _UPDATE.match(each)]
    if len(dates) != 2 or len(updates) != 1:
        return [text]
    return [next(each for each in dates if each not in updates), *updates]


def without_labels(text: str) -> str:
    """Return a folded text without what labels a date."""
    return " ".join(_NOISE.sub(" ", text).split())


def says_no_more(rest: str) -> bool:
    """Return whether what is left of a text says nothing of time: names, labels, punctuation."""
    if not re.search(r"\w", rest):
        return True
    rest = _NOISE.sub(" ", " ".join(text_words(rest)))
    return not _LEFT.search(rest) and _FOREIGN_MONTHS.isdisjoint(_WORD.findall(rest))


def has_words(rest: str) -> bool:
    """Return whether names are left of a text, beside labels."""
    return _WORD.search(_NOISE.sub(" ", rest)) is not None


def says_time_in_words(rest: str) -> bool:
    """Return whether a word that is left of a text may say a day in another language.

    Words of other letters are not judged: they may.
    """
    words = [each for each in _WORD.findall(_NOISE.sub(" ", rest)) if not _HAN.fullmatch(each)]
    return len(words) > _MOST_WORDS or any(
        not _LATIN.fullmatch(each) or speaks_of_time(each) for each in words
    )
