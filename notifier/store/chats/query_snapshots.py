"""The snapshot of all compiled queries up to a version, which makes a start faster."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.tables import query_snapshot


async def newest(connection: AsyncConnection) -> tuple[int, bytes] | None:
    """Return the newest snapshot with its version, or None where there is none."""
    statement = sa.select(query_snapshot).order_by(query_snapshot.c.version.desc()).limit(1)
    row = (await connection.execute(statement)).one_or_none()
    return None if row is None else (row.version, row.body)


async def replace(connection: AsyncConnection, version: int, body: bytes) -> None:
    """Store a snapshot in place of all others."""
    await connection.execute(sa.delete(query_snapshot))
    await connection.execute(sa.insert(query_snapshot).values(version=version, body=body))
