"""What a query finds among the stored articles: the newest ones, or so many a day (a back-test).

The index gives the candidates, and the query itself is asked of them. For a back-test with many
candidates a random part of them is read and the rest projected, so that the answer comes while
somebody waits for it. It counts stories, as those who subscribe are told of each once. Articles are
read and asked in a thread: that takes a while.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from notifier.core.document import read_entry
from notifier.core.model import Article, Correction, Document, Mention, Reason
from notifier.store.articles import articles, search
from notifier.store.articles.search import TokenQuery
from notifier.store.engine.database import Connection
from notifier.subscriptions.corrections import muted_by, without_excluded
from notifier.subscriptions.followed import came_as_news
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.ngrams import search_terms
from notifier.subscriptions.query.query import Query

MOST_READ = 250
"""How many candidates of a back-test are read; beyond that, about so many are drawn at random."""
SAMPLES = 5
NOISY = 20
"""More stories a day than this are more than people read."""

_FIRST_SPAN = 2_000
"""So many ids, from the newest back, are looked through first for the newest matches."""
_MOST_READ_BACK = 1_000
"""How many candidates are read at most for the newest matches: somebody waits for them."""
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """An article for which the query holds, and why."""

    article: Article
    reasons: tuple[Reason, ...]
    """What of the article makes it hold."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A stored article as a query is asked of it."""

    article_id: int
    story_id: int
    came_at: datetime
    """When it came out, as news."""
    document: Document
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """The first article of a story for which the query holds, and why."""

    article_id: int
    came_at: datetime
    title: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Backtest:
    """What a query would have brought in some days."""

    per_day: tuple[tuple[date, int], ...]
    """How many stories on every day, the oldest first."""
    samples: tuple[Sample, ...]
    """The newest of them, the newest first."""
    exact: bool = True
    """Whether every article was read; else the counts are projected from a part of them."""

    @property
    def total(self) -> int:
        """How many stories it would have brought."""
        return sum(count for _, count in self.per_day)

    @property
    def average(self) -> float:
        """How many stories a day it would have brought."""
        return self.total / len(self.per_day)

    @property
    def is_noisy(self) -> bool:
        """Whether it would have brought more than people read."""
        return self.average > NOISY


@dataclass(frozen=True, slots=True)
class MatchPage:
    """A page of matches, the newest first."""

    matches: tuple[ArticleMatch, ...]
    before: int | None
    """Below which id to go on; None where there are no more."""


async def newest_matches(
    connection: Connection,
    query: Query,
    *,
    limit: int,
    before: int | None = None,
    most_read: int = _MOST_READ_BACK,
) -> list[ArticleMatch]:
    """Return the newest articles for which `query` holds, the newest first.

    With `before`, only articles with a lower id, for the next page. Of all candidates, `most_read`
    are read at most.
    """
    page = await match_page(connection, query, limit=limit, before=before, most_read=most_read)
    return list(page.matches)


async def match_page(
    connection: Connection,
    query: Query,
    *,
    limit: int,
    first_id: int = 1,
    before: int | None = None,
    most_read: int = _MOST_READ_BACK,
) -> MatchPage:
    """Return the same with where to go on, also where too many were read to find more.

    `first_id` is that of the oldest article to look at.
    """
    matcher = await asyncio.to_thread(Matcher, {0: query})
    newest = await articles.newest_id(connection)
    end = newest + 1 if before is None else min(before, newest + 1)
    span, read, size = _FIRST_SPAN, 0, min(_CHUNK, 2 * limit)
    matches: list[ArticleMatch] = []
    while end > first_id:
        start = max(first_id, end - span)
        found = await _candidates(connection, query, start)
        ids = sorted((each for each in found if each < end), reverse=True)
        for chunk in (ids[at : at + size] for at in range(0, len(ids), size)):
            read += len(chunk)
            stored = await articles.by_id(connection, chunk)
            matches += await asyncio.to_thread(_matches, matcher, stored)
            if len(matches) >= limit:
                return MatchPage(tuple(matches[:limit]), matches[limit - 1].article.id)
            if read >= most_read:
                return MatchPage(tuple(matches), chunk[-1])
        end, span = start, span * 4
    return MatchPage(tuple(matches), None)


def _matches(
    matcher: Matcher, stored: Sequence[tuple[Article, list[Mention]]]
) -> list[ArticleMatch]:
    matches = []
    for article, mentions in reversed(stored):
        document = read_entry(article, article.source)
        held = matcher.match(document, tuple(mentions))
        matches += [ArticleMatch(article, match.reasons) for match in held]
    return matches


async def run_backtest(
    connection: Connection,
    query: Query,
    *,
    days: int,
    now: datetime,
    zone: tzinfo,
    samples: int = SAMPLES,
    most_read: int = MOST_READ,
    corrections: Sequence[Correction] = (),
) -> Backtest:
    """Return what `query` would have brought in the last `days` days, to whom made `corrections`.

    What was no news any more when it was seen brings nothing, as it alerts nobody. Of all
    candidates, `most_read` are read at most, and the newest for the samples.
    """
    today = now.astimezone(zone)
    since = (today - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    first_id = await articles.first_since(connection, since)
    ids = [] if first_id is None else await _candidates(connection, query, first_id)
    chosen, share = ids, 1.0
    if len(ids) > most_read:
        chosen, share = _drawn(await articles.story_ids(connection, ids), most_read)

    async def among(some: Sequence[int]) -> Backtest:
        stored = await articles.by_id(connection, some)
        return await asyncio.to_thread(
            lambda: backtest(
                query,
                _read(stored),
                until=today.date(),
                days=days,
                zone=zone,
                share=share,
                samples=samples,
                corrections=corrections,
            )
        )

    result = await among(chosen)
    if share < 1.0 and samples:
        newest = await among(sorted(ids)[-4 * samples :])
        result = replace(result, samples=newest.samples or result.samples)
    return result


def _drawn(stories: Mapping[int, int], most: int) -> tuple[list[int], float]:
    """Return about `most` articles at random, all or none of each story, and which share they are.

    `stories` are the ids of stories by those of their articles.
    """
    by_story: dict[int, list[int]] = {}
    for article_id, story_id in stories.items():
        by_story.setdefault(story_id, []).append(article_id)
    shuffled = list(by_story.values())
    random.Random(len(stories)).shuffle(shuffled)  # noqa: S311 - a survey
    chosen: list[int] = []
    for drawn, each in enumerate(shuffled):
        if len(chosen) >= most:
            return chosen, drawn / len(shuffled)
        chosen += each[:most]
    return chosen, 1.0


def backtest(
    query: Query,
    candidates: Iterable[StoredArticle],
    *,
    until: date,
    days: int,
    zone: tzinfo,
    share: float = 1.0,
    samples: int = 5,
    corrections: Sequence[Correction] = (),
) -> Backtest:
    """Return the stories that a query finds in some days: `days` until `until`, in `zone`.

    `candidates` hold at least every article that may match; articles of other days do not count,
    and of a story the first that matches does. Where only a random part of the stories is at hand,
    `share` says which (0.1 for every tenth).
    """
    matcher = Matcher({0: query})
    first = until - timedelta(days=days - 1)
    told: dict[int, Sample] = {}
    for stored in sorted(candidates, key=lambda each: (each.came_at, each.article_id)):
        if stored.story_id in told or not first <= _day(stored, zone) <= until:
            continue
        if muted_by(corrections, stored.document) is not None:
            continue
        mentions = without_excluded(corrections, stored.mentions)
        for match in matcher.match(stored.document, mentions):
            title = stored.document.title
            sample = Sample(stored.article_id, stored.came_at, title, match.reasons)
            told[stored.story_id] = sample
    found = list(told.values())[::-1]
    counts = Counter(_day(each, zone) for each in found)
    every_day = (first + timedelta(days=number) for number in range(days))
    return Backtest(
        per_day=tuple((day, round(counts[day] / share)) for day in every_day),
        samples=tuple(found[:samples]),
        exact=share == 1.0,
    )


def _day(told: StoredArticle | Sample, zone: tzinfo) -> date:
    return told.came_at.astimezone(zone).date()


async def _candidates(connection: Connection, query: Query, first_id: int) -> list[int]:
    """Return the ids, from one on, of all articles for which the query may hold."""
    found = await search.find(connection, index_query(query), first_id)
    return await articles.ids_from(connection, first_id) if found is None else found


def index_query(query: Query) -> list[TokenQuery]:
    """Return what to ask the index for a query; it gives every article that may match."""
    return [
        TokenQuery(
            each.ngrams | {key for key in each.keys if key.startswith(("@", "source:", "lang:"))},
            each.beginnings,
        )
        for each in search_terms(query)
    ]


def _read(stored: Sequence[tuple[Article, list[Mention]]]) -> list[StoredArticle]:
    return [
        StoredArticle(
            article.id,
            article.story_id,
            came_at,
            read_entry(article, article.source),
            tuple(mentions),
        )
        for article, mentions in stored
        if (came_at := came_as_news(article)) is not None
    ]
