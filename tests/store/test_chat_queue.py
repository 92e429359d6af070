"""The chat queue: who comes next, and that nobody is forgotten in it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import count

import sqlalchemy as sa

from notifier.core.alerts import Alert, AlertState, Notice, Rank
from notifier.store.alerts import claims, fan_out, outbox, outcomes, status
from notifier.store.chats import chats, queries
from notifier.store.engine import chat_queue
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import queued_chat
from notifier.store.engine.wakeups import Stage
from tests.builders import BOT, NOW, a_chat, a_subscription, an_article, arrived, update_of

SECOND = timedelta(seconds=1)


async def say(store: Store, telegram_id: int, text: str, rank: Rank = Rank.ORDINARY) -> int:
    """Give a chat something to be sent; return our number of it."""
    chat = await a_chat(store, telegram_id)
    async with store.write() as connection:
        await outbox.plan_notice(connection, chat.id, Notice(text, text), NOW, rank=rank)
    return chat.id


async def claim(
    store: Store, limit: int = 10, now: datetime = NOW, bot: int | None = BOT
) -> list[Alert]:
    async with store.write() as connection:
        return await claims.claim(connection, now, limit, bot=bot)


async def queued(store: Store) -> dict[int, datetime]:
    async with store.read() as connection:
        rows = await connection.execute(sa.select(queued_chat.c.chat_id, queued_chat.c.due_at))
        return {row.chat_id: row.due_at for row in rows}


async def test_a_chat_is_queued_once_and_only_while_something_waits(store: Store) -> None:
    chat = await say(store, 1, "one")
    await say(store, 1, "two")
    assert await queued(store) == {chat: NOW}
    (first,) = await claim(store)
    assert await queued(store) == {}
    async with store.write() as connection:
        await arrived(connection, [first])
    assert await queued(store) == {chat: NOW}
    (second,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [second])
    assert await queued(store) == {}


async def test_who_waits_for_a_bot_that_is_refused_is_not_overdue(store: Store) -> None:
    await say(store, 1, "one")
    async with store.read() as connection:
        assert (await status.outbox_size(connection)).oldest_due == NOW
        without = await status.outbox_size(connection, without=[BOT])
        others = await status.outbox_size(connection, without=[BOT + 1])
    assert (without.waiting, without.oldest_due, others.oldest_due) == (1, None, NOW)


async def test_a_chat_that_was_sent_something_goes_to_the_end_of_the_queue(store: Store) -> None:
    one, two = await say(store, 1, "a"), await say(store, 2, "b")
    await say(store, 1, "c")
    order = []
    for number in range(3):
        now = NOW + number * SECOND
        (alert,) = await claim(store, 1, now)
        order.append(alert.chat.id)
        async with store.write() as connection:
            sent = update_of(alert, state=AlertState.SENT, chat_not_before=now + SECOND)
            await outcomes.record(connection, [sent], now)
    assert order == [one, two, one]


async def test_what_is_urgent_puts_its_chat_in_front_of_all_others(store: Store) -> None:
    for chat in range(1, 5):
        await say(store, chat, "ordinary")
    await say(store, 5, "urgent", Rank.URGENT)
    (alert,) = await claim(store, 1)
    assert alert.chat.telegram_id == 5


async def test_chats_with_news_stand_before_those_with_what_can_wait(store: Store) -> None:
    for chat in range(1, 5):
        await say(store, chat, "notice", Rank.CAN_WAIT)
    for chat in (3, 6):
        await say(store, chat, "news")
    assert [alert.chat.telegram_id for alert in await claim(store, 2)] == [3, 6]
    assert len(await claim(store)) == 3, "the others are not forgotten"


async def test_what_is_urgent_and_must_wait_is_not_looked_at_again_and_again(store: Store) -> None:
    chat = await say(store, 1, "urgent", Rank.URGENT)
    async with store.write() as connection:
        await chats.hold_chats(connection, {chat: NOW + 9 * SECOND})
    assert await claim(store) == []
    assert await queued(store) == {chat: NOW + 9 * SECOND}


async def test_the_queue_of_one_bot_is_not_that_of_another(store: Store) -> None:
    for bot in (7, 8):
        chat = await a_chat(store, 1, bot=bot)
        async with store.write() as connection:
            await outbox.plan_notice(connection, chat.id, Notice("x", "x"), NOW)
    assert [alert.chat.bot for alert in await claim(store, bot=7)] == [7]
    assert [alert.chat.bot for alert in await claim(store, bot=None)] == [8], "None serves all"


async def test_it_is_known_when_the_next_chat_is_due(store: Store) -> None:
    async with store.read() as connection:
        assert await chat_queue.next_due(connection, BOT) is None
    chat = await say(store, 1, "x")
    async with store.write() as connection:
        await chats.pause_chat(connection, chat, NOW + 5 * SECOND)
    assert await claim(store) == []
    async with store.read() as connection:
        assert await chat_queue.next_due(connection, BOT) == NOW + 5 * SECOND
        assert await chat_queue.next_due(connection, 7) is None


async def test_delivery_is_woken_where_a_pause_ends_and_not_by_itself(store: Store) -> None:
    chat, woken = await say(store, 1, "x"), []
    store.wakeups.on(Stage.DELIVERY, lambda: woken.append("delivery"))
    async with store.write() as connection:
        await chats.pause_chat(connection, chat, None)
    assert woken == ["delivery"]
    (alert,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [alert])
    assert woken == ["delivery"]


async def test_a_chat_that_nobody_enqueued_is_found_by_whoever_takes_over(store: Store) -> None:
    await say(store, 1, "x")
    async with store.write() as connection:
        await connection.execute(sa.delete(queued_chat))
    assert await claim(store) == []
    async with store.write() as connection:
        assert await claims.requeue_orphans(connection, NOW, bot=BOT) == 0
    assert len(await claim(store)) == 1


async def test_an_adopted_chat_keeps_its_place(store: Store) -> None:
    chat = await a_chat(store, 1, bot=0)
    async with store.write() as connection:
        await outbox.plan_notice(connection, chat.id, Notice("x", "x"), NOW)
        await chats.adopt(connection, BOT)
    assert [alert.chat.bot for alert in await claim(store)] == [BOT]


async def test_nothing_is_forgotten_while_some_plan_and_others_send(
    store: Store, ready_url: str
) -> None:
    for number in range(1, 6):
        await a_subscription(store, number)
    articles = [await an_article(store, f"元宇宙 {number}") for number in range(12)]
    async with store.read() as connection:
        (query,) = await queries.changed_since(connection, 0)
    others = [open_store(ready_url) for _ in range(3)]
    ticks = count()
    given: list[int] = []

    async def plan(by: Store, first: int) -> None:
        for article in articles[first::3]:
            async with by.write() as connection:
                await fan_out.plan(
                    connection,
                    article_id=article.id,
                    story_id=article.story_id,
                    query_ids=[query.id],
                    now=NOW,
                )
                await asyncio.sleep(0.002)

    async def send(by: Store) -> None:
        while not planned.done() or await waiting():
            # So much later that whoever was served meanwhile is looked at again.
            claimed = await claim(by, 3, NOW + next(ticks) * SECOND)
            given.extend(alert.id for alert in claimed)
            async with by.write() as connection:
                await arrived(connection, claimed)

    async def waiting() -> bool:
        async with store.read() as connection:
            found = await status.counts(connection)
        return bool(found[AlertState.NEW] + found[AlertState.LATER] + found[AlertState.SENDING])

    planned = asyncio.gather(*(plan(each, first) for first, each in enumerate(others)))
    async with asyncio.timeout(30):
        await asyncio.gather(planned, send(store), send(others[0]))
    for each in others:
        await each.close()
    assert len(given) == len(set(given)) == 5 * 12
