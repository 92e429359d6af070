"""A pipeline with its store and clock, for tests of what it makes of articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from typing_extensions import override

from notifier.core.alerts import StoryContent, StoryEdit
from notifier.core.model import Document, Entry, Match, Topic
from notifier.ingest.pipeline import Arrival, Ingested, Pipeline
from notifier.store.alerts import claims
from notifier.store.articles import feed_contents
from notifier.store.engine.database import Store
from notifier.store.engine.tables import metadata
from notifier.subscriptions.rules import Findings, Rules
from tests.builders import FakeClock, a_source, an_entry, arrived, news_of, small_rules

METAVERSE = Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实")


class PipelineHarness:
    """A pipeline with its store and clock; sources are past their first poll."""

    def __init__(
        self, store: Store, rules: Rules | None = None, clock: FakeClock | None = None
    ) -> None:
        self.store = store
        self.clock = clock or FakeClock()
        self.arrivals: list[Arrival] = []
        self.edited: list[tuple[int, StoryContent]] = []
        self.rules = rules or small_rules(METAVERSE)
        self._pipeline = Pipeline(store, self.rules, self.clock, self.arrivals.append)

    async def take(
        self, *entries: Entry, source: str = "wire", first: bool = False, **fields: Any
    ) -> Ingested:
        return await self._pipeline.ingest(a_source(source, **fields), entries, first=first)

    async def carries(
        self, *entries: Entry, source: str = "wire", carried: Sequence[str] = (), **fields: Any
    ) -> Ingested:
        """Take in all that a source carries at the moment.

        `carried` are the keys of all of it, where the entries are not all.
        """
        config = a_source(source, **fields)
        return await self._pipeline.ingest(
            config, entries, first=False, carried=carried, is_whole=True
        )

    async def carries_the_same(self, source: str = "wire") -> None:
        await self._pipeline.unchanged(a_source(source))

    async def news(self) -> list[tuple[int, StoryContent]]:
        """Return what each chat is alerted to since the last time.

        Messages that were sent before and are told anew are noted in `edited`.
        """
        found = []
        async with self.store.write() as connection:
            while claimed := await claims.claim(connection, self.clock.now, 100):
                for alert in claimed:
                    if isinstance(alert.content, StoryEdit):
                        self.edited.append((alert.chat.telegram_id, alert.content.story))
                    else:
                        found.append((alert.chat.telegram_id, news_of(alert)))
                await arrived(connection, claimed, self.clock.now)
        return found

    async def alerts(self) -> list[tuple[int, str, set[str]]]:
        """Return every alert since the last time as chat, title and labels of its reasons."""
        return [
            (chat, told.article.title, {reason.label for reason in told.reasons})
            for chat, told in await self.news()
        ]

    async def told(self) -> list[tuple[int, str]]:
        return [(chat, title) for chat, title, _ in await self.alerts()]

    async def feed(self, name: str = "topics/metaverse") -> list[str]:
        async with self.store.read() as connection:
            return [article.title for article in await feed_contents.items(connection, name, 100)]

    async def rows(self) -> dict[str, int]:
        """Count the rows of every table that holds any."""
        async with self.store.read() as connection:
            counts = {
                name: await connection.scalar(sa.select(sa.func.count()).select_from(table))
                for name, table in metadata.tables.items()
            }
        return {name: count for name, count in counts.items() if count}


def news(title: str = "元宇宙来了", **fields: Any) -> Entry:
    return an_entry(title, **fields)


class StumblingRules(Rules):
    """Rules that find, in one article, a query that there is not, until they are mended."""

    stumbles = True

    @override
    def find(self, document: Document) -> Findings:
        found = super().find(document)
        if self.stumbles and "绊" in document.title:
            return replace(found, matches=(*found.matches, Match(999, ())))
        return found
