"""Stories, and the digests by which the articles of a story are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import article, story, story_key

_TURN = 0x73746F7279
"""Any number that no other lock goes by."""


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other transaction decides on stories, and let others wait for this one.

    Of two sources that report one thing at once, the second must see the first. SQLite has one
    writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))


async def create(connection: AsyncConnection, number: int, now: datetime) -> list[int]:
    """Make new stories, and return their ids."""
    if not number:
        return []
    rows = [{"created_at": now}] * number
    made = await connection.execute(sa.insert(story).returning(story.c.id), rows)
    return sorted(row.id for row in made)


async def at_addresses(connection: AsyncConnection, urls: Collection[str]) -> dict[str, int]:
    """Return the story that was first reported from each address, as far as there is one."""
    if not urls:
        return {}
    first = sa.func.min(article.c.id).label("first")
    firsts = (
        sa.select(first)
        .where(article.c.canonical_url.in_(list(urls)))
        .group_by(article.c.canonical_url)
    )
    rows = await connection.execute(
        sa.select(article.c.canonical_url, article.c.story_id).where(article.c.id.in_(firsts))
    )
    return {row.canonical_url: row.story_id for row in rows}


async def sharing(
    connection: AsyncConnection, keys: Collection[int], first_id: int
) -> list[tuple[int, int]]:
    """Return each of the keys with each article from `first_id` on that has it."""
    if not keys:
        return []
    rows = await connection.execute(
        sa.select(story_key.c.key, story_key.c.article_id).where(
            story_key.c.key.in_(list(keys)), story_key.c.article_id >= first_id
        )
    )
    return [(row.key, row.article_id) for row in rows]


async def put_keys(connection: AsyncConnection, keys: Mapping[int, Iterable[int]]) -> None:
    """Keep the keys of articles that have none."""
    rows = [
        {"key": key, "article_id": article_id} for article_id, some in keys.items() for key in some
    ]
    if rows:
        await connection.execute(sa.insert(story_key), rows)


async def drop_keys(connection: AsyncConnection, article_id: int) -> None:
    """Drop the keys of an article."""
    await connection.execute(sa.delete(story_key).where(story_key.c.article_id == article_id))


async def forget_keys(connection: AsyncConnection, before_id: int | None) -> None:
    """Drop the keys of articles that are too old for others to be of their story, or of all."""
    too_old = sa.true() if before_id is None else story_key.c.article_id < before_id
    await connection.execute(sa.delete(story_key).where(too_old))


async def others_of(connection: AsyncConnection, article_ids: Collection[int]) -> dict[int, int]:
    """Return, for articles, another of the same story that is not withdrawn, where there is one."""
    one, other = article.alias(), article.alias()
    rows = await connection.execute(
        sa.select(one.c.id, sa.func.min(other.c.id).label("other"))
        .join(other, sa.and_(other.c.story_id == one.c.story_id, other.c.withdrawn_at.is_(None)))
        .where(one.c.id.in_(list(article_ids)), other.c.id.not_in(list(article_ids)))
        .group_by(one.c.id)
    )
    return {row.id: row.other for row in rows}


async def of_articles(connection: AsyncConnection, article_ids: Collection[int]) -> list[int]:
    """Return the stories that articles belong to."""
    rows = await connection.execute(
        sa.select(article.c.story_id).where(article.c.id.in_(list(article_ids))).distinct()
    )
    return sorted(row.story_id for row in rows)
