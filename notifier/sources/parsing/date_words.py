"""Words of dates: names of months, weekdays and days, numerals, eras, how long ago.

In English, and in Chinese with what Japanese writes alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, TypeVar

_T = TypeVar("_T")


def by_name(table: Mapping[_T, str]) -> dict[str, _T]:
    """Return the value of each name in a table of the names that each value has."""
    return {name: value for value, names in table.items() for name in names.split()}


MONTHS = by_name(
    {
        1: "jan january", 2: "feb february", 3: "mar march", 4: "apr april", 5: "may",
        6: "jun june", 7: "jul july", 8: "aug august", 9: "sep sept september",
        10: "oct october", 11: "nov november", 12: "dec december",
    }
)  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))

# Weekdays and other days told from the reader's

_WEEKDAY = re.compile(
    r"\b(?P<which>(?:last|next|this|past|coming) )?"
    r"(?P<english>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?"
    r"|(?P<week>上上|[上本这這下])?[个個]?(?:周|週|星期|礼拜|禮拜)(?P<chinese>[一二三四五六日天])"
    r"|[(（](?P<sign>[一二三四五六日月火水木金土])(?:曜日?)?[)）]|(?P<japanese>[日月火水木金土])曜日?"
)
_MAY_BE_WEEKDAY = re.compile("mon|tue|wed|thu|fri|sat|sun|[周週期拜曜(]")  # in a tenth of the time
WEEKDAYS = by_name(
    {
        0: "mon 一 月", 1: "tue 二 火", 2: "wed 三 水", 3: "thu 四 木", 4: "fri 五 金",
        5: "sat 六 土", 6: "sun 日 天",
    }
)  # fmt: skip
_DAY_WORD = re.compile(
    r"大前[天日]|前[天日]|一昨日|昨[天日]|今[天日]|today\b|yesterday\b|day before yesterday\b"
    r"|[今昨前](?=[晨早晚夜深傍])|\d{1,3} ?(?:天|日|days?) ?(?:[以之]?前|ago\b)"
)
_DAYS_BACK = by_name(
    {
        0: "今天 今日 今 today",
        1: "昨天 昨日 昨 yesterday",
        2: "前天 前日 前 一昨日",
        3: "大前天 大前日",
    }
) | {"day before yesterday": 2}


class Weekday(NamedTuple):
    """A day of the week that a text names."""

    day: int
    """Monday is 0."""
    week: int | None
    """0 is this week, and -1 the last; None is not said."""
    aside: bool
    """It stands in brackets, as beside a date."""


def take_weekday(text: str) -> tuple[Weekday | None, str]:
    """Return the weekday in a text, and the text without.

    Raises ValueError for several, and for one of which it is not clear that it is past.
    """
    if not _MAY_BE_WEEKDAY.search(text):
        return None, text
    weekdays = {_weekday(found) for found in _WEEKDAY.finditer(text)}
    if len({each.day for each in weekdays}) > 1:
        raise ValueError(f"{text!r} has several weekdays")
    return next(iter(weekdays), None), _WEEKDAY.sub(" ", text)


def _weekday(found: re.Match[str]) -> Weekday:
    if found["which"] or found["week"] == "下":
        raise ValueError(f"which day is {found[0]}?")
    english = found["english"] and found["english"][:3]
    day = WEEKDAYS[english or found["chinese"] or found["sign"] or found["japanese"]]
    week = -found["week"].count("上") if found["week"] else None
    return Weekday(day, week, bool(found["sign"]))


def take_day_word(text: str) -> tuple[int | None, str]:
    """Return how many days back a word such as yesterday is, and the text without it."""
    found = _DAY_WORD.search(text)
    if found is None:
        return None, text
    days = _DAYS_BACK.get(found[0])
    if days is None:
        if re.search(r"[\d.月/-]$", text[: found.start()]):
            return None, text
        days = int("".join(filter(str.isdigit, found[0])))
    return days, f"{text[: found.start()]} {text[found.end() :]}"


# Numerals and eras

_DIGIT = {each: at for at, each in enumerate("〇一二三四五六七八九")} | by_name(
    {0: "○ 零", 2: "两 兩"}
)
_NUMERAL = re.compile(
    r"(?<![周週期拜几幾数數])[〇○零一二两兩三四五六七八九十廿卅]+"
    r"(?=\s*(?:年|月|日|号|號|时|時|点|點|分|秒|天|[个個]|小时|小時|钟头|鐘頭|周|週|星期|刻))"
)

_PART_OF_AN_HOUR = re.compile(r"(?<=\d[点點时時])(半|[13]刻)")
_MINUTES = {"半": "30分", "1刻": "15分", "3刻": "45分"}
_AND_A_HALF = re.compile(r"([个個])半月")
_HOURS = re.compile(r"(?<![\d.:])(\d{1,2}) ?h ?([0-5]\d)(?!\d| ?(?:m|ago\b))", re.ASCII)
_ERA = re.compile(r"(令和|平成|昭和|民國|民国) ?(\d{1,3}|元)(?=年|[-/.]\d)", re.ASCII)
_BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}


def with_digits(text: str) -> str:
    """Return a text with its numerals, eras and parts of hours in digits: 令和八年 is 2026年."""
    if "h" in text:
        text = _HOURS.sub(r"\1:\2", text)
    if text.isascii():
        return text
    text = _ERA.sub(_year_of_era, _NUMERAL.sub(_number, text))
    text = _AND_A_HALF.sub(r"半\1月", text)
    return _PART_OF_AN_HOUR.sub(lambda found: _MINUTES[found[1]], text)


def _year_of_era(found: re.Match[str]) -> str:
    return str(_BEFORE_ERA[found[1]] + (1 if found[2] == "元" else int(found[2])))


def _number(found: re.Match[str]) -> str:
    numeral = found[0].replace("廿", "二十").replace("卅", "三十")
    if "十" not in numeral:
        if len(numeral) > 1 and found.string[found.end()] != "年":
            return found[0]  # 两三天 are two or three days
        return "".join(str(_DIGIT[each]) for each in numeral)
    tens, _, ones = numeral.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return found[0]  # no number below a hundred
    return str((_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0))


# How long ago

_SECONDS = by_name(
    {
        1: "秒 秒钟 秒鐘 초 s sec second",
        60: "分 分钟 分鐘 분 m min minute",
        900: "刻钟 刻鐘",
        3600: "小时 小時 时间 時間 钟头 鐘頭 시간 h hr hour",
        86400: "天 日 일 d day",
        604800: "周 週 週間 星期 주 주일 w wk week",
        2592000: "个月 個月 か月 カ月 ヵ月 ヶ月 ケ月 箇月 개월 달 mo month",
        31536000: "年 년 y yr year",
    }
)
_COUNTS = {
    **by_name(
        {
            0.5: "半 half", 1.0: "a an one", 2.0: "two", 3.0: "three 几 幾", 4.0: "four",
            5.0: "five", 6.0: "six", 7.0: "seven", 8.0: "eight", 9.0: "nine", 10.0: "ten",
            11.0: "eleven", 12.0: "twelve", 15.0: "fifteen", 20.0: "twenty", 30.0: "thirty",
            40.0: "forty",
        }
    ),
    "half a": 0.5,
    "half an": 0.5,
    "a couple of": 2.0,
    "a few": 3.0,
}  # fmt: skip
_IN_WORDS = "|".join(sorted(filter(str.isascii, _COUNTS), key=len, reverse=True))
_UNIT = "|".join(sorted(_SECONDS, key=len, reverse=True))
_SPAN = (
    rf"(?<![\d.:十])(?:(\d{{1,4}}(?:\.\d)?|半|几|幾)[+多余餘]? ?(?:[个個](?!月))?|\b({_IN_WORDS}) )"
    rf"(半| ?and a half )?({_UNIT})s?\.?(?![a-z])(半| and a half)?"
)
_ONE_SPAN = re.compile(_SPAN)
_AGO = re.compile(rf"(?:{_SPAN}(?:[ ,&]|and|零|又)*)+(?:[以之]?前|전|ago\b)", re.ASCII)
_NOW = re.compile(
    r"刚刚|剛剛|刚才|剛才|just now|moments? ago|right now|たった今|방금(?: 전)?|gerade eben"
    r"|à l'instant|ahora mismo|agora mesmo|только что"
)


def span_ago(text: str) -> tuple[timedelta, str] | None:
    """Return how long ago a text says, with all its units, and the text without that."""
    if found := _NOW.search(text):
        return timedelta(), text.replace(found[0], " ")
    if not re.search("前|전|ago", text):
        return None
    found = _AGO.search(text)
    if found is None:
        return None
    seconds = 0.0
    for number, word, half, unit, more in _ONE_SPAN.findall(found[0]):
        count = _COUNTS.get(number or word) or float(number or 0)
        seconds += (count + (0.5 if half or more else 0)) * _SECONDS[unit]
    return timedelta(seconds=seconds), text[: found.start()] + " " + text[found.end() :]
