"""What is observed of a source: when it brings news, how late it is seen, what its pages hold.

`Health` is what is remembered of a source between polls, and `learn` adds one poll to it. What it
says of the source is for `notifier.sources.health.status` to assess. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Annotated

from pydantic import AwareDatetime, Field

from notifier.core.model import Entry
from notifier.sources.health.poll_interval import SourceCalendar, WeeklyActivity, observe

CONFIRMATIONS = 3
"""An anomaly is believed when so many polls in a row show it."""
_NORMAL_AFTER = timedelta(days=7)
"""A page that has an anomaly for so long has simply changed."""
MAX_AGE = timedelta(days=3650)
"""What is older than this is as old as this."""
_MANY = 3
"""Fewer entries say nothing about a page."""
USUAL_SHARE = 0.9
"""A source usually has what this share of its entries has."""
_FEW = 0.5
_READINGS = 50
"""A page's profile is an average over about so many readings."""
_LAGS = 100
_STALE = timedelta(days=1)
"""What comes later than this was added to the source afterwards, and says nothing of its lag."""


class AnomalyKind(StrEnum):
    """What is unusual about a page."""

    EMPTY = "empty"
    LINKS = "links"  # its entries have no links any more
    DATES = "dates"
    TITLES = "titles"  # they all have the same title
    TEXTS = "texts"  # the pages of its articles give others in their place


@dataclass(frozen=True, slots=True)
class PageProfile:
    """What a page holds, or what a source's pages usually hold."""

    entries: float = 0.0
    """How many; of a source on average."""
    shares: Mapping[AnomalyKind, float] = field(default_factory=dict)
    """The share of entries, from 0 to 1, that have what each anomaly misses."""
    readings: int = 0
    """Over how many readings it is the average, up to a bound."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """What is unusual about a page."""

    kind: Annotated[AnomalyKind, Field(alias="what")]
    since: AwareDatetime
    polls: Annotated[int, Field(alias="times")] = 1
    """How many polls in a row have shown it."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of a source; an alias is a field's name in the database."""

    activity: Annotated[WeeklyActivity, Field(alias="rhythm")] = field(
        default_factory=WeeklyActivity
    )
    page_profile: Annotated[PageProfile, Field(alias="looks")] = field(default_factory=PageProfile)
    lags: tuple[int, ...] = ()
    """Seconds from publication to being seen, of the last articles."""
    last_new_at: Annotated[AwareDatetime | None, Field(alias="spoke_at")] = None
    """When it last brought something new; of a first reading, when its newest was published."""
    usual_gap: Annotated[int | None, Field(alias="gap")] = None
    """Seconds between two articles of its first page, the median."""
    anomaly: Annotated[Anomaly | None, Field(alias="odd")] = None
    problem: Annotated[str | None, Field(alias="complaint")] = None
    """What could not be read of the page as it is now."""

    def lag(self, share: float) -> timedelta | None:
        """Return the lag that this share of the last articles kept within: 0.5, 0.95."""
        if not self.lags:
            return None
        at = math.ceil(share * len(self.lags)) - 1
        return timedelta(seconds=sorted(self.lags)[max(at, 0)])


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll that succeeded brought."""

    now: datetime
    page: Sequence[Entry] | None
    """All that the page held; None where it is unchanged."""
    published: Sequence[datetime | None] = ()
    """When each article that is new to us was published."""
    carried: int = 0
    """How many articles the source still carries besides those of `page`."""
    is_first: bool = False
    """The source was never read before, so that all of it is history."""
    interval: timedelta = timedelta(minutes=1)
    """The source's."""
    problem: str | None = None
    """What could not be read of the page."""
    pages_read: int = 0
    """How many pages of articles gave their article."""
    pages_withheld: int = 0
    """How many gave another page in its place."""
    max_age: timedelta | None = None
    """What was published longer ago is not told; None: all is."""

    @property
    def newest(self) -> datetime | None:
        """When the newest of what is new was published, or is seen where it does not say."""
        return newest_of([each or self.now for each in self.published], self.now)


def learn(health: Health, poll: Poll, calendar: SourceCalendar) -> Health:
    """Return what is remembered of a source with one more poll."""
    new = bool(poll.published)
    activity = observe(
        health.activity,
        poll.now,
        found=new and not poll.is_first,
        unbroken=max(timedelta(hours=2), 2 * poll.interval),
        calendar=calendar,
    )
    health = replace(health, activity=activity)
    if poll.is_first:
        newest = newest_of(poll.published, poll.now) or poll.now
        last_new_at = max(newest, poll.now - MAX_AGE)
        health = replace(health, last_new_at=last_new_at, usual_gap=_usual_gap(poll.published))
    elif new:
        health = replace(
            health,
            last_new_at=poll.now if _is_news(poll) else health.last_new_at,
            lags=(*health.lags, *_lags(poll))[-_LAGS:],
        )
    if poll.page is not None:
        return _compare(replace(health, problem=poll.problem), poll)
    if health.anomaly is not None:
        return replace(health, anomaly=_once_more(health.anomaly))
    return health


def _is_news(poll: Poll) -> bool:
    """Return whether something new is young enough to be told: else the source stands still."""
    newest = poll.newest
    return poll.max_age is None or newest is None or newest >= poll.now - poll.max_age


def newest_of(published: Sequence[datetime | None], now: datetime) -> datetime | None:
    """Return the latest of some times; what lies ahead of `now` counts as now."""
    known = [each for each in published if each is not None]
    return min(max(known), now) if known else None


def _usual_gap(published: Sequence[datetime | None]) -> int | None:
    known = sorted(each for each in published if each is not None)
    if len(known) < _MANY:
        return None
    return int(median((b - a).total_seconds() for a, b in pairwise(known)))


def _lags(poll: Poll) -> list[int]:
    known = (max(poll.now - each, timedelta()) for each in poll.published if each)
    return [int(lag.total_seconds()) for lag in known if lag <= _STALE]


def _compare(health: Health, poll: Poll) -> Health:
    """Compare a page with the source's profile, and add it to that where it is as usual."""
    assert poll.page is not None
    page = _profile(poll.page, poll.carried)
    kind, before = _anomaly(page, health.page_profile), health.anomaly
    if kind is None and _are_texts_withheld(poll, before):
        polls = max(poll.pages_withheld, 1)
        if before is None or before.kind is not AnomalyKind.TEXTS:
            return replace(health, anomaly=Anomaly(AnomalyKind.TEXTS, poll.now, polls))
        more = replace(before, polls=before.polls + poll.pages_withheld)
        return replace(health, anomaly=more)
    if kind is None:
        return replace(health, page_profile=_average(health.page_profile, page), anomaly=None)
    if before is None or kind is not before.kind:
        return replace(health, anomaly=Anomaly(kind, poll.now))
    if poll.now - before.since >= _NORMAL_AFTER:
        return replace(health, page_profile=page, anomaly=None)
    return replace(health, anomaly=_once_more(before))


def _are_texts_withheld(poll: Poll, before: Anomaly | None) -> bool:
    """Return whether pages of articles give others; as before where no page was read."""
    if poll.pages_read:
        return False
    was = before is not None and before.kind is AnomalyKind.TEXTS
    return poll.pages_withheld > 0 or was


def _once_more(anomaly: Anomaly) -> Anomaly:
    return replace(anomaly, polls=anomaly.polls + 1)


def _profile(page: Sequence[Entry], carried: int) -> PageProfile:
    count = len(page)
    numbers = {
        AnomalyKind.LINKS: sum(entry.url is not None for entry in page),
        AnomalyKind.DATES: sum(entry.published is not None for entry in page),
        AnomalyKind.TITLES: len({entry.title for entry in page}),
    }
    shares = {kind: number / count for kind, number in numbers.items()} if count >= _MANY else {}
    return PageProfile(count + carried, shares, readings=1)


def _anomaly(page: PageProfile, usual: PageProfile) -> AnomalyKind | None:
    if usual.readings < CONFIRMATIONS:
        return None
    if not page.entries:
        return AnomalyKind.EMPTY if usual.entries >= _MANY else None
    for kind, share in page.shares.items():
        if share < _FEW and usual.shares.get(kind, 0) >= USUAL_SHARE:
            return kind
    return None


def _average(usual: PageProfile, page: PageProfile) -> PageProfile:
    readings = min(usual.readings + 1, _READINGS)

    def average(old: float, new: float) -> float:
        return round(old + (new - old) / readings, 3)

    shares = {
        kind: average(usual.shares.get(kind, share), share) for kind, share in page.shares.items()
    }
    return PageProfile(average(usual.entries, page.entries), {**usual.shares, **shares}, readings)
