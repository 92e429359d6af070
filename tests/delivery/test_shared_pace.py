"""Processes that send for one bot: each start is taken once, and a wait holds all of them."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.shared_pace import SharedPace
from notifier.store.engine import pace
from notifier.store.engine.database import Store, open_store
from notifier.store.retention import delete_pace
from tests.builders import BOT, NOW, FakeClock

ALICE, BOB = 42, 43


def a_limiter(store: Store, clock: FakeClock, bot: int = BOT) -> RateLimiter:
    shared = SharedPace(store, clock, bot, is_needed=lambda: True)
    return RateLimiter(clock, 1000, shared=shared)


async def test_each_start_is_taken_once(store: Store) -> None:
    async def take() -> float:
        async with store.write() as connection:
            return await pace.take(connection, BOT, ALICE, NOW, pause=100, patience=10_000)

    waits = sorted(await asyncio.gather(*(take() for _ in range(12))))
    assert waits[0] == 0
    # On PostgreSQL they are seen from the moments at which they were taken.
    assert all(after - before == pytest.approx(100, abs=50) for before, after in pairwise(waits))


async def test_what_is_too_far_away_is_told_and_not_taken(store: Store) -> None:
    async def take(patience: float) -> float:
        async with store.write() as connection:
            return await pace.take(connection, BOT, ALICE, NOW, pause=100, patience=patience)

    waits = [await take(patience) for patience in (0, 50, 50, 500, 50)]
    assert waits == pytest.approx([0, 100, 100, 100, 200], abs=40)


async def test_a_chat_that_was_told_to_wait_waits_for_every_process(store: Store) -> None:
    clock = FakeClock()
    delivers, chats, another = (a_limiter(store, clock, bot) for bot in (BOT, BOT, BOT + 1))
    assert not delivers.note_flood_wait(ALICE, 60)
    await delivers.cool_down()
    assert not await chats.acquire(ALICE)
    assert chats.wait_for(ALICE) == pytest.approx(60, abs=20)
    assert chats.flood_wait == 0
    assert await chats.acquire(BOB)
    assert await another.acquire(ALICE)


async def test_a_bot_that_was_told_to_wait_waits_in_every_process(store: Store) -> None:
    clock = FakeClock()
    delivers, chats = a_limiter(store, clock), a_limiter(store, clock)
    delivers.note_flood_wait(ALICE, 60)
    assert delivers.note_flood_wait(BOB, 90)
    await delivers.cool_down()
    assert not await chats.acquire(99)
    assert chats.flood_wait == pytest.approx(60, abs=20)


async def test_who_sends_alone_stores_nothing(store: Store) -> None:
    clock = FakeClock()
    shared = SharedPace(store, clock, BOT, is_needed=lambda: False)
    limiter = RateLimiter(clock, 1000, shared=shared)
    writes = store.writes
    assert await limiter.acquire(ALICE)
    limiter.note_flood_wait(BOB, 60)
    await shared.settled()
    assert store.writes == writes
    assert not await limiter.acquire(BOB)


async def test_without_the_database_each_goes_on_at_its_own_pace() -> None:
    nowhere = open_store("postgresql://nobody@127.0.0.1:1/none")
    limiter = a_limiter(nowhere, FakeClock())
    assert await limiter.acquire(ALICE)
    limiter.note_flood_wait(BOB, 60)
    await limiter.cool_down()
    await nowhere.close()


async def test_what_was_paced_long_ago_is_forgotten(store: Store) -> None:
    async with store.write() as connection:
        await pace.hold(connection, BOT, ALICE, NOW, 60)
        assert (await delete_pace(connection, NOW)).deleted == 0
        far = NOW.replace(year=NOW.year + 50)
        assert (await delete_pace(connection, far)).deleted == 1
