"""The state of each source: when it is due, and what its last polls brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.tables import lease, source


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source that is ours to poll now. `first` until one of its polls has succeeded."""

    name: str
    state: Mapping[str, str]
    first: bool
    failures: int


async def sync(connection: AsyncConnection, identities: Mapping[str, str], now: datetime) -> None:
    """Make a row for each configured source; one that reads another thing starts afresh."""
    rows = (await connection.execute(sa.select(source.c.name, source.c.identity))).all()
    known = {row.name: row.identity for row in rows}
    fresh = {"state": {}, "next_poll_at": now, "failures": 0}
    for name, identity in identities.items():
        if name not in known:
            values = {"name": name, "identity": identity, **fresh}
            await connection.execute(sa.insert(source).values(values))
        elif known[name] != identity:
            values = {"identity": identity, "first_polled_at": None, "last_problem": None, **fresh}
            await connection.execute(sa.update(source).where(source.c.name == name).values(values))


async def claim_due(
    connection: AsyncConnection,
    names: Iterable[str],
    *,
    holder: str,
    now: datetime,
    limit: int,
) -> list[DueSource]:
    """Take up to `limit` due sources for the process `holder`, longest due first.

    A source that another process took is left to it for as long as that process lives. One that
    `holder` took itself is free: `names` must leave out what it is polling at the moment.
    """
    others = sa.select(lease.c.holder).where(lease.c.until >= now, lease.c.holder != holder)
    due = (
        sa.select(source.c.name)
        .where(
            source.c.name.in_(list(names)),
            source.c.next_poll_at <= now,
            sa.or_(source.c.leased_by.is_(None), source.c.leased_by.not_in(others)),
        )
        .order_by(source.c.next_poll_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # asked once; PostgreSQL may ask a plain subquery again, past its limit
    )
    claimed = await connection.execute(
        sa.update(source)
        .where(source.c.name.in_(sa.select(due.c.name)))
        .values(leased_by=holder)
        .returning(source.c.name, source.c.state, source.c.first_polled_at, source.c.failures)
    )
    return [
        DueSource(row.name, row.state, row.first_polled_at is None, row.failures) for row in claimed
    ]


async def succeeded(
    connection: AsyncConnection,
    name: str,
    *,
    now: datetime,
    next_poll_at: datetime,
    state: Mapping[str, str],
    problem: str | None,
) -> None:
    """Note that a poll succeeded and everything it brought is stored."""
    await connection.execute(
        sa.update(source)
        .where(source.c.name == name)
        .values(
            state=dict(state),
            next_poll_at=next_poll_at,
            leased_by=None,
            first_polled_at=sa.func.coalesce(source.c.first_polled_at, now),
            last_polled_at=now,
            last_success_at=now,
            failures=0,
            last_problem=problem,
        )
    )


async def failed(
    connection: AsyncConnection, name: str, *, now: datetime, next_poll_at: datetime, problem: str
) -> None:
    """Note that a poll failed, why, and when to try again."""
    await connection.execute(
        sa.update(source)
        .where(source.c.name == name)
        .values(
            next_poll_at=next_poll_at,
            leased_by=None,
            last_polled_at=now,
            failures=source.c.failures + 1,
            last_problem=problem,
        )
    )


async def polled(connection: AsyncConnection, name: str) -> bool:
    """Tell whether a source has been read successfully at least once."""
    statement = sa.select(source.c.first_polled_at).where(source.c.name == name)
    return await connection.scalar(statement) is not None


async def make_due(connection: AsyncConnection, name: str, now: datetime) -> None:
    """Have the source polled now, however long it was to wait."""
    await connection.execute(
        sa.update(source)
        .where(source.c.name == name, source.c.next_poll_at > now)
        .values(next_poll_at=now)
    )
