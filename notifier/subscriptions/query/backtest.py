"""What a query would have brought: counts by day and samples from stored articles.

The store finds the candidates (see `grams`); here the query itself is asked of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from notifier.core.model import Document, Mention, Reason
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import Query

NOISY = 20
"""More articles a day than this are more than people read."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored article as a query is asked of it."""

    article_id: int
    seen_at: datetime
    document: Document
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """An article that the query would have brought, and why."""

    article_id: int
    seen_at: datetime
    title: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a query would have brought in some days.

    `per_day` has every day, the oldest first; where `exact` is false it is projected from a part
    of the articles. `samples` are the newest matches, the newest first.
    """

    per_day: tuple[tuple[date, int], ...]
    samples: tuple[Sample, ...]
    exact: bool = True

    @property
    def total(self) -> int:
        """How many articles it would have brought."""
        return sum(count for _, count in self.per_day)

    @property
    def average(self) -> float:
        """How many articles a day it would have brought."""
        return self.total / len(self.per_day)

    @property
    def is_noisy(self) -> bool:
        """Whether it would have brought more than people read."""
        return self.average > NOISY


def backtest(
    query: Query,
    candidates: Iterable[Stored],
    *,
    until: date,
    days: int,
    zone: tzinfo,
    share: float = 1.0,
    samples: int = 5,
) -> Backtest:
    """Ask a query of stored articles seen in the `days` days that end with `until`, in `zone`.

    `candidates` hold at least every article that may match; articles of other days do not count.
    Where only a random part of them is at hand, `share` says which (0.1 for every tenth).
    """
    matcher = Matcher({0: query})
    first = until - timedelta(days=days - 1)
    counts: Counter[date] = Counter()
    found: list[Sample] = []
    for stored in candidates:
        day = stored.seen_at.astimezone(zone).date()
        if not first <= day <= until:
            continue
        for match in matcher.match(stored.document, stored.mentions):
            counts[day] += 1
            title = stored.document.title
            found.append(Sample(stored.article_id, stored.seen_at, title, match.reasons))
    found.sort(key=lambda sample: (sample.seen_at, sample.article_id), reverse=True)
    every_day = (first + timedelta(days=number) for number in range(days))
    return Backtest(
        per_day=tuple((day, round(counts[day] / share)) for day in every_day),
        samples=tuple(found[:samples]),
        exact=share == 1.0,
    )
