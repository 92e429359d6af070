"""The times, hours and days that stand in a sentence, wherever in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from notifier.bot.time_expressions import is_day, read_hours, read_time_of_day
from notifier.core.folding import fold

_TOKEN: Final = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff,，、。;；!！?？]+")
_LONGEST: Final = 10
_MOST: Final = 40
_CLOCK: Final = re.compile(r"[:：点點时時]|\d ?(?:am|pm)\b|o'clock", re.IGNORECASE)
"""What a number has that is a time of the day."""

_OFF_DAYS: Final = r"周末|双休|(?:周|星期|礼拜)[六日天]|假日|week ?end|saturday|sunday"
OFF_DAYS: Final = re.compile(_OFF_DAYS)
WEEKEND: Final = re.compile(
    rf"{_OFF_DAYS}|工作日|交易日|平日|周一[到至]周五|week ?day|work(?:ing)? ?day|trading day"
)
"""Days by which people part the week."""
_A_DAY: Final = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末]|weekend|"
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
)
_SATURDAY: Final = re.compile(r"[六末]$|sat|weekend")
_MONTHS: Final = r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATES: Final = re.compile(
    rf"\d月\d{{1,2}}[日号]? ?[-~—–到至]|\d[日号] ?[-~—–到至] ?\d|{_MONTHS} ?\d{{1,2}}\w* ?[-~—–]|"
    rf"{_MONTHS} \d{{1,2}}\w* (?:to|until|through|till) (?:{_MONTHS} )?\d"
)
"""From one date to another."""
_EVERY_DAY: Final = re.compile(r"每|天天|daily|\bevery|each")
_THIS_ONE: Final = re.compile(
    r"(?:[这本下]个?|this |next |coming )(?:周|星期|礼拜|week ?end|s[au])"
)
"""One weekend, or a day of it, rather than each."""
_CUT_BEFORE: Final = re.compile(rf"(?:\d|月|[零一二三四五六七八九十]|{_MONTHS})\s*$", re.IGNORECASE)
_CUT_BEHIND: Final = re.compile(
    r"\s*(?:\d|[月号點点时時:：]|[零一二三四五六七八九十]|[ap]\.?m\b|o'clock|[-~—–到至]\s*\d|"
    r"in the (?:morning|afternoon|evening)|at night)",
    re.IGNORECASE,
)
"""What shows that a time is read only in part."""

_NOON, _EVENING, _DAY = 12 * 60, 18 * 60, 24 * 60
HALF_NAMED: Final = re.compile(
    r"[ap]\.?m\b|[早晚夜]|[上下中]午|凌晨|morning|noon|evening|night|(?<!\d)(?:0\d|1[3-9]|2\d)"
)
"""Which half of the day hours are in."""


def times_in(text: str) -> list[str]:
    """Return the times of the day that stand in a text, one after the other."""
    found: list[str] = []
    rest = text
    while len(found) < _MOST and (time := stretch(rest, is_time)):
        before, _, rest = rest.partition(time)
        found += [*times_in(before), time]
    return found


def names_no_saturday(text: str) -> bool:
    """Return whether a text names days of the week without that of the weekly digest."""
    days = _A_DAY.findall(fold(text).text)
    return bool(days) and not any(map(_SATURDAY.search, days))


def is_about_days(text: str) -> bool:
    """Return whether a text is about hours of one day, or about a date: no hours of every day."""
    folded = fold(text).text
    is_of_all = _EVERY_DAY.search(folded) is not None or (
        WEEKEND.search(folded) is not None and not _THIS_ONE.search(folded)
    )
    names_one = stretch(text, lambda part: len(part) > 1 and is_day(part)) != ""
    return (names_one and not is_of_all) or DATES.search(folded) is not None


def hours_in(text: str) -> tuple[int, int] | None:
    """Return the quiet hours that a text names together, or by two times that stand apart."""
    if WEEKEND.search(fold(text).text):
        return None
    if hours := time_stretch(text, are_hours):
        return read_hours(hours) if _are_clear(hours, text.partition(hours)) else None
    one = time_stretch(text, is_time)
    before, _, behind = text.partition(one) if one else ("", "", "")
    if other := time_stretch(behind, is_time):
        begins, ends = time_in(one), time_in(other)
    else:
        begins, ends = time_in(time_stretch(before, is_time)), time_in(one)
    if begins is None or ends is None or begins == ends:
        return None
    # "From seven on again, not after nine in the evening": the night is meant, not the day.
    return (ends, begins) if begins < _NOON <= _EVENING <= ends else (begins, ends)


def _are_clear(hours: str, parts: tuple[str, str, str]) -> bool:
    """Return whether hours are the only ones of a text, and may be meant: «9 to 5» is no night."""
    before, _, behind = parts
    if any(re.search(r"\d", rest) or stretch(rest, is_time) for rest in (before, behind)):
        return False
    begins, ends = read_hours(hours) or (0, 0)
    return HALF_NAMED.search(fold(hours).text) is not None or (ends - begins) % _DAY <= _DAY // 2


def time_in(text: str) -> int | None:
    """Return the minute of the day that a text is; None where it is no time, or empty."""
    return read_time_of_day(text) if text else None


def is_time(text: str) -> bool:
    """Return whether a text is a time of the day, and no bare number."""
    return _CLOCK.search(text) is not None and read_time_of_day(text) is not None


def are_hours(text: str) -> bool:
    """Return whether a text is a stretch of hours."""
    hours = read_hours(text)
    return hours is not None and hours != (0, 0)


def time_stretch(text: str, reads: Callable[[str], bool]) -> str:
    """Return the longest stretch that is a time, unless a part of that is left beside it."""
    found = stretch(text, reads)
    before, _, behind = text.partition(found) if found else ("", "", "")
    return "" if _CUT_BEFORE.search(before) or _CUT_BEHIND.match(behind) else found


def stretch(text: str, reads: Callable[[str], bool]) -> str:
    """Return the longest stretch of whole words that can be read; empty without one."""
    tokens = list(_TOKEN.finditer(text))[:_MOST]
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        for at in range(len(tokens) - size + 1):
            part = text[tokens[at].start() : tokens[at + size - 1].end()]
            if reads(part):
                return part
    return ""
