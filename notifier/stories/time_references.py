"""The times that a text speaks of: days, months, reporting periods, hours of the market's day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH_MONTH: Final = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?)"
)
_YEAR: Final = r"(?:19|20)\d\d"
_DATE: Final = re.compile(
    rf"{_YEAR}[-/.](?P<iso_month>\d{{1,2}})[-/.](?P<iso_day>\d{{1,2}})(?!\d)"
    rf"|(?:(?P<year>{_YEAR})年)?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?"
    r"|(?P<first>\d{1,2})[-~至](?P<last>\d{1,2})月份?"
    r"|(?:前|首)(?P<months>\d{1,2}|[一二三四五六七八九十])个?月"
    rf"|(?:{_YEAR}年)?(?P<only>\d{{1,2}})月(?:份|底|末|初)?"
    rf"|(?P<years>{_YEAR})(?:[财財]?年度?|(?=[财財]年))"
    rf"|(?P<english>{_ENGLISH_MONTH}) (?P<date>\d{{1,2}})\b(?:, {_YEAR})?"
    rf"|(?P<named>{_ENGLISH_MONTH})\b(?: (?:of )?{_YEAR})?"
    rf"|(?:fiscal(?: year)?|fy) ?{_YEAR}"
    r"|(?<![\d.])(?P<sole_day>\d{1,2})[日号]"
    r"|(?<!\d)\d{1,2}[:时]\d{2}(?::\d{2}|分)?(?!\d)"
)
_WEEKDAY: Final = re.compile(
    r"(?:周|星期|礼拜)(?P<chinese>[一二三四五六日天])(?!期)"
    r"|\b(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:nes|rs|s|ur)?day\b"
)
_WEEKDAYS: Final = {
    name: day
    for day in ("mon一", "tue二", "wed三", "thu四", "fri五", "sat六", "sun日", "sun天")
    for name in (day[:3], day[3:])
}
_PERIODS: Final = [
    (re.compile(pattern), frozenset(meaning.split()))
    for pattern, meaning in [
        (r"上半年|半年度|半年报|中报|首半年|first[- ]half|h1\b|half[- ]year", "h1"),
        (r"下半年|second[- ]half|h2\b", "h2"),
        (r"(?:前三|前3|首三)(?:个)?季度?|nine[- ]month", "9m"),
        (r"三季报", "9m q3"),
        (r"一季报", "q1"),
        (
            r"(?<!前)(?<!首)(?:第?[一1]|首)[财財]?季(?!报)|first[- ](?:fiscal[- ])?quarter|q1\b|1q",
            "q1",
        ),
        (r"(?:第?[二2]|次)[财財]?季|second[- ](?:fiscal[- ])?quarter|q2\b|2q", "q2"),
        (r"(?<!前)(?<!首)第?[三3][财財]?季(?!报)|third[- ](?:fiscal[- ])?quarter|q3\b|3q", "q3"),
        (r"第?[四4][财財]?季|fourth[- ](?:fiscal[- ])?quarter|q4\b|4q", "q4"),
        (r"全年|(?<!半)年报|年度业绩|full[- ]year", "fy"),
    ]
]
_HOURS: Final = [
    (re.compile(pattern), hour)
    for pattern, hour in [
        (r"高开|低开|平开|开盘|竞价|盘前|\bopens?\b|pre-?market", "open"),
        (r"午评|午盘|午间|半日|半天|\bmidday|\bnoon", "noon"),
        (
            r"收评|收盘|收市|收涨|收跌|收报|收升|收高|收低|全日|全天|\bclos(?:es?|ed|ing)\b|\bends?\b",
            "close",
        ),
    ]
]


@dataclass(frozen=True, slots=True)
class TimeReferences:
    """What a text says about when: nothing of a sort means that it does not say."""

    days: frozenset[tuple[int, int]] = frozenset()
    """Month and day; month 0 where only the day is given."""
    months: frozenset[str] = frozenset()
    """From 1, or a span of them: `1-9`."""
    years: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    """The first three letters of their English names."""
    periods: frozenset[str] = frozenset()
    """Reporting periods: `q1`, `h1`, `9m`, `fy` …"""
    hours: frozenset[str] = frozenset()
    """When in the market's day: `open`, `noon`, `close`."""

    @property
    def parts(self) -> tuple[frozenset[str], ...]:
        """Every sort of time but the days, whose months may be left out."""
        return self.months, self.years, self.weekdays, self.periods, self.hours

    @property
    def spans(self) -> frozenset[str]:
        """The months and reporting periods."""
        return self.months | self.periods


def extract_times(text: str) -> tuple[TimeReferences, str]:
    """Return the times of a folded text, and the text with blanks in their place."""
    days: set[tuple[int, int]] = set()
    months: set[str] = set()
    years: set[str] = set()
    for found in _DATE.finditer(text):
        if day := _day(found):
            days.add(day)
        elif month := _months(found):
            months.add(month)
        elif found["years"]:
            years.add(found["years"])
    times = TimeReferences(
        days=frozenset(days),
        months=frozenset(months),
        years=frozenset(years),
        weekdays=frozenset(
            _WEEKDAYS[found[found.lastgroup or 0]][:3] for found in _WEEKDAY.finditer(text)
        ),
        periods=frozenset().union(*(means for words, means in _PERIODS if words.search(text))),
        hours=frozenset(hour for words, hour in _HOURS if words.search(text)),
    )
    return times, _DATE.sub(lambda found: "\n" * len(found[0]), text)


def _day(found: re.Match[str]) -> tuple[int, int] | None:
    match found.lastgroup:
        case "iso_day":
            return int(found["iso_month"]), int(found["iso_day"])
        case "day":
            return int(found["month"]), int(found["day"])
        case "date":
            return int(_month(found["english"])), int(found["date"])
        case "sole_day":
            return 0, int(found["sole_day"])
        case _:
            return None


def _months(found: re.Match[str]) -> str | None:
    match found.lastgroup:
        case "last":
            return f"{int(found['first'])}-{int(found['last'])}"
        case "months":
            return f"1-{_number(found['months'])}"
        case "only":
            return str(int(found["only"]))
        case "named":
            return _month(found["named"])
        case _:
            return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else "零一二三四五六七八九十".index(text)


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3]) + 1)
