"""Dates as sources write them: numbers, every common format, words such as 5分钟前."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MAX_LENGTH = 200
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
"""Exchanges date what they publish in the evening by the next day; what is later is a mistake."""
_SKEW = timedelta(minutes=10)
"""A source's clock may be ahead of ours by this."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def _by_name(table: Mapping[float, str]) -> Mapping[str, float]:
    return {name: number for number, names in table.items() for name in names.split()}


_HOURS_EAST = _by_name(
    {
        0: "Z UT UTC GMT WET",
        1: "BST CET",
        2: "CEST",
        3: "MSK",
        5.5: "IST",
        8: "HKT SGT",
        9: "JST",
        -4: "EDT",
        -5: "EST CDT",
        -6: "CST MDT",
        -7: "MST PDT",
        -8: "PST",
    }
)
_SECONDS = _by_name(
    {
        1: "秒 秒钟 秒鐘 s sec second",
        60: "分 分钟 分鐘 m min minute",
        3600: "小时 小時 钟头 h hr hour",
        86400: "天 日 d day",
        604800: "周 週 星期 w week",
        2592000: "月 month",
    }
)
_DAYS_AGO = _by_name({0: "今天 今日 today", 1: "昨天 昨日 yesterday", 2: "前天"})
_MONTH = "|".join(_MONTHS)

_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d(?::\d\d)?)"
    r" (?:GMT|UTC|Z|([+-]\d\d)(\d\d))",
    re.ASCII,
)
"""The form of RFC 822, as nearly every RSS feed has it."""
_DIGITS = re.compile(r"\d{1,20}(?:\.\d{1,9})?", re.ASCII)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2}) ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4})(?!\d)", re.ASCII)
_UNCLEAR = re.compile(r"(?<!\d)\d{1,2}([-/.])\d{1,2}\1\d{1,2}(?!\d)", re.ASCII)
"""A year of two digits, at whichever end."""
_NO_YEAR = re.compile(r"(?<![\d.:])(\d{1,2}) ?[-/月] ?(\d{1,2})(?![\d.:])", re.ASCII)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}})[ -]?({_MONTH})[a-z]*\.?(?:[ ,-]*(\d{{2,4}}))?(?![\d:])"
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})[a-z]*\.? (\d{{1,2}})(?![\d:])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?![\d:])", re.ASCII)
_DAY_WORD = re.compile("|".join(_DAYS_AGO))
_TIME = re.compile(
    r"(上午|凌晨|早上|下午|晚上|中午)? ?(?<!\d)(\d{1,2}) ?[:时時点點] ?(\d{2})"
    r"(?: ?[:分] ?(\d{2})(?:[.,:](\d{1,9}))?)?分?秒?(?: ?([ap])\.?m\b\.?)?",
    re.ASCII,
)
_ZONE = re.compile(r" ?\(?([a-z]{1,5})?\)? ?(?:([+-])([01]?\d)(?::?([0-5]\d))?(?!\d))?", re.ASCII)
_AGO = re.compile(
    r"(?<![\d.])(\d{1,4}|半|一|两|兩|几|an?) ?(?:个|個)?"
    r"(?:(秒钟?|秒鐘|分钟?|分鐘|小时|小時|钟头|天|日|周|週|星期|月) ?(?:以|之)?前"
    r"|(s|sec|second|m|min|minute|h|hr|hour|d|day|w|week|month)s? ago\b)",
    re.ASCII,
)
_NOW = re.compile("刚刚|剛剛|刚才|剛才|just now")


def parse_date(value: object, zone: tzinfo, now: datetime) -> datetime | None:
    """Return a date in UTC; None where there is none, or one that cannot be meant.

    A number counts seconds, or milliseconds and finer by its size, since 1970. What a text leaves
    out is taken from the present: its year, its day, and its time zone from `zone`. So a bare 23:50
    is yesterday's shortly after midnight.
    """
    try:
        parsed = _number(value) if isinstance(value, int | float) else _text(value, zone, now)
        if parsed is None or not _EARLIEST <= parsed <= now + _AHEAD:
            return None
        return parsed.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _number(value: float) -> datetime | None:
    if isinstance(value, bool):
        return None
    while (
        1e11 <= value < 1e24
    ):  # no year of ours in seconds, so they are milliseconds, or finer still
        value /= 1000
    return datetime.fromtimestamp(value, UTC)


def _text(value: object, zone: tzinfo, now: datetime) -> datetime | None:
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        return None
    if value[10:11] == "T" and value.endswith("+00:00"):
        return datetime.fromisoformat(value)
    if found := _RFC_822.fullmatch(value):
        return _rfc_822(found)
    text = " ".join(unicodedata.normalize("NFKC", value).split())
    if _DIGITS.fullmatch(text):
        compact = _COMPACT.fullmatch(text)
        if compact is None:
            return _number(float(text))
        year, month, day, hour, minute, second = (int(part or 0) for part in compact.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        text = text.lower()
        return _ago(text, now) or _written(text, zone, now)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _rfc_822(found: re.Match[str]) -> datetime:
    """Read the date of RFC 822. What follows could too, and takes ten times as long."""
    day, name, year, time, hours, minutes = found.groups()
    month = _MONTHS.get(name.lower(), 0)
    zone = f"{hours}:{minutes}" if hours else "+00:00"
    return datetime.fromisoformat(f"{year}-{month:02}-{day:>02}T{time}{zone}")


def _ago(text: str, now: datetime) -> datetime | None:
    if _NOW.search(text):
        return now
    found = _AGO.search(text)
    if found is None:
        return None
    number = {"半": 0.5, "一": 1, "a": 1, "an": 1, "两": 2, "兩": 2, "几": 3}.get(found[1])
    count = int(found[1]) if number is None else number
    return now - timedelta(seconds=count * _SECONDS[found[2] or found[3]])


def _written(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Read a date, a time of day or both, wherever they stand in the text."""
    time = _TIME.search(text)
    if time is not None:
        zone = _zone(text[time.end() :], zone, now)
    today = now.astimezone(zone).date()
    days, ahead = _dates(text, today), _AHEAD
    word = _DAY_WORD.search(text)
    if not days and (time or word):
        # A day that is told from the reader's day is the last that it can be: pages are cached.
        latest = today - timedelta(days=_DAYS_AGO[word[0]] if word else 0)
        days, ahead = [latest, latest - timedelta(days=1)], _SKEW
    since_midnight = _since_midnight(time) if time is not None else timedelta(0)
    candidates = (
        datetime(day.year, day.month, day.day, tzinfo=zone) + since_midnight for day in days
    )
    return next((each for each in candidates if each <= now + ahead), None)


def _dates(text: str, today: date) -> list[date]:
    """Return the days that a date may mean, the latest first; raises ValueError where it is none.

    There are several where it has no year, and none where there is no date.
    """
    if found := _YEAR_FIRST.search(text):
        return [date(int(found[1]), int(found[2]), int(found[3]))]
    if found := _YEAR_LAST.search(text):
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        return [date(year, month, day) if month <= 12 else date(year, day, month)]
    if found := _DAY_MONTH.search(text):
        named = _whole_year(found[3], today) if found[3] else _year_in(text)
        return _in_years(_MONTHS[found[2]], int(found[1]), named, today)
    if found := _MONTH_DAY.search(text):
        return _in_years(_MONTHS[found[1]], int(found[2]), _year_in(text), today)
    if _UNCLEAR.search(text):
        raise ValueError
    if found := _NO_YEAR.search(text):
        return _in_years(int(found[1]), int(found[2]), None, today)
    return []


def _whole_year(written: str, today: date) -> int:
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year <= today.year % 100 + 1 else 1900)


def _year_in(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found[1]) if found else None


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


def _since_midnight(time: re.Match[str]) -> timedelta:
    """Return how long after midnight a time is; raises ValueError where no day has it."""
    hour, minute, second = int(time[2]), int(time[3]), int(time[4] or 0)
    if time[1] in {"下午", "晚上"} or time[6] == "p" or (time[1] == "中午" and hour < 11):
        hour += 12 if hour < 12 else 0
    elif time[6] == "a" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError
    microseconds = int((time[5] or "0")[:6].ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)


def _zone(text: str, zone: tzinfo, now: datetime) -> tzinfo:
    """Return the zone that stands behind a time; a name the source's own zone has means that."""
    found = _ZONE.match(text)
    if found is None:
        return zone
    if found[2]:
        offset = timedelta(hours=int(found[3]), minutes=int(found[4] or 0))
        return timezone(-offset if found[2] == "-" else offset)
    name = (found[1] or "").upper()
    if name == "ET":
        return ZoneInfo("America/New_York")
    if name not in _HOURS_EAST or name == now.astimezone(zone).tzname():
        return zone
    return timezone(timedelta(hours=_HOURS_EAST[name]))
