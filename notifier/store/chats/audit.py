"""The audit log: who changed what in a group or channel. Retention deletes what is too old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import audit

MAX_ENTRIES = 200
"""How many entries of a chat are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that somebody made."""

    actor: int
    """The Telegram id of who made it."""
    name: str
    """What they are called."""
    what: str
    """The command or button, as it was typed or labelled."""
    at: datetime


async def add(connection: AsyncConnection, chat_id: int, entry: Entry) -> None:
    """Store an entry of a chat, and delete those beyond MAX_ENTRIES."""
    await connection.execute(
        sa.insert(audit).values(
            chat_id=chat_id, actor=entry.actor, name=entry.name, what=entry.what, at=entry.at
        )
    )
    too_many = (
        sa.select(audit.c.id)
        .where(audit.c.chat_id == chat_id)
        .order_by(audit.c.id.desc())
        .offset(MAX_ENTRIES)
        .limit(1)
        .scalar_subquery()
    )
    await connection.execute(
        sa.delete(audit).where(audit.c.chat_id == chat_id, audit.c.id <= too_many)
    )


async def newest(connection: AsyncConnection, chat_id: int, limit: int) -> list[Entry]:
    """Return a chat's entries, the newest first."""
    rows = await connection.execute(
        sa.select(audit).where(audit.c.chat_id == chat_id).order_by(audit.c.id.desc()).limit(limit)
    )
    return [Entry(row.actor, row.name, row.what, row.at) for row in rows]
