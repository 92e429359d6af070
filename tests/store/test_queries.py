"""Distinct queries: which are watched."""

from __future__ import annotations

from notifier.store.chats import chats, queries, subscriptions
from notifier.store.engine.database import Store
from tests.builders import a_chat, a_subscription


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
        await chats.disable_chat(connection, three.id, "bot was blocked by the user")
    assert await watched(store) == ["$MSFT"]


async def test_of_very_many_queries_each_is_read(store: Store) -> None:
    async with store.read() as connection:
        assert await queries.texts(connection, range(1, 1200)) == {}
    await a_subscription(store, 1, "$AAPL")
    async with store.read() as connection:
        assert list((await queries.texts(connection, range(1, 1200))).values()) == ["$AAPL"]
