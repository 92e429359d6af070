"""By which keys a source's articles are known, and what tells one of them from another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article
from notifier.store.articles import feeds
from notifier.store.articles.articles import digest, to_article
from notifier.store.engine.database import among
from notifier.store.engine.tables import article, tombstone

_LATEST = 500


@dataclass(frozen=True, slots=True)
class KnownArticles:
    """What is known of some keys of a source; the others are new."""

    stored: Mapping[str, Article]
    """The articles that are stored, by key."""
    deleted: frozenset[str]
    """Keys of articles that were deleted for their age."""


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What tells a stored article from others of its source."""

    key: str
    title: str
    address: str | None
    """The canonical address of its page."""
    published: datetime | None


async def known(connection: AsyncConnection, source: str, keys: Sequence[str]) -> KnownArticles:
    """Return what is known of these keys of a source."""
    rows = await connection.execute(_OF_KEYS, {"source": source, "keys": keys})
    stored = {row.key: to_article(row) for row in rows}
    by_digest = {digest(key): key for key in keys if key not in stored}
    if not by_digest:
        return KnownArticles(stored, frozenset())
    statement = _tombstones(connection.dialect.name)
    wanted = {"source": source, "digests": list(by_digest)}
    deleted = await connection.execute(statement, wanted)
    return KnownArticles(stored, frozenset(by_digest[row.digest] for row in deleted))


_OF_SOURCE = article.c.source == sa.bindparam("source")
_HAS_KEY = article.c.key.in_(sa.bindparam("keys", expanding=True))
_OF_KEYS = sa.select(article).where(_OF_SOURCE, _HAS_KEY)


@cache
def _tombstones(engine: str) -> sa.Select[tuple[int]]:
    return sa.select(tombstone.c.digest).where(
        tombstone.c.source == sa.bindparam("source"), among(engine, tombstone.c.digest, "digests")
    )


async def alike(
    connection: AsyncConnection, source: str, keys: Sequence[str], addresses: Sequence[str]
) -> list[KnownItem]:
    """Return the latest articles of a source that have one of these keys or addresses."""
    found = await _items(connection, _WITH_KEY, source=source, keys=keys)
    if addresses:
        found += await _items(connection, _AT_ADDRESS, source=source, addresses=addresses)
    return list(dict.fromkeys(found))


async def latest(connection: AsyncConnection, source: str, count: int = _LATEST) -> list[KnownItem]:
    """Return the latest articles of a source, at most 500."""
    return await _items(connection, _LATEST_ITEMS, source=source, count=min(count, _LATEST))


async def rename(connection: AsyncConnection, source: str, keys: Mapping[str, str]) -> None:
    """Store that a source names articles anew: by their old keys, their new ones.

    One's new key may be another's old one, so each first gets a key that no source gives. Where a
    new key is that of an article that keeps it, the old one stays.
    """
    found = await connection.scalars(
        sa.select(article.c.key).where(
            article.c.source == source, article.c.key.in_(set(keys.values()))
        )
    )
    there = set(found)
    olds = {new: old for old, new in keys.items()}  # a key is given once
    while held := olds.keys() & (there - set(olds.values())):
        olds = {new: old for new, old in olds.items() if new not in held}
    if not olds:
        return
    named = (article.c.source == source, article.c.key == sa.bindparam("old"))
    rename_one = sa.update(article).where(*named).values(key=sa.bindparam("new"))
    freed = [{"old": old, "new": _renaming(old)} for old in olds.values()]
    await connection.execute(rename_one, freed)
    given = [{"old": _renaming(old), "new": new} for new, old in olds.items()]
    await connection.execute(rename_one, given)


async def move(connection: AsyncConnection, addresses: Mapping[int, tuple[str, str]]) -> None:
    """Store that articles, by their ids, are at another address, given with its canonical form.

    Their feeds lead there, but nothing of what they say was corrected.
    """
    moved = [
        {"moved": id_, "url": url, "canonical_url": address}
        for id_, (url, address) in sorted(addresses.items())
    ]
    await connection.execute(sa.update(article).where(article.c.id == sa.bindparam("moved")), moved)
    await feeds.show_anew(connection, addresses)


def _renaming(key: str) -> str:
    return f"renaming {hashlib.sha256(key.encode()).hexdigest()}"


async def _items(
    connection: AsyncConnection, statement: sa.Executable, **wanted: Any
) -> list[KnownItem]:
    rows = await connection.execute(statement, {"count": _LATEST, **wanted})
    return [KnownItem(row.key, row.title, row.canonical_url, row.published_at) for row in rows]


def _items_of(*which: sa.ColumnElement[bool]) -> sa.Executable:
    return (
        sa.select(article.c.key, article.c.title, article.c.canonical_url, article.c.published_at)
        .where(_OF_SOURCE, *which)
        .order_by(article.c.id.desc())
        .limit(sa.bindparam("count", type_=sa.Integer))
    )


_LATEST_ITEMS = _items_of()
_WITH_KEY = _items_of(_HAS_KEY)
_AT_ADDRESS = _items_of(article.c.canonical_url.in_(sa.bindparam("addresses", expanding=True)))
