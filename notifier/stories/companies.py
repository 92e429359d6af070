"""The companies of an article: those that were recognised, and those whose code it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from notifier.core.folding import fold
from notifier.core.model import Mention
from notifier.stories.keywords import weighted

_LEADING: Final = 4
"""A company that begins within so many characters of a headline is the one it is about."""

_CODE: Final = re.compile(
    r"\(?\b\d{4,6}\.?(?:hk|sh|sz|ss|bj)\b\)?|\((?:[a-z]+:)?[a-z0-9.]{1,8}\)"
    r"|\b(?:sh|sz|bj|hk)\d{5,6}\b|(?:代码|编号|代号):[\u4e00-\u9fff]?[a-z0-9-]*\d|\(0\d{9}\)"
)
CODE_LABEL: Final = re.compile(r"(?:(?:股份|证券|股票)代[号码]|stock code)[: ]{1,2}(\d{3,6})(?!\d)")
"""What stands at the head of a notice that a company files with its exchange."""
_CODE_WITH_MARKET: Final = re.compile(r"(?<!\d)(\d{4,6})\.(?:hk|sh|ss|sz|bj)\b")
_HONG_KONG_DIGITS: Final = 5
_MAINLAND: Final = {"6": "SH", "0": "SZ", "3": "SZ"}
_SHARE_CLASS: Final = re.compile(r"-(?:w|sw|s|b|r|p)$")
_RISK_WARNING: Final = re.compile(r"^\*?st(?=[\u4e00-\u9fff])")
_SPEAKER: Final = re.compile(r"[\u4e00-\u9fffa-z0-9*&. ]{2,12}(?=:)")
_SHORT_NAME: Final = re.compile(r"[\u4e00-\u9fff]{4}")
"""Of a company, where no word of it looks like a name: 天神娱乐. Not of a kind of report:"""
_REPORT: Final = re.compile(
    r"消息|分析|报道|快讯|独家|观察|评论|人士|市场|媒体|传闻|公告|新闻|数据"
)


@dataclass(frozen=True, slots=True)
class Company:
    """A company that an article names."""

    symbols: frozenset[str]
    """All of its listings; none where it is in no list and no code is stated."""
    spellings: tuple[str, ...]
    """The folded ways in which the article writes it, the longest first."""


def recognised(mentions: Sequence[Mention]) -> list[Company]:
    """Put together the mentions of one company under several symbols."""
    found: dict[tuple[str, int, int], tuple[set[str], set[str]]] = {}
    for mention in mentions:
        place = (mention.field.value, mention.start, mention.end)
        symbols, spellings = found.setdefault(place, (set(), set()))
        symbols.add(mention.symbol)
        for name in (mention.surface, mention.name):
            spelling = _SHARE_CLASS.sub("", fold(name).text.strip())
            if len(spelling) > 1:
                spellings.add(spelling)
            without_warning = _RISK_WARNING.sub("", spelling)
            if len(without_warning) > 4 and not spelling.isascii():
                spellings.add(without_warning[:-2])  # 科伦博泰生物 is 科伦博泰 in headlines
    return [
        Company(frozenset(symbols), tuple(sorted(spellings, key=lambda each: (-len(each), each))))
        for symbols, spellings in found.values()
    ]


def stated(text: str) -> list[Company]:
    """Return the companies whose codes a folded text states, whether or not a list has them."""
    codes = [*CODE_LABEL.findall(text), *_CODE_WITH_MARKET.findall(text)]
    return [Company(frozenset({_symbol(code)}), ()) for code in dict.fromkeys(codes)]


def _symbol(code: str) -> str:
    if len(code) <= _HONG_KONG_DIGITS:
        return f"{code:0>5}.HK"
    return _MAINLAND.get(code[0], "BJ") + code


def placed(companies: Sequence[Company], text: str) -> list[tuple[int, Company]]:
    """Return the companies that a text names, by where it first does."""
    found = []
    for company in companies:
        places = [text.find(name) for name in company.spellings if name in text]
        if places:
            found.append((min(places), company))
    return sorted(found, key=lambda each: each[0])


def leading(title: str, in_title: Sequence[tuple[int, Company]]) -> Company | None:
    """Return who a headline is about: whom it begins with, known or not."""
    if in_title and in_title[0][0] <= _LEADING:
        return in_title[0][1]
    speaker = _SPEAKER.match(title)
    if speaker and (
        _RISK_WARNING.match(title)
        or any(is_name for _, _, is_name in weighted(speaker[0]))
        or (_SHORT_NAME.fullmatch(speaker[0]) and not _REPORT.search(speaker[0]))
    ):
        return Company(frozenset(), (_RISK_WARNING.sub("", speaker[0]),))
    return None


def without_names(text: str, companies: Sequence[Company]) -> str:
    """Return a text with a line's end in place of each character of companies and codes."""
    text = _CODE.sub(_blank, text)
    names = {name for company in companies for name in company.spellings}
    for name in sorted(names, key=len, reverse=True):
        if name not in text:
            continue
        if name.isascii():
            text = re.sub(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", _blank, text)
        else:
            text = text.replace(name, "\n" * len(name))
    return text


def _blank(found: re.Match[str]) -> str:
    return "\n" * len(found[0])
