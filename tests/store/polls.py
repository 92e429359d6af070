"""Doing with sources in the database what the poller does, in one line each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from notifier.core.market_calendar import Calendar, Market
from notifier.sources.health.observations import Health
from notifier.sources.health.poll_interval import SourceCalendar
from notifier.sources.health.status import SourceRecord
from notifier.store.engine import leases
from notifier.store.engine.database import Store
from notifier.store.sources import sources
from notifier.store.sources.sources import DueSource, PollFailed, PollSucceeded
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
TERM = timedelta(seconds=8)
PLACE = SourceCalendar(ZoneInfo("Asia/Shanghai"), Calendar(Market.SHANGHAI))


async def sync(store: Store, **identities: str) -> None:
    async with store.write() as connection:
        await sources.sync(connection, identities, NOW)


async def claim(
    store: Store, *names: str, holder: str = "me", limit: int = 10, now: datetime = NOW
) -> list[DueSource]:
    async with store.write() as connection:
        return await sources.claim_due(
            connection, set(names or ("a", "b")), holder=holder, now=now, limit=limit
        )


async def live(store: Store, holder: str, now: datetime = NOW) -> None:
    async with store.write() as connection:
        assert await leases.acquire(connection, {f"process:{holder}"}, holder, now, TERM)


def succeeded(name: str = "a", **values: Any) -> PollSucceeded:
    told: dict[str, Any] = {"at": NOW, "next_poll_at": LATER, "state": {}, "health": Health()}
    return PollSucceeded(name, **told | values)


async def note(store: Store, *polls: PollSucceeded | PollFailed) -> None:
    async with store.write() as connection:
        await sources.record_polls(connection, polls)


async def succeed(store: Store, name: str = "a", **values: Any) -> None:
    await note(store, succeeded(name, **values))


async def fail(store: Store, name: str = "a") -> None:
    await note(store, PollFailed(name, NOW, LATER, "503"))


async def health_of(store: Store, name: str = "a") -> SourceRecord:
    async with store.read() as connection:
        return {each.name: each for each in await sources.health(connection)}[name]
