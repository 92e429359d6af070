"""The inbox: what was typed to the bot, until its reply is out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from notifier.store.chats import inbox
from notifier.store.chats.inbox import Received
from notifier.store.engine.database import Store
from tests.builders import NOW

BOT = 123456
SECOND = timedelta(seconds=1)


async def put(store: Store, *updates: tuple[int, int], bot: int = BOT, text: str = "x") -> None:
    """Store updates, given as (update id, chat id)."""
    rows = [(number, chat, {"update_id": number, "text": text}) for number, chat in updates]
    async with store.write() as connection:
        await inbox.put(connection, bot, rows, NOW)


async def waiting(
    store: Store, now: datetime = NOW, limit: int = 10, bot: int = BOT
) -> list[Received]:
    async with store.read() as connection:
        return await inbox.next_due(connection, bot, now, limit)


async def numbers(store: Store, *args: Any, **more: Any) -> list[int]:
    return [received.update_id for received in await waiting(store, *args, **more)]


async def finish(store: Store, received: Received) -> None:
    async with store.write() as connection:
        await inbox.done(connection, received, NOW)


async def test_an_update_waits_as_it_came(store: Store) -> None:
    body = {"update_id": 1, "message": {"text": "/watch 科大讯飞 😀", "nested": [1, None, True]}}
    async with store.write() as connection:
        await inbox.put(connection, BOT, [(1, -100, body)], NOW)
    received = Received(BOT, 1, -100, body, reply=None, received_at=NOW, attempts=0)
    assert await waiting(store) == [received]


async def test_an_update_that_comes_again_is_left_as_it_is(store: Store) -> None:
    await put(store, (1, 42), text="first")
    await put(store, (1, 42), (2, 43), text="again")
    assert [each.body["text"] for each in await waiting(store)] == ["first", "again"]
    for each in await waiting(store):
        await finish(store, each)
    await put(store, (1, 42), (2, 43))
    assert await waiting(store) == []


async def test_nothing_at_all_may_come(store: Store) -> None:
    await put(store)
    assert await waiting(store) == []


async def test_each_chat_has_its_oldest_update_answered_first(store: Store) -> None:
    await put(store, (5, 42), (6, 43), (7, 42), (8, 44))
    assert await numbers(store) == [5, 6, 8]
    await finish(store, (await waiting(store))[0])
    assert await numbers(store) == [6, 7, 8]
    assert await numbers(store, limit=2) == [6, 7]


async def test_a_chat_waits_for_its_oldest_update_and_others_do_not(store: Store) -> None:
    await put(store, (5, 42), (6, 42), (7, 43))
    async with store.write() as connection:
        await inbox.postpone(
            connection, (await inbox.next_due(connection, BOT, NOW, 1))[0], NOW + SECOND
        )
    assert await numbers(store) == [7]
    (oldest, _) = await waiting(store, NOW + SECOND)
    assert (oldest.update_id, oldest.attempts) == (5, 1)


async def test_a_reply_is_kept_with_its_update(store: Store) -> None:
    await put(store, (1, 42))
    async with store.write() as connection:
        (received,) = await inbox.next_due(connection, BOT, NOW, 1)
        await inbox.store_reply(connection, received, "好的")
    (received,) = await waiting(store)
    assert received.reply == "好的"


async def test_bots_do_not_see_each_others_updates(store: Store) -> None:
    await put(store, (1, 42))
    await put(store, (1, 42), (2, 43), bot=7)
    assert await numbers(store) == [1]
    assert await numbers(store, bot=7) == [1, 2]
    await finish(store, (await waiting(store))[0])
    assert await numbers(store, bot=7) == [1, 2]


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "\ufffe", "😀"])
async def test_an_odd_character_does_not_keep_an_update_out(store: Store, text: str) -> None:
    await put(store, (1, 42), text=text)
    (received,) = await waiting(store)
    assert received.body["text"] == text
