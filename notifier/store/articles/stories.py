"""What is stored of stories to find the one that a new article belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.articles.articles import first_id_since
from notifier.store.engine.tables import article, story, story_key

_LOCK = 0x73746F7279
"""Any number that no other lock goes by."""


@dataclass(frozen=True, slots=True)
class AddressUse:
    """What articles of one source a canonical address has."""

    source: str
    first_id: int
    """The first of them."""
    has_several: bool
    """Whether they are of different titles, so that the address names none of them."""


@dataclass(frozen=True, slots=True)
class StoryCandidates:
    """Where the story of some articles may be found."""

    by_address: Mapping[str, Sequence[AddressUse]]
    """How each canonical address is used, by the sources that have it."""
    by_key: Mapping[int, Sequence[int]]
    """The articles that have each of the keys, by their ids."""


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story, and the articles that report it."""

    id: int
    created_at: datetime
    title: str
    """That of the first of its articles."""
    reports: tuple[tuple[int, str], ...]
    """Its articles that are not withdrawn, the first one first: the id and the source of each."""


async def newest(
    connection: AsyncConnection, limit: int, before: int | None = None
) -> list[StoredStory]:
    """Return the newest stories that have an article, the newest first.

    With `before`, only stories with a lower id, for the next page.
    """
    there = sa.exists().where(article.c.story_id == story.c.id, article.c.withdrawn_at.is_(None))
    found = sa.select(story.c.id).where(there)
    if before is not None:
        found = found.where(story.c.id < before)
    ids = await connection.scalars(found.order_by(story.c.id.desc()).limit(limit))
    return sorted(await by_id(connection, ids.all()), key=lambda each: each.id, reverse=True)


async def by_id(connection: AsyncConnection, ids: Sequence[int]) -> list[StoredStory]:
    """Return these stories; those that have no article are left out."""
    rows = await connection.execute(
        sa.select(
            story.c.id,
            story.c.created_at,
            article.c.id.label("article_id"),
            article.c.source,
            article.c.title,
        )
        .join(article, article.c.story_id == story.c.id)
        .where(story.c.id.in_(ids), article.c.withdrawn_at.is_(None))
        .order_by(article.c.id)
    )
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return [
        StoredStory(
            reports[0].id,
            reports[0].created_at,
            reports[0].title,
            tuple((each.article_id, each.source) for each in reports),
        )
        for reports in found.values()
    ]


async def lock(connection: AsyncConnection) -> None:
    """Wait until no other transaction decides on stories, and let others wait for this one.

    Of two sources that report one thing at once, the second must see the first. SQLite has one
    writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def try_lock(connection: AsyncConnection) -> bool:
    """Do the same where nobody else decides on stories, and return whether that is so.

    For who holds rows already that one who decides may be waiting for: neither would ever go on.
    """
    if connection.dialect.name != "postgresql":
        return True
    locked = sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))
    return bool(await connection.scalar(locked))


async def candidates(
    connection: AsyncConnection, addresses: Collection[str], keys: Collection[int], since: datetime
) -> StoryCandidates:
    """Return where the story of articles with these canonical addresses and keys may be found.

    Articles first seen before `since` are too old to share a story by their keys.
    """
    by_address: defaultdict[str, list[AddressUse]] = defaultdict(list)
    if addresses:
        rows = await connection.execute(_USES, {"addresses": list(addresses)})
        for row in rows:
            use = AddressUse(row.source, row.first_id, bool(row.several))
            by_address[row.canonical_url].append(use)
    by_key: defaultdict[int, list[int]] = defaultdict(list)
    if keys:
        rows = await connection.execute(_SHARING, {"keys": list(keys), "since": since})
        for row in rows:
            by_key[row.key].append(row.article_id)
    return StoryCandidates(by_address, by_key)


_USES = (
    sa.select(
        article.c.canonical_url,
        article.c.source,
        sa.func.min(article.c.id).label("first_id"),
        (sa.func.min(article.c.title) != sa.func.max(article.c.title)).label("several"),
    )
    .where(article.c.canonical_url.in_(sa.bindparam("addresses", expanding=True)))
    .group_by(article.c.canonical_url, article.c.source)
    .order_by(sa.func.min(article.c.id))
)
_SHARING = sa.select(story_key.c.key, story_key.c.article_id).where(
    story_key.c.key.in_(sa.bindparam("keys", expanding=True)),
    story_key.c.article_id >= first_id_since(sa.bindparam("since")).scalar_subquery(),
)
