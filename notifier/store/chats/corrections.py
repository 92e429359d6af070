"""Corrections of chats: words that do not mean a company, phrases that they mute.

The table is called `exclusion`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Correction, CorrectionKind
from notifier.store.engine.database import insert
from notifier.store.engine.tables import chat, exclusion


def to_correction(row: Any) -> Correction:
    """Make a correction of a row of its table."""
    return Correction(CorrectionKind(row.kind), row.words, row.symbol)


async def add(connection: AsyncConnection, chat_id: int, wanted: Correction, now: datetime) -> bool:
    """Store a correction; return False where it was there already."""
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
    """Delete a chat's corrections about `words` (folded); return how many there were."""
    gone = sa.delete(exclusion).where(exclusion.c.chat_id == chat_id, exclusion.c.words == words)
    return (await connection.execute(gone)).rowcount


async def take_back(connection: AsyncConnection, chat_id: int, made: Correction) -> None:
    """Delete one correction of a chat."""
    await connection.execute(
        sa.delete(exclusion).where(
            exclusion.c.chat_id == chat_id,
            exclusion.c.kind == made.kind.value,
            exclusion.c.words == made.words,
            exclusion.c.symbol == made.symbol,
        )
    )


async def of_chat(connection: AsyncConnection, chat_id: int) -> tuple[Correction, ...]:
    """Return a chat's corrections, in the order they were made."""
    rows = await connection.execute(
        sa.select(exclusion).where(exclusion.c.chat_id == chat_id).order_by(exclusion.c.id)
    )
    return tuple(to_correction(row) for row in rows)


async def of_all(connection: AsyncConnection) -> list[tuple[int, Correction, datetime]]:
    """Return every chat's corrections with its Telegram id and when they were made."""
    rows = await connection.execute(
        sa.select(exclusion, chat.c.telegram_id)
        .join(chat, chat.c.id == exclusion.c.chat_id)
        .order_by(exclusion.c.id)
    )
    return [(row.telegram_id, to_correction(row), row.created_at) for row in rows]
