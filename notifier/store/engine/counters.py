"""Versions that only grow, by which readers learn that their copy of something is old.

The row is locked until its transaction ends, so versions become visible in their own order; a
sequence or a time would let a later one appear first, and a reader would miss the earlier.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import counter

QUERIES = "queries"
SECURITIES = "securities"


async def increment_counter(connection: AsyncConnection, name: str) -> int:
    """Increment the version of `name` and return it."""
    statement = insert(connection, counter).values(name=name, value=1)
    statement = statement.on_conflict_do_update(
        index_elements=[counter.c.name], set_={"value": counter.c.value + 1}
    )
    result = await connection.execute(statement.returning(counter.c.value))
    return int(result.scalar_one())


async def read_counter(connection: AsyncConnection, name: str) -> int:
    """Return the version of `name`, 0 where it never changed."""
    return int(await connection.scalar(_VALUE, {"name": name}) or 0)


_VALUE = sa.select(counter.c.value).where(counter.c.name == sa.bindparam("name"))
