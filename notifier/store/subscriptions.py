"""A chat's subscriptions one by one: counted, changed, taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.tables import subscription


async def count(connection: AsyncConnection, chat_id: int) -> int:
    """Count a chat's subscriptions."""
    counted = sa.select(sa.func.count()).where(subscription.c.chat_id == chat_id)
    return int(await connection.scalar(counted) or 0)


async def remove_made_at(connection: AsyncConnection, chat_id: int, made_at: datetime) -> int:
    """End the subscriptions that a chat made at a moment; return how many there were."""
    ended = await connection.execute(
        sa.delete(subscription).where(
            subscription.c.chat_id == chat_id, subscription.c.created_at == made_at
        )
    )
    return ended.rowcount
