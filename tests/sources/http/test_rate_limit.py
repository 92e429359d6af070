"""Manners towards a host, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from notifier.core.errors import FetchError
from notifier.sources.http import rate_limit
from notifier.sources.http.rate_limit import RateLimiter
from tests.virtual_time import run_in_virtual_time

Begun = list[tuple[str, float]]


async def visits(limiter: RateLimiter, hosts: list[str], each: float) -> Begun:
    """Visit hosts all at once, for so many seconds each; return who began when."""
    begun: Begun = []

    async def visit(host: str) -> None:
        async with limiter.slot(host, "/"):
            begun.append((host, round(asyncio.get_running_loop().time(), 3)))
            await asyncio.sleep(each)

    await asyncio.gather(*map(visit, hosts))
    return begun


def test_a_host_gets_no_more_requests_at_a_time_than_it_should() -> None:
    begun = run_in_virtual_time(visits(RateLimiter(2, 0), ["a"] * 5, each=10))

    assert begun == [("a", 0), ("a", 0), ("a", 10), ("a", 10), ("a", 20)]


def test_requests_to_a_host_are_spaced() -> None:
    begun = run_in_virtual_time(visits(RateLimiter(3, 0.5), ["a"] * 5, each=1))

    assert begun == [("a", 0), ("a", 0.5), ("a", 1), ("a", 1.5), ("a", 2)]


def test_who_waits_for_one_host_keeps_nobody_from_another() -> None:
    begun = run_in_virtual_time(visits(RateLimiter(1, 5), ["a", "a", "a", "b", "c"], each=30))

    assert begun == [("a", 0), ("b", 0), ("c", 0), ("a", 30), ("a", 60)]


def test_a_slot_that_is_given_up_is_the_next_ones() -> None:
    async def impatience() -> Begun:
        limiter = RateLimiter(1, 1)
        for patience in (0.5, 2):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(patience):
                    await visits(limiter, ["a", "a", "a"], each=60)
        return await visits(limiter, ["a"], each=0)

    assert run_in_virtual_time(impatience()) == [("a", 2.5)]


def test_a_path_that_had_too_many_requests_is_left_alone_and_others_are_not() -> None:
    async def rest() -> float | None:
        limiter = RateLimiter(2, 0)
        limiter.refuse("a", "/", 100)
        limiter.refuse("a", "/", 10)
        await asyncio.sleep(40)
        with pytest.raises(FetchError, match="a had too many requests") as refused:
            await visits(limiter, ["a"], each=0)
        await visits(limiter, ["b", "a:8443"], each=0)
        async with limiter.slot("a", "/other"):
            pass
        await asyncio.sleep(60)
        await visits(limiter, ["a"], each=0)
        return refused.value.retry_after

    assert run_in_virtual_time(rest()) == 60


def test_where_two_paths_had_too_many_requests_the_host_is_left_alone() -> None:
    async def rest() -> None:
        limiter = RateLimiter(2, 0)
        limiter.refuse("a", "/1", 100)
        limiter.refuse("a", "/2", 50)
        with pytest.raises(FetchError):
            async with limiter.slot("a", "/3"):
                pass
        await asyncio.sleep(60)
        async with limiter.slot("a", "/3"):
            pass

    run_in_virtual_time(rest())


def test_no_path_is_left_alone_for_longer_than_ten_minutes() -> None:
    async def rest() -> Begun:
        limiter = RateLimiter(2, 0)
        limiter.refuse("a", "/", 1e9)
        await asyncio.sleep(600)
        return await visits(limiter, ["a"], each=0)

    assert run_in_virtual_time(rest()) == [("a", 600)]


def test_hosts_that_nothing_is_known_of_any_more_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limit, "_MANY_HOSTS", 10)

    async def many() -> Begun:
        limiter = RateLimiter(1, 0.1)
        limiter.refuse("rests", "/", 600)
        async with limiter.slot("busy", "/"):
            for number in range(100):
                await visits(limiter, [f"host{number}"], each=1)
            assert len(limiter._hosts) <= 10
            with pytest.raises(FetchError):
                await visits(limiter, ["rests"], each=0)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(5):
                    await visits(limiter, ["busy"], each=0)
        return await visits(limiter, ["busy"], each=0)

    assert run_in_virtual_time(many())[0][0] == "busy"
