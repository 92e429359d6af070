"""Followers: whom our own feeds are pushed to by WebSub, and what is due to each.

A push is due while the version that a follower has is not the feed's, so it is planned by the very
transaction that changes the feed, and several changes are one push.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import feed, follower


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, by the feed, its form and the callback that it is pushed to."""

    feed: str
    form: str
    callback: str
    host: str
    """The server of the callback."""
    asked: str
    """`subscribe` or `unsubscribe`."""
    asked_secret: str = ""
    """Is to sign what is pushed; empty for no signature."""
    asked_seconds: int = 0
    """For how long it is to be pushed."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody to whom a feed is pushed, or who asked for that."""

    id: int
    feed: str
    form: str
    callback: str
    host: str
    version: int
    """The version of the feed that was pushed last."""
    secret: str
    lease_until: datetime | None
    """Until when it is pushed; None where that was never confirmed."""
    asked: str | None
    """As in `Asked`, with the two below, until the callback has answered."""
    asked_secret: str
    asked_seconds: int
    due_at: datetime
    """When to do something for it, once there is something to do."""
    failures: int
    """How many pushes in a row failed."""
    failing_since: datetime | None


async def ask(connection: AsyncConnection, wish: Asked, now: datetime) -> bool:
    """Store what a follower asks for, to be confirmed at once; False where it is none."""
    known = await connection.execute(
        sa.update(follower)
        .where(
            follower.c.callback == wish.callback,
            follower.c.feed == wish.feed,
            follower.c.form == wish.form,
        )
        .values(
            asked=wish.asked,
            asked_secret=wish.asked_secret,
            asked_seconds=wish.asked_seconds,
            due_at=now,
        )
    )
    return bool(known.rowcount)


async def add(
    connection: AsyncConnection, wish: Asked, now: datetime, *, most: int, most_of_host: int
) -> bool:
    """Store a new follower, as `ask` does; False where there are too many, or on its server."""
    of_host = sa.func.count().filter(follower.c.host == wish.host)
    counted = sa.select(sa.func.count(), of_host).select_from(follower)
    everywhere, there = (await connection.execute(counted)).one()
    if everywhere >= most or there >= most_of_host:
        return False
    version = await connection.scalar(sa.select(feed.c.version).where(feed.c.name == wish.feed))
    new = insert(connection, follower).values(**asdict(wish), version=version or 0, due_at=now)
    await connection.execute(new.on_conflict_do_nothing())
    return True


async def due(
    connection: AsyncConnection, now: datetime, *, busy: Collection[str], limit: int
) -> list[Follower]:
    """Return for whom there is something to do, those last that fail; none of the `busy` hosts."""
    rows = await connection.execute(
        sa.select(follower)
        .join(feed, feed.c.name == follower.c.feed, isouter=True)
        .where(
            follower.c.due_at <= now,
            follower.c.host.not_in(list(busy)),
            sa.or_(
                follower.c.asked.is_not(None),
                follower.c.lease_until <= now,
                feed.c.version != follower.c.version,
            ),
        )
        .order_by(follower.c.failures, follower.c.due_at, follower.c.id)
        .limit(limit)
    )
    return [Follower(**row._mapping) for row in rows]  # noqa: SLF001 - sqlalchemy's public name


async def claim(
    connection: AsyncConnection, wanted: Iterable[Follower], until: datetime
) -> list[Follower]:
    """Claim followers that are due until a moment; return those that no other process has."""
    return [
        each for each in wanted if await settle(connection, each, claimed=each.due_at, due_at=until)
    ]


async def settle(
    connection: AsyncConnection, each: Follower, *, claimed: datetime, **values: Any
) -> bool:
    """Store what came of it; False where it was claimed or has asked for something meanwhile."""
    row = await connection.execute(
        sa.update(follower)
        .where(follower.c.id == each.id, follower.c.due_at == claimed)
        .values(values)
    )
    return bool(row.rowcount)


async def remove(connection: AsyncConnection, each: Follower, *, claimed: datetime) -> None:
    """Push to a follower no more, unless it has asked for something meanwhile."""
    await connection.execute(
        sa.delete(follower).where(follower.c.id == each.id, follower.c.due_at == claimed)
    )
