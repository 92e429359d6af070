"""Assigns new articles to their stories.

What decides is pure (`assign`, with the rules of `notifier.stories`). What it decides from is read
in the transaction that stores the articles, for that depends on what others store; what recent
articles state is kept in memory.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from notifier.core.document import read_entry
from notifier.core.model import Article, Document, Mention
from notifier.store.articles import articles, stories
from notifier.store.articles.stories import StoryCandidates
from notifier.store.engine.database import Connection
from notifier.stories.article_facts import Statement, state
from notifier.stories.candidate_keys import keys
from notifier.stories.contradictions import WITHIN
from notifier.stories.grouping import choose, likeliest

_REMEMBERED: Final = 1000
"""How many articles' facts are kept; one takes some twenty kilobytes."""
_DELETE_KEYS_EVERY: Final = timedelta(minutes=10)
"""How often the keys of articles are deleted that are too old to be compared with."""


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What an article's story is decided by."""

    statement: Statement
    keys: frozenset[int]
    """Digests that articles of one story share."""
    address: str | None
    """The canonical address of its page."""


@dataclass(frozen=True, slots=True)
class StoryAssignment:
    """The story of an article."""

    story_id: int
    """Below 0 a story that is still to be made; articles of one batch may share it."""
    is_new: bool
    """Whether no other article belongs to the story yet."""


@dataclass(frozen=True, slots=True)
class RecentArticles:
    """The stored articles that new ones may share a story with."""

    candidates: StoryCandidates
    facts: Mapping[int, tuple[int, Statement]]
    """The story of each article and what it states, by the article's id."""


def read_facts(
    document: Document, mentions: Sequence[Mention], moment: datetime, address: str | None
) -> ArticleFacts:
    """Return what the story of an article that came out at `moment` is decided by."""
    statement = state(document, mentions, moment)
    return ArticleFacts(statement, keys(statement), address)


def assign(facts: Sequence[ArticleFacts], recent: RecentArticles) -> list[StoryAssignment]:
    """Return the story of each article, which may be that of one before it.

    An article from the address of another one is of its story, whatever it says by now.
    """
    by_address = dict(recent.candidates.by_address)
    by_key = {key: list(ids) for key, ids in recent.candidates.by_key.items()}
    assigned: list[StoryAssignment] = []
    for number, each in enumerate(facts):
        # The articles of this batch have numbers below zero.
        told: defaultdict[int, list[Statement]] = defaultdict(list)
        for candidate in likeliest(_shared_keys(each, by_key)):
            if candidate < 0:
                told[assigned[~candidate].story_id].append(facts[~candidate].statement)
            elif candidate in recent.facts:  # and not deleted meanwhile
                story_id, statement = recent.facts[candidate]
                told[story_id].append(statement)
        story = by_address.get(each.address or "")
        story = choose(each.statement, told) if story is None else story
        is_new = story is None
        assigned.append(StoryAssignment(~number if story is None else story, is_new))
        if each.address:
            by_address.setdefault(each.address, assigned[-1].story_id)
        for key in each.keys:
            by_key.setdefault(key, []).append(~number)
    return assigned


def _shared_keys(facts: ArticleFacts, by_key: Mapping[int, Iterable[int]]) -> Counter[int]:
    return Counter(each for key in facts.keys for each in by_key.get(key, ()))


class ArticleMemory:
    """Reads the articles that new ones may share a story with, and keeps what they state."""

    def __init__(self) -> None:
        self._facts: dict[int, tuple[int, Statement]] = {}
        self._first_id = 0
        self._keys_deleted_at: datetime | None = None

    async def recent(
        self, connection: Connection, facts: Sequence[ArticleFacts], now: datetime
    ) -> RecentArticles:
        """Return the articles that these may share a story with; others wait to ask the same."""
        await stories.lock(connection)
        if self._keys_deleted_at is None or now - self._keys_deleted_at > _DELETE_KEYS_EVERY:
            self._first_id = await stories.delete_keys_before(connection, now - WITHIN)
            self._keys_deleted_at = now
        addresses = {each.address for each in facts if each.address}
        wanted = frozenset().union(*(each.keys for each in facts))
        candidates = await stories.candidates(connection, addresses, wanted, self._first_id)
        likely = {id_ for each in facts for id_ in likeliest(_shared_keys(each, candidates.by_key))}
        unknown = likely - self._facts.keys()
        if unknown:
            stored = await articles.by_id(connection, sorted(unknown))
            self._facts.update(await asyncio.to_thread(_facts_of, stored))
        self._forget_others_than(likely)
        return RecentArticles(candidates, self._facts)

    def remember(self, article: Article, facts: ArticleFacts) -> None:
        """Keep what an article states, once it is stored for good."""
        self._facts[article.id] = (article.story_id, facts.statement)

    def _forget_others_than(self, ids: Collection[int]) -> None:
        for each in [each for each in self._facts if each not in ids][:-_REMEMBERED]:
            del self._facts[each]


def _facts_of(
    stored: Sequence[tuple[Article, Sequence[Mention]]],
) -> dict[int, tuple[int, Statement]]:
    return {
        article.id: (
            article.story_id,
            state(
                read_entry(article, article.source),
                mentions,
                moment_of(article.published_at, article.seen_at),
            ),
        )
        for article, mentions in stored
    }


def moment_of(published: datetime | None, seen: datetime) -> datetime:
    """Return when an article came out: not later than it was seen, whatever its source says."""
    return min(published or seen, seen)
