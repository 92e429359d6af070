"""Distinct queries: each is stored once, and watched while somebody is subscribed to it."""

from __future__ import annotations

import asyncio

from notifier.store.chats import chats, keys, queries, subscriptions
from notifier.store.chats.keys import KeyKind
from notifier.store.chats.queries import StoredQuery
from notifier.store.engine.database import Store
from tests.builders import NOW, a_chat, a_subscription


async def test_each_distinct_query_appears_once_and_in_order(store: Store) -> None:
    for chat, query in [(1, "b"), (2, "a"), (3, "b"), (1, "c")]:
        await a_subscription(store, chat, query)
    async with store.read() as connection:
        found = await queries.changed_since(connection, 0)
        assert [query.canonical for query in found] == ["b", "a", "c"]
        assert [query.version for query in found] == [1, 2, 3]
        assert await queries.changed_since(connection, 2) == found[2:]
        assert await queries.changed_since(connection, 3) == []


async def test_a_query_asked_for_by_many_at_once_is_stored_once(store: Store) -> None:
    await asyncio.gather(*(a_subscription(store, number, "元宇宙") for number in range(1, 9)))
    async with store.read() as connection:
        (query,) = await queries.changed_since(connection, 0)
        assert len(await subscriptions.of_all(connection)) == 8
    assert isinstance(query, StoredQuery)


async def test_of_queries_stored_at_once_a_reader_never_misses_one(store: Store) -> None:
    seen: list[str] = []
    version = 0
    writing = asyncio.gather(*(a_subscription(store, n, f"词{n}") for n in range(1, 16)))
    while len(seen) < 15:
        async with store.read() as connection:
            new = await queries.changed_since(connection, version)
        seen += [query.canonical for query in new]
        version = new[-1].version if new else version
        assert len(seen) == version, "every version up to here has been seen"
        await asyncio.sleep(0)
    await writing
    assert len(set(seen)) == 15


async def watched(store: Store) -> list[str]:
    async with store.read() as connection:
        ids = await queries.watched(connection)
        texts = await queries.texts(connection, ids)
    return [texts[each] for each in ids]


async def test_a_query_counts_while_somebody_holds_it_the_oldest_first(store: Store) -> None:
    for chat, query in ((1, "$AAPL"), (2, "$MSFT"), (3, "$AAPL"), (3, "元宇宙")):
        await a_subscription(store, chat, query)
    assert await watched(store) == ["$AAPL", "$MSFT", "元宇宙"]

    one, three = await a_chat(store, 1), await a_chat(store, 3)
    async with store.write() as connection:
        await subscriptions.unsubscribe(connection, one.id, "$AAPL")
    assert await watched(store) == ["$AAPL", "$MSFT", "元宇宙"]
    async with store.write() as connection:
        await chats.disable_chat(connection, three.id, "bot was blocked by the user", NOW)
    assert await watched(store) == ["$MSFT"]
    async with store.write() as connection:
        await keys.put(connection, KeyKind.FEED, three.id, "digest", NOW)
    assert await watched(store) == ["$AAPL", "$MSFT", "元宇宙"], "its feed is read all the same"


async def test_of_very_many_queries_each_is_read(store: Store) -> None:
    async with store.read() as connection:
        assert await queries.texts(connection, range(1, 1200)) == {}
    await a_subscription(store, 1, "$AAPL")
    async with store.read() as connection:
        assert list((await queries.texts(connection, range(1, 1200))).values()) == ["$AAPL"]
