"""Dates as sources write them: numbers, every common format, words such as 5分钟前.

What is understood of a text must be all that it says of time: an unknown month is no date, and
never today. Forms of other languages than English and Chinese are read by dateparser.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Literal

from notifier.sources.parsing.date_languages import FOREIGN_MONTHS, read_foreign_date
from notifier.sources.parsing.date_words import (
    MONTH,
    MONTHS,
    WEEKDAY,
    read_zone,
    span_ago,
    weekday_of,
    with_digits,
)
from notifier.sources.parsing.identity import text_words

_MAX_LENGTH = 200
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
"""Exchanges date what they publish in the evening by the next day; what is later is a mistake."""
_ANY_TIME = datetime(2200, 1, 1, tzinfo=UTC)
_SKEW = timedelta(minutes=10)
"""A source's clock may be ahead of ours by this."""

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d(?::\d\d)?)"
    r" (?:GMT|UTC|Z|([+-]\d\d)(\d\d))",
    re.ASCII,
)
"""The form of RFC 822, as nearly every RSS feed has it."""
_DIGITS = re.compile(r"\d{1,20}(?:\.\d{1,9})?|\d\.\d{1,15}[eE]\+?\d{1,2}", re.ASCII)
_TICKS = re.compile(r"/date\((\d{1,20})(?:[+-]\d{4})?\)/")
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0\d|1[0-2])([0-3]\d)(?:([0-2]\d)([0-5]\d)([0-6]\d)?(\d{3})?)?", re.ASCII
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})(?!\d)(?: ?[日号號])?t?", re.ASCII
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4})(?!\d)", re.ASCII)
_UNCLEAR = re.compile(r"(?<!\d)\d{1,2}([-/.])\d{1,2}\1\d{1,2}(?!\d)", re.ASCII)
"""A year of two digits, at whichever end."""
_NO_YEAR = re.compile(
    r"(?<![\d.:])(\d{1,2}) ?(?:[-/]|月) ?(\d{1,2})(?![\d.:])(?: ?[日号號])?", re.ASCII
)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of )?({MONTH})\b\.?"
    r"(?:[ ,-]*(\d{4}|\d\d(?![\d:])))?(?![\d:])"
)
_MONTH_DAY = re.compile(
    rf"\b({MONTH})\b\.? ?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? (?:at )?(\d{{4}})(?![\d:]))?"
)
_RANGE = re.compile(rf"(?<![\d:])\d{{1,2}} ?[-–] ?\d{{1,2}} ?(?:{MONTH})\b")
_DAY_CHINESE_MONTH = re.compile(r"(?<!\d)(\d{1,2}) (\d{1,2})月,? (\d{4})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d\d)年?(?![\d:.])", re.ASCII)
_DAY_WORD = re.compile(
    r"(?:(?P<d0>今天|今日|today)|(?P<d1>昨天|昨日|yesterday)|(?P<d3>大前[天日])|(?P<d2>前天|前日))"
    r"|(?:(?P<e0>今)|(?P<e1>昨)|(?P<e2>前))(?=[晨早晚夜])"
)
_PERIOD = (
    r"(?:上午|午前|凌晨|清晨|早上|早晨|下午|午[后後]|晚上|晚间|晚間|夜里|夜間|中午|[晨早晚夜])"
)
_TIME = re.compile(
    rf"({_PERIOD})? ?(?<!\d)(\d{{1,2}}) ?(?::|时|時|点|點) ?(\d{{1,2}})(?!\d)"
    rf"(?: ?(?::|分) ?(\d{{1,2}})(?!\d)(?:[.,:](\d{{1,9}}))?)? ?分? ?秒?"
    rf"(?: ?(?:([ap])\.? ?m\b\.?|({_PERIOD})))?",
    re.ASCII,
)
_HOUR = re.compile(r"(?<![\d:])(\d{1,2}) ?([ap])\.? ?m\b\.?", re.ASCII)
_WHOLE_HOUR = re.compile(rf"({_PERIOD})? ?(?<!\d)(\d{{1,2}}) ?[点點](?:整|钟|鐘)?(?!\d)", re.ASCII)
_MORNING = frozenset({"上午", "午前", "凌晨", "清晨", "早上", "早晨", "晨", "早"})
_NIGHT = frozenset({"晚上", "晚间", "晚間", "夜里", "夜間", "晚", "夜"})
_AFTERNOON = frozenset({"下午", "午后", "午後", *_NIGHT})
_NUMBERS = re.compile(
    r"(?<![\d.:/-])(\d{1,2}) ?(?:[-/.] ?(\d{1,2}) ?[-/.] ?\d{4}|[-/] ?(\d{1,2}))(?![\d:]|[-/.]\d)",
    re.ASCII,
)
"""Day and month in either order; the second group's with a year, the third's without."""
_LEFT = re.compile(r"[\d年月]|\b(?:[ap]m|tomorrow)\b|明[天日早晚]|[后後]天")
"""What of a text that is left says something of time that was not understood."""
_FOREIGN = re.compile(r"[^\W\d_]")
_NOISE = re.compile(
    r"\b(?:published|updated|posted|modified|created|released|date|time|at|on|by|of|as|the|last|"
    r"edited|filed|t|source|from|local)\b|发布|發佈|发表|更新|时间|時間|日期|于|於|[日号號]"
)


DateOrder = Literal["MDY", "DMY", "YMD"]
"""Whether 11/05/2026 is 5 November (MDY), and what 11/05 is: of May where it is DMY."""


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
        if parsed is None or not _EARLIEST <= parsed <= now + _AHEAD:
            return None
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


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


def is_time_of_day(text: str) -> bool:
    """Return whether a text says the hour, and nothing of the day."""
    rest = _TIME.sub(" ", _folded(text), count=1)
    return rest != _folded(text) and not _FOREIGN.search(rest) and not re.search(r"\d", rest)


def is_day(text: str) -> bool:
    """Return whether a text says a day, and no hour."""
    return not _TIME.search(_folded(text)) and parse_date(text, UTC, _ANY_TIME) is not None


def _number(value: float) -> datetime | None:
    if isinstance(value, bool):
        return None
    while 1e11 <= value < 1e24:  # no year of ours in seconds: milliseconds, or finer still
        value /= 1000
    return datetime.fromtimestamp(value, UTC)


def _read(value: str, zone: tzinfo, now: datetime, style: DateStyle) -> datetime | None:
    if style.formats:
        return _by_format(value.strip(), zone, now, style)
    if value[10:11] == "T" and value.endswith("+00:00"):
        return _zoned(datetime.fromisoformat(value), zone, style)
    if found := _RFC_822.fullmatch(value):
        return _zoned(_rfc_822(found), zone, style)
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    if _DIGITS.fullmatch(text):
        compact = _COMPACT.fullmatch(text)
        if compact is None:
            return _number(float(text))
        year, month, day, hour, minute, second, ms = (int(part or 0) for part in compact.groups())
        return datetime(year, month, day, hour, minute, second, ms * 1000, tzinfo=zone)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return _written(_folded(text), zone, now, style)
    return _zoned(parsed, zone, style)


def _zoned(parsed: datetime, zone: tzinfo, style: DateStyle) -> datetime:
    """Return a date in the zone it names; in the source's where it names none, or a wrong one."""
    return parsed if parsed.tzinfo and not style.ignore_zone else parsed.replace(tzinfo=zone)


def _folded(text: str) -> str:
    return with_digits(" ".join(unicodedata.normalize("NFKC", text).lower().split()))


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
            days, ahead = _in_years(parsed.month, parsed.day, None, today), _AHEAD
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
    """Read a folded text: an instant, how long ago, or a date, a time of day, or both."""
    if found := _TICKS.fullmatch(text):
        return _number(float(found[1]))
    if ago := span_ago(text):
        span, rest = ago
        return now - span if _says_no_more(rest) else None
    weekday = WEEKDAY.search(text)
    text = WEEKDAY.sub(" ", text)
    time = _TIME.search(text) or _HOUR.search(text) or _WHOLE_HOUR.search(text)
    rest = text
    if time is not None:
        written, end = read_zone(text[time.end() :], zone, now)
        zone = zone if style.ignore_zone else written
        rest = f"{text[: time.start()]} {text[time.end() + end :]}"
    today = now.astimezone(zone).date()
    word = _DAY_WORD.search(text)
    days, rest = _dates(rest, today, now, style)
    ahead = _AHEAD
    if not days:
        if not (time or word):
            return _foreign(text, zone, style)
        # A day that is told from the reader's day is the last that it can be: pages are cached.
        if weekday and not word:
            latest = today - timedelta(days=(today.weekday() - weekday_of(weekday)) % 7)
            days = [latest, latest - timedelta(days=7)]
        else:
            latest = today - timedelta(days=_days_back(word) if word else 0)
            days = [latest, latest - timedelta(days=1)]
        ahead = _SKEW
        rest = _DAY_WORD.sub(" ", rest)
    if not _says_no_more(rest):
        return _foreign(text, zone, style)
    since_midnight = _since_midnight(time) if time is not None else timedelta(0)
    candidates = (
        datetime(day.year, day.month, day.day, tzinfo=zone) + since_midnight for day in days
    )
    return next((each for each in candidates if each <= now + ahead), None)


def _foreign(text: str, zone: tzinfo, style: DateStyle) -> datetime | None:
    found = read_foreign_date(text, zone)
    return found and _zoned(found, zone, style)


def _says_no_more(rest: str) -> bool:
    """Return whether what is left of a text says nothing of time: names, labels, punctuation."""
    rest = _NOISE.sub(" ", " ".join(text_words(rest)))
    return not _LEFT.search(rest) and not _may_name_a_month(rest)


def _may_name_a_month(rest: str) -> bool:
    """Return whether a word that is left may be a month of another language, after its accents."""
    return any(word in FOREIGN_MONTHS for word in re.findall(r"[a-zà-ɏ]{3,}", rest))


def _dates(text: str, today: date, now: datetime, style: DateStyle) -> tuple[list[date], str]:
    """Return the days that a date may mean, the latest first, and the text without it.

    There are several where it has no year, and none where there is no date. Raises ValueError where
    it is none that there is.
    """
    if found := _YEAR_FIRST.search(text):
        return [date(int(found[1]), int(found[2]), int(found[3]))], _without(found)
    if found := _YEAR_LAST.search(text):
        return _year_last(found, now, style), _without(found)
    if found := _DAY_CHINESE_MONTH.search(text):
        return [date(int(found[3]), int(found[2]), int(found[1]))], _without(found)
    if _RANGE.search(text):
        raise ValueError
    if found := _DAY_MONTH.search(text):
        return _named_month(MONTHS[found[2]], int(found[1]), found, today)
    if found := _MONTH_DAY.search(text):
        return _named_month(MONTHS[found[1]], int(found[2]), found, today)
    if _UNCLEAR.search(text):
        raise ValueError
    if found := _NO_YEAR.search(text):
        month, day = int(found[1]), int(found[2])
        day_first = month > 12 or (style.order == "DMY" and day <= 12)
        if day_first and "月" not in found[0]:
            month, day = day, month
        return _in_years(month, day, None, today), _without(found)
    return [], text


def _without(found: re.Match[str]) -> str:
    return f"{found.string[: found.start()]} {found.string[found.end() :]}"


def _year_last(found: re.Match[str], now: datetime, style: DateStyle) -> list[date]:
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if first <= 12 and second <= 12 and style.order == "MDY":
        day = date(year, first, second)
        # The other order where this one is still to come.
        return [day] if day <= (now + _AHEAD).date() else [date(year, second, first)]
    return [date(year, second, first) if second <= 12 else date(year, first, second)]


def _named_month(month: int, day: int, found: re.Match[str], today: date) -> tuple[list[date], str]:
    rest = _without(found)
    if found[3]:
        return _in_years(month, day, _whole_year(found[3], today), today), rest
    if year := _YEAR.search(rest):
        return _in_years(month, day, int(year[1]), today), _without(year)
    return _in_years(month, day, None, today), rest


def _whole_year(written: str, today: date) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year <= today.year % 100 + 1 else 1900)


def _in_years(month: int, day: int, year: int | None, today: date) -> list[date]:
    days = []
    for each in [year] if year else range(today.year + 1, today.year - 5, -1):
        try:
            days.append(date(each, month, day))
        except ValueError:  # the 29th of February
            continue
    if not days:
        raise ValueError
    return days


def _days_back(word: re.Match[str]) -> int:
    return next(int(name[1]) for name, found in word.groupdict().items() if found)


def _since_midnight(time: re.Match[str]) -> timedelta:
    """Return how long after midnight a time is; raises ValueError where no day has it."""
    hour, minute, second, fraction, half = 0, 0, 0, "0", None
    periods: set[str | None] = set()
    if time.re is _HOUR:
        hour, half = int(time[1]), time[2]
    elif time.re is _WHOLE_HOUR:
        hour, periods = int(time[2]), {time[1]}
    else:
        hour, minute, second = int(time[2]), int(time[3]), int(time[4] or 0)
        fraction, half, periods = time[5] or "0", time[6], {time[1], time[7]}
    if hour == 12 and periods & _NIGHT:
        hour = 24  # and with minutes, which may be of this night or of the next, none that is known
    elif half == "p" or periods & _AFTERNOON or ("中午" in periods and hour < 11):
        hour += 12 if hour < 12 and not (periods & _NIGHT and hour < 5) else 0
    elif hour == 12 and (half == "a" or periods & _MORNING):
        hour = 0
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError
    microseconds = int(fraction[:6].ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)
