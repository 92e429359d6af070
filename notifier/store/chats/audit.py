"""Who changed what in a group or channel: the newest entries; `retention` says how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import audit

KEPT_MOST = 200
"""How many entries of a chat are kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody did, in the words of the command or button."""

    actor: int
    name: str
    what: str
    at: datetime


async def note(connection: AsyncConnection, chat_id: int, entry: Entry) -> None:
    """Note what somebody did in a chat, and let go of what is too much."""
    await connection.execute(
        sa.insert(audit).values(
            chat_id=chat_id, actor=entry.actor, name=entry.name, what=entry.what, at=entry.at
        )
    )
    too_many = (
        sa.select(audit.c.id)
        .where(audit.c.chat_id == chat_id)
        .order_by(audit.c.id.desc())
        .offset(KEPT_MOST)
        .limit(1)
        .scalar_subquery()
    )
    await connection.execute(
        sa.delete(audit).where(audit.c.chat_id == chat_id, audit.c.id <= too_many)
    )


async def last(connection: AsyncConnection, chat_id: int, limit: int) -> list[Entry]:
    """Return what was done in a chat, the newest first."""
    rows = await connection.execute(
        sa.select(audit).where(audit.c.chat_id == chat_id).order_by(audit.c.id.desc()).limit(limit)
    )
    return [Entry(row.actor, row.name, row.what, row.at) for row in rows]
