"""What is stored of stories to find the one that a new article belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.articles.articles import first_id_since
from notifier.store.engine.tables import article, story_key

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


async def lock(connection: AsyncConnection) -> None:
    """Wait until no other transaction decides on stories, and let others wait for this one.

    Of two sources that report one thing at once, the second must see the first. SQLite has one
    writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


async def candidates(
    connection: AsyncConnection, addresses: Collection[str], keys: Collection[int], since: datetime
) -> StoryCandidates:
    """Return where the story of articles with these canonical addresses and keys may be found.

    Articles first seen before `since` are too old to share a story by their keys.
    """
    by_address: defaultdict[str, list[AddressUse]] = defaultdict(list)
    if addresses:
        rows = await connection.execute(
            sa.select(
                article.c.canonical_url,
                article.c.source,
                sa.func.min(article.c.id).label("first_id"),
                (sa.func.min(article.c.title) != sa.func.max(article.c.title)).label("several"),
            )
            .where(article.c.canonical_url.in_(list(addresses)))
            .group_by(article.c.canonical_url, article.c.source)
            .order_by(sa.func.min(article.c.id))
        )
        for row in rows:
            use = AddressUse(row.source, row.first_id, bool(row.several))
            by_address[row.canonical_url].append(use)
    by_key: defaultdict[int, list[int]] = defaultdict(list)
    if keys:
        rows = await connection.execute(
            sa.select(story_key.c.key, story_key.c.article_id).where(
                story_key.c.key.in_(list(keys)),
                story_key.c.article_id >= first_id_since(since).scalar_subquery(),
            )
        )
        for row in rows:
            by_key[row.key].append(row.article_id)
    return StoryCandidates(by_address, by_key)
