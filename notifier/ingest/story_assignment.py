"""Assigns new articles to their stories.

What decides is pure (`assign`, with the rules of `notifier.stories`). What it decides from is read
in the transaction that stores the articles, for that depends on what others store; what recent
articles state is kept in memory.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from notifier.core.document import read_entry
from notifier.core.model import Article, Document, Mention
from notifier.store.articles import articles, stories
from notifier.store.articles.stories import StoryCandidates
from notifier.store.engine.database import Connection
from notifier.stories.article_facts import ArticleFacts, extract_facts
from notifier.stories.contradictions import STORY_SPAN
from notifier.stories.grouper import best_candidates, best_story, candidate_keys
from notifier.stories.similarity import words_agree

_REMEMBERED: Final = 1000
"""How many articles' facts are kept; one takes some twenty kilobytes."""


@dataclass(frozen=True, slots=True)
class NewArticle:
    """What an article's story is decided by."""

    facts: ArticleFacts
    keys: frozenset[int]
    """Digests that articles of one story share."""
    address: str | None
    """The canonical address of its page."""
    source: str


@dataclass(frozen=True, slots=True)
class StoryAssignment:
    """The story of an article."""

    story_id: int
    """Below 0 a story that is still to be made; articles of one batch may share it."""
    is_new: bool
    """Whether no other article belongs to the story yet."""


@dataclass(frozen=True, slots=True)
class RecentArticles:
    """The stored articles that new ones may share a story with; none where nothing is stored."""

    candidates: StoryCandidates = field(default_factory=lambda: StoryCandidates({}, {}))
    facts: Mapping[int, tuple[int, ArticleFacts]] = field(default_factory=dict)
    """The story of each article and what it states, by the article's id."""


def read_new_article(
    document: Document, mentions: Sequence[Mention], moment: datetime | None, address: str | None
) -> NewArticle:
    """Return what the story of an article that came out at `moment` is decided by."""
    facts = extract_facts(document, mentions, moment)
    return NewArticle(facts, candidate_keys(facts), address, document.source)


def assign(new: Sequence[NewArticle], recent: RecentArticles) -> list[StoryAssignment]:
    """Return the story of each article, which may be that of one before it.

    An article from the address of another one is of its story where their words agree, even if they
    contradict each other by now. An address that different articles of one source share says
    nothing.
    """
    by_address = _by_address(new, recent)
    by_key = {key: list(ids) for key, ids in recent.candidates.by_key.items()}
    assigned: list[StoryAssignment] = []
    for number, each in enumerate(new):
        # The articles of this batch have numbers below zero.
        told: defaultdict[int, list[ArticleFacts]] = defaultdict(list)
        for candidate in best_candidates(_shared_keys(each, by_key)):
            if candidate < 0:
                told[assigned[~candidate].story_id].append(new[~candidate].facts)
            elif candidate in recent.facts:  # and not deleted meanwhile
                story_id, facts = recent.facts[candidate]
                told[story_id].append(facts)
        story = next(
            (
                one.story_id
                for one in by_address.get(each.address or "", ())
                if words_agree(each.facts, one.facts)
            ),
            None,
        )
        story = best_story(each.facts, told) if story is None else story
        is_new = story is None
        assigned.append(StoryAssignment(~number if story is None else story, is_new))
        if each.address in by_address:
            by_address[each.address].append(_AtAddress(assigned[-1].story_id, each.facts))
        for key in each.keys:
            by_key.setdefault(key, []).append(~number)
    return assigned


@dataclass(frozen=True, slots=True)
class _AtAddress:
    story_id: int
    facts: ArticleFacts


def _by_address(
    new: Sequence[NewArticle], recent: RecentArticles
) -> dict[str | None, list[_AtAddress]]:
    """Return the stored articles at each address that names one article only."""
    titles: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in new:
        if each.address:
            titles[each.address].add((each.facts.title, each.source))
    found: dict[str | None, list[_AtAddress]] = {}
    for address, told in titles.items():
        uses = recent.candidates.by_address.get(address, ())
        known = [(recent.facts[use.first_id], use) for use in uses if use.first_id in recent.facts]
        told |= {(facts.title, use.source) for (_, facts), use in known}
        sources = Counter(source for _, source in told)
        if max(sources.values()) > 1 or any(use.has_several for use in uses):
            continue
        found[address] = [_AtAddress(*each) for each, _ in known]
    return found


def _shared_keys(new: NewArticle, by_key: Mapping[int, Iterable[int]]) -> Counter[int]:
    return Counter(each for key in new.keys for each in by_key.get(key, ()))


class ArticleMemory:
    """Reads the articles that new ones may share a story with, and keeps what they state."""

    def __init__(self) -> None:
        self._facts: dict[int, tuple[int, ArticleFacts]] = {}

    async def recent(
        self, connection: Connection, new: Sequence[NewArticle], now: datetime
    ) -> RecentArticles:
        """Return the articles that these may share a story with; others wait to ask the same."""
        await stories.lock(connection)
        addresses = {each.address for each in new if each.address}
        wanted = frozenset().union(*(each.keys for each in new))
        candidates = await stories.candidates(connection, addresses, wanted, now - STORY_SPAN)
        likely = {
            id_ for each in new for id_ in best_candidates(_shared_keys(each, candidates.by_key))
        }
        likely |= {
            each.first_id
            for uses in candidates.by_address.values()
            if not any(each.has_several for each in uses)
            for each in uses
        }
        unknown = likely - self._facts.keys()
        if unknown:
            stored = await articles.by_id(connection, sorted(unknown))
            self._facts.update(await asyncio.to_thread(_facts_of, stored))
        self._forget_others_than(likely)
        return RecentArticles(candidates, self._facts)

    def remember(self, article: Article, new: NewArticle) -> None:
        """Keep what an article states, once it is stored for good."""
        self._facts[article.id] = (article.story_id, new.facts)

    def _forget_others_than(self, ids: Collection[int]) -> None:
        for each in [each for each in self._facts if each not in ids][:-_REMEMBERED]:
            del self._facts[each]


def _facts_of(
    stored: Sequence[tuple[Article, Sequence[Mention]]],
) -> dict[int, tuple[int, ArticleFacts]]:
    return {
        article.id: (
            article.story_id,
            extract_facts(
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
