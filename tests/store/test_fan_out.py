"""A hot article's alerts are planned slice by slice, and every chat is told once all the same."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from notifier.core.alerts import Alert, AlertState, Cadence, Digest, Rank
from notifier.core.model import Article
from notifier.store.alerts import fan_out
from notifier.store.alerts.fan_out import PlannedSlice
from notifier.store.articles import retractions
from notifier.store.chats import chats, subscriptions
from notifier.store.engine import tables
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.wakeups import Stage
from tests.builders import NOW, a_chat, a_subscription, an_article, news_of
from tests.store.test_outbox import claim, plan, query_id, whom
from tests.store.test_planning import make_digests, rows, settle, waiting_digests

WORDS = "元宇宙"
OTHER_WORDS = "芯片"
ADDRESS = "https://a.example/1"
LATER = NOW + timedelta(seconds=1)
HOUR_LATER = NOW + timedelta(hours=1)


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
    return sorted(whom(await claim(store, HOUR_LATER, 100)))


async def test_the_first_can_be_sent_before_the_last_are_planned(store: Store) -> None:
    woken: list[Stage] = []
    store.wakeups.on(Stage.FAN_OUT, lambda: woken.append(Stage.FAN_OUT))
    await subscribed(store, *range(1, 10))
    article = await hot(store)
    assert woken
    assert whom(await claim(store)) == [1, 2, 3]
    second = await plan_next(store)
    assert second == PlannedSlice("wire", article.id, article.story_id, 3, 0)
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
    await settle(store, 7, muted_until=HOUR_LATER)
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


async def test_what_waits_becomes_urgent_slice_by_slice_planned_or_not(
    store: Store, ready_url: str
) -> None:
    """Those who named a company, whose alerts are left to be planned by other words of theirs."""
    await subscribed(store, *range(1, 10))
    await subscribed(store, 2, 3, 5, 8, 9, query="$SZ002230")
    await hot(store)
    await settle(store, 8, 1, muted_until=HOUR_LATER)
    other = await an_article(store, "另一家", source="other", url=ADDRESS)
    urgent = [await query_id(store, "$SZ002230")]
    assert await plan(store, other, urgent_for=urgent, size=2) == 0
    assert await urgent_for(store) == [2, 3]
    with suppress(LookupError):
        async with store.write() as connection:
            await fan_out.plan_next(connection, size=2)
            raise LookupError
    other_process = open_store(ready_url)
    await asyncio.gather(plan_all_slices(store), plan_all_slices(other_process))
    await other_process.close()
    assert await urgent_for(store) == [2, 3, 5, 9]
    assert {each.due_at for each in await rows(store)} == {NOW}
    assert whom(await claim(store, limit=4)) == [2, 3, 5, 9]


async def urgent_for(store: Store) -> list[int]:
    """Return the chats for which an alert is urgent, by the numbers they have here."""
    return [each.chat_id for each in await rows(store) if each.rank == Rank.URGENT]


async def test_another_report_takes_the_place_of_one_that_is_retracted(store: Store) -> None:
    """Where it was asked for, planned or not, by itself or in a digest."""
    await subscribed(store, *range(1, 8))
    await subscribed(store, 3, 6, 7, query=OTHER_WORDS)
    await settle(store, 7, cadence=Cadence.DAILY)
    article = await hot(store)
    other = await an_article(store, "另一家", source="other", url=ADDRESS)
    assert await plan(store, other, OTHER_WORDS, subscribed_before=NOW) == 0
    async with store.write() as connection:
        await retractions.retract(connection, [article.id], NOW)
    await plan_all_slices(store)
    for moment in (NOW, HOUR_LATER):
        assert await make_digests(store, moment) == 1
    claimed = await claim(store, HOUR_LATER)
    told_of = {each.chat.telegram_id: articles_of(each) for each in claimed}
    mine, theirs = [article.id], [other.id]
    assert told_of == {1: mine, 2: mine, 3: theirs, 4: mine, 5: mine, 6: theirs, 7: theirs}
    assert [[row.article_id] for row in await rows(store)][:7] == list(told_of.values())


def articles_of(alert: Alert) -> list[int]:
    """Return what an alert tells of."""
    if isinstance(alert.content, Digest):
        return [each.story.article.id for each in alert.content.lines]
    return [news_of(alert).article.id]


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
    """Crashes, other reports, urgent ones too, chats that come, go and merge, in any order."""
    store, chance = sqlite_store, random.Random(seed)
    asked = [(WORDS,), (OTHER_WORDS,), (WORDS, OTHER_WORDS)]
    wishes = {each: chance.choice(asked) for each in range(1, 10)}
    staying, marked = set(wishes), False
    for each in wishes:
        await a_chat(store, each)
    for query in (WORDS, OTHER_WORDS):
        await subscribed(store, *(each for each in wishes if query in wishes[each]), query=query)
    await hot(store, WORDS, OTHER_WORDS)

    async def crash() -> None:
        with suppress(LookupError):
            async with store.write() as connection:
                await fan_out.plan_next(connection, size=2)
                raise LookupError

    async def report() -> None:
        nonlocal marked
        title = f"另一家 {chance.random()}"
        another = await an_article(store, title, source="other", url=ADDRESS)
        urgent_for = chance.choice([[], [await query_id(store, OTHER_WORDS)]])
        await plan(store, another, *chance.choice([(), *asked]), urgent_for=urgent_for, size=2)
        marked = marked or bool(urgent_for)

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
    urgent = {each for each in staying if marked and OTHER_WORDS in wishes[each]}
    assert urgent <= {each.chat_id for each in found if each.rank == Rank.URGENT}
    assert staying <= set(await told(store))
