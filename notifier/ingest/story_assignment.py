"""Puts articles to their stories, within the transaction that stores them.

What decides is pure (`notifier.stories`); here the articles that may be of one story are found in
the database, and what they state is kept for a while.
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
from notifier.store.engine.database import Connection
from notifier.stories.article_facts import Statement, state
from notifier.stories.candidate_keys import keys
from notifier.stories.contradictions import WITHIN
from notifier.stories.grouping import choose, likeliest

_REMEMBERED: Final = 1000
"""How many statements are kept; one takes some twenty kilobytes."""
_LOOK_AGAIN: Final = timedelta(minutes=10)
"""How old the knowledge may be which articles are too old to be compared with."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What an article states, the digests it is found by, and the address of its page."""

    statement: Statement
    keys: frozenset[int]
    address: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """The story of an article; `is_new` where no other article has told it."""

    story_id: int
    is_new: bool


def tell(
    document: Document, mentions: Sequence[Mention], moment: datetime, address: str | None
) -> Telling:
    """Read what an article states."""
    statement = state(document, mentions, moment)
    return Telling(statement, keys(statement), address)


class Shelving:
    """Finds the stories of new articles, and keeps the digests of what is stored."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, Statement]] = {}
        self._first_id = 0
        self._looked_at: datetime | None = None

    async def place(
        self, connection: Connection, tellings: Sequence[Telling], now: datetime
    ) -> list[Placed]:
        """Return the story of each article; those that are new are made.

        An article from the address of another one is of its story, whatever it says by now.
        """
        await stories.take_turn(connection)
        addresses = {telling.address for telling in tellings if telling.address}
        by_address = await stories.at_addresses(connection, addresses)
        by_key = await self._candidates(connection, tellings, now)
        chosen = await asyncio.to_thread(self._choose, tellings, by_address, by_key)
        # New ones have numbers below zero until they are made.
        fresh = sorted({story for story in chosen if story < 0}, reverse=True)
        made = dict(zip(fresh, await stories.create(connection, len(fresh), now), strict=True))
        firsts = {story: number for number, story in reversed(list(enumerate(chosen)))}
        return [
            Placed(made.get(story, story), story < 0 and firsts[story] == number)
            for number, story in enumerate(chosen)
        ]

    def remember(self, article: Article, telling: Telling) -> None:
        """Remember what an article states, once that is stored for good."""
        self._known[article.id] = (article.story_id, telling.statement)

    async def _candidates(
        self, connection: Connection, tellings: Sequence[Telling], now: datetime
    ) -> dict[int, list[int]]:
        """Return the articles by the keys they have, and see to it that they are known."""
        wanted = frozenset().union(*(telling.keys for telling in tellings))
        first_id = await self._first(connection, now)
        by_key: defaultdict[int, list[int]] = defaultdict(list)
        for key, article_id in await stories.sharing(connection, wanted, first_id):
            by_key[key].append(article_id)
        likely = {each for telling in tellings for each in likeliest(_shared(telling, by_key))}
        await self._learn(connection, likely)
        return by_key

    async def _first(self, connection: Connection, now: datetime) -> int:
        """Return the first article that is not too old; drop the digests of those before."""
        if self._looked_at is None or now - self._looked_at > _LOOK_AGAIN:
            first_id = await articles.first_since(connection, now - WITHIN)
            await stories.forget_keys(connection, first_id)
            self._first_id, self._looked_at = first_id or 0, now
        return self._first_id

    async def _learn(self, connection: Connection, ids: Collection[int]) -> None:
        """See to it that these articles are known, and not many more."""
        unknown = [each for each in ids if each not in self._known]
        if unknown:
            stored = await articles.by_id(connection, unknown)
            self._known.update(await asyncio.to_thread(_read, stored))
        for each in [each for each in self._known if each not in ids][:-_REMEMBERED]:
            del self._known[each]

    def _choose(
        self,
        tellings: Sequence[Telling],
        by_address: Mapping[str, int],
        by_key: Mapping[int, Sequence[int]],
    ) -> list[int]:
        """Choose each article's story, also among those of the articles before it."""
        addresses, found = dict(by_address), {key: list(ids) for key, ids in by_key.items()}
        chosen: list[int] = []
        for number, telling in enumerate(tellings):
            told: defaultdict[int, list[Statement]] = defaultdict(list)
            for each in likeliest(_shared(telling, found)):
                if each < 0:  # one of these here
                    told[chosen[~each]].append(tellings[~each].statement)
                elif each in self._known:  # and not deleted meanwhile
                    of, statement = self._known[each]
                    told[of].append(statement)
            story = addresses.get(telling.address or "")
            story = choose(telling.statement, told) if story is None else story
            chosen.append(~number if story is None else story)
            if telling.address:
                addresses.setdefault(telling.address, chosen[-1])
            for key in telling.keys:
                found.setdefault(key, []).append(~number)
        return chosen


def _shared(telling: Telling, by_key: Mapping[int, Iterable[int]]) -> Counter[int]:
    return Counter(each for key in telling.keys for each in by_key.get(key, ()))


def _read(
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
