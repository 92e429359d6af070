"""What each published feed holds, and a version that grows with every change of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert_into
from notifier.store.engine.tables import article, feed, feed_item

MAX_ITEMS = 50
"""How many stories a feed shows where a reader asks for no other number."""


@dataclass(frozen=True, slots=True)
class PublishedFeed:
    """A feed that can be read."""

    name: str
    """`topics/<slug>` or `securities/<symbol>`."""
    version: int
    """Grows with each change of what the feed holds."""
    changed_at: datetime
    definition: str = ""
    """The canonical query that a topic was last filled with."""
    items: int = 0
    """How many articles stand in it."""


async def get(connection: AsyncConnection, name: str) -> PublishedFeed | None:
    """Return a feed, or None where there is none of that name."""
    rows = await connection.execute(_by_name(), {"name": name})
    row = rows.one_or_none()
    if row is None:
        return None
    return PublishedFeed(row.name, row.version, row.changed_at, row.definition)


@cache
def _by_name() -> sa.Select[Any]:
    return sa.select(feed).where(feed.c.name == sa.bindparam("name"))


async def all_feeds(connection: AsyncConnection) -> list[PublishedFeed]:
    """Return every feed with the number of its items, one a story, by name."""
    shown = sa.and_(article.c.id == feed_item.c.article_id, article.c.withdrawn_at.is_(None))
    rows = await connection.execute(
        sa.select(feed, sa.func.count(article.c.story_id.distinct()).label("items"))
        .join(feed_item, feed_item.c.feed == feed.c.name, isouter=True)
        .join(article, shown, isouter=True)
        .group_by(*feed.c)
        .order_by(feed.c.name)
    )
    return [
        PublishedFeed(row.name, row.version, row.changed_at, row.definition, row.items)
        for row in rows
    ]


async def newest(
    connection: AsyncConnection, kind: str, limit: int, offset: int = 0
) -> list[PublishedFeed]:
    """Return feeds of a kind (`topics`, `securities`), those that changed last first.

    Their items are not counted.
    """
    rows = await connection.execute(
        sa.select(feed)
        .where(feed.c.name.between(f"{kind}/", f"{kind}0"))
        .order_by(feed.c.changed_at.desc(), feed.c.name)
        .limit(limit)
        .offset(offset)
    )
    return [PublishedFeed(row.name, row.version, row.changed_at, row.definition) for row in rows]


async def add(
    connection: AsyncConnection, names: Mapping[int, Iterable[str]], now: datetime
) -> None:
    """Put new articles, by their ids, into the feeds of these names."""
    await _update(connection, set(), _pairs(names), now)


async def replace(
    connection: AsyncConnection, names: Mapping[int, Iterable[str]], now: datetime
) -> None:
    """Put articles into exactly these feeds; the versions of all feeds concerned grow."""
    if not names:
        return
    rows = await connection.execute(
        sa.select(feed_item.c.feed, feed_item.c.article_id).where(
            feed_item.c.article_id.in_(list(names))
        )
    )
    before = {(row.feed, row.article_id) for row in rows}
    await _update(connection, before, _pairs(names), now)


async def show_anew(connection: AsyncConnection, article_ids: Iterable[int]) -> None:
    """Have the feeds of articles shown anew, although nothing that they tell was changed."""
    of_these = feed_item.c.article_id.in_(list(article_ids))
    names = await connection.scalars(sa.select(feed_item.c.feed).where(of_these).distinct())
    # In the order of `_increment_versions`.
    shown = [{"shown": name} for name in sorted(names)]
    if shown:
        named = sa.update(feed).where(feed.c.name == sa.bindparam("shown"))
        await connection.execute(named.values(version=feed.c.version + 1), shown)


def _pairs(names: Mapping[int, Iterable[str]]) -> set[tuple[str, int]]:
    return {(name, article_id) for article_id, some in names.items() for name in some}


async def _update(
    connection: AsyncConnection,
    before: set[tuple[str, int]],
    after: set[tuple[str, int]],
    now: datetime,
) -> None:
    await _increment_versions(connection, {name for name, _ in before | after}, now)
    gone = [{"left": name, "id": article_id} for name, article_id in sorted(before - after)]
    if gone:
        await connection.execute(_leave(), gone)
    new = [{"feed": name, "article_id": article_id} for name, article_id in sorted(after - before)]
    if new:
        await connection.execute(sa.insert(feed_item), new)


@cache
def _leave() -> sa.Delete:
    return sa.delete(feed_item).where(
        feed_item.c.feed == sa.bindparam("left"), feed_item.c.article_id == sa.bindparam("id")
    )


async def _increment_versions(
    connection: AsyncConnection, names: Iterable[str], now: datetime
) -> None:
    """Increment the versions of feeds, and create those that are new."""
    # In one order everywhere, so that two transactions cannot wait for each other.
    rows = [{"name": name, "version": 1, "changed_at": now} for name in sorted(names)]
    if rows:
        await connection.execute(_increment(connection.dialect.name), rows)


@cache
def _increment(engine: str) -> sa.Insert:
    new = insert_into(engine, feed)
    changed = {"version": feed.c.version + 1, "changed_at": new.excluded.changed_at}
    return new.on_conflict_do_update(index_elements=[feed.c.name], set_=changed)


async def redefine(
    connection: AsyncConnection,
    name: str,
    definition: str,
    article_ids: Iterable[int],
    now: datetime,
) -> None:
    """Fill a feed anew, for a topic whose query is new or changed."""
    await _increment_versions(connection, [name], now)
    await connection.execute(
        sa.update(feed).where(feed.c.name == name).values(definition=definition)
    )
    await connection.execute(sa.delete(feed_item).where(feed_item.c.feed == name))
    rows = [{"feed": name, "article_id": each} for each in article_ids]
    if rows:
        await connection.execute(sa.insert(feed_item), rows)


async def remove(connection: AsyncConnection, name: str) -> None:
    """Remove a feed, for a topic that is no longer configured."""
    await connection.execute(sa.delete(feed).where(feed.c.name == name))
