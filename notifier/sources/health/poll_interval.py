"""When to poll a source next: its own rhythm, learned from when its polls found something.

A week has 168 hours. Of each we keep how often it brought something new at all, and in how many of
its ten-minute stretches, on average over the last weeks: old weeks fade. A weekday without a
session at the source's market counts as a Sunday. Pure; moments are aware, waits are durations.

    busy or not yet known     the base interval
    trading hours, lively     the tightest
    learned to be quiet       slower, but never beyond the moment at which it may wake up
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

SLOWEST_RETRY = timedelta(hours=1)
"""A source that keeps failing is still asked this often."""
LONGEST_WAIT = timedelta(days=1)
"""The longest that a server's Retry-After is followed."""
LONGEST_FRESHNESS = timedelta(minutes=15)
"""The longest that a server's word of having nothing new yet is believed."""
SLOWEST_PUSHED = timedelta(hours=1)
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
_FORGOTTEN = 20
"""A rate (per mille) below this is nothing: what one find leaves after three quiet weeks."""
_LIVELY = 300
"""A rate (per mille) of about two stretches in each hour."""
_MARGIN = timedelta(minutes=15)
"""What comes at nine may come shortly before it, too."""
_LEAST, _MOST = 0.01, 0.1
"""By which share of it a wait is changed, so that sources do not come due together."""
_BELIEVED = 0.95
"""However regular a source was, one stretch proves no more than this."""

Hours: TypeAlias = tuple[int, ...]
"""A number for each hour of the week, Monday's first."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source may be polled.

    `base` is its interval, `tightest` and `slowest` bound what is made of it. `asked` says that its
    operator chose the interval himself.
    """

    base: timedelta
    tightest: timedelta
    slowest: timedelta
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where a source lives: its time zone, and the market it writes about."""

    zone: ZoneInfo
    calendar: Calendar

    def slot(self, hour: int) -> int:
        """Return which hour of the week an hour (counted from 1970) is there."""
        local = datetime.fromtimestamp(hour * _HOUR, self.zone)
        return self._weekday(local.date()) * 24 + local.hour

    def _weekday(self, day: date) -> int:
        weekday = day.weekday()
        return _SUNDAY if weekday <= _FRIDAY and not self.calendar.is_session(day) else weekday


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is learned of a source: for each hour of the week how lively it is, in per mille.

    `rates` are the share of its ten-minute stretches that bring something, `shares` that of weeks
    in which the hour does. `visits` says how often each was watched, up to four times. `at`
    (seconds since 1970) is when it was observed last; `stretches` has a bit for each ten minutes of
    that hour that brought something, and `whole` says that the hour was watched from its beginning.
    """

    rates: Hours = (0,) * _WEEK
    shares: Hours = (0,) * _WEEK
    visits: Hours = (0,) * _WEEK
    at: int | None = None
    stretches: int = 0
    whole: bool = False

    def __post_init__(self) -> None:
        if not all(len(hours) == _WEEK for hours in (self.rates, self.shares, self.visits)):
            raise ValueError(f"a week has {_WEEK} hours")


def observe(
    rhythm: Rhythm, now: datetime, *, found: bool, unbroken: timedelta, place: Place
) -> Rhythm:
    """Learn from a poll that succeeded at `now`, and `found` something new or did not.

    What lies between two polls is only known if they are no further apart than `unbroken`.
    """
    at = int(now.timestamp())
    bit = 1 << (at % _HOUR * _STRETCHES // _HOUR) if found else 0
    before = rhythm.at
    if before is None or not 0 <= at - before <= unbroken.total_seconds():
        return replace(rhythm, at=at, stretches=bit, whole=False)
    hour, hour_before = at // _HOUR, before // _HOUR
    if hour == hour_before:
        return replace(rhythm, at=at, stretches=rhythm.stretches | bit)
    rates, shares, visits = list(rhythm.rates), list(rhythm.shares), list(rhythm.visits)

    def learn(hour: int, stretches: int) -> None:
        slot = place.slot(hour)
        visits[slot] = min(visits[slot] + 1, _MEMORY)
        rates[slot] += round((stretches * 1000 / _STRETCHES - rates[slot]) / visits[slot])
        shares[slot] += round(((1000 if stretches else 0) - shares[slot]) / visits[slot])

    if rhythm.whole:
        learn(hour_before, rhythm.stretches.bit_count())
    for silent in range(hour_before + 1, hour):
        learn(silent, 0)
    return Rhythm(tuple(rates), tuple(shares), tuple(visits), at, stretches=bit, whole=True)


def next_poll(
    now: datetime,
    name: str,
    pace: Pace,
    rhythm: Rhythm,
    place: Place,
    *,
    fresh_for: float | None = None,
    slowed: bool = False,
) -> datetime:
    """Say when to poll a source again that was polled successfully.

    `fresh_for` are the seconds for which the server says there is nothing new: they are waited,
    within a quarter of an hour, but not beyond an interval that the operator chose himself.
    `slowed` says that a hub pushes what is new. The wait is a little shorter than was decided, up
    to a tenth.
    """
    wait = _interval(now, pace, rhythm, place)
    if slowed:
        wait = max(wait, min(10 * pace.base, SLOWEST_PUSHED))
    shortest = pace.tightest
    if fresh_for is not None:
        fresh = min(timedelta(seconds=max(fresh_for, 0)), LONGEST_FRESHNESS)
        shortest = max(shortest, min(fresh, pace.base) if pace.asked else fresh)
    return now + max(wait * (1 - _spread(name, now)), shortest)


def next_try(
    now: datetime, name: str, pace: Pace, failures: int, retry_after: float | None = None
) -> datetime:
    """Say when to try a source again that has now failed `failures` times in a row.

    A server's own wish (`retry_after`, seconds) is followed where it is longer, within a day. The
    wait is a little longer than was decided, up to a tenth.
    """
    wait = max(pace.base, min(pace.base * (1 << min(failures, 12)), SLOWEST_RETRY))
    if retry_after is not None:
        asked = min(max(retry_after, 0), LONGEST_WAIT.total_seconds())
        wait = max(wait, timedelta(seconds=asked))
    return now + wait * (1 + _spread(name, now))


def doubt(
    rhythm: Rhythm, since: datetime, now: datetime, place: Place, *, unlearned: float
) -> float:
    """Say how much it speaks against a source that it said nothing from `since` to `now`.

    The silence is as improbable as e to the power of minus this. An hour of the week that is not
    learned yet adds `unlearned`.
    """
    hours: dict[int, float] = {}

    def adds(slot: int) -> float:
        if slot not in hours:
            hours[slot] = _doubt(rhythm, slot, unlearned)
        return hours[slot]

    moment, end = since.timestamp(), now.timestamp()
    weeks = max(int((end - moment) / _HOUR / _WEEK) - _MEMORY, 0)
    # Of a long silence only the end is followed by the hour, with its holidays.
    total = weeks * math.fsum(map(adds, range(_WEEK))) if weeks else 0.0
    moment += weeks * _WEEK * _HOUR
    while moment < end:
        hour = int(moment // _HOUR)
        stop = min((hour + 1) * _HOUR, end)
        total += adds(place.slot(hour)) * (stop - moment) / _HOUR
        moment = stop
    return total


def is_lively(rhythm: Rhythm, now: datetime, place: Place) -> bool:
    """Tell whether a source usually brings something in the hour that `now` is in."""
    slot = place.slot(int(now.timestamp()) // _HOUR)
    return rhythm.visits[slot] >= _LEARNED and rhythm.rates[slot] >= _LIVELY


def _interval(now: datetime, pace: Pace, rhythm: Rhythm, place: Place) -> timedelta:
    quiet = _quiet_for(now, pace.slowest, rhythm, place)
    if quiet > pace.base:
        return quiet
    if is_lively(rhythm, now, place) and place.calendar.is_trading_time(now):
        return pace.tightest
    return pace.base


def _quiet_for(now: datetime, longest: timedelta, rhythm: Rhythm, place: Place) -> timedelta:
    """Say how long from `now` on the source is known to say nothing, up to `longest`."""
    for moment in _quarters(now, now + longest):
        around = (moment - _MARGIN, moment, moment + _MARGIN)
        if not all(_is_quiet(rhythm, place.slot(int(m.timestamp()) // _HOUR)) for m in around):
            return moment - now
    return longest


def _quarters(start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the start, and each quarter of an hour before the end: where `_quiet_for` can change.

    Time zones differ by quarters of an hour, too.
    """
    moment = start
    while moment < end:
        yield moment
        moment = _moment((moment.timestamp() // 900 + 1) * 900)


def _is_quiet(rhythm: Rhythm, slot: int) -> bool:
    return rhythm.visits[slot] >= _LEARNED and rhythm.rates[slot] < _FORGOTTEN


def _doubt(rhythm: Rhythm, slot: int, unlearned: float) -> float:
    """Return how much an hour of silence speaks against a source, in units of minus the logarithm.

    What one weekday has not taught yet is taken from the others; Saturday and Sunday likewise.
    """
    alike: Sequence[int] = (slot,)
    if rhythm.visits[slot] < _LEARNED:
        days = range(5) if slot // 24 <= _FRIDAY else range(5, 7)
        alike = [day * 24 + slot % 24 for day in days]
    visits = sum(rhythm.visits[each] for each in alike)
    if visits < _LEARNED:
        return unlearned

    def surprise(values: Hours) -> float:
        mean = sum(values[each] * rhythm.visits[each] for each in alike) / visits
        return -math.log(1 - min(mean / 1000, _BELIEVED))

    return max(surprise(rhythm.shares), surprise(rhythm.rates) * _STRETCHES)


def _spread(name: str, now: datetime) -> float:
    """Return a share by which to change a wait: it looks random, and is always the same."""
    chance = zlib.crc32(f"{name} {now.timestamp():.3f}".encode()) / (1 << 32)
    return _LEAST + (_MOST - _LEAST) * chance


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
