"""Followers in the database: what is due to each, claimed once, and limited."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import timedelta

import pytest

from notifier.store.articles import followers
from notifier.store.articles.followers import Asked, Follower
from notifier.store.engine.database import Store
from tests.builders import NOW
from tests.web.feeds.filled_feeds import put

FEED = "topics/metaverse"
WEEK = timedelta(days=7)
LATER = NOW + timedelta(minutes=1)


async def ask(
    store: Store,
    number: int = 1,
    *,
    host: str = "reader.example",
    asked: str = "subscribe",
    most: int = 100,
    most_of_host: int = 100,
) -> bool:
    wish = Asked(FEED, "rss", f"https://{host}/{number}", host, asked, "secret", 3600)
    async with store.write() as connection:
        known = await followers.ask(connection, wish, NOW)
        return known or await followers.add(
            connection, wish, NOW, most=most, most_of_host=most_of_host
        )


async def due(
    store: Store, after: timedelta = timedelta(), busy: Collection[str] = ()
) -> list[Follower]:
    async with store.read() as connection:
        return await followers.due(connection, NOW + after, busy=busy, limit=100)


async def settle(store: Store, each: Follower, **values: object) -> bool:
    async with store.write() as connection:
        return await followers.settle(connection, each, claimed=each.due_at, **values)


async def confirmed(store: Store) -> None:
    """Have a feed pushed to somebody for a week."""
    await ask(store)
    for each in await due(store):
        if each.asked:
            assert await settle(store, each, asked=None, lease_until=NOW + WEEK)


async def test_who_asks_is_to_be_asked_back_before_anything_is_pushed(store: Store) -> None:
    await put(store, "元宇宙", FEED)
    assert await ask(store)

    [each] = await due(store)

    assert (each.asked, each.asked_secret, each.asked_seconds) == ("subscribe", "secret", 3600)
    assert (each.lease_until, each.secret) == (None, "")


async def test_a_push_is_due_from_a_change_of_the_feed_until_it_is_pushed(store: Store) -> None:
    await put(store, "元宇宙", FEED)
    await confirmed(store)
    assert await due(store) == []

    await put(store, "元宇宙二", FEED)
    await put(store, "元宇宙三", FEED)
    await put(store, "别的", "topics/other")
    [each] = await due(store)
    await settle(store, each, version=3)

    assert each.version == 1
    assert await due(store) == []


async def test_the_first_article_of_a_feed_that_was_empty_is_due(store: Store) -> None:
    await confirmed(store)
    assert await due(store) == []
    await put(store, "元宇宙", FEED)
    assert len(await due(store)) == 1


async def test_of_several_processes_one_has_a_push(store: Store) -> None:
    await ask(store)
    wanted = await due(store)

    async def claim() -> int:
        async with store.write() as connection:
            return len(await followers.claim(connection, wanted, LATER))

    assert sorted(await asyncio.gather(claim(), claim(), claim())) == [0, 0, 1]
    assert await due(store) == []
    assert len(await due(store, timedelta(minutes=1))) == 1


async def test_what_is_asked_for_meanwhile_outlives_what_was_claimed_before(store: Store) -> None:
    await ask(store)
    [first] = await due(store)
    async with store.write() as connection:
        await followers.claim(connection, [first], LATER)

    await ask(store, asked="unsubscribe")

    async with store.write() as connection:
        assert not await followers.settle(connection, first, claimed=LATER, asked=None)
        await followers.remove(connection, first, claimed=LATER)
    assert [each.asked for each in await due(store)] == ["unsubscribe"]


@pytest.mark.parametrize(("most", "most_of_host"), [(3, 100), (100, 2)])
async def test_there_is_room_for_so_many_and_always_for_those_that_are_known(
    store: Store, most: int, most_of_host: int
) -> None:
    await ask(store, 9, host="other.example")
    limits = {"most": most, "most_of_host": most_of_host}
    answers = [await ask(store, number, **limits) for number in (1, 2, 3, 2)]  # type: ignore[arg-type]

    assert answers == [True, True, False, True]
    assert len(await due(store)) == 3


async def test_those_that_fail_come_last_and_busy_servers_not_at_all(store: Store) -> None:
    for number, host in enumerate(["a.example", "b.example", "c.example"]):
        await ask(store, number, host=host)
    first, *_ = await due(store)
    await settle(store, first, failures=1)

    assert [each.host for each in await due(store)] == ["b.example", "c.example", "a.example"]
    assert [each.host for each in await due(store, busy=["b.example"])] == [
        "c.example",
        "a.example",
    ]


async def test_a_lease_that_is_over_is_due_to_be_ended(store: Store) -> None:
    await confirmed(store)
    assert await due(store, WEEK - timedelta(seconds=1)) == []
    [each] = await due(store, WEEK)
    async with store.write() as connection:
        await followers.remove(connection, each, claimed=each.due_at)
    assert await due(store, WEEK) == []
