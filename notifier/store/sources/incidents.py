"""Incidents: sources in trouble, and whether their operators were notified."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import source


async def open_incident(connection: AsyncConnection, name: str, since: datetime) -> None:
    """Store since when a source is in trouble, where that is not stored yet."""
    statement = sa.update(source).where(source.c.name == name, source.c.silent_since.is_(None))
    await connection.execute(statement.values(silent_since=since))


async def mark_notified(connection: AsyncConnection, name: str, now: datetime) -> bool:
    """Store that operators are notified of an incident now; False where they have been."""
    statement = sa.update(source).where(
        source.c.name == name,
        source.c.silent_since.is_not(None),
        sa.or_(source.c.told_at.is_(None), source.c.told_at < source.c.silent_since),
    )
    noted = await connection.scalar(statement.values(told_at=now).returning(source.c.name))
    return noted is not None


async def close_incident(connection: AsyncConnection, name: str) -> bool:
    """Store that a source is well again; False where that has been stored."""
    statement = sa.update(source).where(source.c.name == name, source.c.silent_since.is_not(None))
    noted = await connection.scalar(statement.values(silent_since=None).returning(source.c.name))
    return noted is not None
