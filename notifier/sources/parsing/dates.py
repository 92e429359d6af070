"""Dates as sources write them: numbers, every common format, words such as 5分钟前.

What is understood of a text must be all that it says of time: an unknown month is no date, and
never today. Days, times, zones and words have a module each (`date_…`); what is neither English nor
Chinese is put into English first.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from notifier.sources.parsing.date_days import (
    AHEAD,
    DateOrder,
    days_told,
    find_days,
    in_years,
    on_weekday,
    shown_order,
)
from notifier.sources.parsing.date_labels import (
    has_words,
    says_no_more,
    says_time_in_words,
    split_update,
    without_labels,
    without_names,
)
from notifier.sources.parsing.date_languages import translations
from notifier.sources.parsing.date_times import find_time
from notifier.sources.parsing.date_words import (
    MONTHS,
    span_ago,
    take_day_word,
    take_weekday,
    with_digits,
)
from notifier.sources.parsing.date_zones import FARTHEST, find_place, read_zone, refuse_unknown_zone

__all__ = ["DateOrder", "DateStyle", "is_day", "is_time_of_day", "parse_date", "shown_order"]

_MAX_LENGTH = 200
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_SKEW = timedelta(minutes=10)
"""A source's clock may be ahead of ours by this."""

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d(?::\d\d)?)"
    r" (?:GMT|UTC|Z|([+-]\d\d)([0-5]\d))",
    re.ASCII,
)
"""The form of RFC 822, as nearly every RSS feed has it."""
_MIDNIGHT = "00:00"
_COUNT = re.compile(
    r"(\d{1,20}(?:\.\d{1,9})?|\d\.\d{1,15}[eE]\+?\d{1,2})"
    r"|\\?/Date\((\d{1,20})(?:[+-]\d{4})?\)\\?/",
    re.ASCII,
)
"""Of seconds, or of milliseconds as JSON of .NET has it."""
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)(?:[ -]?([0-2]\d):?([0-5]\d):?([0-6]\d)?(\d{3})?)?",
    re.ASCII,
)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?=$|[T ])", re.ASCII)
_WEEK = re.compile(r"\d{4}-?W\d\d", re.ASCII)
_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("\u200b\u200e\u200f\ufeff")}
)
"""Dashes of every length, and marks that are not seen."""


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a source writes its dates, as far as that is known of it."""

    formats: tuple[str, ...] = ()
    """In the form of `strptime`; where there are some, no other is read."""
    ignore_zone: bool = False
    """The zone that stands in a date is wrong: the source's own is meant."""
    order: DateOrder = "YMD"
    """Of its numbers."""


USUAL_DATES = DateStyle()


def parse_date(
    value: object, zone: tzinfo, now: datetime, style: DateStyle = USUAL_DATES
) -> datetime | None:
    """Return a date in UTC; None where there is none, or one that cannot be meant.

    A number counts seconds, or milliseconds and finer by its size, since 1970. What a text leaves
    out is taken from the present: its year, its day, and its time zone from `zone`. So a bare 23:50
    is yesterday's shortly after midnight.
    """
    try:
        if isinstance(value, int | float):
            parsed = _number(value)
        elif isinstance(value, str) and len(value) <= _MAX_LENGTH:
            parsed = _read(value, zone, now, style)
        else:
            return None
        if parsed is None or not _EARLIEST <= parsed <= now + AHEAD:
            return None
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_time_of_day(text: str) -> bool:
    """Return whether a text says the hour, and nothing of the day."""
    text = _folded(_plain(text))
    try:
        time = find_time(text)
    except ValueError:
        return False
    return time is not None and not re.search(r"\w", text[: time.start] + text[time.end :])


def is_day(text: str, now: datetime) -> bool:
    """Return whether a text says a day, and no hour; a weekday in it is one of the present."""
    try:
        time = find_time(_folded(_plain(text)))
    except ValueError:
        return False
    return time is None and parse_date(text, UTC, now) is not None


def _number(value: float) -> datetime | None:
    if isinstance(value, bool):
        return None
    while 1e11 <= value < 1e24:  # no year of ours in seconds: milliseconds, or finer still
        value /= 1000
    return datetime.fromtimestamp(value, UTC)


def _read(value: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    if style.formats:
        return _by_format(value.strip(), zone, now, style)
    if value[4:5] == "-" == value[7:8]:
        with suppress(ValueError):
            return _zoned(datetime.fromisoformat(value), zone, style)
    if found := _RFC_822.fullmatch(value):
        with suppress(ValueError):
            return _zoned(_rfc_822(found), zone, style)
    text = _plain(value)
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, ms = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, ms * 1000, tzinfo=zone)
    if found := _COUNT.fullmatch(text):
        return _number(float(found[1] or found[2]))
    text = _ORDINAL.sub(_day_of_year, text)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return _written(text, zone, now, style)
    return None if _WEEK.fullmatch(text) else _zoned(parsed, zone, style)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())


def _day_of_year(found: re.Match[str]) -> str:
    return f"{datetime.strptime(found[0], '%Y-%j'):%Y-%m-%d}"  # noqa: DTZ007 - a day has no zone


def _zoned(parsed: datetime, zone: tzinfo, style: DateStyle) -> datetime:
    """Return a date in the zone it names; in the source's where it names none, or a wrong one."""
    if style.ignore_zone or parsed.tzinfo is None:
        return parsed.replace(tzinfo=zone)
    if abs(parsed.utcoffset() or timedelta(0)) > FARTHEST:
        raise ValueError(f"no zone is as far from UTC as that of {parsed}")
    return parsed


def _folded(text: str) -> str:
    return with_digits(text.lower())


def _by_format(text: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    for each in style.formats:
        try:
            parsed = datetime.strptime(text, each)  # noqa: DTZ007 - its zone is added below
        except ValueError:
            continue
        parsed = _zoned(parsed, zone, style)
        if "%y" in each.lower() or "%c" in each or "%s" in each or "%G" in each:
            return parsed
        today = now.astimezone(zone).date()
        if "%d" not in each and "%j" not in each and "%e" not in each:
            days = [today, today - timedelta(days=1)]
            ahead = _SKEW
        else:
            days, ahead = in_years(parsed.month, parsed.day, None, today), AHEAD
        dated = (parsed.replace(year=day.year, month=day.month, day=day.day) for day in days)
        return next((each for each in dated if each <= now + ahead), None)
    return None


def _rfc_822(found: re.Match[str]) -> datetime:
    """Read the date of RFC 822. What follows could too, and takes ten times as long."""
    day, name, year, time, hours, minutes = found.groups()
    month = MONTHS.get(name.lower(), 0)
    zone = f"{hours}:{minutes}" if hours else "+00:00"
    return datetime.fromisoformat(f"{year}-{month:02}-{day:>02}T{time}{zone}")


def _written(text: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    """Read a text; where it has a date of an update beside its own, both must be understood."""
    if not style.ignore_zone:
        refuse_unknown_zone(text, zone, now)
    published, *updated = split_update(without_names(_folded(text)))
    found = [_in_any_language(each, zone, now, style) for each in (published, *updated)]
    return None if None in found else found[0]


def _in_any_language(text: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    if found := _understood(text, zone, now, style):
        return found
    time = find_time(text)
    written = ""
    if time is not None:  # it needs no translation, nor does its zone
        _, end = read_zone(text[time.end :], zone, now)
        written = f"{time.clock}{text[time.end : time.end + end]}"
        text = f"{text[: time.start]} {_MIDNIGHT} {text[time.end + end :]}"
    in_english = (each.replace(_MIDNIGHT, written) for each in translations(without_labels(text)))
    return next(filter(None, (_understood(each, zone, now, style) for each in in_english)), None)


def _understood(text: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    """Return what a folded text says in English or Chinese, if that is all it says of time.

    That is how long ago it was, or a date, a time of day, or both.
    """
    if ago := span_ago(text):
        span, rest = ago
        if says_no_more(rest):
            return now - span
    weekday, text = take_weekday(text)
    days_back, rest = take_day_word(text)
    time = find_time(rest)
    if time is not None:
        named, end = read_zone(rest[time.end :], zone, now)
        rest = f"{rest[: time.start]} {rest[time.end + end :]}"
        if not end:
            named, rest = find_place(rest) or (zone, rest)
        zone = zone if style.ignore_zone else named
    today = now.astimezone(zone).date()
    days, rest = find_days(rest, today, style.order, beside_time=time is not None)
    if weekday and len(days) > 1:  # it tells the year that is left out
        days = on_weekday(days, weekday)
    latest = now + AHEAD
    if not says_no_more(rest):
        return None
    if not days:
        latest = now + _SKEW
        if (time is None and days_back is None and has_words(rest)) or says_time_in_words(rest):
            return None
        if time is not None or days_back is not None or (weekday and not weekday.aside):
            days = days_told(today, days_back, weekday)
    since_midnight = time.since_midnight if time else timedelta(0)
    dates = (datetime(day.year, day.month, day.day, tzinfo=zone) + since_midnight for day in days)
    return next((each for each in dates if each <= latest), None)
