"""Time zones as people write them: `北京`, `New York`, `UTC+8`, `EST`. Pure.

A zone is known by the key of the time-zone database that Preferences keep, such as Asia/Shanghai.
"""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from notifier.core.folding import fold
from notifier.core.i18n import LANGUAGES

_KNOWN = {
    "Asia/Shanghai": "北京 上海 深圳 广州 杭州 南京 成都 武汉 天津 重庆 中国 大陆 beijing shenzhen"
    " guangzhou hangzhou china prc cst bjt",
    "Asia/Hong_Kong": "香港 港 hongkong hk hkt",
    "Asia/Macau": "澳门 macao",
    "Asia/Taipei": "台北 台湾 taiwan",
    "Asia/Singapore": "新加坡 singapore 狮城 sg sgt",
    "Asia/Tokyo": "东京 日本 jst",
    "Asia/Seoul": "首尔 汉城 韩国 kst",
    "Asia/Kolkata": "印度 孟买 mumbai delhi ist",
    "Europe/London": "伦敦 英国 uk britain england bst",
    "Europe/Paris": "巴黎 法国 cet cest",
    "Europe/Berlin": "柏林 德国 法兰克福 frankfurt",
    "America/New_York": "纽约 华盛顿 波士顿 美东 美国东部 nyc ny washington boston eastern"
    " est edt et",
    "America/Chicago": "芝加哥 美中 美国中部 central cdt ct",
    "America/Denver": "丹佛 美国山区 mountain mst mdt mt",
    "America/Los_Angeles": "洛杉矶 旧金山 西雅图 硅谷 加州 美西 美国西部 sf seattle california la"
    " pacific pst pdt pt",
    "America/Toronto": "多伦多 加拿大东部",
    "America/Vancouver": "温哥华",
    "Australia/Sydney": "悉尼 雪梨 aest aedt",
    "UTC": "utc gmt z 世界",
}
"""Folded words that mean a zone and are no city's name in the database, or are often written.

EST is New York with its summer time, which the database does not have it mean. CST is China's: to
those in Chicago the settings show at once that they are not understood.
"""
_ZONE_OF = {word: zone for zone, words in _KNOWN.items() for word in words.split()}
_OFFSET = re.compile(
    r"(?:utc|gmt)?\s*(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?"
)
_EAST_OR_WEST = re.compile(
    r"(?P<side>[东西])(?P<hours>十[一二]|[一二三四五六七八九十]|1[012]|\d)区?"
)
_CHINESE = {name: number for number, name in enumerate("一二三四五六七八九十", 1)} | {
    "十一": 11,
    "十二": 12,
}
_HALF_HOURS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
}
"""A zone without summer time for each offset that is not of whole hours."""
_ABOUT = re.compile(
    r"^(?:time ?zone|tz|时区)[\s:=]*|\s*(?:standard |local )?(?:time|时间|时区|市)$"
)
_FIXED = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>\d+)")
_MAX_LENGTH = 60


def read_zone(text: str) -> str | None:
    """Return the key of the time zone that a text means; None where it means none.

    The first text that is no common one takes a quarter of a second: call it in a thread.
    """
    words = " ".join(fold(text[:_MAX_LENGTH]).text.split())
    bare = _ABOUT.sub("", _ABOUT.sub("", words)) or words
    return _ZONE_OF.get(bare) or _fixed(bare) or _by_name().get(bare) or _by_name().get(words)


def zone_label(key: str) -> str:
    """Return how people write a zone: UTC+8 for Etc/GMT-8, any other by its key."""
    fixed = _FIXED.fullmatch(key)
    return f"UTC{'-' if fixed['sign'] == '+' else '+'}{fixed['hours']}" if fixed else key


def _fixed(words: str) -> str | None:
    if side := _EAST_OR_WEST.fullmatch(words):
        hours = _CHINESE.get(side["hours"]) or int(side["hours"])
        return _of_offset("+" if side["side"] == "东" else "-", hours)
    if offset := _OFFSET.fullmatch(words):
        return _of_offset(offset["sign"], int(offset["hours"]), int(offset["minutes"] or 0))
    return None


def _of_offset(sign: str, hours: int, minutes: int = 0) -> str | None:
    if minutes:
        return _HALF_HOURS.get(f"{sign}{hours}:{minutes:02}")
    if not hours:
        return "UTC"
    # The database counts to the west.
    key = f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"
    return key if key in available_timezones() else None


@cache
def _by_name() -> dict[str, str]:
    """Return every zone by its key and its city in every language, folded."""
    found: dict[str, str] = {}
    zones = sorted(available_timezones())
    for zone in zones:
        found[fold(zone).text] = zone
    cities = [zone for zone in zones if "/" in zone and not zone.startswith("Etc/")]
    for zone in cities:
        found.setdefault(fold(zone.rpartition("/")[2].replace("_", " ")).text, zone)
    for language in LANGUAGES:
        for zone in cities:
            name = get_timezone_location(zone, locale=language.replace("-", "_"), return_city=True)
            found.setdefault(fold(name).text, zone)
    return found
