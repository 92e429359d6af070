"""Leases: work that one process at a time may do, handed over when its holder stops renewing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert_into
from notifier.store.engine.tables import UtcDateTime, lease

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
    own = {"holder": holder, "until": now + term, "now": now}
    rows = [{"name": name, **own} for name in sorted(names)]
    return set(await connection.scalars(_acquire(connection.dialect.name), rows))


@cache
def _acquire(engine: str) -> sa.Executable:
    statement = insert_into(engine, lease)
    given = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[lease.c.name],
        set_={"holder": given.holder, "until": given.until},
        where=sa.or_(
            lease.c.until < sa.bindparam("now", type_=UtcDateTime), lease.c.holder == given.holder
        ),
    ).returning(lease.c.name)


async def holders(
    connection: AsyncConnection, names: Collection[str], beginning: str | None, now: datetime
) -> dict[str, str]:
    """Return who holds leases: those of these names, and those whose names begin so."""
    which: sa.ColumnElement[bool] = lease.c.name.in_(list(names))
    if beginning is not None:
        which = sa.or_(which, lease.c.name.startswith(beginning, autoescape=True))
    held = sa.select(lease.c.name, lease.c.holder).where(which, lease.c.until >= now)
    return {row.name: row.holder for row in await connection.execute(held)}


async def hand_over(
    connection: AsyncConnection, names: Collection[str], holder: str, to: str, until: datetime
) -> None:
    """Give leases of a holder to another, who has them until then without renewing them."""
    ours = sa.and_(lease.c.name.in_(list(names)), lease.c.holder == holder)
    await connection.execute(sa.update(lease).where(ours).values(holder=to, until=until))


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
