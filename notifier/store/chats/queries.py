"""The distinct queries of all subscriptions: each is stored, and evaluated, once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.counters import QUERIES, increment_counter
from notifier.store.engine.database import insert
from notifier.store.engine.tables import chat, private_feed, query, subscription

_BATCH = 500
"""How many ids one statement names."""


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A distinct query as it stood at a version."""

    id: int
    canonical: str
    """The query in canonical form."""
    version: int
    """The value of the counter `QUERIES` when the query was added or retired."""
    retired: bool = False
    """Whether nobody is subscribed to it any more."""


async def ensure(connection: AsyncConnection, canonical: str) -> int:
    """Return the id of a query, stored now where it is new and revived where it was retired."""
    found = sa.select(query.c.id).where(query.c.digest == digest(canonical))
    query_id: int | None = await connection.scalar(found)
    if query_id is not None:
        await revive(connection, query_id)
        query_id = await connection.scalar(found)  # it may have been deleted meanwhile
    if query_id is None:
        version = await increment_counter(connection, QUERIES)
        values = {"canonical": canonical, "digest": digest(canonical), "version": version}
        statement = insert(connection, query).values(values).on_conflict_do_nothing()
        await connection.execute(statement)
        query_id = (await connection.execute(found)).scalar_one()
    return query_id


async def revive(connection: AsyncConnection, query_id: int) -> None:
    """Add a retired query again, as a new version of it."""
    retired = sa.select(query.c.id).where(query.c.id == query_id, query.c.retired_at.is_not(None))
    if await connection.scalar(retired) is not None:
        version = await increment_counter(connection, QUERIES)
        await connection.execute(
            sa.update(query).where(query.c.id == query_id).values(retired_at=None, version=version)
        )


async def changed_since(connection: AsyncConnection, version: int) -> list[StoredQuery]:
    """Return the queries that were added or retired after `version`, oldest first."""
    rows = await connection.execute(_CHANGED, {"before": version})
    return [
        StoredQuery(row.id, row.canonical, row.version, row.retired_at is not None) for row in rows
    ]


_CHANGED = (
    sa.select(query.c.id, query.c.canonical, query.c.version, query.c.retired_at)
    .where(query.c.version > sa.bindparam("before"))
    .order_by(query.c.version)
)


async def watched(connection: AsyncConnection) -> list[int]:
    """Return the ids of the queries that somebody reads of, the oldest first.

    That is in an enabled chat, or in the private feed of any.
    """
    subscribed = (
        sa.select(subscription.c.id)
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(
            subscription.c.query_id == query.c.id,
            sa.or_(
                chat.c.disabled_reason.is_(None),
                sa.exists().where(private_feed.c.chat_id == chat.c.id),
            ),
        )
    )
    statement = sa.select(query.c.id).where(sa.exists(subscribed)).order_by(query.c.id)
    return list(await connection.scalars(statement))


async def texts(connection: AsyncConnection, ids: Collection[int]) -> Mapping[int, str]:
    """Return these queries in canonical form, by id; those that are deleted are left out."""
    found: dict[int, str] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _BATCH):
        rows = await connection.execute(
            sa.select(query.c.id, query.c.canonical).where(
                query.c.id.in_(wanted[start : start + _BATCH])
            )
        )
        found |= {row.id: row.canonical for row in rows}
    return found


async def text(connection: AsyncConnection, query_id: int) -> str | None:
    """Return a query in canonical form; None where it is deleted."""
    return (await texts(connection, [query_id])).get(query_id)


def digest(canonical: str) -> str:
    """Return the digest that a query is found by."""
    return hashlib.sha256(canonical.encode()).hexdigest()
