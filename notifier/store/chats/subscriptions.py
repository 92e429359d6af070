"""A chat's subscriptions one by one: counted, changed, taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Cadence
from notifier.store.engine.tables import query, subscription


async def count(connection: AsyncConnection, chat_id: int) -> int:
    """Count a chat's subscriptions."""
    counted = sa.select(sa.func.count()).where(subscription.c.chat_id == chat_id)
    return int(await connection.scalar(counted) or 0)


async def find(connection: AsyncConnection, chat_id: int, canonical: str) -> int | None:
    """Return the number of a chat's subscription to a query; None where there is none."""
    number: int | None = await connection.scalar(
        sa.select(subscription.c.id)
        .join(query, query.c.id == subscription.c.query_id)
        .where(subscription.c.chat_id == chat_id, query.c.canonical == canonical)
    )
    return number


async def query_text(connection: AsyncConnection, query_id: int) -> str | None:
    """Return a query's canonical form; None where it is kept no longer."""
    canonical: str | None = await connection.scalar(
        sa.select(query.c.canonical).where(query.c.id == query_id)
    )
    return canonical


async def remove_made_at(connection: AsyncConnection, chat_id: int, made_at: datetime) -> int:
    """End the subscriptions that a chat made at a moment; return how many there were."""
    ended = await connection.execute(
        sa.delete(subscription).where(
            subscription.c.chat_id == chat_id, subscription.c.created_at == made_at
        )
    )
    return ended.rowcount


async def set_cadence(
    connection: AsyncConnection, chat_id: int, subscription_id: int, cadence: Cadence
) -> bool:
    """Choose when the alerts of a chat's subscription come; False where there is none such."""
    return await _change(connection, chat_id, subscription_id, cadence=cadence.value)


async def mute(
    connection: AsyncConnection, chat_id: int, subscription_id: int, until: datetime | None
) -> bool:
    """Plan no alerts of a chat's subscription until a moment; False where there is none such."""
    return await _change(connection, chat_id, subscription_id, muted_until=until)


async def route(
    connection: AsyncConnection, chat_id: int, subscription_id: int, thread_id: int
) -> bool:
    """Send the alerts of a chat's subscription to a forum topic; False where there is none such."""
    return await _change(connection, chat_id, subscription_id, thread_id=thread_id)


async def _change(
    connection: AsyncConnection, chat_id: int, subscription_id: int, **values: object
) -> bool:
    changed = await connection.execute(
        sa.update(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.id == subscription_id)
        .values(**values)
    )
    return changed.rowcount > 0
