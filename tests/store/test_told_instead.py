"""Alerts that are judged when they are claimed: what is told instead, and what is given up."""

from __future__ import annotations

from datetime import timedelta

from notifier.core.alerts import Alert, AlertState, Cadence, Digest
from notifier.core.model import Article
from notifier.store.alerts import claims, fan_out
from notifier.store.alerts.digests import ITEMS, MESSAGES
from notifier.store.articles import stories
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW, a_chat, a_subscription, an_article, arrived, news_of
from tests.store.test_outbox import counts, plan, whom
from tests.store.test_planning import make_digests, rows, settle

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
PAGE = "https://wire.example/1"
"""Articles that name one page are of one story."""


async def claim(store: Store, later: timedelta = timedelta()) -> list[Alert]:
    async with store.write() as connection:
        return await claims.claim(connection, NOW + later, 10, why=lambda content: content.reasons)


async def unsubscribe(store: Store, telegram_id: int, query: str) -> None:
    chat = await a_chat(store, telegram_id)
    async with store.write() as connection:
        await subscriptions.unsubscribe(connection, chat.id, query)


async def a_story(store: Store, first: str, *others: str) -> list[Article]:
    """Store a story that one article tells after the other, each for who asks for one query."""
    made = [await an_article(store, each, source=each, url=PAGE) for each in (first, *others)]
    for article, query in zip(made, (first, *others), strict=True):
        await plan(store, article, query)
    return made


async def test_an_alert_tells_of_the_article_that_is_still_asked_for(store: Store) -> None:
    for query in ("元宇宙", "芯片", "央行"):
        await a_subscription(store, 1, query)
    _, _, third = await a_story(store, "元宇宙", "芯片", "央行")
    await unsubscribe(store, 1, "元宇宙")
    await unsubscribe(store, 1, "芯片")
    (alert,) = await claim(store)
    assert news_of(alert).article == third
    assert [each.label for each in news_of(alert).reasons] == ["央行"]
    assert (await rows(store))[0].article_id == third.id
    async with store.write() as connection:
        await arrived(connection, [alert])
    assert await claim(store, HOUR) == []
    assert await counts(store) == {AlertState.SENT: 1}


async def test_a_crash_before_it_is_sent_loses_nothing_of_it(store: Store) -> None:
    for query in ("元宇宙", "芯片", "央行"):
        await a_subscription(store, 1, query)
    _, second, third = await a_story(store, "元宇宙", "芯片", "央行")
    await unsubscribe(store, 1, "元宇宙")
    (alert,) = await claim(store)
    assert news_of(alert).article == second
    await unsubscribe(store, 1, "芯片")
    async with store.write() as connection:
        assert await claims.requeue_orphans(connection, NOW) == 1
    (alert,) = await claim(store)
    assert (news_of(alert).article, alert.attempts) == (third, 2)


async def test_what_is_given_up_keeps_nothing_else_back(store: Store) -> None:
    for query in ("元宇宙", "芯片"):
        await a_subscription(store, 1, query)
    for number in range(3):
        await plan(store, await an_article(store, f"元宇宙{number}"), "元宇宙")
    await plan(store, await an_article(store, "芯片"), "芯片")
    await unsubscribe(store, 1, "元宇宙")
    (alert,) = await claim(store)
    assert news_of(alert).article.title == "芯片"
    assert await counts(store) == {AlertState.DEAD: 3, AlertState.SENDING: 1}


async def test_nothing_is_given_up_while_another_article_may_be_joining_its_story(
    store: Store, ready_url: str
) -> None:
    for query in ("元宇宙", "芯片"):
        await a_subscription(store, 1, query)
    await a_story(store, "元宇宙")
    second = await an_article(store, "芯片", source="other", url=PAGE)
    await plan(store, second)  # what held for it is not stored yet
    await unsubscribe(store, 1, "元宇宙")
    if not store.is_sqlite:  # there nobody else can be writing meanwhile
        other_process = open_store(ready_url)
        async with other_process.write() as connection:
            await stories.lock(connection)
            assert await claim(store) == []
        await other_process.close()
        (row,) = await rows(store)
        assert (row.state, row.attempts) == ("later", 0)
    await plan(store, second, "芯片")
    (alert,) = await claim(store, SECOND)
    assert (news_of(alert).article, alert.attempts) == (second, 1)


async def test_a_digest_shows_what_is_asked_for_and_is_given_up_where_nothing_is(
    store: Store,
) -> None:
    for chat in (1, 2):
        for number, query in enumerate(("元宇宙", "芯片")):
            await a_subscription(store, chat, query)
            await settle(store, chat, number, cadence=Cadence.DAILY)
    # The oldest is the one that the last message has no place for.
    await plan(store, await an_article(store, "芯片"), "芯片")
    for number in range(ITEMS * MESSAGES):
        await plan(store, await an_article(store, f"元宇宙{number}"), "元宇宙")
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    await unsubscribe(store, 1, "元宇宙")
    for query in ("元宇宙", "芯片"):
        await unsubscribe(store, 2, query)
    told = []
    for number in range(8):
        alerts = await claim(store, HOUR + number * SECOND)
        assert {*whom(alerts)} <= {1}
        told += [line.story.article.title for each in alerts for line in digest_of(each).lines]
        async with store.write() as connection:
            await arrived(connection, alerts)
    assert told == ["芯片"]
    found = await counts(store)
    assert {*found} == {AlertState.SENT, AlertState.DEAD}


def digest_of(alert: Alert) -> Digest:
    assert isinstance(alert.content, Digest)
    return alert.content


async def test_each_slice_of_a_fan_out_brings_forward_what_waits_there_for_a_later_digest(
    store: Store,
) -> None:
    people = range(1, 8)
    for chat in people:
        for query in ("元宇宙", "芯片"):
            await a_subscription(store, chat, query)
        await settle(store, chat, 0, cadence=Cadence.WEEKLY)
    first = await an_article(store, "元宇宙", url=PAGE)
    await plan(store, first, "元宇宙")
    assert await counts(store) == {AlertState.GATHERED: 7}
    second = await an_article(store, "芯片", source="other", url=PAGE)
    assert await plan(store, second, "芯片", size=2) == 3
    async with store.write() as connection:
        assert await fan_out.plan_next(connection, size=2) is not None
        assert await fan_out.plan_next(connection, size=2) is not None
    alerts = await claim(store)
    assert whom(alerts) == list(people)
    assert {news_of(each).article for each in alerts} == {second}
    async with store.write() as connection:
        await arrived(connection, alerts)
    await make_digests(store)
    await make_digests(store, NOW + 9 * HOUR)
    assert await claim(store, 9 * HOUR) == []


async def test_what_is_in_a_digest_that_is_under_way_stays_there(store: Store) -> None:
    for number, query in enumerate(("元宇宙", "芯片")):
        await a_subscription(store, 1, query)
        if not number:
            await settle(store, 1, number, cadence=Cadence.DAILY)
    first = await an_article(store, "元宇宙", url=PAGE)
    await plan(store, first, "元宇宙")
    await make_digests(store)
    await make_digests(store, NOW + HOUR)
    (digest,) = await claim(store, HOUR)
    second = await an_article(store, "芯片", source="other", url=PAGE)
    assert await plan(store, second, "芯片") == 0
    async with store.write() as connection:
        await arrived(connection, [digest])
    assert await claim(store, 2 * HOUR) == []
