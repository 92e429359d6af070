"""Leases: work that one process at a time may do, handed over when its holder stops renewing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import lease

LIVES = "process:"
"""Begins the name of the lease by which a process shows that it lives; its holder follows."""


async def acquire(
    connection: AsyncConnection,
    names: Collection[str],
    holder: str,
    now: datetime,
    term: timedelta,
) -> set[str]:
    """Acquire or renew leases until `now + term`; return those that are ours, no other's."""
    # In one order, so that of two who want the same leases none waits for the other.
    rows = [{"name": name, "holder": holder, "until": now + term} for name in sorted(names)]
    statement = insert(connection, lease)
    given = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[lease.c.name],
        set_={"holder": given.holder, "until": given.until},
        where=sa.or_(lease.c.until < now, lease.c.holder == given.holder),
    )
    return set(await connection.scalars(statement.returning(lease.c.name), rows))


async def held_by_others(
    connection: AsyncConnection, names: Collection[str], holder: str, now: datetime
) -> set[str]:
    """Return which of these leases another has."""
    theirs = sa.select(lease.c.name).where(
        lease.c.name.in_(names), lease.c.holder != holder, lease.c.until >= now
    )
    return set(await connection.scalars(theirs))


async def release(connection: AsyncConnection, name: str, holder: str) -> None:
    """Release the lease, where `holder` has it."""
    await connection.execute(sa.delete(lease).where(lease.c.name == name, lease.c.holder == holder))


async def all_holders(connection: AsyncConnection) -> list[str]:
    """Return everyone who holds or held a lease."""
    return list(await connection.scalars(sa.select(lease.c.holder).distinct()))


async def has_living(connection: AsyncConnection, now: datetime) -> bool:
    """Return whether any process of the service lives."""
    living = sa.select(lease.c.name).where(lease.c.name.startswith(LIVES), lease.c.until >= now)
    return await connection.scalar(living.limit(1)) is not None


async def release_all(connection: AsyncConnection, holder: str) -> None:
    """Release every lease of a holder."""
    await connection.execute(sa.delete(lease).where(lease.c.holder == holder))
