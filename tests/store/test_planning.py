"""Whom a story is planned for: at once or with a digest, where to, and not against a wish."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.alerts import AlertState, Cadence, Rank, StoryEdit
from notifier.store.alerts import digests, edits, outcomes, status
from notifier.store.alerts.digests import ITEMS, MESSAGES, UnsettledDigest, pack
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert as alert_table
from notifier.store.engine.tables import digest as digest_table
from tests.builders import NOW, a_chat, a_subscription, an_article, arrived, news_of, update_of
from tests.store.test_outbox import claim, counts, plan, planned, query_id, whom

HOUR = timedelta(hours=1)
HOURLY, DAILY = Cadence.HOURLY.value, Cadence.DAILY.value


async def settle(store: Store, chat: int, number: int = 0, **wish: Any) -> None:
    """Settle something about a chat's subscription: its cadence, mute or topic."""
    known = await a_chat(store, chat)
    async with store.write() as connection:
        held = await subscriptions.of_chat(connection, known.id)
        which = (known.id, held[number].id)
        if "cadence" in wish:
            await subscriptions.set_cadence(connection, *which, wish["cadence"])
        if "thread_id" in wish:
            await subscriptions.set_thread(connection, *which, wish["thread_id"])
        if "muted_until" in wish:
            await subscriptions.mute(connection, *which, wish["muted_until"])


async def rows(store: Store) -> list[Any]:
    async with store.read() as connection:
        return list(await connection.execute(sa.select(alert_table).order_by(alert_table.c.id)))


async def waiting_digests(store: Store) -> list[tuple[str, datetime | None]]:
    async with store.read() as connection:
        found = await connection.execute(sa.select(digest_table.c.cadence, digest_table.c.due_at))
        return [(row.cadence, row.due_at) for row in found]


async def make_digests(store: Store, now: datetime = NOW) -> int:
    """Gather, with every digest due an hour from when it is settled."""

    def due(digest: UnsettledDigest, moment: datetime) -> datetime:
        return moment + HOUR

    async with store.write() as connection:
        return await digests.make_due(connection, now, due)


# Planning


async def test_a_muted_subscription_plans_nothing_until_it_speaks_again(store: Store) -> None:
    for chat in (1, 2):
        await a_subscription(store, chat, "元宇宙")
    await settle(store, 1, muted_until=NOW + HOUR)
    article = await an_article(store, "元宇宙")
    assert await plan(store, article, "元宇宙") == 1
    assert whom(await claim(store)) == [2]
    assert await plan(store, await an_article(store, "二"), "元宇宙", now=NOW + HOUR) == 2


async def test_what_is_muted_while_it_waits_is_no_reason_any_more(store: Store) -> None:
    await planned(store, 1)
    await settle(store, 1, muted_until=NOW + HOUR)
    (alert,) = await claim(store)
    assert news_of(alert).reasons == ()


async def test_a_digest_subscription_gathers_instead_of_telling(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    await settle(store, 1, cadence=Cadence.DAILY)
    assert await plan(store, await an_article(store), "元宇宙") == 1
    assert await claim(store) == []
    assert await counts(store) == {AlertState.GATHERED: 1}
    assert await waiting_digests(store) == [(DAILY, None)]


@pytest.mark.parametrize(
    ("first", "second", "soonest"),
    [
        (Cadence.INSTANT, Cadence.DAILY, Cadence.INSTANT),
        (Cadence.DAILY, Cadence.INSTANT, Cadence.INSTANT),
        (Cadence.DAILY, Cadence.HOURLY, Cadence.HOURLY),
    ],
)
async def test_of_several_subscriptions_the_soonest_counts(
    sqlite_store: Store, first: Cadence, second: Cadence, soonest: Cadence
) -> None:
    for number, (query, cadence) in enumerate([("元宇宙", first), ("芯片", second)]):
        await a_subscription(sqlite_store, 1, query)
        await settle(sqlite_store, 1, number, cadence=cadence)
    assert await plan(sqlite_store, await an_article(sqlite_store), "元宇宙", "芯片") == 1
    (row,) = await rows(sqlite_store)
    assert (row.cadence, row.state == "new") == (soonest.value, soonest is Cadence.INSTANT)


async def test_a_story_is_told_once_in_each_topic_that_asked_with_that_topics_reasons(
    store: Store,
) -> None:
    for query in ("元宇宙", "芯片", "央行"):
        await a_subscription(store, 1, query)
    await settle(store, 1, 0, thread_id=7)
    await settle(store, 1, 1, thread_id=7)
    article = await an_article(store)
    assert await plan(store, article, "元宇宙", "芯片", "央行") == 2
    told = {}
    for _ in range(2):
        (alert,) = await claim(store)
        told[alert.thread_id] = {reason.label for reason in news_of(alert).reasons}
        async with store.write() as connection:
            await arrived(connection, [alert])
    assert told == {7: {"元宇宙", "芯片"}, 0: {"央行"}}


async def test_what_is_urgent_to_a_chat_goes_first_there(store: Store) -> None:
    await planned(store, 1, 2)
    await a_subscription(store, 1, "$SZ002230")
    urgent_for = [await query_id(store, "$SZ002230")]
    article = await an_article(store, "紧急")
    assert await plan(store, article, "元宇宙", "$SZ002230", urgent_for=urgent_for) == 2
    first = {each.chat.telegram_id: each for each in await claim(store)}
    assert {chat: each.rank for chat, each in first.items()} == {1: Rank.URGENT, 2: Rank.ORDINARY}
    assert news_of(first[1]).article.title == "紧急"


async def test_what_waits_becomes_urgent_and_due_and_nothing_else_does(store: Store) -> None:
    await planned(store, 1, 2, articles=2)
    await a_subscription(store, 1, "$SZ002230")
    (held, other) = await claim(store)
    async with store.write() as connection:
        for each in (held, other):
            until = {"state": AlertState.LATER, "due_at": NOW + HOUR, "attempts": -1}
            await outcomes.record(connection, [update_of(each, **until)], NOW)
    ids = [await query_id(store, "$SZ002230")]
    assert await plan(store, news_of(held).article, urgent_for=ids) == 0
    raised = [(row.id, row.due_at) for row in await rows(store) if row.rank == Rank.URGENT]
    assert raised == [(held.id, NOW)]


# Digests


async def test_a_digest_is_settled_and_comes_when_it_is_due(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    await settle(store, 1, cadence=Cadence.DAILY)
    for number in range(3):
        await plan(store, await an_article(store, f"元宇宙 {number}"), "元宇宙")
    async with store.read() as connection:
        assert await digests.is_due(connection, NOW)
    assert await make_digests(store) == 1
    assert await waiting_digests(store) == [(DAILY, NOW + HOUR)]
    async with store.read() as connection:
        assert not await digests.is_due(connection, NOW)
        (line, *_) = await status.missed(connection, 1, NOW, 10)
    assert (line.until, line.in_digest, line.cadence) == (NOW + HOUR, True, DAILY)
    assert await make_digests(store, NOW + HOUR) == 1
    assert await waiting_digests(store) == []
    (alert,) = await claim(store, NOW + HOUR)
    assert alert.rank is Rank.CAN_WAIT
    async with store.write() as connection:
        await arrived(connection, [alert], NOW + HOUR, 77)
    assert {(row.state, row.message_id) for row in await rows(store)} == {("sent", 77)}
    assert await make_digests(store, NOW + 9 * HOUR) == 0


async def test_what_comes_after_a_digest_waits_for_the_next(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    await settle(store, 1, cadence=Cadence.HOURLY)
    await plan(store, await an_article(store, "一"), "元宇宙")
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    await plan(store, await an_article(store, "二"), "元宇宙", now=NOW + HOUR)
    assert await waiting_digests(store) == [(HOURLY, None)]
    assert await make_digests(store, NOW + HOUR) == 1
    assert [row.parent_id is None for row in await rows(store) if row.state == "gathered"] == [
        False,
        True,
    ]


async def test_each_topic_and_cadence_has_a_digest_of_its_own(store: Store) -> None:
    for number, query in enumerate(["元宇宙", "芯片"]):
        await a_subscription(store, 1, query)
        await settle(store, 1, number, cadence=[Cadence.HOURLY, Cadence.DAILY][number])
    await settle(store, 1, 1, thread_id=7)
    await plan(store, await an_article(store), "元宇宙", "芯片")
    assert await make_digests(store) == 2
    assert await make_digests(store, NOW + HOUR) == 2
    made = [row for row in await rows(store) if row.kind == "digest"]
    assert {(row.thread_id, row.cadence) for row in made} == {(0, HOURLY), (7, DAILY)}


async def test_what_came_for_one_reason_stands_in_one_message_of_a_long_digest(
    store: Store,
) -> None:
    """Twenty of one query, twenty of another in between, and seven of both, with a company."""
    queries = ("芯片", "元宇宙", "$SZ002230")
    for number, query in enumerate(queries):
        await a_subscription(store, 1, query)
        await settle(store, 1, number, cadence=Cadence.DAILY)
    asked = [("芯片",), ("元宇宙",)] * 20 + [("芯片", "元宇宙", "$SZ002230")] * 7
    for number, each in enumerate(asked):
        await plan(store, await an_article(store, f"要闻 {number}"), *each)
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    made = await rows(store)
    parents = [row.id for row in made if row.kind == "digest"]
    brought = [[row.id for row in made if row.parent_id == each] for each in parents]
    assert [len(each) for each in brought] == [7, 20, 20]
    assert [{asked[item - 1] for item in part} for part in brought] == [
        {asked[-1]},
        {("元宇宙",)},
        {("芯片",)},
    ]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=40))
def test_groups_are_kept_together_as_far_as_there_are_messages_enough(sizes: list[int]) -> None:
    most, numbers = ITEMS * MESSAGES, count()
    groups: list[list[int]] = []
    for size in sizes:
        room = most - sum(map(len, groups))
        if room:
            groups.append([next(numbers) for _ in range(min(size, room))])
    parts = pack(groups)
    assert [each for part in parts for each in part] == [each for group in groups for each in group]
    assert len(parts) <= MESSAGES
    assert all(0 < len(part) <= ITEMS for part in parts)
    if sum(map(len, groups)) <= ITEMS * 2 and len(groups) > 1 and max(map(len, groups)) <= ITEMS:
        assert all(any(set(group) <= set(part) for part in parts) for group in groups)


async def test_a_disabled_chat_gathers_nothing_more(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    await settle(store, 1, cadence=Cadence.DAILY)
    await plan(store, await an_article(store), "元宇宙")
    async with store.write() as connection:
        await chats.disable_chat(connection, 1, "blocked", NOW)
    assert await make_digests(store) == 0
    assert await counts(store) == {AlertState.DEAD: 1}


# Edits, and what was given up


async def test_an_edit_names_the_message_and_tells_the_story_as_it_is(store: Store) -> None:
    await planned(store, 1)
    (alert,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [alert], NOW, 77)
        assert await edits.plan(connection, news_of(alert).article.story_id, NOW) == 1
    (edit,) = await claim(store)
    assert isinstance(edit.content, StoryEdit)
    assert edit.content.message_id == 77
    assert edit.content.story.reasons == news_of(alert).reasons


async def test_what_was_given_up_is_planned_anew_and_what_was_told_is_not(store: Store) -> None:
    await planned(store, 1, 2)
    told, given_up = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [told])
        dead = update_of(given_up, state=AlertState.DEAD, note="refused", refusals=3)
        await outcomes.record(connection, [dead], NOW)
    other, story_id = await an_article(store, "另一家"), news_of(told).article.story_id
    assert await plan(store, other, "元宇宙", story_id=story_id) == 1
    (again,) = await claim(store)
    assert (again.chat, news_of(again).article.title) == (given_up.chat, "另一家")
    assert (again.attempts, again.refusals) == (1, 0)


async def test_what_died_with_its_digest_is_planned_anew_as_it_is_wanted_now(store: Store) -> None:
    await planned(store, 1)
    async with store.write() as connection:
        (chat_id,) = await connection.scalars(sa.select(alert_table.c.chat_id))
        await digests.digest_burst(connection, [chat_id], NOW)
    (digest,) = await claim(store)
    async with store.write() as connection:
        dead = update_of(digest, state=AlertState.DEAD, note="refused")
        await outcomes.record(connection, [dead], NOW)
    await settle(store, 1, cadence=Cadence.DAILY)
    assert await plan(store, await an_article(store, "另一家"), "元宇宙", story_id=1) == 1
    item = (await rows(store))[0]
    assert (item.state, item.cadence, item.parent_id, item.note) == ("gathered", DAILY, None, None)
    assert (await waiting_digests(store)) == [(DAILY, None)]
