"""Articles that their source took back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.alerts import edits
from notifier.store.articles import feeds, search, stories
from notifier.store.engine.tables import article


async def keys_between(
    connection: AsyncConnection, source: str, first_id: int, last_id: int
) -> list[tuple[int, str]]:
    """Return ids and keys of a source's articles from one to another that are not withdrawn."""
    wanted = {"source": source, "first": first_id, "last": last_id}
    rows = await connection.execute(_BETWEEN, wanted)
    return [(row.id, row.key) for row in rows]


_BETWEEN = (
    sa.select(article.c.id, article.c.key)
    .where(
        article.c.source == sa.bindparam("source"),
        article.c.id.between(sa.bindparam("first"), sa.bindparam("last")),
        article.c.withdrawn_at.is_(None),
    )
    .order_by(article.c.id)
)


async def retract(connection: AsyncConnection, ids: Collection[int], now: datetime) -> None:
    """Store that a source no longer carries articles.

    They leave the feeds and the search index, and messages that told of them are edited. These, and
    alerts that wait to tell of one, tell of another article of the same story once they are
    claimed, where there is one, and else that it was taken back. No alert is given up: an article
    that is only away for a while would never be told of.
    """
    await stories.lock(connection)  # nobody may be planning alerts of them
    this = sa.update(article).where(article.c.id.in_(list(ids)))
    await connection.execute(this.values(withdrawn_at=now))
    await feeds.replace(connection, dict.fromkeys(ids, ()), now)
    await search.remove(connection, ids)
    for story_id in await edits.changed_stories(connection, ids, ids):
        await edits.plan(connection, story_id, now)
