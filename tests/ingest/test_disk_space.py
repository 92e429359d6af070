"""Without room, new articles wait and nothing is lost; with room the service goes on by itself."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.errors import StoreFullError
from notifier.ingest.disk_space import TRY_AGAIN_AFTER, DiskWatch
from notifier.ingest.source_alerts import Operators
from notifier.sources.config import Reading
from notifier.store.alerts import status
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert, article
from tests.builders import BOT, NOW, FakeClock, a_chat, a_subscription, an_entry
from tests.pollers import FakeSource, a_poller, poll, row

MB = 1_000_000


class Disk:
    """A disk of which the test says how much is free."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.free: int | None = 500 * MB
        operators = Operators((7,), BOT, "en", ZoneInfo("Asia/Shanghai"), clock)
        self.watch = DiskWatch(
            store,
            clock,
            min_free=200 * MB,
            notify=operators.notify_of_disk,
            free=lambda: self.free,
        )


async def _told(store: Store) -> list[str]:
    async with store.read() as connection:
        found = await connection.scalars(sa.select(alert.c.body).order_by(alert.c.id))
        return [body["plain"] for body in found if body]


async def _count(store: Store) -> int:
    async with store.read() as connection:
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(article)) or 0)


async def test_nothing_is_polled_while_the_disk_is_almost_full(sqlite_store: Store) -> None:
    clock = FakeClock()
    disk = Disk(sqlite_store, clock)
    source = FakeSource("wire", Reading((an_entry(),)))
    poller = await a_poller(sqlite_store, clock, source, disk=disk.watch)
    disk.free = 150 * MB
    await disk.watch.run_once()
    await poll(poller)
    assert source.given == []
    assert disk.watch.problem is not None
    assert "150 MB left" in disk.watch.problem
    with pytest.raises(StoreFullError, match="make room"):
        disk.watch.check()
    disk.free = 210 * MB
    await disk.watch.run_once()
    await poll(poller)
    assert source.given == [], "a little more is not enough, or it would stop and go"
    disk.free = 300 * MB
    await disk.watch.run_once()
    await poll(poller)
    assert await _count(sqlite_store) == 1
    disk.watch.check()


async def test_operators_are_told_once_that_it_is_full_and_once_that_there_is_room(
    sqlite_store: Store,
) -> None:
    disk = Disk(sqlite_store, FakeClock())
    for free in (500, 100, 90, 500, 400):
        disk.free = free * MB
        await disk.watch.run_once()
    full, room = await _told(sqlite_store)
    assert "almost full" in full
    assert "space on the disk again" in room


async def test_a_disk_that_cannot_be_measured_holds_nothing_up(sqlite_store: Store) -> None:
    disk = Disk(sqlite_store, FakeClock())
    disk.free = None
    await disk.watch.run_once()
    disk.watch.check()


async def test_the_disk_of_the_database_is_measured(sqlite_store: Store) -> None:
    watch = DiskWatch(sqlite_store, FakeClock(), min_free=10**18)
    with capture_logs() as logs:
        await watch.run_once()
    assert [each["event"] for each in logs] == ["no_room_for_new_articles"]


async def _pages(store: Store, limit: int | None) -> None:
    """Limit the size of a database to what it is, or lift the limit, on every connection."""
    async with store.read() as connection:
        most = limit or await connection.scalar(sa.text("PRAGMA page_count"))
        await connection.exec_driver_sql(f"PRAGMA max_page_count={most}")


async def test_a_full_database_loses_nothing_and_goes_on_when_there_is_room(
    sqlite_store: Store,
) -> None:
    clock = FakeClock()
    disk = Disk(sqlite_store, clock)
    await a_subscription(sqlite_store, await a_chat(sqlite_store))
    entries = tuple(
        an_entry(f"元宇宙 {n}", body=f"<p>{'虚拟现实' * 3000} {n}</p>", published=NOW)
        for n in range(3)
    )
    first = Reading((an_entry("元宇宙 0", published=NOW),), state={"etag": "1"})
    source = FakeSource("wire", first, Reading(entries, state={"etag": "2"}))
    poller = await a_poller(sqlite_store, clock, source, disk=disk.watch)
    await poll(poller)
    clock.advance(seconds=90)
    await _pages(sqlite_store, None)
    source.readings.append(source.readings[0])
    with capture_logs() as logs:
        await poll(poller)
    assert "no_room_for_new_articles" in [each["event"] for each in logs]
    assert disk.watch.problem is not None
    assert "has no room left" in disk.watch.problem
    assert (await row(sqlite_store)).failures == 0, "it is no fault of the source"
    await poll(poller)
    assert len(source.given) == 2, "nothing is read that cannot be kept"
    await _pages(sqlite_store, 1_000_000)
    clock.now += TRY_AGAIN_AFTER + timedelta(seconds=1)
    await disk.watch.run_once()
    await poll(poller)
    assert await _count(sqlite_store) == 3
    assert source.given[1:] == [{"etag": "1"}, {"etag": "1"}]
    async with sqlite_store.read() as connection:
        counts = await status.counts(connection)
    assert sum(counts.values()) >= 1
