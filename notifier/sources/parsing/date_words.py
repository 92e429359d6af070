"""Words of dates: Chinese numerals, names of months and weekdays, how long ago, time zones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_T = TypeVar("_T")


def _by_name(table: Mapping[_T, str]) -> Mapping[str, _T]:
    return {name: value for value, names in table.items() for name in names.split()}


MONTHS = _by_name(
    {
        1: "jan january", 2: "feb february", 3: "mar march", 4: "apr april", 5: "may",
        6: "jun june", 7: "jul july", 8: "aug august", 9: "sep sept september",
        10: "oct october", 11: "nov november", 12: "dec december",
    }
)  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?"
    r"|(?:周|週|星期|礼拜|禮拜)[一二三四五六日天]|[(（][一二三四五六日][)）]"
)
_WEEKDAYS = ("mon一", "tue二", "wed三", "thu四", "fri五", "sat六", "sun日天")


def weekday_of(found: re.Match[str]) -> int:
    """Return the day of the week that was found: Monday is 0."""
    name = found[0].strip("()（）.,")
    sign = name[:3] if name.isascii() else name[-1]
    return next(at for at, names in enumerate(_WEEKDAYS) if sign in names)


# Chinese numerals

_DIGIT = {**{each: at for at, each in enumerate("〇一二三四五六七八九")}, "零": 0, "两": 2, "兩": 2}
_NUMERAL = re.compile(
    r"(?<![周週期拜])[〇零一二两兩三四五六七八九十廿卅]+"
    r"(?=\s*(?:年|月|日|号|號|时|時|点|點|分|秒|天|[个個]|小时|小時|钟头|鐘頭|周|週|星期|刻))"
)

_PART_OF_AN_HOUR = re.compile(r"(?<=\d[点點时時])(半|[13]刻)")
_MINUTES = {"半": "30分", "1刻": "15分", "3刻": "45分"}


def with_digits(text: str) -> str:
    """Return a text with digits for the Chinese numerals that belong to dates and times."""
    text = _NUMERAL.sub(lambda found: _number(found[0]), text)
    return _PART_OF_AN_HOUR.sub(lambda found: _MINUTES[found[1]], text)


def _number(numeral: str) -> str:
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if "十" not in numeral:
        return "".join(str(_DIGIT[each]) for each in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return numeral  # no number below a hundred
    return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))


# How long ago

_SECONDS = _by_name(
    {
        1: "秒 秒钟 秒鐘 s sec second",
        60: "分 分钟 分鐘 m min minute",
        3600: "小时 小時 钟头 鐘頭 h hr hour",
        86400: "天 日 d day",
        604800: "周 週 星期 w wk week",
        2592000: "月 mo month",
        31536000: "年 y yr year",
    }
)
_COUNTS = {
    **_by_name(
        {
            0.5: "半", 1.0: "a an one", 2.0: "two", 3.0: "three 几 幾", 4.0: "four", 5.0: "five",
            6.0: "six", 7.0: "seven", 8.0: "eight", 9.0: "nine", 10.0: "ten", 11.0: "eleven",
            12.0: "twelve",
        }
    ),
    "half a": 0.5,
    "half an": 0.5,
}  # fmt: skip
_IN_WORDS = "|".join(sorted(filter(str.isascii, _COUNTS), key=len, reverse=True))
_UNIT = "|".join(sorted(_SECONDS, key=len, reverse=True))
_SPAN = (
    rf"(?<![\d.:])(?:(\d{{1,4}}(?:\.\d)?|半|几|幾) ?(?:个|個)?|\b({_IN_WORDS}) )"
    rf"(半| ?and a half )?({_UNIT})(?:s|\.)?(?![a-z])(半| and a half)?"
)
_ONE_SPAN = re.compile(_SPAN)
_AGO = re.compile(rf"(?:{_SPAN}(?:[ ,]|and|零|又)*)+(?:(?:以|之)?前|ago\b)", re.ASCII)
_NOW = re.compile("刚刚|剛剛|刚才|剛才|just now|moments? ago|right now")


def span_ago(text: str) -> tuple[timedelta, str] | None:
    """Return how long ago a text says, with all its units, and the text without that."""
    if found := _NOW.search(text):
        return timedelta(), text.replace(found[0], " ")
    found = _AGO.search(text)
    if found is None:
        return None
    seconds = 0.0
    for number, word, half, unit, more in _ONE_SPAN.findall(found[0]):
        count = _COUNTS.get(number or word) or float(number or 0)
        seconds += (count + (0.5 if half or more else 0)) * _SECONDS[unit]
    return timedelta(seconds=seconds), text[: found.start()] + " " + text[found.end() :]


# Time zones

_HOURS_EAST = _by_name(
    {
        0.0: "z ut utc gmt wet",
        1.0: "bst cet west wat",
        2.0: "cest eet sast",
        3.0: "msk eest eat trt",
        3.5: "irst",
        4.0: "gst",
        5.0: "pkt",
        5.5: "ist",
        7.0: "ict wib",
        8.0: "hkt sgt myt pht awst bjt",
        9.0: "jst kst",
        9.5: "acst",
        10.0: "aest",
        10.5: "acdt",
        11.0: "aedt",
        12.0: "nzst",
        13.0: "nzdt",
        -3.0: "brt art",
        -2.5: "ndt",
        -3.5: "nst",
        -4.0: "edt ast",
        -5.0: "est cdt",
        -6.0: "cst mdt",
        -7.0: "mst pdt",
        -8.0: "pst akdt",
        -9.0: "akst",
        -10.0: "hst",
    }
)
_PLACES = {
    "America/New_York": "et|eastern(?: time)?|美东(?:时间)?|美東(?:時間)?|new york time",
    "America/Chicago": "ct|central(?: time)?",
    "America/Denver": "mt|mountain(?: time)?",
    "America/Los_Angeles": "pt|pacific(?: time)?",
    "Asia/Shanghai": "北京时间|北京時間|中国标准时间|beijing time|china standard time",
    "Asia/Hong_Kong": "香港时间|香港時間|hong kong time",
    "Asia/Tokyo": "日本标准时间|japan standard time",
    "Asia/Seoul": "korea standard time",
    "Europe/London": "london time",
}
_FULL = {
    f"{place} {kind} time": abbreviation
    for place, letter in (("eastern", "e"), ("central", "c"), ("mountain", "m"), ("pacific", "p"))
    for kind, abbreviation in (("standard", f"{letter}st"), ("daylight", f"{letter}dt"))
}
_FULL_NAME = re.compile(rf" ?\(?({'|'.join(_FULL)})\)?")
_PLACE = re.compile(
    " ?\\(?(?:"
    + "|".join(f"(?P<p{at}>{names})" for at, names in enumerate(_PLACES.values()))
    + r")(?![a-z])\)?"
)
_IANA = re.compile(r" ?\(?((?:africa|america|asia|australia|europe|pacific|etc)/[a-z_+-]+\d*)\)?")
_OFFSET = re.compile(
    r" ?\(?(?:gmt|utc|z)? ?"
    r"(?:([+-]) ?([01]?\d)(?::?([0-5]\d))?(?!\d)|(0\d|1[0-4]):([0-5]\d)(?![\d:]))"
    r"(?: ?\([^()]{1,40}\))?\)?"
)
_NAME = re.compile(r" ?\(?([a-z]{1,5})\b\)?")


def read_zone(text: str, zone: tzinfo, now: datetime) -> tuple[tzinfo, int]:
    """Return the zone that stands at the beginning of a text behind a time, and where it ends.

    Without one it is `zone`. A name that `zone` itself has means that: CST is China's in China.
    Raises ValueError for what must be a zone and is none that is known.
    """
    if found := _OFFSET.match(text):
        sign, hours, minutes = found[1] or "+", found[2] or found[4], found[3] or found[5]
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset), found.end()
    if found := _FULL_NAME.match(text):
        return timezone(timedelta(hours=_HOURS_EAST[_FULL[found[1]]])), found.end()
    if found := _IANA.match(text):
        return _named_zone(found[1]), found.end()
    if found := _PLACE.match(text):
        place = next(at for at in range(len(_PLACES)) if found[f"p{at}"])
        return ZoneInfo(list(_PLACES)[place]), found.end()
    found = _NAME.match(text)
    if found is None:
        return zone, 0
    name = found[1]
    if name.upper() == now.astimezone(zone).tzname():
        return zone, found.end()
    if name in _HOURS_EAST:
        # Standard and summer time of the source's own zone go by the date, not by the letters.
        return timezone(timedelta(hours=_HOURS_EAST[name])), found.end()
    if 3 <= len(name) <= 5 and name.endswith("t") and name not in _NO_ZONES:
        raise ValueError(f"{name} is no zone that is known")
    return zone, 0


_NO_ZONES = frozenset({"at", "post", "last", "east", "west", "edit"})


def _named_zone(name: str) -> tzinfo:
    parts = "/".join("_".join(map(str.capitalize, each.split("_"))) for each in name.split("/"))
    try:
        return ZoneInfo(parts)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name} is no zone that is known") from None
