"""Jobs that come due once in a while, whichever process is there then.

When a job is due again outlives every process. That is no lease: nobody has to live for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import job

SECURITIES_SYNC = "securities_sync"


async def claim(
    connection: AsyncConnection, name: str, now: datetime, *, every: timedelta, retry: timedelta
) -> bool:
    """Claim a job that is due; False where it is not, or where another process was quicker.

    It is due again after `retry`, where its process does not say otherwise before: for whoever
    claims it may be killed at it. A job that is due in more than `every` was put off by a clock
    that was wrong, or by another setting, and is due now.
    """
    statement = insert(connection, job).values(name=name, due_at=now + retry)
    statement = statement.on_conflict_do_update(
        index_elements=[job.c.name],
        set_={"due_at": now + retry},
        where=sa.or_(job.c.due_at <= now, job.c.due_at > now + every),
    )
    result = await connection.execute(statement.returning(job.c.name))
    return result.scalar_one_or_none() is not None


async def put_off(connection: AsyncConnection, name: str, due_at: datetime) -> None:
    """Store when a job that was claimed is due again."""
    await connection.execute(sa.update(job).where(job.c.name == name).values(due_at=due_at))
