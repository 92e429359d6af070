"""Articles as they are stored, and tombstones of those that were deleted for their age."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Field, Mention, Reason, ReasonKind, Role
from notifier.store.engine.database import among, insert
from notifier.store.engine.tables import article, mention, tombstone

_IDS_AT_ONCE = 500
_MOST_MENTIONS = 50_000


def to_article(row: Any) -> Article:
    """Return the article of a row that holds the article table's columns."""
    return Article(
        id=row.id,
        story_id=row.story_id,
        source=row.source,
        key=row.key,
        url=row.url,
        title=row.title,
        body=row.body,
        seen_at=row.seen_at,
        published_at=row.published_at,
        changed_at=row.changed_at,
        author=row.author,
        categories=tuple(row.categories),
        lang=row.lang,
        image=row.image,
        tickers=tuple(row.tickers),
        urgent=row.urgent,
        withdrawn_at=row.withdrawn_at,
    )


def to_mention(row: Any) -> Mention:
    """Return the mention of a row of the mention table."""
    return Mention(
        symbol=row.symbol,
        name=row.name,
        role=Role(row.role),
        score=row.score,
        field=Field(row.field),
        start=row.start_at,
        end=row.end_at,
        surface=row.surface,
        evidence=tuple(row.evidence),
    )


def to_reason(data: Mapping[str, Any]) -> Reason:
    """Return the reason of its stored form."""
    field = data["field"]
    return Reason(
        kind=ReasonKind(data["kind"]),
        label=data["label"],
        symbol=data["symbol"],
        field=None if field is None else Field(field),
        start=data["start"],
        end=data["end"],
    )


async def mentions_of(connection: AsyncConnection, article_id: int) -> tuple[Mention, ...]:
    """Return who was recognised in an article."""
    rows = await connection.execute(
        sa.select(mention).where(mention.c.article_id == article_id).order_by(mention.c.symbol)
    )
    return tuple(to_mention(row) for row in rows)


async def mention_times(
    connection: AsyncConnection, symbols: Sequence[str], since: datetime
) -> list[tuple[str, datetime]]:
    """Return each time that an article about one of `symbols` was seen, since a moment."""
    rows = await connection.execute(
        sa.select(mention.c.symbol, article.c.seen_at)
        .join(article, article.c.id == mention.c.article_id)
        .where(
            mention.c.symbol.in_(symbols),
            mention.c.role == Role.SUBJECT.value,
            article.c.seen_at >= since,
        )
        .order_by(article.c.id.desc())
        .limit(_MOST_MENTIONS)
    )
    return [(row.symbol, row.seen_at) for row in rows]


async def recent(connection: AsyncConnection, limit: int) -> list[tuple[Article, list[Mention]]]:
    """Return the newest articles that are not withdrawn with their mentions, newest first."""
    there = sa.select(article.c.id).where(article.c.withdrawn_at.is_(None))
    newest = there.order_by(article.c.id.desc()).limit(limit)
    return (await _with_mentions(connection, newest))[::-1]


async def by_id(
    connection: AsyncConnection, ids: Sequence[int]
) -> list[tuple[Article, list[Mention]]]:
    """Return articles with their mentions, in the order of their ids."""
    found = []
    for start in range(0, len(ids), _IDS_AT_ONCE):
        found += await _with_mentions(connection, ids[start : start + _IDS_AT_ONCE])
    return sorted(found, key=lambda each: each[0].id)


async def _with_mentions(
    connection: AsyncConnection, ids: Sequence[int] | sa.Select[tuple[int]]
) -> list[tuple[Article, list[Mention]]]:
    rows = await connection.execute(
        sa.select(article).where(article.c.id.in_(ids)).order_by(article.c.id)
    )
    found = {row.id: (to_article(row), list[Mention]()) for row in rows}
    named = await connection.execute(
        sa.select(mention).where(mention.c.article_id.in_(ids)).order_by(mention.c.symbol)
    )
    for row in named:
        found[row.article_id][1].append(to_mention(row))
    return list(found.values())


async def first_since(connection: AsyncConnection, moment: datetime) -> int | None:
    """Return the first article seen from `moment` on, or None where there is none."""
    first_id: int | None = await connection.scalar(first_id_since(moment))
    return first_id


def first_id_since(moment: datetime | sa.BindParameter[datetime]) -> sa.Select[tuple[int]]:
    """Return the query for the first article seen from `moment` on."""
    seen = sa.select(article.c.id).where(article.c.seen_at >= moment)
    return seen.order_by(article.c.seen_at, article.c.id).limit(1)


async def count_since(connection: AsyncConnection, source: str, moment: datetime) -> int:
    """Return how many articles of a source were first seen since a moment."""
    seen = sa.select(sa.func.count()).where(article.c.source == source, article.c.seen_at >= moment)
    return int(await connection.scalar(seen) or 0)


async def newest_id(connection: AsyncConnection) -> int:
    """Return the highest id of an article; 0 where there is none."""
    return int(await connection.scalar(sa.select(sa.func.max(article.c.id))) or 0)


async def newest_ids(
    connection: AsyncConnection, limit: int, *, first_id: int = 1, before: int | None = None
) -> list[int]:
    """Return the ids of the newest articles that are not withdrawn, the newest first.

    From `first_id` on, and with `before` only lower ones.
    """
    there = sa.select(article.c.id).where(
        article.c.withdrawn_at.is_(None), article.c.id >= first_id
    )
    if before is not None:
        there = there.where(article.c.id < before)
    return list(await connection.scalars(there.order_by(article.c.id.desc()).limit(limit)))


async def ids_from(connection: AsyncConnection, first_id: int) -> list[int]:
    """Return the ids of all articles from `first_id` on that are not withdrawn."""
    there = sa.select(article.c.id).where(article.c.withdrawn_at.is_(None))
    rows = await connection.execute(there.where(article.c.id >= first_id))
    return [row.id for row in rows]


async def story_ids(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    """Return the ids of articles' stories by those of the articles, however many."""
    these = among(connection.dialect.name, article.c.id, "ids")
    found = sa.select(article.c.id, article.c.story_id).where(these).order_by(article.c.id)
    return {row.id: row.story_id for row in await connection.execute(found, {"ids": ids})}


async def add_tombstones(
    connection: AsyncConnection, deleted: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Store tombstones of articles, each by its source and key, that are being deleted."""
    rows = [
        {"source": source, "digest": digest(key), "listed_at": now}
        for source, key in sorted(deleted)
    ]
    if rows:
        await connection.execute(insert(connection, tombstone).on_conflict_do_nothing(), rows)


async def has_tombstones(connection: AsyncConnection, source: str) -> bool:
    """Return whether any article of a source was deleted."""
    any_of = sa.select(tombstone.c.digest).where(tombstone.c.source == source).limit(1)
    return await connection.scalar(any_of) is not None


async def refresh_tombstones(
    connection: AsyncConnection, source: str, keys: Collection[str], now: datetime
) -> None:
    """Store that a source lists these keys, as far as they are of deleted articles."""
    await connection.execute(
        sa.update(tombstone)
        .where(
            tombstone.c.source == source,
            among(connection.dialect.name, tombstone.c.digest, "digests"),
        )
        .values(listed_at=now),
        {"digests": [digest(key) for key in keys]},
    )


async def delete_tombstones(connection: AsyncConnection, source: str, before: datetime) -> int:
    """Delete the tombstones of what a source has not listed since a moment; return how many."""
    gone = sa.delete(tombstone).where(tombstone.c.source == source, tombstone.c.listed_at < before)
    return (await connection.execute(gone)).rowcount


def digest(key: str) -> int:
    """Return a number for a key, the same in every process; two keys hardly ever share one."""
    made = hashlib.blake2b(key.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)
