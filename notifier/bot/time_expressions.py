"""Times as people write them: hours of the day, how long, until when. Pure.

Chinese and English alike; widths, cases and traditional or simplified characters do not matter.
What can be understood in two ways that differ much is not read.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from notifier.bot.time_words import (
    AFTER,
    BEFORE_DATE,
    BEGINS,
    BETWEEN,
    BOUND_BEFORE,
    BOUND_BEHIND,
    CHINESE_NUMBER,
    DAY,
    DAYS,
    DIGITS,
    DURATION_PART,
    ENGLISH_NUMBER,
    ENGLISH_NUMBERS,
    EVENING,
    FROM,
    HALVES,
    MINUTES,
    MONTHS,
    MORNING,
    NAMES_OF_DAYS,
    NO_HOURS,
    ON,
    PARTS,
    THIS_WEEKEND,
    TIME_BEGINS,
    TOKEN,
    UNITS,
    UNTIL,
    WEEKDAYS,
)
from notifier.core.folding import fold

LONGEST_PAUSE = timedelta(days=30)
"""Who wants nothing for longer, unsubscribes."""
_A_MIDNIGHT = datetime(2001, 1, 1, tzinfo=UTC)
"""Before all that a day has."""
_DAWN = 5
"""Before this hour it is still the night of the day before."""
_MAX_LENGTH = 100
_HALF_A_YEAR = timedelta(days=183)


def read_until(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Read until when: `2h`, `半小时`, `tomorrow`, `今晚`, `周一早上9点`; None for anything else.

    On a day is until its end. The moment lies after `now`, by LONGEST_PAUSE at most.
    """
    if day := read_day(text, now, zone):
        return min(day[1], now + LONGEST_PAUSE)
    words = BEFORE_DATE.sub(r"\1号", UNTIL.sub("", _normal(text)))
    words = AFTER.sub("", words)
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


def read_day(text: str, now: datetime, zone: tzinfo) -> tuple[datetime, datetime] | None:
    """Read on which day, such as `on Friday`, `on 明天` and `on 周末`: when it begins and ends.

    None for anything else, also where an hour is named.
    """
    words = " ".join(fold(text[:_MAX_LENGTH]).text.split())
    if not ON.match(words):
        return None
    words, local = ON.sub("", words), now.astimezone(zone)
    if weekend := THIS_WEEKEND.fullmatch(words):
        saturday = 5 - local.weekday() + (7 if weekend["next"] else 0)
        return _at(_after(local, saturday), 0, local), _at(_after(local, saturday + 2), 0, local)
    found = _tokens(_normal(words))
    if found is None or not found.has_day or found.hour is not None:
        return None
    if found.is_tonight:
        evening = _at(local.date(), EVENING * 60, local)
        return evening, _at(_after(local, 1), MORNING * 60, local)
    if found.weekday == local.weekday() and not found.is_next:
        day: date | None = local.date()
    else:
        day = _day(found, local)
    return (_at(day, 0, local), _at(day, DAY, local)) if day else None


def said_as(until: str, before: str, behind: str) -> str:
    """Return a time between other words as `read_until` takes it.

    A day by itself is when silence is wished for, not until when; but for 到周五, 周五再发.
    """
    is_bound = BOUND_BEFORE.search(fold(before).text) or BOUND_BEHIND.match(fold(behind).text)
    return f"on {until.strip()}" if is_day(until) and not is_bound else until


def is_day(text: str) -> bool:
    """Return whether a text names a day by itself, rather than until when: tomorrow, 周五上午."""
    return read_day(f"on {text.strip()}", _A_MIDNIGHT, UTC) is not None


def split_until(text: str, now: datetime, zone: tzinfo) -> tuple[str, datetime] | None:
    """Split a time from what stands before it: `腾讯3天`, `Tesla for a week`; None without one."""
    for begin in TIME_BEGINS.finditer(text):
        until = read_until(said_as(text[begin.end() :], "", ""), now, zone)
        if until is not None:
            return text[: begin.end()].strip(), until
    return None


def read_hours(text: str) -> tuple[int, int] | None:
    """Read hours such as `23-7`, `晚上11点到早上7点` or `off`, as minutes of the day from midnight.

    None for anything else. `10-7am` is not read: it may mean ten in the evening.
    """
    words = FROM.sub("", _normal(text))
    if words in NO_HOURS:
        return 0, 0
    sides = BETWEEN.split(words)
    if len(sides) != 2:
        return None
    begins, ends = (_tokens(side) for side in sides)
    if begins is None or ends is None or begins.has_day or ends.has_day:
        return None
    if begins.is_bare and (ends.half or ends.part):
        if not _are_of_one_half(begins, ends):
            return None
        begins = replace(begins, half=ends.half, part=ends.part)
    first, last = _minute_of_day(begins), _minute_of_day(ends)
    if first is None or last is None:
        return None
    if begins.part and not (ends.part or ends.half) and 1 <= (ends.hour or 0) <= 12:
        # The nearest seven o'clock behind eleven in the evening, or two behind noon.
        last = first + min((last - first) % DAY, (last + DAY // 2 - first) % DAY)
    return first % DAY, last % DAY


def _are_of_one_half(begins: _Found, ends: _Found) -> bool:
    """Return whether a bare hour is in the half or part of the day that is said of the other."""
    first, last = (begins.hour or 0) % 12, (ends.hour or 0) % 12
    is_late = ends.part in {"evening", "midnight"}
    return first < last and ends.hour is not None and not (is_late and first < _DAWN)


def read_time_of_day(text: str) -> int | None:
    """Read a time such as `8:30`, `9pm` or `早上8点半`, in minutes from midnight; else None."""
    found = _tokens(FROM.sub("", _normal(text)))
    minute = None if found is None or found.has_day else _minute_of_day(found)
    return None if minute is None else minute % DAY


def _normal(text: str) -> str:
    """Return a text folded, with its numbers in digits and halves in decimals."""
    words = " ".join(fold(text[:_MAX_LENGTH]).text.split())
    words = words.replace("a.m.", "am").replace("p.m.", "pm")
    words = CHINESE_NUMBER.sub(lambda found: str(_number(found[0])), words)
    words = ENGLISH_NUMBER.sub(lambda found: str(ENGLISH_NUMBERS[found[0]]), words)
    for pattern, replacement in HALVES:
        words = pattern.sub(replacement, words)
    return words


def _number(chinese: str) -> int:
    tens, ten, ones = chinese.rpartition("十")
    if not ten:
        return DIGITS[chinese]
    return 10 * DIGITS.get(tens, 1) + DIGITS.get(ones, 0)


def _duration(words: str) -> timedelta | None:
    """Read how long: parts such as `1 hour` and `30分`, one after the other."""
    total, position = timedelta(), 0
    while position < len(words) or not position:
        part = DURATION_PART.match(words, position)
        if part is None:
            return None
        unit = next(name for name in UNITS if part[name])
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
    month: int | None = None
    date: int | None = None
    """Of the month, or where that is None of the next that has it to come."""
    is_next: bool = False
    """Of next week."""
    is_tonight: bool = False
    part: str | None = None
    """Of the day, one of `PARTS`."""
    hour: int | None = None
    minute: int = 0
    half: str | None = None
    """`am` or `pm`."""
    is_bare: bool = False
    """Whether the hour is a number up to 12 and nothing else."""

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return any(each is not None for each in (self.day, self.weekday, self.date)) or (
            self.is_tonight
        )


def _tokens(words: str) -> _Found | None:
    """Read all of a text; None where something in it is no time, or is said twice."""
    said: dict[str, str] = {}
    position = 0
    while position < len(words):
        token = TOKEN.match(words, position)
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
    days = sum(name in said for name in NAMES_OF_DAYS)
    if not said or days > 1 or (hour or 0) > 24 or (hour == 24 and minute not in {"0", "00"}):
        return None
    return _Found(
        day=DAYS[said["day"]] if "day" in said else None,
        weekday=_weekday(said),
        month=_month(said),
        date=_date(said),
        is_next="next" in said,
        is_tonight="tonight" in said,
        part=_part(said.get("part")),
        hour=hour,
        minute=MINUTES[minute] if minute in MINUTES else int(minute),
        half=said.get("half"),
        is_bare=said.keys() == {"hour"} and (hour or 0) <= 12,
    )


def _month(said: dict[str, str]) -> int | None:
    named = said.get("named") or said.get("named_last")
    if named:
        return MONTHS.index(named[:3]) + 1
    return int(said["month"]) if "month" in said else None


def _date(said: dict[str, str]) -> int | None:
    found = [said[name] for name in ("date", "of_named", "date_first", "nth") if name in said]
    return int(found[0]) if found else 1 if "month" in said else None


def _part(word: str | None) -> str | None:
    return next((name for name, words in PARTS.items() if word in words.split("|")), None)


def _weekday(said: dict[str, str]) -> int | None:
    if "english" in said:
        return WEEKDAYS.index(said["english"])
    if "weekday" in said:
        return 6 if said["weekday"] in "日天" else int(said["weekday"]) - 1
    return None


def _minute_of_day(found: _Found) -> int | None:
    """Return the minute of the day, past 24 hours for what the night says of the next day."""
    part = found.part or ("evening" if found.is_tonight else None)
    hour = found.hour
    if hour is None:
        return BEGINS[part] * 60 if part in {"noon", "midnight"} else None
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
            minute = BEGINS[found.part] * 60
        if minute is None or found.is_bare:
            return None
        today = _at(local.date(), minute % DAY, local)
        return today if today > local else _at(_after(local, 1), minute % DAY, local)
    if found.is_tonight and minute is None:
        return _end_of(local)
    day = _day(found, local)
    if day is None:
        return None
    if minute is None and found.part is not None:
        minute = BEGINS[found.part] * 60
    if minute is None:
        minute = 24 * 60 if found.day == 0 else MORNING * 60
    return _at(day, minute, local)


def _end_of(local: datetime) -> datetime:
    """Return until when «tonight» is: by day the evening, later the morning."""
    if local.hour < _DAWN:
        return _at(local.date(), MORNING * 60, local)
    if local.hour < EVENING:
        return _at(local.date(), EVENING * 60, local)
    return _at(_after(local, 1), MORNING * 60, local)


def _day(found: _Found, local: datetime) -> date | None:
    if found.date is not None:
        return _next_date(found.month, found.date, local.date())
    if found.weekday is None:
        return _after(local, found.day or 0)
    ahead = found.weekday - local.weekday()
    if found.is_next:
        return _after(local, ahead + 7)
    return _after(local, ahead if ahead > 0 else ahead + 7)


def _next_date(month: int | None, day: int, today: date) -> date | None:
    """Return the next such date, within half a year where this year's is past; else None."""
    months = (today.year * 12 + today.month - 1 + ahead for ahead in range(13))
    for year, number in (divmod(each, 12) for each in months):
        with suppress(ValueError):
            found = date(year, number + 1, day)
            if month in {None, number + 1} and found >= today:
                is_near = year == today.year or found - today < _HALF_A_YEAR
                return found if is_near else None
    return None


def _after(local: datetime, days: int) -> date:
    return local.date() + timedelta(days=days)


def _at(day: date, minute: int, local: datetime) -> datetime:
    day += timedelta(days=minute // DAY)
    minute %= 24 * 60
    return datetime.combine(day, time(minute // 60, minute % 60), local.tzinfo)
