"""What each chat is subscribed to."""

from __future__ import annotations

from datetime import timedelta

from notifier.core.alerts import Cadence
from notifier.core.model import Chat
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.builders import NOW, a_chat, a_subscription

LATER = NOW + timedelta(hours=1)


async def subscribed(store: Store) -> list[tuple[int, str]]:
    async with store.read() as connection:
        found = await subscriptions.of_all(connection)
    return [(chat.telegram_id, each.query) for chat, each in found]


async def queries_of(store: Store, chat: Chat) -> list[str]:
    async with store.read() as connection:
        return [each.query for each in await subscriptions.of_chat(connection, chat.id)]


async def test_a_subscription_is_made_once(store: Store) -> None:
    chat = await a_chat(store)
    for expected in (True, False):
        async with store.write() as connection:
            made = await subscriptions.subscribe(
                connection, chat.id, canonical="元宇宙", text="「元宇宙」", now=NOW
            )
        assert made is expected
    async with store.read() as connection:
        (subscription,) = await subscriptions.of_chat(connection, chat.id)
        ((whom, same),) = await subscriptions.of_all(connection)
    assert (whom, same) == (chat, subscription)
    assert (subscription.query, subscription.text) == ("元宇宙", "「元宇宙」")
    assert (subscription.created_at, subscription.chat_id) == (NOW, chat.id)


async def test_subscriptions_come_in_the_order_they_were_made(store: Store) -> None:
    for chat, query in [(2, "b"), (1, "c"), (2, "a")]:
        await a_subscription(store, chat, query)
    assert await subscribed(store) == [(2, "b"), (1, "c"), (2, "a")]
    assert await queries_of(store, await a_chat(store, 2)) == ["b", "a"]


async def test_a_subscription_ends_for_its_chat_alone(store: Store) -> None:
    one = await a_chat(store, 1)
    for chat in (1, 2):
        await a_subscription(store, chat, "元宇宙")
    for expected in (True, False):
        async with store.write() as connection:
            assert await subscriptions.unsubscribe(connection, one.id, "元宇宙") is expected
    assert await subscribed(store) == [(2, "元宇宙")]


async def test_what_was_never_asked_for_cannot_end(store: Store) -> None:
    chat = await a_chat(store)
    async with store.write() as connection:
        assert not await subscriptions.unsubscribe(connection, chat.id, "元宇宙")


async def test_a_query_may_be_long(store: Store) -> None:
    query = " | ".join(f"词{number}" for number in range(3000))
    await a_subscription(store, 1, query)
    assert await subscribed(store) == [(1, query)]


async def test_what_asks_for_something_else_keeps_its_place_and_how_it_comes(store: Store) -> None:
    for query in ("a", "b", "c"):
        await a_subscription(store, 42, query)
    chat = await a_chat(store)
    async with store.write() as connection:
        first, *_ = await subscriptions.of_chat(connection, chat.id)
        await subscriptions.set_cadence(connection, chat.id, first.id, Cadence.DAILY)
        await subscriptions.replace_query(connection, first, canonical="d", text="D", now=LATER)
    async with store.read() as connection:
        made, *others = await subscriptions.of_chat(connection, chat.id)
    assert [each.query for each in others] == ["b", "c"]
    assert (made.id, made.query, made.text, made.created_at) == (first.id, "d", "D", LATER)
    assert made.cadence == Cadence.DAILY


async def test_what_asks_for_what_is_asked_for_already_ends(store: Store) -> None:
    for query in ("a", "b"):
        await a_subscription(store, 42, query)
    chat = await a_chat(store)
    async with store.write() as connection:
        first, second = await subscriptions.of_chat(connection, chat.id)
        await subscriptions.replace_query(connection, first, canonical="b", text="B", now=LATER)
        assert await subscriptions.of_chat(connection, chat.id) == [second]
