"""What is new, who is told of it, and in which feeds it appears."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from notifier.core.model import Entry
from notifier.ingest.pipeline import Ingested
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from tests.builders import NOW, a_chat, a_subscription
from tests.pipeline_harness import PipelineHarness, news

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def harness(sqlite_store: Store) -> PipelineHarness:
    return PipelineHarness(sqlite_store)


# The first reading of a source


async def test_the_first_reading_fills_the_feeds(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42)
    assert await harness.take(news(published=NOW - DAY), first=True) == Ingested(new=1)
    assert await harness.feed() == ["元宇宙来了"]
    assert await harness.told() == []


@pytest.mark.parametrize(
    ("published", "heard"),
    [
        (NOW - MINUTE, False),
        (NOW, False),
        (NOW + timedelta(microseconds=1), True),
        (NOW + MINUTE, True),
        (NOW + timedelta(hours=9), False),  # Such as a wrong zone makes of any date.
        (None, False),
    ],
)
async def test_the_first_reading_alerts_on_what_is_younger_than_the_subscription(
    harness: PipelineHarness, published: datetime | None, heard: bool
) -> None:
    await a_subscription(harness.store, 42, now=NOW)
    harness.clock.advance(hours=1)
    await harness.take(news(published=published), first=True)
    assert await harness.told() == ([(42, "元宇宙来了")] if heard else [])


async def test_the_first_reading_alerts_each_chat_by_its_own_subscription(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 1, now=NOW - 2 * DAY)
    await a_subscription(harness.store, 2, now=NOW)
    await harness.take(news(published=NOW - DAY), first=True)
    assert await harness.told() == [(1, "元宇宙来了")]


async def test_what_the_first_reading_held_back_does_not_alert_later(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42)
    await harness.take(news(published=NOW - DAY), first=True)
    assert await harness.take(news(published=NOW - DAY)) == Ingested()
    assert await harness.told() == []


# Afterwards


@pytest.mark.parametrize("published", [NOW - 400 * DAY, NOW, NOW + DAY, None])
async def test_afterwards_whatever_is_new_alerts_once_whatever_its_date(
    harness: PipelineHarness, published: datetime | None
) -> None:
    await a_subscription(harness.store, 42)
    entry = news(published=published)
    assert await harness.take(entry, max_age="none") == Ingested(new=1, alerts=1)
    assert await harness.take(entry, max_age="none") == Ingested()
    assert await harness.told() == [(42, "元宇宙来了")]


@pytest.mark.parametrize(("age", "heard"), [(3 * DAY, True), (3 * DAY + MINUTE, False)])
async def test_what_arrives_later_than_its_source_allows_only_fills_the_feeds(
    harness: PipelineHarness, age: timedelta, heard: bool
) -> None:
    await a_subscription(harness.store, 42)
    await harness.take(news(published=NOW - age), max_age="3d")
    assert bool(await harness.told()) is heard
    assert await harness.feed() == ["元宇宙来了"]


async def test_what_has_no_date_is_never_too_old(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42)
    await harness.take(news(published=None), max_age="1s")
    assert await harness.told() == [(42, "元宇宙来了")]


async def test_a_subscription_made_while_running_matches_the_next_article(store: Store) -> None:
    harness = PipelineHarness(store)
    await harness.take(news("元宇宙一"))
    await a_subscription(store, 42, now=harness.clock.now)
    await harness.take(news("元宇宙二"))
    assert await harness.told() == [(42, "元宇宙二")]


async def test_several_subscriptions_of_a_chat_make_one_alert_with_all_reasons(
    store: Store,
) -> None:
    harness = PipelineHarness(store)
    for query in ("元宇宙", "$SZ002230", "央行", "产品"):
        await a_subscription(store, 42, query)
    await a_subscription(store, 43, "央行")
    await harness.take(news("科大讯飞发布元宇宙产品"))
    labels = {"元宇宙", "科大讯飞", "产品"}
    assert await harness.alerts() == [(42, "科大讯飞发布元宇宙产品", labels)]


async def test_a_disabled_chat_is_told_nothing(harness: PipelineHarness) -> None:
    chat = await a_chat(harness.store, 42)
    await a_subscription(harness.store, chat)
    async with harness.store.write() as connection:
        await chats.disable_chat(connection, chat.id, "blocked", NOW)
    assert await harness.take(news()) == Ingested(new=1)


async def test_an_article_may_have_neither_date_nor_address_nor_body(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42)
    bare = Entry(key="1", title="元宇宙来了")
    assert await harness.take(bare) == Ingested(new=1, alerts=1)
    assert await harness.told() == [(42, "元宇宙来了")]


async def test_alerts_of_one_reading_come_oldest_first(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42)
    entries = [news(f"元宇宙{minutes}", published=NOW - minutes * MINUTE) for minutes in (1, 3, 2)]
    await harness.take(*entries, news("元宇宙0", published=None))
    assert [title for _, title in await harness.told()] == [
        "元宇宙3",
        "元宇宙2",
        "元宇宙1",
        "元宇宙0",
    ]


# The same once more


async def test_of_two_entries_with_one_key_the_first_is_the_article(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42)
    reading = [news("元宇宙一", key="1"), news("元宇宙二", key="1")]
    assert await harness.take(*reading) == Ingested(new=1, alerts=1)
    assert await harness.take(*reading) == Ingested(), "nor do they take turns"
    assert await harness.told() == [(42, "元宇宙一")]


async def test_the_same_key_in_two_sources_is_two_articles(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42)
    await harness.take(news("元宇宙一", key="1"), source="a")
    await harness.take(news("元宇宙二", key="1"), source="b")
    assert len(await harness.told()) == 2


async def test_one_address_from_two_sources_is_one_story_and_one_alert(store: Store) -> None:
    harness = PipelineHarness(store)
    await a_subscription(store, 42, "元宇宙")
    await a_subscription(store, 42, "芯片")
    await a_subscription(store, 43, "芯片")
    await harness.take(news("元宇宙来了", url="https://a.example/1?utm_source=a"), source="a")
    await harness.take(news("元宇宙芯片来了", url="http://a.example/1#top"), source="b")
    assert await harness.told() == [(42, "元宇宙来了"), (43, "元宇宙芯片来了")]
