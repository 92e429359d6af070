"""Which queries somebody holds who can be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import chat, query, subscription

_AT_ONCE = 500


async def held(connection: AsyncConnection) -> list[int]:
    """Return the ids of the queries that a chat in use is subscribed to, the oldest first."""
    by_whom = (
        sa.select(subscription.c.id)
        .join(chat, chat.c.id == subscription.c.chat_id)
        .where(subscription.c.query_id == query.c.id, chat.c.disabled_reason.is_(None))
    )
    statement = sa.select(query.c.id).where(sa.exists(by_whom)).order_by(query.c.id)
    return list(await connection.scalars(statement))


async def texts(connection: AsyncConnection, ids: Collection[int]) -> Mapping[int, str]:
    """Return these queries in canonical form."""
    found: dict[int, str] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        rows = await connection.execute(
            sa.select(query.c.id, query.c.canonical).where(query.c.id.in_(chunk))
        )
        found |= {row.id: row.canonical for row in rows}
    return found
