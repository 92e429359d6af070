"""The day of a date: numbers in the source's order, names of months, the year that is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from notifier.sources.parsing.date_words import MONTH, MONTHS, Weekday

DateOrder = Literal["MDY", "DMY", "YMD"]
"""Whether 11/05/2026 is 5 November (MDY), and what 11/05 is: of May where it is DMY."""

AHEAD = timedelta(days=2)
"""Exchanges date what they publish in the evening by the next day; what is later is a mistake."""

_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4}) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2})(?!\d)(?:\.(?!\d)| ?[日号號일])?t?",
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4})(?!\d)", re.ASCII)
_TWO_DIGITS = re.compile(
    r"(?<!\d)(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{1,2})(?!\d)",
    re.ASCII,
)
"""A year of two digits, at whichever end."""
_NO_YEAR = re.compile(r"(?<![\d.:])(\d{1,2}) ?[-/] ?(\d{1,2})(?![\d.:])", re.ASCII)
_WITH_DOT = re.compile(r"(?<![\d.:])(\d{1,2})\.(\d{1,2})(\.|(?![\d.:]))", re.ASCII)
_NUMBERED_MONTH = (
    re.compile(r"(?<!\d)(?P<day>\d{1,2}) (?P<month>\d{1,2})月(?! ?\d{1,2}(?!\d))", re.ASCII),
    re.compile(
        r"(?<![\d.:])(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2})(?![\d.:])(?: ?[日号號일])?",
        re.ASCII,
    ),
)
_MONTH = re.compile(MONTH)
_NAMED_MONTH = (
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er)?\.?[ /-]?(?:of )?"
        rf"(?P<month>{MONTH})(?![^\W\d_])\.?(?:[ ,/-]*(?P<year>\d{{4}}|'?\d\d(?![\d:])))?(?![\d:])"
    ),
    re.compile(
        rf"\b(?P<month>{MONTH})(?![^\W\d_])[. -]{{0,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
        r"(?:[ ,.-]{1,2}(?:at )?(?P<year>\d{4}|'\d\d|(?<=-)\d\d)(?![\d:]))?"
    ),
)
_SEVERAL = re.compile(
    rf"(?<![\d:])\d{{1,2}} ?- ?\d{{1,2}} ?(?:{MONTH})\b"
    rf"|\b(?:{MONTH})\.? ?\d{{1,2}} ?- ?\d{{1,2}}(?![\d.:]| ?[ap]\.?m)"
)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)[年년]?(?![\d:.])", re.ASCII)
_NUMBERS = re.compile(
    r"(?<![\d.:/-])(\d{1,2}) ?(?:[-/.] ?(\d{1,2}) ?[-/.] ?\d{4}|[-/] ?(\d{1,2}))(?![\d:]|[-/.]\d)",
    re.ASCII,
)
"""Day and month in either order; the second group's with a year, the third's without."""


def shown_order(written: Iterable[str | None], usually: DateOrder) -> DateOrder:
    """Return the order of numbers in the dates of one document.

    They prove it where one of their numbers is no month; else it is as `usually`.
    """
    for text in written:
        found = _NUMBERS.search(text or "")
        if found is None:
            continue
        first, second = int(found[1]), int(found[2] or found[3])
        if first > 12 >= second:
            return "DMY"
        if second > 12 >= first and (found[2] or usually == "DMY"):
            return "MDY"
    return usually


def find_days(
    text: str, today: date, order: DateOrder, *, beside_time: bool
) -> tuple[list[date], str]:
    """Return the days that a date in a folded text may mean, the likeliest first, and what is left.

    There are several where it has no year, and none where there is no date. `beside_time`: the text
    had a time of day, so that 27.11 is a day. Raises ValueError where it is none that there is.
    """
    if found := _YEAR_FIRST.search(text):
        return [date(int(found[1]), int(found[2]), int(found[3]))], _without(found)
    if found := _YEAR_LAST.search(text):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), today, order), _without(
            found
        )
    if found := _month_in_words(text):
        return _in_its_year(found, today)
    if found := _TWO_DIGITS.search(text):
        first, second, year = (int(found[each]) for each in ("first", "second", "year"))
        recent = {today.year % 100, today.year % 100 - 1}
        if order == "YMD" or found["sign"] == "-" or year not in recent or first in recent:
            raise ValueError(f"which number of {text!r} is the year?")
        return _year_last(first, second, 2000 + year, today, order), _without(found)
    found = _NO_YEAR.search(text) or _WITH_DOT.search(text)
    if found is None or (found.re is _WITH_DOT and not (beside_time or found[3])):
        return [], text
    month, day = int(found[1]), int(found[2])
    if month > 12 or (order == "DMY" and day <= 12):
        month, day = day, month
    return in_years(month, day, None, today), _without(found)


def days_told(today: date, days_back: int | None, weekday: Weekday | None) -> list[date]:
    """Return the days that a word tells from the reader's, or a time of day alone, latest first.

    The latest is meant that is not to come, for pages are cached.
    """
    every = 1
    if days_back is not None:
        latest = today - timedelta(days=days_back)
    elif weekday is None:
        latest = today
    elif weekday.week is None:
        latest, every = today - timedelta(days=(today.weekday() - weekday.day) % 7), 7
    else:
        return [today + timedelta(days=7 * weekday.week + weekday.day - today.weekday())]
    return [latest, latest - timedelta(days=every)]


def on_weekday(days: list[date], weekday: Weekday) -> list[date]:
    """Return which of the days that a date may mean are such weekdays; ValueError where none is."""
    found = [each for each in days if each.weekday() == weekday.day]
    if not found:
        raise ValueError(f"none of {days} is that weekday")
    return found


def in_years(month: int, day: int, year: int | None, today: date) -> list[date]:
    """Return the days that a day of a month may be, in a year or the latest ones, the next first.

    Raises ValueError where none of them has it.
    """
    days = []
    for each in [year] if year else range(today.year + 1, today.year - 5, -1):
        try:
            days.append(date(each, month, day))
        except ValueError:  # the 29th of February
            continue
    if not days:
        raise ValueError(f"no year has the day {day} of month {month}")
    return days


def _without(found: re.Match[str]) -> str:
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _year_last(first: int, second: int, year: int, today: date, order: DateOrder) -> list[date]:
    if first <= 12 and second <= 12 and order == "MDY":
        day = date(year, first, second)
        # The other order where this one is still to come.
        return [day] if day <= today + AHEAD else [date(year, second, first)]
    return [date(year, second, first) if second <= 12 else date(year, first, second)]


def _month_in_words(text: str) -> re.Match[str] | None:
    forms: tuple[re.Pattern[str], ...] = ()
    if "月" in text or "월" in text:
        forms = _NUMBERED_MONTH
    elif _MONTH.search(text):
        if _SEVERAL.search(text):
            raise ValueError(f"{text!r} has several days")
        forms = _NAMED_MONTH
    return next(filter(None, (each.search(text) for each in forms)), None)


def _in_its_year(found: re.Match[str], today: date) -> tuple[list[date], str]:
    """Return the days of a month that is named, in the year beside it or elsewhere in the text."""
    month, day = MONTHS.get(found["month"]) or int(found["month"]), int(found["day"])
    rest = _without(found)
    if year := found.groupdict().get("year"):
        return in_years(month, day, _whole_year(year.lstrip("'"), today), today), rest
    if elsewhere := _YEAR.search(rest):
        return in_years(month, day, int(elsewhere[1]), today), _without(elsewhere)
    return in_years(month, day, None, today), rest


def _whole_year(written: str, today: date) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year <= today.year % 100 + 1 else 1900)
