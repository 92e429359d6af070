"""Times of day: clocks of 24 and of 12 hours, with the part of the day in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

from notifier.sources.parsing.date_words import by_name
from notifier.sources.parsing.date_zones import ZONE_NAME

_PARTS_OF_DAY = by_name(
    {
        "morning": "上午 午前 凌晨 清晨 清早 早上 早晨 早间 早間 晨间 晨間 晨 早 오전 새벽 아침 am",
        "noon": "中午 午间 午間 正午 낮 noon",
        "afternoon": "下午 午后 午後 傍晚 오후 저녁 pm",
        "night": "晚上 晚间 晚間 夜里 夜間 深夜 半夜 晚 夜 밤",
    }
)
PARTS_OF_DAY = tuple(sorted(_PARTS_OF_DAY.keys() - {"am", "pm"}, key=len, reverse=True))
_HOUR = r"(?<![\d.:])(?P<hour>\d{1,2})"
_HALF = r"(?P<half>[ap])\.? ?m\b\.?"
_AFTER = rf"(?: ?(?:{_HALF}|(?P<after>{'|'.join(PARTS_OF_DAY)})))?"
_FORMS = (
    re.compile(
        r"(?P<hour>\d{1,2}) ?(?::|时|時|点|點|시) ?(?P<minute>\d{1,2})(?!\d)"
        r"(?: ?(?::|分|분) ?(?P<second>\d{1,2})(?!\d)(?:[.,:](?P<fraction>\d{1,9}))?)?"
        rf" ?[分분]? ?[秒초]?(?: ?(?:h|hs|hrs|uhr)\b\.?)?{_AFTER}",
        re.ASCII,
    ),
    re.compile(
        rf"{_HOUR}\.(?P<minute>[0-5]\d)(?![\d.])"
        rf"(?: ?{_HALF}| ?(?:uhr|h|hrs)\b| ?(?=(?:{ZONE_NAME})\b))",
        re.ASCII,
    ),
    re.compile(rf"{_HOUR} ?{_HALF}", re.ASCII),
    re.compile(rf"{_HOUR} ?(?:[点點](?:整|钟|鐘)?|[時时시](?![间間간])|uhr\b)(?! ?\d)", re.ASCII),
    re.compile(rf"(?:(?<=à )|(?<=[àa]s )){_HOUR} ?h\b", re.ASCII),
)
"""With a colon or its like; with a dot, where what follows shows it; only the hour, of either."""
_BEFORE = re.compile(rf"(?:{'|'.join(PARTS_OF_DAY)}|(?<![a-z])[ap]m) ?$")
_UNTIL = re.compile(r" ?(-?) ?(\d{1,2}):(\d\d)(?![\d:])", re.ASCII)


class TimeOfDay(NamedTuple):
    """A time of day and where it stands in a text."""

    since_midnight: timedelta
    start: int
    end: int

    @property
    def clock(self) -> str:
        """The time as 16:05:00."""
        minutes, seconds = divmod(int(self.since_midnight.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


def find_time(text: str) -> TimeOfDay | None:
    """Return the first time of day in a folded text; raises ValueError where no day has it.

    One that another follows, as in 09:30-11:30, is a span.
    """
    found = next(filter(None, (each.search(text) for each in _FORMS)), None)
    if found is None:
        return None
    start = found.start()
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(each) or 0) for each in ("hour", "minute", "second"))
    until = None if parts.get("second") else _UNTIL.match(text, found.end())
    if until and (not until[1] or (int(until[2]), int(until[3])) > (hour, minute)):
        raise ValueError(f"{found[0]}{until[0]} are two")  # 09:30-05:00 has a zone
    named = {parts.get("after") or (parts.get("half") and f"{parts['half']}m")}
    if before := _BEFORE.search(text[max(0, start - 4) : start]):
        named.add(before[0].rstrip())
        start -= len(before[0])
    hour = _of_24(hour, {_PARTS_OF_DAY[each] for each in named if each})
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(f"no day has {found[0]}")
    microseconds = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    time = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microseconds)
    return TimeOfDay(time, start, found.end())


def _of_24(hour: int, parts: set[str]) -> int:
    """Return the hour of 24 that an hour in parts of the day is."""
    if "morning" in parts:
        if hour > 12:
            raise ValueError("no morning has that hour")
        return hour % 12
    if "night" in parts and (hour == 12 or hour < 5):
        # 12 with minutes may be of this night or of the next, and 24 with minutes is no time.
        return 24 if hour == 12 else hour
    if parts and hour < (11 if parts == {"noon"} else 12):
        return hour + 12
    return hour
