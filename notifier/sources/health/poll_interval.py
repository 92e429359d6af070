"""When to poll a source next, by its activity: learned from when its polls found something.

A week has 168 hours. Of each we keep how often it brought something new at all, and in how many of
its ten-minute stretches, on average over the last weeks: old weeks fade. A weekday without a
session at the source's market counts as a Sunday. Pure; times are aware, waits are durations.

    active or not yet known   the base interval
    trading hours, active     the shortest
    learned to be quiet       longer, but never beyond the time at which it may become active
    pushed to us by a hub     ten times the base interval
    failing                   doubled with each failure in a row, up to an hour, for ever
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from notifier.core.market_calendar import Calendar

MAX_RETRY_INTERVAL = timedelta(hours=1)
"""A source that keeps failing is still polled this often."""
MAX_RETRY_AFTER = timedelta(hours=1)
"""The longest that a server's Retry-After is followed: one odd answer silences nobody for a day."""
MAX_PUSHED_INTERVAL = timedelta(hours=1)
"""A source that a hub pushes is polled this often all the same: hubs forget."""

_HOUR = 3600
_STRETCHES = 6
_WEEK = 168
_SUNDAY = 6
_FRIDAY = 4
_MEMORY = 4
"""Weeks over which the past fades."""
_LEARNED = 3
"""Times an hour of the week must have been watched before it is believed."""
_INACTIVE = 20
"""A rate (per mille) below this is nothing: what one find leaves after three quiet weeks."""
_ACTIVE = 300
"""A rate (per mille) of about two stretches in each hour."""
_MARGIN = timedelta(minutes=15)
"""What comes at nine may come shortly before it, too."""
_MIN_JITTER, _MAX_JITTER = 0.01, 0.1
"""By which share of it a wait is changed, so that sources do not come due together."""
_PATIENCE = 5
_LEAST_PATIENCE = timedelta(minutes=15)
"""A poll that fails once or twice is no broken promise yet."""
_BELIEVED = 0.95
"""However regular a source was, one stretch proves no more than this."""

Hours: TypeAlias = tuple[int, ...]
"""A number for each hour of the week, Monday's first."""


@dataclass(frozen=True, slots=True)
class PollLimits:
    """How often a source may be polled."""

    base: timedelta
    """Its interval while nothing better is known."""
    shortest: timedelta
    longest: timedelta
    """Of a source that is well; one that fails may wait longer."""


@dataclass(frozen=True, slots=True)
class SourceCalendar:
    """The week of a source: its time zone, and the market that its news is about."""

    zone: ZoneInfo
    market: Calendar

    def hour_of_week(self, hour: int) -> int:
        """Return which hour of the week, from 0, an hour counted from 1970 is there."""
        local = datetime.fromtimestamp(hour * _HOUR, self.zone)
        return self._weekday(local.date()) * 24 + local.hour

    def _weekday(self, day: date) -> int:
        weekday = day.weekday()
        return _SUNDAY if weekday <= _FRIDAY and not self.market.is_session(day) else weekday


@dataclass(frozen=True, slots=True)
class WeeklyActivity:
    """How active a source is in each hour of the week, as learned from its polls."""

    rates: Hours = (0,) * _WEEK
    """The share of the hour's ten-minute stretches that bring something, in per mille."""
    shares: Hours = (0,) * _WEEK
    """The share of weeks in which the hour brings something, in per mille."""
    visits: Hours = (0,) * _WEEK
    """How often the hour was watched from end to end, counted up to four."""
    at: int | None = None
    """When the source was observed last, in seconds since 1970."""
    stretches: int = 0
    """A bit for each ten minutes of that hour that brought something."""
    whole: bool = False
    """That hour was watched from its beginning."""

    def __post_init__(self) -> None:
        if not all(len(hours) == _WEEK for hours in (self.rates, self.shares, self.visits)):
            raise ValueError(f"a week has {_WEEK} hours")


def observe(
    activity: WeeklyActivity,
    now: datetime,
    *,
    found: bool,
    unbroken: timedelta,
    calendar: SourceCalendar,
) -> WeeklyActivity:
    """Return the activity with a poll that succeeded at `now`, and `found` something or did not.

    What lies between two polls is only known if they are no further apart than `unbroken`.
    """
    at = int(now.timestamp())
    bit = 1 << (at % _HOUR * _STRETCHES // _HOUR) if found else 0
    before = activity.at
    if before is None or not 0 <= at - before <= unbroken.total_seconds():
        return replace(activity, at=at, stretches=bit, whole=False)
    hour, hour_before = at // _HOUR, before // _HOUR
    if hour == hour_before:
        return replace(activity, at=at, stretches=activity.stretches | bit)
    rates, shares, visits = list(activity.rates), list(activity.shares), list(activity.visits)

    def learn(hour: int, stretches: int) -> None:
        slot = calendar.hour_of_week(hour)
        visits[slot] = min(visits[slot] + 1, _MEMORY)
        rates[slot] += round((stretches * 1000 / _STRETCHES - rates[slot]) / visits[slot])
        shares[slot] += round(((1000 if stretches else 0) - shares[slot]) / visits[slot])

    if activity.whole:
        learn(hour_before, activity.stretches.bit_count())
    for quiet in range(hour_before + 1, hour):
        learn(quiet, 0)
    return WeeklyActivity(tuple(rates), tuple(shares), tuple(visits), at, stretches=bit, whole=True)


def next_poll(
    now: datetime,
    name: str,
    limits: PollLimits,
    activity: WeeklyActivity,
    calendar: SourceCalendar,
    *,
    fresh_for: float | None = None,
    pushed: bool = False,
) -> datetime:
    """Return when to poll a source again that was polled successfully.

    `fresh_for` are the seconds for which the server says there is nothing new: they are waited, but
    not beyond the interval, which is a promise. `pushed` says that a hub pushes what is new. The
    wait is jittered: up to a tenth shorter.
    """
    wait = _interval(now, limits, activity, calendar)
    if pushed:
        wait = max(wait, min(10 * limits.base, MAX_PUSHED_INTERVAL))
    shortest = limits.shortest
    if fresh_for is not None:
        fresh = min(max(fresh_for, 0), limits.base.total_seconds())
        shortest = max(shortest, timedelta(seconds=fresh))
    return now + max(wait * (1 - _jitter(name, now)), shortest)


def next_retry(
    now: datetime,
    name: str,
    limits: PollLimits,
    failures: int,
    retry_after: float | None = None,
) -> datetime:
    """Return when to try a source again that has now failed `failures` times in a row.

    A server's Retry-After (`retry_after`, seconds) is followed where it is longer, within an hour.
    The wait is jittered: up to a tenth longer, but no wait becomes longer than an hour by that.
    """
    wait = max(limits.base, min(limits.base * (1 << min(failures, 12)), MAX_RETRY_INTERVAL))
    if retry_after is not None:
        wanted = min(max(retry_after, 0), MAX_RETRY_AFTER.total_seconds())
        wait = max(wait, timedelta(seconds=wanted))
    longest = max(wait, MAX_RETRY_INTERVAL)
    return now + min(wait * (1 + _jitter(name, now)), longest)


def promised_within(limits: PollLimits) -> timedelta:
    """Return within what time a source that is well is read again, with some patience.

    One that a hub pushes is polled more rarely than the others.
    """
    pushed = min(10 * limits.base, MAX_PUSHED_INTERVAL) + _LEAST_PATIENCE / 3
    return max(_PATIENCE * limits.longest, pushed, _LEAST_PATIENCE)


def surprisal(
    activity: WeeklyActivity,
    since: datetime,
    now: datetime,
    calendar: SourceCalendar,
    *,
    unlearned: float,
) -> float:
    """Return how surprising it is that a source brought nothing from `since` to `now`.

    That is minus the logarithm of its probability, in nats. An hour of the week that is not learned
    yet adds `unlearned`.
    """
    hours: dict[int, float] = {}

    def surprisal_of(slot: int) -> float:
        if slot not in hours:
            hours[slot] = _hourly_surprisal(activity, slot, unlearned)
        return hours[slot]

    start, end = since.timestamp(), now.timestamp()
    weeks = max(int((end - start) / _HOUR / _WEEK) - _MEMORY, 0)
    # Of a long silence only the end is followed by the hour, with its holidays.
    total = weeks * math.fsum(map(surprisal_of, range(_WEEK))) if weeks else 0.0
    start += weeks * _WEEK * _HOUR
    while start < end:
        hour = int(start // _HOUR)
        stop = min((hour + 1) * _HOUR, end)
        total += surprisal_of(calendar.hour_of_week(hour)) * (stop - start) / _HOUR
        start = stop
    return total


def is_active_hour(activity: WeeklyActivity, now: datetime, calendar: SourceCalendar) -> bool:
    """Return whether a source usually brings something in the hour that `now` is in."""
    slot = calendar.hour_of_week(int(now.timestamp()) // _HOUR)
    return activity.visits[slot] >= _LEARNED and activity.rates[slot] >= _ACTIVE


def _interval(
    now: datetime, limits: PollLimits, activity: WeeklyActivity, calendar: SourceCalendar
) -> timedelta:
    quiet = _quiet_time(now, limits.longest, activity, calendar)
    if quiet > limits.base:
        return quiet
    if is_active_hour(activity, now, calendar) and calendar.market.is_trading_time(now):
        return limits.shortest
    return limits.base


def _quiet_time(
    now: datetime, longest: timedelta, activity: WeeklyActivity, calendar: SourceCalendar
) -> timedelta:
    """Return how long from `now` on the source is known to bring nothing, up to `longest`."""
    for time in _quarters(now, now + longest):
        around = (time - _MARGIN, time, time + _MARGIN)
        if not all(
            _is_quiet(activity, calendar.hour_of_week(int(m.timestamp()) // _HOUR)) for m in around
        ):
            return time - now
    return longest


def _quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the start, and each quarter of an hour before the end: where `_quiet_time` can change.

    Time zones differ by quarters of an hour, too.
    """
    time = start
    while time < end:
        yield time
        time = _utc((time.timestamp() // 900 + 1) * 900)


def _is_quiet(activity: WeeklyActivity, slot: int) -> bool:
    return activity.visits[slot] >= _LEARNED and activity.rates[slot] < _INACTIVE


def _hourly_surprisal(activity: WeeklyActivity, slot: int, unlearned: float) -> float:
    """Return how surprising an hour without news is, in nats.

    What one weekday has not taught yet is taken from the others; Saturday and Sunday likewise.
    """
    alike: Sequence[int] = (slot,)
    if activity.visits[slot] < _LEARNED:
        days = range(5) if slot // 24 <= _FRIDAY else range(5, 7)
        alike = [day * 24 + slot % 24 for day in days]
    visits = sum(activity.visits[each] for each in alike)
    if visits < _LEARNED:
        return unlearned

    def surprise_of(values: Hours) -> float:
        mean = sum(values[each] * activity.visits[each] for each in alike) / visits
        return -math.log(1 - min(mean / 1000, _BELIEVED))

    return max(surprise_of(activity.shares), surprise_of(activity.rates) * _STRETCHES)


def _jitter(name: str, now: datetime) -> float:
    """Return the share of a wait to jitter it by: it looks random, and is always the same."""
    chance = zlib.crc32(f"{name} {now.timestamp():.3f}".encode()) / (1 << 32)
    return _MIN_JITTER + (_MAX_JITTER - _MIN_JITTER) * chance


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
