"""Which sources are in trouble, and whether their operators know."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import source


async def in_trouble(connection: AsyncConnection, name: str, since: datetime) -> None:
    """Note since when a source is in trouble, where that is not noted yet."""
    statement = sa.update(source).where(source.c.name == name, source.c.silent_since.is_(None))
    await connection.execute(statement.values(silent_since=since))


async def may_tell(connection: AsyncConnection, name: str, now: datetime) -> bool:
    """Note that operators are told of a source's trouble now; False where they have been told."""
    statement = sa.update(source).where(
        source.c.name == name,
        source.c.silent_since.is_not(None),
        sa.or_(source.c.told_at.is_(None), source.c.told_at < source.c.silent_since),
    )
    noted = await connection.scalar(statement.values(told_at=now).returning(source.c.name))
    return noted is not None


async def recovered(connection: AsyncConnection, name: str) -> bool:
    """Note that a source is well again; False where that has been noted."""
    statement = sa.update(source).where(source.c.name == name, source.c.silent_since.is_not(None))
    noted = await connection.scalar(statement.values(silent_since=None).returning(source.c.name))
    return noted is not None
