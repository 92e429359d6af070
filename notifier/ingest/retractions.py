"""Retracts articles that their source took back: they are gone from among those it still carries.

An article that merely scrolled off a page has only newer ones left below it. One that was taken
back has older ones left there too, and stays away. Pinned items, which stay above whatever their
age, prove nothing; pages that show a part of what they have, or in no order, tell nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.model import Article
from notifier.ingest.list_order import ListOrder, order_of
from notifier.store.articles import retractions
from notifier.store.engine.database import Store

log = get_logger(__name__)

POLLS: Final = 3
"""So many polls in a row an article is away before it is retracted,"""
AWAY_FOR: Final = timedelta(minutes=10)
"""and at least so long."""
_NEIGHBOURS: Final = 2
"""So many older and so many newer articles must be carried still."""
_MOST: Final = 10
"""More than one in so many away is no sign of retractions, but of another kind of page."""


def missing(listed: Sequence[str], stored: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Return which articles are away from among those that a page lists.

    `listed` are the keys that it has now, from its top to its end; `stored` ids and keys of its
    source's articles in the order in which they came.
    """
    places = {key: place for place, (_, key) in enumerate(stored)}
    here = [places[key] for key in listed if key in places]
    if len(here) < 2 * _NEIGHBOURS:
        return frozenset()
    order = order_of(here)
    if order is ListOrder.UNKNOWN:
        return frozenset()
    # What is pinned above is older than the end, and says nothing of what lies between.
    oldest_end = here[-_NEIGHBOURS:] if order is ListOrder.NEWEST_FIRST else here[:_NEIGHBOURS]
    within = range(max(oldest_end), sorted(here)[-_NEIGHBOURS] + 1)
    present = set(here)
    away = frozenset(stored[place][0] for place in within if place not in present)
    return away if len(away) <= max(1, len(here) // _MOST) else frozenset()


@dataclass(slots=True)
class _Away:
    since: datetime
    polls: int = 1


@dataclass(slots=True)
class Absences:
    """Counts for how long articles are away. What is forgotten at a restart is counted anew."""

    _by_source: dict[str, dict[int, _Away]] = field(default_factory=dict)

    def record(self, source: str, away: Collection[int], now: datetime) -> list[int]:
        """Record which articles are away in a poll; return those to be retracted."""
        before = self._by_source.pop(source, {})
        counted = {article_id: before.get(article_id) for article_id in sorted(away)}
        self._count(source, {each: old or _Away(now, 0) for each, old in counted.items()})
        return self._retracted(source, now)

    def record_unchanged(self, source: str, now: datetime) -> list[int]:
        """Do the same for a poll that brought the same page as the one before."""
        self._count(source, self._by_source.get(source, {}))
        return self._retracted(source, now)

    def _count(self, source: str, away: dict[int, _Away]) -> None:
        for each in away.values():
            each.polls += 1
        if away:
            self._by_source[source] = away

    def _retracted(self, source: str, now: datetime) -> list[int]:
        away = self._by_source.get(source, {})
        over = [
            article_id
            for article_id, each in away.items()
            if each.polls >= POLLS and now - each.since >= AWAY_FOR
        ]
        for article_id in over:
            del away[article_id]
        return over


class Retractions:
    """Counts for how long articles are away from their source; retracts those that stay away."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._absences = Absences()

    async def check(
        self, source: str, listed: Sequence[str], stored: Mapping[str, Article]
    ) -> None:
        """Retract what a source took back, by what a poll found; raises StoreError.

        `listed` are the keys that it has now, as `missing` takes them; `stored` its articles that
        are stored, by key.
        """
        ids = [stored[key].id for key in listed if key in stored]
        away: Collection[int] = ()
        if ids:
            async with self._store.read() as connection:
                between = await retractions.keys_between(connection, source, min(ids), max(ids))
            away = missing(listed, between)
        now = self._clock()
        await self._retract(self._absences.record(source, away, now), now)

    async def check_unchanged(self, source: str) -> None:
        """Do the same for a poll that found just what the one before did; raises StoreError."""
        now = self._clock()
        await self._retract(self._absences.record_unchanged(source, now), now)

    async def _retract(self, ids: Sequence[int], now: datetime) -> None:
        if ids:
            async with self._store.write() as connection:
                await retractions.retract(connection, ids, now)
            log.info("withdrawn", articles=list(ids))
