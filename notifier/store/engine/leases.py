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
    connection: AsyncConnection, name: str, holder: str, now: datetime, term: timedelta
) -> bool:
    """Acquire or renew the lease until `now + term`; False where another holds it."""
    result = await connection.execute(
        _acquire(connection.dialect.name),
        {"wanted": name, "ours": holder, "now": now, "end": now + term},
    )
    return bool(result.scalar_one_or_none() == holder)


@cache
def _acquire(engine: str) -> sa.Executable:
    ours = sa.bindparam("ours", type_=sa.String)
    end, now = (sa.bindparam(name, type_=UtcDateTime) for name in ("end", "now"))
    statement = insert_into(engine, lease).values(
        name=sa.bindparam("wanted"), holder=ours, until=end
    )
    return statement.on_conflict_do_update(
        index_elements=[lease.c.name],
        set_={"holder": ours, "until": end},
        where=sa.or_(lease.c.until < now, lease.c.holder == ours),
    ).returning(lease.c.holder)


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
