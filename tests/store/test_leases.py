"""Leases: one holder at a time, handed over when it stops renewing or gives back."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from notifier.store.engine import leases
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW

TERM = timedelta(seconds=8)


async def acquire(store: Store, holder: str, now: datetime = NOW, name: str = "send") -> bool:
    async with store.write() as connection:
        return name in await leases.acquire(connection, {name}, holder, now, TERM)


async def test_one_holds_a_lease_and_another_does_not(store: Store) -> None:
    assert await acquire(store, "a")
    assert not await acquire(store, "b")


async def test_leases_of_other_names_are_free(store: Store) -> None:
    assert await acquire(store, "a")
    assert await acquire(store, "b", name="receive")


async def test_of_many_leases_those_come_that_no_other_holds(store: Store) -> None:
    assert await acquire(store, "a", name="chat")
    async with store.write() as connection:
        wanted = {"send", "chat", "life"}
        got = await leases.acquire(connection, wanted, "b", NOW, TERM)
        assert got == {"send", "life"}
        later = NOW + TERM + timedelta(seconds=1)
        assert await leases.acquire(connection, wanted, "b", later, TERM) == wanted


async def test_a_holder_that_renews_keeps_its_lease(store: Store) -> None:
    assert await acquire(store, "a")
    assert await acquire(store, "a", NOW + timedelta(seconds=7))
    assert not await acquire(store, "b", NOW + timedelta(seconds=14))


async def test_a_lease_runs_out_after_its_term_and_not_before(store: Store) -> None:
    assert await acquire(store, "a")
    assert not await acquire(store, "b", NOW + TERM)
    assert await acquire(store, "b", NOW + TERM + timedelta(milliseconds=1))
    assert not await acquire(store, "a", NOW + TERM + timedelta(milliseconds=2))


async def test_a_lease_that_was_given_back_is_free_at_once(store: Store) -> None:
    assert await acquire(store, "a")
    async with store.write() as connection:
        await leases.release_all(connection, "a")
    assert await acquire(store, "b")


async def test_nobody_gives_back_what_another_holds(store: Store) -> None:
    assert await acquire(store, "a")
    async with store.write() as connection:
        await leases.release_all(connection, "b")
    assert not await acquire(store, "b")


async def test_of_many_who_try_at_once_one_succeeds(store: Store, ready_url: str) -> None:
    stores = [store, open_store(ready_url)]
    got = await asyncio.gather(
        *(
            acquire(each, f"{index}-{number}")
            for index, each in enumerate(stores)
            for number in range(5)
        )
    )
    await stores[1].close()
    assert got.count(True) == 1
