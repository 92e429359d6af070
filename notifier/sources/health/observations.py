"""What polls teach about a source: when it speaks, how late it is seen, what its pages hold.

`Health` is what is remembered of a source between polls, and `learn` adds one poll to it. What it
says of the source is for `notifier.sources.health.status` to judge. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from pydantic import AwareDatetime

from notifier.core.model import Entry
from notifier.sources.health.poll_interval import Place, Rhythm, observe

TIMES = 3
"""So often in a row a page must look odd."""
_NORMAL_AFTER = timedelta(days=7)
"""A page that looks odd for so long has simply changed."""
LONGEST = timedelta(days=3650)
"""What is older than this is as old as this."""
_MANY = 3
"""Fewer entries tell nothing of a page."""
USUAL = 0.9
"""What this share of entries has is something that a source has."""
_FEW = 0.5
_READINGS = 50
"""A page's looks are an average over about so many readings."""
_LAGS = 100
_STALE = timedelta(days=1)
"""What comes later than this was added to the source afterwards, and tells nothing of its lag."""


class Oddity(StrEnum):
    """What is unusual about a page."""

    EMPTY = "empty"
    LINKS = "links"  # its entries have no links any more
    DATES = "dates"
    TITLES = "titles"  # they all have the same title


@dataclass(frozen=True, slots=True)
class Looks:
    """What a page holds: how many entries, and which share of them has what each oddity misses.

    Of a source: the average over `readings`, which are counted up to a bound.
    """

    entries: float = 0.0
    shares: Mapping[Oddity, float] = field(default_factory=dict)
    readings: int = 0


@dataclass(frozen=True, slots=True)
class Odd:
    """What has been unusual about a page `since` then, for so many polls."""

    what: Oddity
    since: AwareDatetime
    times: int = 1


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of a source.

    `lags` are the seconds from publication to being seen of its last articles. `spoke_at` is when
    it last brought something new; of its first reading, when the newest of that was published.
    `gap` is the usual time between two articles of its first page, in seconds. `complaint` is what
    could not be read of the page as it is now.
    """

    rhythm: Rhythm = field(default_factory=Rhythm)
    looks: Looks = field(default_factory=Looks)
    lags: tuple[int, ...] = ()
    spoke_at: AwareDatetime | None = None
    gap: int | None = None
    odd: Odd | None = None
    complaint: str | None = None

    def lag(self, share: float) -> timedelta | None:
        """Return the lag that this share of the last articles kept within: 0.5, 0.95."""
        if not self.lags:
            return None
        at = math.ceil(share * len(self.lags)) - 1
        return timedelta(seconds=sorted(self.lags)[max(at, 0)])


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll that succeeded at `now` brought.

    `page` is all the page held, or None where it is as it was; `published` is when each article
    that is new to us was, `first` says that all of them are history. `interval` is the source's.
    """

    now: datetime
    page: Sequence[Entry] | None
    published: Sequence[datetime | None] = ()
    carried: int = 0
    first: bool = False
    interval: timedelta = timedelta(minutes=1)
    complaint: str | None = None

    @property
    def newest(self) -> datetime | None:
        """When the newest of what is new was published, or is seen where it does not say."""
        return newest_of([moment or self.now for moment in self.published], self.now)


def learn(health: Health, poll: Poll, place: Place) -> Health:
    """Add a poll to what is remembered."""
    new = bool(poll.published)
    rhythm = observe(
        health.rhythm,
        poll.now,
        found=new and not poll.first,
        unbroken=max(timedelta(hours=2), 2 * poll.interval),
        place=place,
    )
    health = replace(health, rhythm=rhythm)
    if poll.first:
        newest = newest_of(poll.published, poll.now) or poll.now
        spoke_at = max(newest, poll.now - LONGEST)
        health = replace(health, spoke_at=spoke_at, gap=_usual_gap(poll.published))
    elif new:
        health = replace(health, spoke_at=poll.now, lags=(*health.lags, *_lags(poll))[-_LAGS:])
    if poll.page is not None:
        return _look(replace(health, complaint=poll.complaint), poll)
    if health.odd is not None:
        return replace(health, odd=_once_more(health.odd))
    return health


def newest_of(published: Sequence[datetime | None], now: datetime) -> datetime | None:
    """Return the latest of some moments; what lies ahead of `now` counts as now."""
    known = [moment for moment in published if moment is not None]
    return min(max(known), now) if known else None


def _usual_gap(published: Sequence[datetime | None]) -> int | None:
    known = sorted(moment for moment in published if moment is not None)
    if len(known) < _MANY:
        return None
    return int(median((b - a).total_seconds() for a, b in pairwise(known)))


def _lags(poll: Poll) -> list[int]:
    known = (max(poll.now - moment, timedelta()) for moment in poll.published if moment)
    return [int(lag.total_seconds()) for lag in known if lag <= _STALE]


def _look(health: Health, poll: Poll) -> Health:
    """Compare a page with what it usually holds, and remember it where it is as usual."""
    assert poll.page is not None
    looks = _looks(poll.page, poll.carried)
    what, before = _oddity(looks, health.looks), health.odd
    if what is None:
        return replace(health, looks=_averaged(health.looks, looks), odd=None)
    if before is None or what is not before.what:
        return replace(health, odd=Odd(what, poll.now))
    if poll.now - before.since >= _NORMAL_AFTER:
        return replace(health, looks=looks, odd=None)
    return replace(health, odd=_once_more(before))


def _once_more(odd: Odd) -> Odd:
    return replace(odd, times=odd.times + 1)


def _looks(page: Sequence[Entry], carried: int) -> Looks:
    count = len(page)
    shares = {
        Oddity.LINKS: sum(entry.url is not None for entry in page),
        Oddity.DATES: sum(entry.published is not None for entry in page),
        Oddity.TITLES: len({entry.title for entry in page}),
    }
    told = {odd: number / count for odd, number in shares.items()} if count >= _MANY else {}
    return Looks(count + carried, told, readings=1)


def _oddity(looks: Looks, usual: Looks) -> Oddity | None:
    if not looks.entries:
        known = usual.entries >= _MANY and usual.readings >= TIMES
        return Oddity.EMPTY if known else None
    for odd, share in looks.shares.items():
        if share < _FEW and usual.shares.get(odd, 0) >= USUAL and usual.readings >= TIMES:
            return odd
    return None


def _averaged(usual: Looks, looks: Looks) -> Looks:
    readings = min(usual.readings + 1, _READINGS)

    def average(old: float, new: float) -> float:
        return round(old + (new - old) / readings, 3)

    shares = {
        odd: average(usual.shares.get(odd, share), share) for odd, share in looks.shares.items()
    }
    return Looks(average(usual.entries, looks.entries), {**usual.shares, **shares}, readings)
