"""The outbox: who is to be told of what, and what became of each alert."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.core.alerts import Alert, AlertState, Notice
from notifier.core.model import Article, Chat, Match, Reason, ReasonKind
from notifier.store.alerts import claims, fan_out, outcomes, status
from notifier.store.alerts.outcomes import AlertUpdate, TopicLost
from notifier.store.chats import chats, queries, subscriptions
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import alert as alert_table
from tests.builders import (
    NOW,
    a_chat,
    a_subscription,
    an_article,
    arrived,
    edit_article,
    news_of,
    update_of,
)

SECOND = timedelta(seconds=1)


def because(label: str) -> Reason:
    return Reason(ReasonKind.TERM, label)


async def query_id(store: Store, canonical: str) -> int:
    async with store.read() as connection:
        found = await queries.changed_since(connection, 0)
    return next(query.id for query in found if query.canonical == canonical)


async def plan(store: Store, article: Article, *queries: str, **when: Any) -> int:
    """Note that queries hold for an article, each because of itself, and plan its alerts."""
    ids = [await query_id(store, query) for query in queries]
    matches = [Match(each, (because(query),)) for each, query in zip(ids, queries, strict=True)]
    async with store.write() as connection:
        await edit_article(connection, article, matches=matches)
        return await fan_out.plan(
            connection,
            article_id=article.id,
            query_ids=ids,
            **{"story_id": article.story_id, "now": NOW, **when},
        )


async def claim(store: Store, now: datetime = NOW, limit: int = 10) -> list[Alert]:
    async with store.write() as connection:
        return await claims.claim(connection, now, limit)


async def planned(store: Store, *telegram_ids: int, articles: int = 1) -> list[Chat]:
    """Plan an alert of each of several articles for each chat."""
    whom = [await a_chat(store, each) for each in telegram_ids]
    for each in whom:
        await a_subscription(store, each, "元宇宙")
    for number in range(articles):
        await plan(store, await an_article(store, f"元宇宙 {number}"), "元宇宙")
    return whom


async def row(store: Store, alert: Alert) -> Any:
    async with store.read() as connection:
        rows = await connection.execute(sa.select(alert_table).where(alert_table.c.id == alert.id))
        return rows.one()


async def counts(store: Store) -> dict[AlertState, int]:
    async with store.read() as connection:
        found = await status.counts(connection)
    assert set(found) == set(AlertState)
    return {state: number for state, number in found.items() if number}


def dead(alert: Alert, note: str) -> AlertUpdate:
    return update_of(alert, state=AlertState.DEAD, note=note)


def whom(alerts: Sequence[Alert]) -> list[int]:
    return sorted(alert.chat.telegram_id for alert in alerts)


# Planning


async def test_every_chat_that_asked_is_told_once_with_all_its_reasons(store: Store) -> None:
    for chat, query in [(1, "元宇宙"), (1, "芯片"), (2, "芯片"), (3, "央行")]:
        await a_subscription(store, chat, query)
    article = await an_article(store, "元宇宙芯片")
    assert await plan(store, article, "元宇宙", "芯片") == 2
    first, second = sorted(await claim(store), key=lambda alert: alert.chat.telegram_id)
    assert (first.chat.telegram_id, news_of(first).reasons) == (
        1,
        (because("元宇宙"), because("芯片")),
    )
    assert (second.chat.telegram_id, news_of(second).reasons) == (2, (because("芯片"),))
    assert (news_of(first).article, first.attempts) == (article, 1)


async def test_nobody_is_told_where_no_query_holds(store: Store) -> None:
    await a_subscription(store, 1)
    assert await plan(store, await an_article(store)) == 0
    assert await counts(store) == {}


async def test_a_chat_hears_of_a_story_once(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    first, *others = [await an_article(store, "元宇宙", source=name) for name in "abc"]
    assert await plan(store, first, "元宇宙") == 1
    assert await plan(store, others[0], "元宇宙", story_id=first.story_id) == 0
    (alert,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [alert])
    assert await plan(store, others[1], "元宇宙", story_id=first.story_id) == 0


async def test_a_disabled_chat_gets_nothing_planned(store: Store) -> None:
    chat = await a_chat(store, 1)
    await a_subscription(store, chat, "元宇宙")
    async with store.write() as connection:
        await chats.disable_chat(connection, chat.id, "blocked", NOW)
    assert await plan(store, await an_article(store), "元宇宙") == 0


async def test_with_a_bound_only_older_subscriptions_count(store: Store) -> None:
    for chat, seconds in [(1, -1), (2, 0), (3, 1)]:
        await a_subscription(store, chat, "元宇宙", now=NOW + seconds * SECOND)
    article = await an_article(store)
    assert await plan(store, article, "元宇宙", subscribed_before=NOW) == 1
    assert whom(await claim(store)) == [1]


async def test_more_queries_may_hold_than_a_statement_takes(sqlite_store: Store) -> None:
    await a_subscription(sqlite_store, 1, "元宇宙")
    await a_subscription(sqlite_store, 2, "芯片")
    ids = [await query_id(sqlite_store, "元宇宙")]
    ids += [*range(1_000_000, 1_040_000), await query_id(sqlite_store, "芯片"), ids[0]]
    article = await an_article(sqlite_store)
    async with sqlite_store.write() as connection:
        made = await fan_out.plan(
            connection, article_id=article.id, story_id=article.story_id, query_ids=ids, now=NOW
        )
    assert made == 2


# Claiming


async def test_alerts_of_a_chat_are_given_out_one_at_a_time_in_their_order(store: Store) -> None:
    await planned(store, 1, articles=3)
    titles = []
    for _ in range(3):
        (alert,) = await claim(store)
        assert await claim(store) == [], "one is under way"
        titles.append(news_of(alert).article.title)
        async with store.write() as connection:
            await arrived(connection, [alert], NOW, 5)
    assert titles == ["元宇宙 0", "元宇宙 1", "元宇宙 2"]
    assert await counts(store) == {AlertState.SENT: 3}


async def test_no_more_is_given_out_than_was_asked_for(store: Store) -> None:
    await planned(store, 1, 2, 3, 4, 5)
    assert len(await claim(store, limit=2)) == 2
    assert len(await claim(store, limit=9)) == 3


async def test_an_alert_is_never_given_out_twice(store: Store, ready_url: str) -> None:
    await planned(store, *range(1, 21), articles=2)
    stores = [store, open_store(ready_url), open_store(ready_url)]
    given: list[Alert] = []
    while claims := [*filter(None, await asyncio.gather(*(claim(s, limit=4) for s in stores * 3)))]:
        given += (alert for claimed in claims for alert in claimed)
    for other in stores[1:]:
        await other.close()
    assert len({alert.id for alert in given}) == len(given) == 20
    assert whom(given) == list(range(1, 21))


async def test_a_claim_that_waited_for_another_gets_nothing_of_it(store: Store) -> None:
    await planned(store, 1, 2)

    async def claim_slowly() -> list[Alert]:
        async with store.write() as connection:
            claimed = await claims.claim(connection, NOW, 10)
            holding.set()
            await asyncio.sleep(0.05)
            return claimed

    holding = asyncio.Event()
    first = asyncio.create_task(claim_slowly())
    await holding.wait()
    assert await claim(store) == []
    assert whom(await first) == [1, 2]


async def test_nothing_is_given_out_before_it_is_due(store: Store) -> None:
    await planned(store, 1)
    (alert,) = await claim(store)
    async with store.write() as connection:
        update = update_of(alert, state=AlertState.LATER, due_at=NOW + SECOND, note="it rains")
        await outcomes.record(connection, [update], NOW)
    assert await claim(store, NOW + SECOND / 2) == []
    (again,) = await claim(store, NOW + SECOND)
    assert (again.id, again.attempts) == (alert.id, 2)
    assert (await row(store, alert)).note == "it rains"


async def test_a_chat_that_must_wait_gets_nothing_and_others_do(store: Store) -> None:
    one, _ = await planned(store, 1, 2)
    async with store.write() as connection:
        await chats.hold_chats(connection, {one.id: NOW + timedelta(seconds=43_837)})
    assert whom(await claim(store)) == [2]
    assert whom(await claim(store, NOW + timedelta(seconds=43_837))) == [1]


async def test_an_alert_carries_only_what_is_still_asked_for(store: Store) -> None:
    chat = await a_chat(store, 1)
    await a_subscription(store, chat, "元宇宙")
    await a_subscription(store, chat, "芯片")
    await plan(store, await an_article(store), "元宇宙", "芯片")
    async with store.write() as connection:
        await subscriptions.unsubscribe(connection, chat.id, "元宇宙")
    (alert,) = await claim(store)
    assert news_of(alert).reasons == (because("芯片"),)


# What became of them


async def test_what_arrived_is_noted_with_its_number(store: Store) -> None:
    await planned(store, 1)
    (alert,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [alert], NOW + SECOND, 77)
    noted = await row(store, alert)
    assert (noted.state, noted.message_id, noted.sent_at) == ("sent", 77, NOW + SECOND)


async def test_what_was_given_up_says_why_and_stays_so(store: Store) -> None:
    await planned(store, 1)
    (alert,) = await claim(store)
    async with store.write() as connection:
        await outcomes.record(connection, [dead(alert, "Message is too long")], NOW)
    assert (await row(store, alert)).note == "Message is too long"
    assert await claim(store, NOW + timedelta(days=9)) == []


async def test_what_a_process_died_over_is_tried_again(store: Store) -> None:
    await planned(store, 1, 2)
    one, two = await claim(store)
    async with store.write() as connection:
        assert await claims.requeue_orphans(connection, NOW, in_flight=[two.id]) == 1
    assert [alert.id for alert in await claim(store)] == [one.id]
    async with store.write() as connection:
        assert await claims.requeue_orphans(connection, NOW) == 2


@pytest.mark.parametrize("final", ["sent", "dead"])
async def test_what_is_over_is_no_orphan(store: Store, final: str) -> None:
    await planned(store, 1)
    (alert,) = await claim(store)
    async with store.write() as connection:
        if final == "sent":
            await arrived(connection, [alert], NOW, 1)
        else:
            await outcomes.record(connection, [dead(alert, "no")], NOW)
        assert await claims.requeue_orphans(connection, NOW) == 0


async def test_what_the_chat_itself_was_sent_is_not_sent_again_where_its_topic_is_gone(
    store: Store,
) -> None:
    chat = await a_chat(store, -5)
    for query in ("元宇宙", "芯片"):
        await a_subscription(store, chat, query)
    async with store.write() as connection:
        _, second = await subscriptions.of_chat(connection, chat.id)
        await subscriptions.set_thread(connection, chat.id, second.id, 7)
    assert await plan(store, await an_article(store, "元宇宙芯片"), "元宇宙", "芯片") == 2
    (here,) = await claim(store)
    async with store.write() as connection:
        await arrived(connection, [here])
    (there,) = await claim(store)
    lost = TopicLost(7, Notice("gone", "gone"), there.rank)
    async with store.write() as connection:
        update = update_of(there, state=AlertState.LATER, due_at=NOW, chat_change=lost)
        await outcomes.record(connection, [update], NOW)
    assert (here.thread_id, there.thread_id) == (0, 7)
    assert (await row(store, there)).note == "told in the chat itself already"
    (notice,) = await claim(store)
    assert notice.content == Notice("gone", "gone")
