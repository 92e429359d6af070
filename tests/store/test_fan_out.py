"""A hot article's alerts are planned slice by slice, and every chat is told once all the same."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from notifier.core.alerts import AlertState, Cadence, Rank
from notifier.core.model import Article
from notifier.store.alerts import fan_out, outbox
from notifier.store.alerts.fan_out import PlannedSlice
from notifier.store.articles import retractions
from notifier.store.chats import chats, subscriptions
from notifier.store.engine import tables
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.wakeups import Stage
from tests.builders import NOW, a_chat, a_subscription, an_article
from tests.store.test_outbox import claim, plan, query_id, whom
from tests.store.test_planning import rows, settle, waiting_digests

WORDS = "元宇宙"
OTHER_WORDS = "芯片"
ADDRESS = "https://a.example/1"
LATER = NOW + timedelta(seconds=1)


async def subscribed(store: Store, *people: int, query: str = WORDS) -> None:
    for each in people:
        await a_subscription(store, each, query)


async def plan_next(store: Store) -> PlannedSlice | None:
    async with store.write() as connection:
        return await fan_out.plan_next(connection, size=2)


async def plan_all_slices(store: Store) -> int:
    planned = 0
    while (made := await plan_next(store)) is not None:
        planned += made.alerts
    return planned


async def hot(store: Store, *queries: str, **fields: object) -> Article:
    """Store an article of which a first slice is planned."""
    article = await an_article(store, "元宇宙来了", url=ADDRESS)
    await plan(store, article, *(queries or (WORDS,)), size=2, is_new=True, **fields)
    return article


async def told(store: Store) -> list[int]:
    """Return the chats that wait for something to be sent, by their ids in Telegram."""
    return sorted(whom(await claim(store, NOW + timedelta(hours=1), 100)))


async def test_the_first_can_be_sent_before_the_last_are_planned(store: Store) -> None:
    woken: list[Stage] = []
    store.wakeups.on(Stage.FAN_OUT, lambda: woken.append(Stage.FAN_OUT))
    await subscribed(store, *range(1, 10))
    article = await hot(store)
    assert woken
    assert whom(await claim(store)) == [1, 2, 3]
    second = await plan_next(store)
    assert second == PlannedSlice("wire", article.id, article.story_id, 3)
    assert whom(await claim(store)) == [4, 5, 6]
    assert await plan_all_slices(store) == 3
    assert whom(await claim(store)) == [7, 8, 9]
    async with store.read() as connection:
        assert not await fan_out.is_left(connection)


async def test_few_leave_nothing_to_be_planned(store: Store) -> None:
    await subscribed(store, 1, 2)
    await hot(store)
    async with store.read() as connection:
        assert not await fan_out.is_left(connection)


async def test_the_last_are_planned_as_the_first_are(store: Store) -> None:
    """With their digests, their urgency, and only where they subscribed soon enough."""
    await subscribed(store, *range(1, 8))
    await subscribed(store, 6, query="$SZ002230")
    await settle(store, 5, cadence=Cadence.DAILY)
    await settle(store, 7, muted_until=NOW + timedelta(hours=1))
    await a_subscription(store, 8, WORDS, now=LATER)
    urgent = [await query_id(store, "$SZ002230")]
    await hot(store, WORDS, "$SZ002230", urgent_for=urgent, subscribed_before=LATER)
    assert await plan_all_slices(store) == 3
    last = (await rows(store))[3:]
    assert [(each.chat_id, each.state, each.rank) for each in last] == [
        (4, "new", Rank.ORDINARY),
        (5, "gathered", Rank.ORDINARY),
        (6, "new", Rank.URGENT),
    ]
    assert {each.created_at for each in last} == {NOW}
    assert await waiting_digests(store) == [(Cadence.DAILY.value, None)]


async def test_two_processes_plan_no_slice_twice(store: Store, ready_url: str) -> None:
    await subscribed(store, *range(1, 12))
    await hot(store)
    other = open_store(ready_url)
    made = await asyncio.gather(plan_all_slices(store), plan_all_slices(other))
    await other.close()
    assert sum(made) == 8
    assert await told(store) == list(range(1, 12))


async def test_what_waits_becomes_urgent_planned_or_not(store: Store) -> None:
    await subscribed(store, *range(1, 8))
    article = await hot(store)
    ids = [await query_id(store, WORDS)]
    async with store.write() as connection:
        await outbox.make_urgent(connection, article.story_id, ids, NOW)
    assert await plan_all_slices(store) == 0
    assert [each.rank for each in await rows(store)] == [Rank.URGENT] * 7


async def test_another_report_takes_the_place_of_one_that_is_retracted(store: Store) -> None:
    await subscribed(store, *range(1, 8))
    article = await hot(store)
    other = await an_article(store, "另一家", source="other", url=ADDRESS)
    await plan(store, other, WORDS)
    async with store.write() as connection:
        await retractions.retract(connection, [article.id], NOW)
    assert await plan_all_slices(store) == 0
    assert [each.article_id for each in await rows(store)] == [other.id] * 7


async def test_nothing_is_left_of_an_article_that_is_deleted(store: Store) -> None:
    await subscribed(store, *range(1, 8))
    article = await hot(store)
    async with store.write() as connection:
        await connection.execute(sa.delete(tables.article).filter_by(id=article.id))
    assert await plan_all_slices(store) == 0


async def test_a_chat_that_takes_over_anothers_wish_is_told_in_its_place(store: Store) -> None:
    await a_chat(store, 1)
    await subscribed(store, *range(2, 8))
    await hot(store)
    last = await a_chat(store, 7)
    async with store.write() as connection:
        await chats.move_chat(connection, last.id, 1, NOW)
    await plan_all_slices(store)
    assert await told(store) == list(range(1, 7))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_between_slices_every_chat_is_told_once(
    sqlite_store: Store, seed: int
) -> None:
    """Crashes, other reports, chats that come, go and merge, in any order."""
    store, chance = sqlite_store, random.Random(seed)
    asked = [(WORDS,), (OTHER_WORDS,), (WORDS, OTHER_WORDS)]
    staying = set(range(1, 10))
    for each in staying:
        for query in chance.choice(asked):
            await a_subscription(store, each, query)
    await hot(store, WORDS, OTHER_WORDS)

    async def crash() -> None:
        with suppress(LookupError):
            async with store.write() as connection:
                await fan_out.plan_next(connection, size=2)
                raise LookupError

    async def report() -> None:
        title = f"另一家 {chance.random()}"
        another = await an_article(store, title, source="other", url=ADDRESS)
        await plan(store, another, *chance.choice(asked), size=2)

    async def come() -> None:
        await a_subscription(store, 100 + chance.randrange(100), WORDS, now=LATER)

    async def go() -> None:
        who = chance.choice(sorted(staying))
        staying.discard(who)
        chat = await a_chat(store, who)
        async with store.write() as connection:
            for query in (WORDS, OTHER_WORDS):
                await subscriptions.unsubscribe(connection, chat.id, query)

    async def merge() -> None:
        one, other = chance.sample(sorted(staying), 2)
        staying.discard(one)
        chat = await a_chat(store, one)
        async with store.write() as connection:
            await chats.move_chat(connection, chat.id, other, NOW)

    happens = [crash, report, come, go, merge]
    for _ in range(4):
        await chance.choice(happens)()
        await plan_next(store)
    await plan_all_slices(store)
    found = await rows(store)
    assert {each.state for each in found} == {AlertState.NEW.value}
    by_chat = [each.chat_id for each in found]
    assert len(by_chat) == len(set(by_chat))
    assert staying <= set(await told(store))
