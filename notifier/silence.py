"""What polls teach about a source, and whether it is well: silent, empty, changed, frozen, failing.

`Health` is what is remembered of a source between polls; `learn` adds one poll to it, and `judge`
says how the source is. A source is judged by its own past: by the hours in which it speaks
(`notifier.rhythm`) and by what its pages usually hold. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median

from notifier.model import Entry
from notifier.rhythm import Place, Rhythm, observe, speaks_by

FAILURES = 3
"""So many failures in a row are no accident any more."""
TIMES = 3
"""So often in a row a page must look odd."""
_LASTING = timedelta(minutes=10)
_NORMAL_AFTER = timedelta(days=7)
"""A page that looks odd for so long has simply changed."""
_SILENCE = 10.0
"""How improbable a silence must be: e to the power of minus this."""
_EMPTINESS = 1.5
"""The same of a silence in which the page is empty, too."""
_SHORTEST_SILENCE = timedelta(minutes=30)
"""No silence reaches that before, which saves asking."""
_UNLEARNED = timedelta(days=14)
_EMPTY_UNLEARNED = timedelta(days=3)
"""How long it takes where nothing is learned yet; longer than a weekend."""
_GAPS = 5
"""At first, a silence of so many usual gaps between articles is much."""
_MANY = 3
"""Fewer entries tell nothing of a page."""
_USUAL, _FEW = 0.9, 0.5
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
class Health:
    """What is remembered of a source.

    `lags` are the seconds from publication to being seen of its last articles. `spoke_at` is when
    it last brought something new; of its first reading, when the newest of that was published.
    `gap` is the usual time between two articles of its first page, in seconds. `odd` says what has
    been unusual about its page since `odd_since`, for `odd_times` polls. `complaint` is what could
    not be read of the page as it is now.
    """

    rhythm: Rhythm = field(default_factory=Rhythm)
    looks: Looks = field(default_factory=Looks)
    lags: tuple[int, ...] = ()
    spoke_at: datetime | None = None
    gap: int | None = None
    odd: Oddity | None = None
    odd_since: datetime | None = None
    odd_times: int = 0
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
        newest = newest_of(poll.published, poll.now)
        gap = _usual_gap(poll.published)
        health = replace(health, spoke_at=newest or poll.now, gap=gap)
    elif new:
        health = replace(health, spoke_at=poll.now, lags=(*health.lags, *_lags(poll))[-_LAGS:])
    if poll.page is None:
        return replace(health, odd_times=health.odd_times + 1) if health.odd else health
    return _look(replace(health, complaint=poll.complaint), poll)


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
    odd = _oddity(looks, health.looks)
    if odd is None:
        usual = _averaged(health.looks, looks)
        return replace(health, looks=usual, odd=None, odd_since=None, odd_times=0)
    if odd is not health.odd or health.odd_since is None:
        return replace(health, odd=odd, odd_since=poll.now, odd_times=1)
    if poll.now - health.odd_since >= _NORMAL_AFTER:
        return replace(health, looks=looks, odd=None, odd_since=None, odd_times=0)
    return replace(health, odd_times=health.odd_times + 1)


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
        if share < _FEW and usual.shares.get(odd, 0) >= _USUAL and usual.readings >= TIMES:
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


class State(StrEnum):
    """How a source is."""

    OK = "ok"
    NEW = "new"  # not read successfully yet
    FAILING = "failing"
    EMPTY = "empty"  # its page holds nothing, where there were always many entries
    CHANGED = "changed"  # its page looks as if its layout had changed
    FROZEN = "frozen"  # it answers, but what it answers is too old
    SILENT = "silent"  # it answers, and brings nothing new
    OFF = "off"  # it is not polled


TROUBLES = frozenset({State.FAILING, State.EMPTY, State.CHANGED, State.FROZEN, State.SILENT})
"""What an operator should look at."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """What is known of a source: when it was polled and with what result, and what that taught.

    `polled` says that some process polls it. `last_article_at` is when the newest of its articles
    was published, or seen where it does not say. `silent_since` is since when it is in trouble,
    `told_at` when its operators were told of trouble last.
    """

    name: str
    polled: bool = True
    next_poll_at: datetime | None = None
    last_polled_at: datetime | None = None
    first_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    failures: int = 0
    last_problem: str | None = None
    silent_since: datetime | None = None
    told_at: datetime | None = None
    health: Health = field(default_factory=Health)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a source is; of one in trouble since when, where that is known."""

    state: State
    since: datetime | None = None

    @property
    def is_trouble(self) -> bool:
        """Tell whether an operator should look at it."""
        return self.state in TROUBLES


def judge(source: SourceHealth, now: datetime, place: Place, *, speaks: bool = True) -> Verdict:
    """Say how a source is. One that does not have to speak (`speaks`) is never silent."""
    if not source.polled:
        return Verdict(State.OFF)
    if source.failures >= FAILURES:
        return Verdict(State.FAILING, source.last_success_at)
    if source.first_polled_at is None:
        return Verdict(State.NEW)
    health = source.health
    if not speaks:
        return Verdict(State.OK)
    if health.odd is not None and _is_certain(health, now, place):
        return Verdict(
            State.EMPTY if health.odd is Oddity.EMPTY else State.CHANGED, health.odd_since
        )
    if health.spoke_at is not None and _is_silent(health, health.spoke_at, now, place):
        # Where its articles carry dates, the page itself shows that it stands still.
        dated = health.looks.shares.get(Oddity.DATES, 0) >= _USUAL
        return Verdict(State.FROZEN if dated else State.SILENT, health.spoke_at)
    return Verdict(State.OK)


def _is_certain(health: Health, now: datetime, place: Place) -> bool:
    assert health.odd_since is not None
    if health.odd_times < TIMES or now - health.odd_since < _LASTING:
        return False
    if health.odd is not Oddity.EMPTY:
        return True
    # A list of today's news is empty after midnight: only hours in which it should speak count.
    by = speaks_by(
        health.rhythm, health.odd_since, place, doubt=_EMPTINESS, unlearned=_EMPTY_UNLEARNED
    )
    return by is not None and by <= now


def _is_silent(health: Health, since: datetime, now: datetime, place: Place) -> bool:
    if now - since < _SHORTEST_SILENCE:
        return False
    unlearned = max(_UNLEARNED, timedelta(seconds=_GAPS * (health.gap or 0)))
    by = speaks_by(health.rhythm, since, place, doubt=_SILENCE, unlearned=unlearned)
    return by is not None and by <= now
