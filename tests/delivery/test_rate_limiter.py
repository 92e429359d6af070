"""The bot's turn to speak, shared by what it says by itself and what it answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from notifier.delivery.rate_limiter import RateLimiter
from tests.builders import FakeClock

ALICE, BOB = 42, 43


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def seconds() -> float:
    return asyncio.get_running_loop().time()


async def test_calls_start_no_faster_than_the_rate_in_the_order_they_asked(
    clock: FakeClock,
) -> None:
    limiter = RateLimiter(clock, 100)
    begun = seconds()
    order: list[int] = []

    async def call(chat: int) -> None:
        assert await limiter.acquire(chat)
        order.append(chat)

    await asyncio.gather(*(call(chat) for chat in range(1, 16)))
    assert order == [*range(1, 16)]
    assert seconds() - begun >= 0.1


async def test_a_chat_waits_for_its_own_pause_and_no_other_chat_does(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 1000, chat_pause=lambda _: timedelta(seconds=0.1))
    begun = seconds()
    await limiter.acquire(ALICE)
    again = asyncio.create_task(limiter.acquire(ALICE))
    await limiter.acquire(BOB)
    assert seconds() - begun < 0.1
    assert await again
    assert seconds() - begun >= 0.1


async def test_a_chat_whose_pause_is_over_need_not_wait(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 1000, chat_pause=lambda _: timedelta(hours=1))
    await limiter.acquire(ALICE)
    clock.advance(hours=1)
    async with asyncio.timeout(5):
        assert await limiter.acquire(ALICE)


async def test_a_clock_that_was_set_back_is_not_waited_for(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 1000, chat_pause=lambda _: timedelta(seconds=0.1))
    await limiter.acquire(ALICE)
    clock.advance(days=-1)
    async with asyncio.timeout(5):
        assert await limiter.acquire(ALICE)


async def test_chats_that_are_long_forgotten_take_no_room(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 1e6)
    for chat in range(1, 5000):
        await limiter.acquire(chat)
        clock.advance(seconds=1)
    assert len(limiter._chats) <= 4100


async def test_a_bot_that_must_be_silent_starts_no_call_until_that_is_over(
    clock: FakeClock,
) -> None:
    limiter = RateLimiter(clock, 1000)
    assert not limiter.note_flood_wait(ALICE, 60)
    assert await limiter.acquire(BOB), "one chat's wait is its own"
    assert limiter.note_flood_wait(BOB, 30)
    assert limiter.flood_wait == 30
    assert not await limiter.acquire(99)
    clock.advance(seconds=30)
    assert await limiter.acquire(99)


async def test_whoever_speaks_next_for_the_bot_may_begin_a_second_after_the_last_call(
    clock: FakeClock,
) -> None:
    limiter = RateLimiter(clock, 1000)
    begun = seconds()
    await limiter.cool_down()
    assert seconds() - begun < 0.5, "nothing was said"
    await limiter.acquire(ALICE)
    await limiter.cool_down()
    assert seconds() - begun >= 1
