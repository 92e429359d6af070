"""What a sentence says of the wish that it was read as: of what, until when, where. Pure."""

from __future__ import annotations

import re
from typing import Final

from notifier.bot.formatting import clock
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_reader import as_written_chinese
from notifier.bot.meanings import ASKED, QUESTIONS
from notifier.bot.silence_words import QUIET_OFF
from notifier.bot.time_expressions import is_until, read_hours, said_as
from notifier.bot.time_zones import read_zone
from notifier.bot.times_said import (
    DATES,
    HALF_NAMED,
    OFF_DAYS,
    WEEKEND,
    are_hours,
    hours_in,
    is_about_days,
    is_time,
    names_no_saturday,
    stretch,
    time_in,
    time_stretch,
    times_in,
)
from notifier.bot.word_match import match_whole
from notifier.core.alerts import Cadence
from notifier.core.folding import fold

_QUOTES: Final = re.compile(r"[\"“「『]([^\"“”「」『』]{1,40})[\"”」』]")
_NOT: Final = re.compile(
    r"不|别|勿|免|静|[只仅才]|就[行好可够]|\b(?:no|not|never|only|quiet|mute|silence|stop|off|without)\b|n't"
)
"""Words by which a sentence about some days asks for silence on them, or on the others."""
_ONLY: Final = re.compile(r"[只仅才]|就[行好可够]|\b(?:only|just)\b")

_CADENCES: Final = {
    Cadence.INSTANT: re.compile(
        r"即时|实时|立刻|马上|逐条|一条条|at once|instant|immediately|"
        r"real[- ]?time|as (?:it|they) (?:come|happen)s?"
    ),
    Cadence.HOURLY: re.compile(
        r"每(?:个|隔一?个)?(?:小时|钟头?)|一小时一次|hourly|(?:every|an|each|per) hour"
    ),
    Cadence.PRE_OPEN: re.compile(
        r"盘前|开[盘市][之以]?前|before (?:the )?(?:market )?open|pre-?market"
    ),
    Cadence.POST_CLOSE: re.compile(r"盘后|收[盘市][之以]?后|after (?:the )?(?:market )?close"),
    Cadence.DAILY: re.compile(
        r"每[天日]|天天|一[天日]一次|daily|(?:every|a|each|per) (?:day|morning|evening|night)"
    ),
    Cadence.WEEKLY: re.compile(
        r"[每逢]个?(?:周|星期|礼拜)|一[周星]期?一次|周报|weekly|(?:every|a|each|per) week|"
        r"\b(?:every|each|on) (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    ),
}
_SESSIONS: Final = (Cadence.PRE_OPEN, Cadence.POST_CLOSE)
_OFTENER: Final = re.compile(
    r"(?:[一每][天日].{0,6}|分)(?:两|二|三|四|好?几|[2-9])次|早.?晚.{0,2}各|早中晚|早一次.{0,3}晚.{0,2}一次|"
    r"\b(?:twice|thrice|(?:[2-9]|two|three|four|several) times) (?:a|per|each|every) ?day|"
    r"\btwice daily|\bmornings?\b.*\band\b.*\b(?:evenings?|nights?)\b"
)
"""What asks for more than one digest a day, at no time that it names."""
_MORNING_AND_EVENING: Final = ("08:00", "20:00")
_BESIDE_CADENCE: Final = re.compile(
    r"一次|一起|一并|汇总|摘要|推送|通知|提醒|告诉|消息|新闻|时候|更新|[的再才就都只发推送给我来报吧里,，。.!！\s]|"
    r"\b(?:an?|the|only|once|please|me|it|to|be|in|as|send|alerts?|digests?|news|updates?)\b"
)
"""What adds nothing to how often news is to come."""
_RATHER: Final = re.compile(
    r"(?<![能可好行是])不|别|勿|而是|\b(?:not|no|instead|rather|stop)\b|n't"
)
"""Words by which a text with a time may ask for another."""

_SILENCE: Final = re.compile(
    r"(?<![能可好行是要会])不|(?<![特分个])别|勿|免|静|停|歇|休|睡|吵|扰|烦|闭|屏蔽|禁|莫|没|关(?![注于心])|"
    r"\b(?:no|not|nothing|never|none|without|quiet|mute|silen\w+|snooze|stop|pause|off|hold|down|"
    r"alone|sleep\w*|asleep|block|suppress|avoid|dnd|disturb|shut)\b|n't"
)
"""Words by which a text with hours asks for silence at them."""
_SENDING: Final = re.compile(
    r"[发推收看]|通知|提醒|告诉|叫我|[只仅才]|"
    r"汇总|摘要|日报|(?<![a-z])(?:send|alert|notif|tell|ping|messag|push|deliver|only|just|digest)"
)
"""And by which it asks for news at them."""
_UNWANTED: Final = re.compile(
    rf"{_SILENCE.pattern}|去[掉除]|过滤|排除|剔|拉黑|删|[太]多|少|够|讨厌|恶心|无聊|垃圾|"
    r"\b(?:filter|hide|ignore|exclude|skip|remove|drop|ban|spam|enough|tired|sick|hate|too|rid|"
    r"boring|useless|annoy\w*|kill|less|fewer)\b"
)
"""Words by which a text asks to be spared something."""
_OTHERWISE: Final = re.compile(
    r"[其别][他它余的]+时|[以之]外|除了?|不在.*就|"
    r"\b(?:outside|except|other(?:wise| than| times?)|but for)\b"
)
"""By which it speaks of all other hours."""
_CLAUSE: Final = re.compile(r"[,，;；。!！?？\n]")
_DIGEST: Final = re.compile(r"[汇匯彙][总總整]|摘要|日[报報]|一次|digest|summar", re.IGNORECASE)
_TWO_TIMES: Final = re.compile(r"(?i)(?!.*\b(?:between|from)\b).*\d.*\band\b.*\d")
"""At eight and twelve, rather than between them."""
_MOST_TIMES: Final = 4

_OF_ALL: Final = {"pause": "mute", "resume": "unmute", "cadence": "list"}
"""Wishes about all that is followed, and the command for one thing of it."""

_OF_SOMETHING: Final = frozenset({"unwatch", "edit", "mute", "unmute", "missed", "why"})
_OF_WORDS: Final = frozenset({"latest", "find"})
_OF_NEWS: Final = (
    r"(?:[今昨][天日晚早]|[他它]们|[这那]家|老|总是?|最近|近期|[这本上]周|刚刚?|现在|都|又|还|有没有|有|出|发生|了|过|什么|啥|哪些|"
    r"最新|新|大|重要|的|新闻|消息|事情?|动静|动态|公告|情况|再发一遍|[吗呢么啊]|看看|给我|"
    r"\s|\b(?:any(?:thing)?|yesterday|today|lately|recently|what|happen(?:ed|ing)|new|news|headlines|'?s)\b)+"
)
"""Words for news and its time around what it is about."""
_SHORTEST_WORDS, _LONGEST_WORDS = 2, 24


def fill(wish: str, text: str, names: str, words: str = "") -> Intent:
    """Return the command or the question that serves a wish, with what a sentence says of it.

    `names` are what it names of what can be followed, `words` what is left of it without the words
    that only ask. The first zone that is looked for takes a quarter of a second: call it in a
    thread.
    """
    if wish in QUESTIONS:
        return Intent(Kind.QUESTION, text=wish)
    if wish in {"talk", "help"}:
        return Intent(Kind.TALK)
    command, _, setting = ASKED.get(wish, wish).partition(" ")
    if wish == "cadence" and names and (often := _how_one_comes(as_written_chinese(text))):
        return Intent(Kind.COMMAND, "edit", f"{names} → {often}")
    if wish in _OF_ALL and names:
        command, setting = _OF_ALL[wish], ""
    said = as_written_chinese(text)
    if wish in {"quiet", "trading"} and is_about_days(said):
        has_hours = stretch(said, is_time) or stretch(said, are_hours)
        return Intent(Kind.COMMAND, "pause", "" if has_hours else _until(said))
    if command == "settings":
        argument = _setting(wish, said) or setting
    elif wish == "pause":
        argument = f"{names} {_until(said)}"
    elif wish in _OF_WORDS:
        argument = _quoted(text) or names or _without_news(words)
    else:
        argument = setting or (_quoted(text) or names) * (command in _OF_SOMETHING)
    return Intent(Kind.COMMAND, command, argument.strip())


def words_wanted(text: str) -> str:
    """Return the quoted words of a text that does not ask to be spared them; else nothing."""
    return "" if _UNWANTED.search(fold(as_written_chinese(text)).text) else _quoted(text)


def _quoted(text: str) -> str:
    return next((each[1] for each in _QUOTES.finditer(text)), "")


def _without_news(words: str) -> str:
    """Return what words are about besides news; empty where they may be a sentence."""
    bare = re.sub(rf"^{_OF_NEWS}|{_OF_NEWS}$", "", words, flags=re.IGNORECASE).strip()
    return bare if _SHORTEST_WORDS <= len(bare) <= _LONGEST_WORDS else ""


def _setting(wish: str, text: str) -> str:
    """Return a setting with the value that a sentence has for it; empty where it has none."""
    match wish:
        case "quiet" | "cadence" if several := _several_times(text):
            return f"times {' '.join(several)}"
        case "cadence":
            return _how_all_come(text)
        case "quiet":
            return _when_to_send(text) or _when_quiet(text)
        case "trading":
            return _on_which_days(fold(text).text)
        case "timezone":
            return stretch(text, _is_zone)
        case _:
            return ""


def _how_all_come(text: str) -> str:
    often = _cadence(fold(text).text)
    if often == Cadence.WEEKLY and names_no_saturday(text):
        return f"times {Cadence.WEEKLY} {Cadence.DAILY}"
    if often and often != Cadence.DAILY:
        return f"cadence {often}"
    at = time_in(stretch(text, is_time))
    return _when_to_send(text) or (f"daily {clock(at)}" if at is not None else "")


def _when_quiet(text: str) -> str:
    if _asks_for_quiet(text) and (hours := hours_in(text)):
        return f"quiet {clock(hours[0])}-{clock(hours[1])}"
    return "quiet off" if match_whole(QUIET_OFF, text) else ""


def _on_which_days(folded: str) -> str:
    """Return whether weekends are quiet; empty where only they, or a week, are spoken of."""
    is_only, is_not = _ONLY.search(folded) is not None, _NOT.search(folded) is not None
    if OFF_DAYS.search(folded):
        is_said = is_not or _SENDING.search(folded)
        is_clear = is_said and not is_only and not _cadence(folded)
        return f"weekends {'yes' if is_not else 'no'}" if is_clear else ""
    return "weekends yes" if is_not and WEEKEND.search(folded) else ""


def _cadence(folded: str) -> str:
    """Return when a text wants news to come; empty where it names no time, or several."""
    found = [each for each, words in _CADENCES.items() if words.search(folded)]
    return found[0] if len(found) == 1 and not _RATHER.search(folded) else ""


def _when_to_send(text: str) -> str:
    """Return the setting for hours, or for two times, at which a text wants news to come.

    Empty where it wants silence then, or names neither: hours by themselves are quiet.
    """
    if WEEKEND.search(fold(text).text):
        return ""
    span = time_stretch(text, are_hours)
    if _wants_silence(text, span or text):
        return ""
    if span and not (_TWO_TIMES.match(span) and _TWO_TIMES.match(text)):
        hours = hours_in(text)
        if hours and _DIGEST.search(text):
            return f"daily {clock(hours[0])}"
        return f"quiet {clock(hours[1])}-{clock(hours[0])}" if hours else ""
    named = read_hours(span) if span else map(time_in, times_in(text))
    times = list(dict.fromkeys(clock(at) for at in named or () if at is not None))
    return f"times {' '.join(times[:_MOST_TIMES])}" if len(times) > 1 else ""


def _several_times(text: str) -> list[str]:
    """Return the several times of the day that a text wants digests at, sessions among them.

    Where it says how often only, they are in the morning and in the evening.
    """
    folded = fold(text).text
    if WEEKEND.search(folded) or _RATHER.search(folded):
        return []
    sessions = [str(each) for each in _SESSIONS if _CADENCES[each].search(folded)]
    at = [clock(each) for each in map(time_in, times_in(text)) if each is not None]
    if sessions and len(sessions) + len(at) > 1:
        return list(dict.fromkeys((*at, *sessions)))
    return [*_MORNING_AND_EVENING] if not at and _OFTENER.search(folded) else []


def _asks_for_quiet(text: str) -> bool:
    return _wants_silence(text, time_stretch(text, are_hours) or text)


def _wants_silence(text: str, hours: str) -> bool:
    """Return whether a text wants silence at hours that it names, by the clause they stand in."""
    clause = next((each for each in _CLAUSE.split(text) if hours in each), text)
    said = next(
        (
            each
            for each in (fold(clause).text, fold(text).text)
            if _SILENCE.search(each) or _SENDING.search(each)
        ),
        None,
    )
    if said is None:
        return True
    return (_SILENCE.search(said) is None) == (_OTHERWISE.search(said) is not None)


def _how_one_comes(text: str) -> str:
    """Return when something is to come; all of a text that has an hour, which nothing has alone."""
    folded = fold(text).text
    has_hour = stretch(text, is_time) or HALF_NAMED.search(folded)
    return text.replace("→", " ") if has_hour else _cadence(folded)


def cadence_of(text: str) -> str:
    """Return when something is to come by a text that says this and nothing else; else nothing."""
    folded = fold(as_written_chinese(text)).text.strip()
    if folded in set(Cadence):
        return folded
    often = _cadence(folded)
    is_all = often and not _BESIDE_CADENCE.sub("", _CADENCES[Cadence(often)].sub("", folded))
    return often if is_all else ""


def _until(text: str) -> str:
    """Return until when a text wants silence, or on which day; empty where it says neither."""
    if DATES.search(fold(text).text):
        return ""
    found = time_stretch(text, is_until)
    before, _, behind = text.partition(found) if found else ("", "", "")
    return said_as(found, before, behind)


def _is_zone(text: str) -> bool:
    return len(text) > 1 and read_zone(text) is not None
