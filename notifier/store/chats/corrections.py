"""What chats corrected: words that do not mean a company, phrases that they mute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Exclusion, ExclusionKind
from notifier.store.engine.database import insert
from notifier.store.engine.tables import chat, exclusion


def to_exclusion(row: Any) -> Exclusion:
    """Make an exclusion of a row of its table."""
    return Exclusion(ExclusionKind(row.kind), row.words, row.symbol)


async def add(connection: AsyncConnection, chat_id: int, wanted: Exclusion, now: datetime) -> bool:
    """Keep a correction; False where it was there already."""
    values = {
        "chat_id": chat_id,
        "kind": wanted.kind.value,
        "words": wanted.words,
        "symbol": wanted.symbol,
        "created_at": now,
    }
    statement = insert(connection, exclusion).values(values).on_conflict_do_nothing()
    made = await connection.execute(statement.returning(exclusion.c.id))
    return made.scalar_one_or_none() is not None


async def remove(connection: AsyncConnection, chat_id: int, words: str) -> int:
    """Take back a chat's corrections about `words` (folded); return how many there were."""
    gone = sa.delete(exclusion).where(exclusion.c.chat_id == chat_id, exclusion.c.words == words)
    return (await connection.execute(gone)).rowcount


async def of_chat(connection: AsyncConnection, chat_id: int) -> tuple[Exclusion, ...]:
    """Return a chat's corrections, in the order they were made."""
    rows = await connection.execute(
        sa.select(exclusion).where(exclusion.c.chat_id == chat_id).order_by(exclusion.c.id)
    )
    return tuple(to_exclusion(row) for row in rows)


async def everybody(connection: AsyncConnection) -> list[tuple[int, Exclusion, datetime]]:
    """Return all corrections with the chat's Telegram id and when they were made."""
    rows = await connection.execute(
        sa.select(exclusion, chat.c.telegram_id)
        .join(chat, chat.c.id == exclusion.c.chat_id)
        .order_by(exclusion.c.id)
    )
    return [(row.telegram_id, to_exclusion(row), row.created_at) for row in rows]
