"""What becomes of articles that their source took back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.model import Article
from notifier.ingest.absence import Absences, missing
from notifier.store.alerts import outbox
from notifier.store.articles import articles, feeds, search, stories
from notifier.store.engine.database import Store

log = get_logger(__name__)

NOTE = "its source took the article back"


class Withdrawing:
    """Notes which articles are away from their source, and withdraws those that stay away.

    They leave the feeds and are found no more; what waits to tell of them is given up, and what
    told of them is told anew. Where another source reports the same story, that one's article
    takes their place.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._absences = Absences()

    async def look(
        self, source: str, carried: Collection[str], known: Mapping[str, Article]
    ) -> None:
        """Take note of what a source carries: keys, and those of its articles that are stored."""
        ids = [article.id for key, article in known.items() if key in carried]
        away: Collection[int] = ()
        if ids:
            async with self._store.read() as connection:
                stored = await articles.of_source(connection, source, min(ids), max(ids))
            away = missing(carried, stored)
        await self._withdraw(self._absences.note(source, away, self._clock()))

    async def look_again(self, source: str) -> None:
        """Take note that a source carries just what it did before."""
        await self._withdraw(self._absences.still(source, self._clock()))

    async def _withdraw(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        now = self._clock()
        async with self._store.write() as connection:
            await articles.withdraw(connection, ids, now)
            await feeds.place(connection, dict.fromkeys(ids, ()), now)
            await search.forget(connection, ids)
            others = await stories.others_of(connection, ids)
            for article_id in ids:
                if article_id in others:
                    await outbox.tell_of_other(connection, article_id, others[article_id])
                await outbox.withdraw(connection, article_id, NOTE)
            for story_id in await stories.of_articles(connection, ids):
                await outbox.plan_edits(connection, story_id, now)
        log.info("withdrawn", articles=list(ids))
