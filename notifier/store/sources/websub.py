"""WebSub subscriptions: which hub pushes which source, until when, and whether it does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import hub


@dataclass(frozen=True, slots=True)
class HubSubscription:
    """A WebSub subscription to what a hub pushes for one source."""

    source: str
    """The source's name."""
    url: str
    """The hub's address."""
    topic: str
    """The address of the feed, as the hub knows it."""
    token: str
    """The end of the callback's address, which only the hub is told."""
    secret: str
    """Signs what is pushed."""
    renew_at: datetime
    """When the next request to the hub is due."""
    verified_at: datetime | None = None
    """When the hub confirmed the subscription last."""
    lease_until: datetime | None = None
    """Until when the hub pushes."""
    failures: int = 0
    """How many requests in a row were not confirmed."""
    pushed_at: datetime | None = None
    """When the hub last pushed something that could be read."""
    missed_at: datetime | None = None
    """When a poll last found what had not been pushed."""
    leaving_at: datetime | None = None
    """Since when the subscription is being ended."""


def _to_subscription(row: Any) -> HubSubscription:
    return HubSubscription(**row._mapping)  # noqa: SLF001 - sqlalchemy's public name for a row's columns


async def by_source(connection: AsyncConnection) -> Mapping[str, HubSubscription]:
    """Return every subscription, by its source."""
    rows = await connection.execute(sa.select(hub))
    return {row.source: _to_subscription(row) for row in rows}


async def by_token(connection: AsyncConnection, token: str) -> HubSubscription | None:
    """Return the subscription whose callback ends in `token`."""
    row = (await connection.execute(sa.select(hub).where(hub.c.token == token))).one_or_none()
    return None if row is None else _to_subscription(row)


async def subscribe(
    connection: AsyncConnection,
    source: str,
    *,
    url: str,
    topic: str,
    token: str,
    secret: str,
    now: datetime,
) -> None:
    """Subscribe to a hub that the source's feed names, in place of any other."""
    values = {
        "url": url,
        "topic": topic,
        "token": token,
        "secret": secret,
        "renew_at": now,
        "verified_at": None,
        "lease_until": None,
        "failures": 0,
        "pushed_at": None,
        "missed_at": None,
        "leaving_at": None,
    }
    statement = insert(connection, hub).values(source=source, **values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[hub.c.source], set_=values)
    )


async def unsubscribe(connection: AsyncConnection, sources: Collection[str], now: datetime) -> None:
    """End the subscriptions of these sources; those being ended already go on ending."""
    await connection.execute(
        sa.update(hub)
        .where(hub.c.source.in_(list(sources)), hub.c.leaving_at.is_(None))
        .values(leaving_at=now, renew_at=now, failures=0)
    )


async def keep(connection: AsyncConnection, source: str, now: datetime) -> None:
    """Keep a subscription that was being ended, and request it again."""
    await connection.execute(
        sa.update(hub)
        .where(hub.c.source == source, hub.c.leaving_at.is_not(None))
        .values(leaving_at=None, renew_at=now, failures=0)
    )


async def claim_request(
    connection: AsyncConnection, each: HubSubscription, *, again: datetime
) -> bool:
    """Claim the request to a hub that is due; False where another process was quicker.

    Until the hub confirms, this counts as a failure, and `again` is when to ask the next time.
    """
    claimed = await connection.execute(
        sa.update(hub)
        .where(hub.c.token == each.token, hub.c.renew_at == each.renew_at)
        .values(renew_at=again, failures=hub.c.failures + 1)
        .returning(hub.c.token)
    )
    return claimed.first() is not None


async def postpone(connection: AsyncConnection, token: str, until: datetime) -> None:
    """Send the next request to a hub no sooner than `until`."""
    await connection.execute(
        sa.update(hub).where(hub.c.token == token, hub.c.renew_at < until).values(renew_at=until)
    )


async def confirm(
    connection: AsyncConnection,
    token: str,
    *,
    now: datetime,
    lease_until: datetime,
    renew_at: datetime,
) -> None:
    """Store that a hub confirmed a subscription: it pushes until `lease_until`."""
    await connection.execute(
        sa.update(hub)
        .where(hub.c.token == token)
        .values(verified_at=now, lease_until=lease_until, renew_at=renew_at, failures=0)
    )


async def deny(connection: AsyncConnection, token: str, *, again: datetime) -> None:
    """Store that a hub denied a subscription, and when to ask it again."""
    await connection.execute(
        sa.update(hub)
        .where(hub.c.token == token)
        .values(verified_at=None, lease_until=None, renew_at=again)
    )


async def record_push(connection: AsyncConnection, source: str, now: datetime) -> None:
    """Store that a hub pushed something that could be read."""
    await connection.execute(
        sa.update(hub).where(hub.c.source == source).values(pushed_at=now, missed_at=None)
    )


async def record_missed(
    connection: AsyncConnection, source: str, now: datetime, *, renew: bool
) -> None:
    """Store that polling found what had not been pushed; with `renew` the hub is asked anew."""
    values = {"missed_at": now, **({"renew_at": now} if renew else {})}
    await connection.execute(sa.update(hub).where(hub.c.source == source).values(values))


async def delete(connection: AsyncConnection, token: str) -> None:
    """Delete a subscription."""
    await connection.execute(sa.delete(hub).where(hub.c.token == token))
