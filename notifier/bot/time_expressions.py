"""Times as people write them: hours of the day, how long, until when. Pure.

Chinese and English alike; widths, cases and traditional or simplified characters do not matter.
What can be understood in two ways that differ much is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from notifier.core.folding import fold

LONGEST_PAUSE = timedelta(days=30)
"""Who wants nothing for longer, unsubscribes."""
_MORNING, _EVENING = 8, 18
_A_MIDNIGHT = datetime(2001, 1, 1, tzinfo=UTC)
"""Before all that a day has."""
_DAWN = 5
"""Before this hour it is still the night of the day before."""
_MAX_LENGTH = 100

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_CHINESE_NUMBER = re.compile(f"[{''.join(_DIGITS)}]?十[{''.join(_DIGITS)}]?|[{''.join(_DIGITS)}]")
_ENGLISH_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
}
_ENGLISH_NUMBER = re.compile(rf"\b(?:{'|'.join(_ENGLISH_NUMBERS)})\b")

_UNITS = {
    "minutes": r"minutes?|mins?|m|分钟?",
    "hours": r"hours?|hrs?|h|小时|钟头|钟",
    "days": r"days?|d|天|日",
    "weeks": r"weeks?|w|周|星期|礼拜",
}
_HALVES = (
    (re.compile(r"(\d+) and a half (?=hour|day|week)"), r"\1.5 "),
    (re.compile(r"\bhalf (?:an? )?(?=hour|day)"), "0.5 "),
    (re.compile(r"\b(?:(?:a )?quarter of an hour)\b"), "15 minutes"),
    (re.compile(r"\ban? (?=hour|minute|day|week)"), "1 "),
    (re.compile(r"\b1 (hour|day|week) and a half\b"), r"1.5 \1s"),
    (re.compile(r"(\d+)个?半(?=小时|钟头|天)"), r"\1.5"),
    (re.compile(r"(\d+)个?(小时|钟头)半"), r"\1.5\2"),
    (re.compile(r"半个?(?=小时|钟|天|日)"), "0.5"),
    (re.compile(r"([13])刻钟"), r"\g<1>5分"),
    (re.compile(r"(?:\d+ ?个?月|(?:\d+|an?) months?)$"), "30 days"),
    (re.compile(r"(?:(?:the|this) )?weekend\b|(?:这个?|本)?周末"), "monday"),
)
_DURATION_PART = re.compile(
    r"(?P<number>\d{1,4}(?:\.\d{1,2})?)\s*个?\s*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())
    + r")(?![a-z])\s*(?:and\b|,|零|又)?\s*"
)

_PARTS = {
    "dawn": "凌晨|清晨",
    "morning": "早上|早晨|上午|早|晨|morning",
    "noon": "中午|正午|午休|noon",
    "afternoon": "下午|午后|afternoon",
    "midnight": "午夜|半夜|midnight",
    "evening": "晚上|傍晚|夜里|夜晚|深夜|晚间|晚|夜|evening|night",
}
_BEGINS = {
    "dawn": 6,
    "morning": _MORNING,
    "noon": 12,
    "afternoon": 14,
    "evening": _EVENING,
    "midnight": 24,
}
_DAYS = {
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "后天": 2,
    "tomorrow": 1,
    "tmr": 1,
    "明天": 1,
    "明日": 1,
    "明": 1,
    "today": 0,
    "今天": 0,
    "今日": 0,
    "今": 0,
}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TOKEN = re.compile(
    rf"(?P<tonight>tonight|今晚上?|今夜)|(?P<day>{'|'.join(_DAYS)})"
    r"|(?P<next>next\s+|下个?)?(?:(?:周|星期|礼拜)(?P<weekday>[1-6日天])"
    r"|(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?\b)"
    rf"|(?P<part>{'|'.join(_PARTS.values())})"
    r"|(?P<hour>\d{1,2})(?:(?P<mark>[:.点时])[钟整]?(?P<minute>[0-5]\d|半|[13]刻)?分?)?(?!\d)"
    r"\s*(?P<half>am\b|pm\b)?"
    r"|(?P<filler>\s+|,|的|(?:at|on|in|the|this|o'clock|sharp)\b)"
)
_DAY = 24 * 60
"""Minutes."""
_MINUTES = {"半": 30, "1刻": 15, "3刻": 45}
# Behind a space, or beside Chinese; the number of 中证500 is none of a time.
_TIME_BEGINS = re.compile(
    r"(?<=\S)(?:\s+|(?<=[^\x00-\x7f])(?!\s|\d+\s)|(?<=[\x00-\x7f])(?=[^\x00-\x7f]))(?=\S)"
)
_UNTIL = re.compile(r"^(?:(?:until|till|til|before|for|in)\b|直到|一直到|到|至)\s*")
_AFTER = re.compile(r"\s*(?:\b(?:later|please|from now)|之?以?后|之前|为止|吧|。|!|\.)$")
_FROM = re.compile(r"^(?:(?:daily|from|between|quiet(?: hours)?)\b|每天|每日|免打扰|从|自)[\s:]*")
_BETWEEN = re.compile(r"\s*(?:-|—|~|至|到|(?<![a-z])(?:to|until|till|and)(?![a-z]))\s*")
_NO_HOURS = {"off", "none", "no", "never", "无", "没有", "关", "关闭", "取消", "不要", "0-0"}


def read_until(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Read until when: `2h`, `半小时`, `tomorrow`, `今晚`, `周一早上9点`; None for anything else.

    The moment lies after `now`, by LONGEST_PAUSE at most.
    """
    words = _AFTER.sub("", _UNTIL.sub("", _normal(text)))
    wait = _duration(words)
    if wait is not None:
        return now + min(wait, LONGEST_PAUSE) if wait else None
    found = _tokens(words)
    local = now.astimezone(zone)
    until = _moment(found, local) if found else None
    return min(until, now + LONGEST_PAUSE) if until is not None and until > now else None


def is_until(text: str) -> bool:
    """Return whether a text says until when, or how long, by itself."""
    return read_until(text, _A_MIDNIGHT, UTC) is not None


def split_until(text: str, now: datetime, zone: tzinfo) -> tuple[str, datetime] | None:
    """Split a time from what stands before it: `腾讯3天`, `Tesla for a week`; None without one."""
    for begin in _TIME_BEGINS.finditer(text):
        until = read_until(text[begin.end() :], now, zone)
        if until is not None:
            return text[: begin.end()].strip(), until
    return None


def read_hours(text: str) -> tuple[int, int] | None:
    """Read hours such as `23-7`, `晚上11点到早上7点` or `off`, as minutes of the day from midnight.

    None for anything else. `10-7am` is not read: it may mean ten in the evening.
    """
    words = _FROM.sub("", _normal(text))
    if words in _NO_HOURS:
        return 0, 0
    sides = _BETWEEN.split(words)
    if len(sides) != 2:
        return None
    begins, ends = (_tokens(side) for side in sides)
    if begins is None or ends is None or begins.has_day or ends.has_day:
        return None
    if begins.is_bare and ends.half:
        return None
    first, last = _minute_of_day(begins), _minute_of_day(ends)
    if first is None or last is None:
        return None
    if begins.part and not (ends.part or ends.half) and 1 <= (ends.hour or 0) <= 12:
        # The nearest seven o'clock behind eleven in the evening, or two behind noon.
        last = first + min((last - first) % _DAY, (last + _DAY // 2 - first) % _DAY)
    return first % _DAY, last % _DAY


def read_time_of_day(text: str) -> int | None:
    """Read a time such as `8:30`, `9pm` or `早上8点半`, in minutes from midnight; else None."""
    found = _tokens(_FROM.sub("", _normal(text)))
    minute = None if found is None or found.has_day else _minute_of_day(found)
    return None if minute is None else minute % _DAY


def _normal(text: str) -> str:
    """Return a text folded, with its numbers in digits and halves in decimals."""
    words = " ".join(fold(text[:_MAX_LENGTH]).text.split())
    words = words.replace("a.m.", "am").replace("p.m.", "pm")
    words = _CHINESE_NUMBER.sub(lambda found: str(_number(found[0])), words)
    words = _ENGLISH_NUMBER.sub(lambda found: str(_ENGLISH_NUMBERS[found[0]]), words)
    for pattern, replacement in _HALVES:
        words = pattern.sub(replacement, words)
    return words


def _number(chinese: str) -> int:
    tens, ten, ones = chinese.rpartition("十")
    if not ten:
        return _DIGITS[chinese]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _duration(words: str) -> timedelta | None:
    """Read how long: parts such as `1 hour` and `30分`, one after the other."""
    total, position = timedelta(), 0
    while position < len(words) or not position:
        part = _DURATION_PART.match(words, position)
        if part is None:
            return None
        unit = next(name for name in _UNITS if part[name])
        total += timedelta(**{unit: float(part["number"])})
        position = part.end()
    return total


@dataclass(frozen=True, slots=True)
class _Found:
    """What a text says of a moment; each thing at most once."""

    day: int | None = None
    """Days from today."""
    weekday: int | None = None
    """From 0 for Monday."""
    is_next: bool = False
    """Of next week."""
    is_tonight: bool = False
    part: str | None = None
    """Of the day, one of `_PARTS`."""
    hour: int | None = None
    minute: int = 0
    half: str | None = None
    """`am` or `pm`."""
    is_bare: bool = False
    """Whether the hour is a number up to 12 and nothing else."""

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return self.day is not None or self.weekday is not None or self.is_tonight


def _tokens(words: str) -> _Found | None:
    """Read all of a text; None where something in it is no time, or is said twice."""
    said: dict[str, str] = {}
    position = 0
    while position < len(words):
        token = _TOKEN.match(words, position)
        if token is None:
            return None
        new = {name: value for name, value in token.groupdict().items() if value}
        new.pop("filler", None)
        if new.keys() & said.keys():
            return None
        said |= new
        position = token.end()
    hour = int(said["hour"]) if "hour" in said else None
    minute = said.get("minute", "0")
    days = sum(name in said for name in ("day", "weekday", "english", "tonight"))
    if not said or days > 1 or (hour or 0) > 24 or (hour == 24 and minute not in {"0", "00"}):
        return None
    return _Found(
        day=_DAYS[said["day"]] if "day" in said else None,
        weekday=_weekday(said),
        is_next="next" in said,
        is_tonight="tonight" in said,
        part=_part(said.get("part")),
        hour=hour,
        minute=_MINUTES[minute] if minute in _MINUTES else int(minute),
        half=said.get("half"),
        is_bare=said.keys() == {"hour"} and (hour or 0) <= 12,
    )


def _part(word: str | None) -> str | None:
    return next((name for name, words in _PARTS.items() if word in words.split("|")), None)


def _weekday(said: dict[str, str]) -> int | None:
    if "english" in said:
        return _WEEKDAYS.index(said["english"])
    if "weekday" in said:
        return 6 if said["weekday"] in "日天" else int(said["weekday"]) - 1
    return None


def _minute_of_day(found: _Found) -> int | None:
    """Return the minute of the day, past 24 hours for what the night says of the next day."""
    part = found.part or ("evening" if found.is_tonight else None)
    hour = found.hour
    if hour is None:
        return _BEGINS[part] * 60 if part in {"noon", "midnight"} else None
    if found.half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found.half == "pm" else 0)
    elif part in {"dawn", "morning"}:
        hour = 0 if hour == 12 and part == "dawn" else hour
    elif (part == "noon" and hour < 10) or (part == "afternoon" and hour < 12):
        hour += 12
    elif part in {"evening", "midnight"} and hour <= 12:
        hour += 12 if hour >= _DAWN else 24
    return hour * 60 + found.minute


def _moment(found: _Found, local: datetime) -> datetime | None:
    """Return the moment that is meant, as seen from `local`; it may be past."""
    minute = _minute_of_day(found)
    if found.hour is not None and minute is None:
        return None
    if not found.has_day:
        if minute is None and found.part is not None:
            minute = _BEGINS[found.part] * 60
        if minute is None or found.is_bare:
            return None
        today = _at(local.date(), minute % _DAY, local)
        return today if today > local else _at(_after(local, 1), minute % _DAY, local)
    if found.is_tonight and minute is None:
        return _end_of(local)
    day = _day(found, local)
    if minute is None and found.part is not None:
        minute = _BEGINS[found.part] * 60
    if minute is None:
        minute = 24 * 60 if found.day == 0 else _MORNING * 60
    return _at(day, minute, local)


def _end_of(local: datetime) -> datetime:
    """Return until when «tonight» is: by day the evening, later the morning."""
    if local.hour < _DAWN:
        return _at(local.date(), _MORNING * 60, local)
    if local.hour < _EVENING:
        return _at(local.date(), _EVENING * 60, local)
    return _at(_after(local, 1), _MORNING * 60, local)


def _day(found: _Found, local: datetime) -> date:
    if found.weekday is None:
        return _after(local, found.day or 0)
    ahead = found.weekday - local.weekday()
    if found.is_next:
        return _after(local, ahead + 7)
    return _after(local, ahead if ahead > 0 else ahead + 7)


def _after(local: datetime, days: int) -> date:
    return local.date() + timedelta(days=days)


def _at(day: date, minute: int, local: datetime) -> datetime:
    day += timedelta(days=minute // _DAY)
    minute %= 24 * 60
    return datetime.combine(day, time(minute // 60, minute % 60), local.tzinfo)
