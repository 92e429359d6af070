"""Articles that their source took back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.alerts import edits, fan_out, outbox
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

    They leave the feeds and the search index, and messages that told of them are edited. Where
    another source reports the same story, its article takes their place in alerts that wait. No
    alert is given up: an article that is only away for a while would never be told of.
    """
    await stories.lock(connection)  # nobody may be planning alerts of them
    story_ids = await _stories_of(connection, ids)
    await fan_out.plan_rest(connection, story_ids)
    this = sa.update(article).where(article.c.id.in_(list(ids)))
    await connection.execute(this.values(withdrawn_at=now))
    await feeds.replace(connection, dict.fromkeys(ids, ()), now)
    await search.remove(connection, ids)
    others = await _others_of(connection, ids)
    for article_id, other_id in others.items():
        await outbox.replace_article(connection, article_id, other_id)
    for story_id in story_ids:
        await edits.plan(connection, story_id, now)


async def _others_of(connection: AsyncConnection, article_ids: Collection[int]) -> dict[int, int]:
    """Return, for articles, another of the same story that is not withdrawn, where there is one."""
    one, other = article.alias(), article.alias()
    rows = await connection.execute(
        sa.select(one.c.id, sa.func.min(other.c.id).label("other"))
        .join(other, sa.and_(other.c.story_id == one.c.story_id, other.c.withdrawn_at.is_(None)))
        .where(one.c.id.in_(list(article_ids)), other.c.id.not_in(list(article_ids)))
        .group_by(one.c.id)
    )
    return {row.id: row.other for row in rows}


async def _stories_of(connection: AsyncConnection, article_ids: Collection[int]) -> list[int]:
    """Return the stories that articles belong to."""
    rows = await connection.execute(
        sa.select(article.c.story_id).where(article.c.id.in_(list(article_ids))).distinct()
    )
    return sorted(row.story_id for row in rows)
