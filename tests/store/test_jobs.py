"""Jobs: one process does one that is due, and when it is due again outlives them all."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from notifier.store.engine import jobs
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


async def claim(store: Store, now: datetime = NOW, every: timedelta = DAY) -> bool:
    async with store.write() as connection:
        return await jobs.claim(connection, "tidy", now, every=every, retry=HOUR)


async def put_off(store: Store, due_at: datetime) -> None:
    async with store.write() as connection:
        await jobs.put_off(connection, "tidy", due_at)


async def test_a_job_that_was_never_done_is_due(store: Store) -> None:
    assert await claim(store)


async def test_one_whose_process_was_killed_is_due_again_soon(store: Store) -> None:
    assert await claim(store)
    assert not await claim(store, NOW + HOUR - SECOND)
    assert await claim(store, NOW + HOUR)


async def test_one_that_is_done_is_due_when_that_was_said(store: Store) -> None:
    assert await claim(store)
    await put_off(store, NOW + DAY)
    assert not await claim(store, NOW + DAY - SECOND)
    assert await claim(store, NOW + DAY)


async def test_a_clock_that_was_wrong_puts_nothing_off_for_years(store: Store) -> None:
    assert await claim(store)
    await put_off(store, NOW + DAY * 4000)
    assert await claim(store)


async def test_a_shorter_interval_holds_at_once(store: Store) -> None:
    assert await claim(store)
    await put_off(store, NOW + DAY)
    assert await claim(store, NOW + HOUR, every=HOUR * 6)


async def test_of_many_who_try_at_once_one_succeeds(store: Store, ready_url: str) -> None:
    stores = [store, open_store(ready_url)]
    got = await asyncio.gather(*(claim(each) for each in stores for _ in range(5)))
    await stores[1].close()
    assert got.count(True) == 1
