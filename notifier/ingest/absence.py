"""Which articles a source took back: they are gone from among those it still carries.

An article that merely scrolled off a page has only newer ones left. One that was taken back has
older ones left too, and stays away. Pages that show a part of what they have, or in no order, tell
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

POLLS: Final = 3
"""So many polls in a row an article is away before it counts as withdrawn,"""
AWAY_FOR: Final = timedelta(minutes=10)
"""and at least so long."""
_NEIGHBOURS: Final = 2
"""So many older and so many newer articles must be carried still."""
_MOST: Final = 10
"""More than one in so many away is no sign of withdrawals, but of another kind of page."""


def missing(carried: Collection[str], stored: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Return which articles are away from among those carried.

    `stored` are ids and keys of a source's articles in the order in which they came, `carried` the
    keys that its page has now.
    """
    here = [key in carried for _, key in stored]
    places = [place for place, is_here in enumerate(here) if is_here]
    if len(places) < 2 * _NEIGHBOURS:
        return frozenset()
    within = range(places[_NEIGHBOURS - 1], places[-_NEIGHBOURS] + 1)
    away = frozenset(stored[place][0] for place in within if not here[place])
    return away if len(away) <= max(1, len(places) // _MOST) else frozenset()


@dataclass(slots=True)
class _Away:
    since: datetime
    polls: int = 1


@dataclass(slots=True)
class Absences:
    """Counts for how long articles are away. What is forgotten at a restart is counted anew."""

    _by_source: dict[str, dict[int, _Away]] = field(default_factory=dict)

    def note(self, source: str, away: Collection[int], now: datetime) -> list[int]:
        """Take note of which articles are away in a poll; return those that are withdrawn."""
        before = self._by_source.pop(source, {})
        counted = {article_id: before.get(article_id) for article_id in sorted(away)}
        self._count(source, {each: old or _Away(now, 0) for each, old in counted.items()})
        return self._withdrawn(source, now)

    def still(self, source: str, now: datetime) -> list[int]:
        """Do the same for a poll that brought the same page as the one before."""
        self._count(source, self._by_source.get(source, {}))
        return self._withdrawn(source, now)

    def _count(self, source: str, away: dict[int, _Away]) -> None:
        for each in away.values():
            each.polls += 1
        if away:
            self._by_source[source] = away

    def _withdrawn(self, source: str, now: datetime) -> list[int]:
        away = self._by_source.get(source, {})
        over = [
            article_id
            for article_id, each in away.items()
            if each.polls >= POLLS and now - each.since >= AWAY_FOR
        ]
        for article_id in over:
            del away[article_id]
        return over
