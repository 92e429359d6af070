"""News on its way through all rooms: from what a source carries to what a chat is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest

from notifier.core.alerts import Cadence
from notifier.core.market_calendar import Calendars
from notifier.core.model import Entry
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.outcome import Dead
from notifier.store.chats import admin, subscriptions
from notifier.store.engine.database import Store
from tests.builders import a_chat, a_subscription, an_entry
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

PAGE = [news(f"元宇宙{number}", key=str(number)) for number in range(6)]
AWAY = PAGE[3]
REST = [entry for entry in PAGE if entry is not AWAY]


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def harness(sqlite_store: Store) -> PipelineHarness:
    return PipelineHarness(sqlite_store)


@pytest.fixture
async def desk(harness: PipelineHarness, sender: FakeSender) -> AsyncIterator[Dispatch]:
    async with dispatch(harness.store, sender, harness.clock) as made:
        yield made


async def carries_for_a_while(harness: PipelineHarness, *entries: Entry) -> None:
    for _ in range(4):
        harness.clock.advance(minutes=5)
        await harness.carries(*entries)


async def subscribe_daily(store: Store) -> None:
    await a_subscription(store, 42)
    chat = await a_chat(store, 42)
    async with store.write() as connection:
        (held,) = await subscriptions.of_chat(connection, chat.id)
        await subscriptions.set_cadence(connection, chat.id, held.id, Cadence.DAILY)


async def send_digests(harness: PipelineHarness, desk: Dispatch) -> None:
    job = DigestJob(harness.store, harness.clock, ZoneInfo("Asia/Shanghai"), Calendars())
    await job.run_once()
    harness.clock.advance(days=1)
    await job.run_once()
    await desk.deliver()


@pytest.mark.parametrize("is_back", [True, False])
async def test_a_digest_tells_of_what_was_away_from_its_page_for_a_while(
    harness: PipelineHarness, desk: Dispatch, sender: FakeSender, *, is_back: bool
) -> None:
    await subscribe_daily(harness.store)
    await harness.carries(*PAGE)
    await carries_for_a_while(harness, *REST)
    if is_back:
        await harness.carries(*PAGE)
    await send_digests(harness, desk)
    [digest] = sender.messages
    assert all(entry.title in digest.plain for entry in PAGE)


async def test_news_that_waits_is_sent_though_its_page_lacks_it_for_a_while(
    harness: PipelineHarness, desk: Dispatch, sender: FakeSender
) -> None:
    await a_subscription(harness.store, 42)
    await harness.carries(*PAGE)
    await carries_for_a_while(harness, *REST)
    await desk.deliver(6)
    assert sorted(sender.sent) == [(42, entry.title) for entry in PAGE]


async def test_another_source_brings_what_was_given_up(
    harness: PipelineHarness, desk: Dispatch, sender: FakeSender
) -> None:
    await a_subscription(harness.store, 42)
    sender.answer(42, Dead("refused"))
    await harness.take(news())
    await desk.deliver()
    await harness.take(an_entry("元宇宙来了", key="b"), source="b")
    harness.clock.advance(seconds=1)
    await desk.deliver()
    assert sender.sent == [(42, "元宇宙来了")] * 2
    await harness.take(an_entry("元宇宙来了", key="c"), source="c")
    harness.clock.advance(seconds=1)
    await desk.deliver()
    assert len(sender.sent) == 2


async def test_fresh_news_goes_out_before_broadcasts_and_edits_to_other_chats(
    harness: PipelineHarness, desk: Dispatch, sender: FakeSender
) -> None:
    for chat in range(1, 6):
        await a_subscription(harness.store, chat)
    await a_subscription(harness.store, 42, "芯片")
    await harness.take(news(key="1"))
    await desk.deliver(5)
    await harness.take(news("元宇宙真的来了", key="1"))
    async with harness.store.write() as connection:
        await admin.broadcast(connection, "Hello", "Hello", harness.clock.now)
    harness.clock.advance(minutes=1)
    await harness.take(news("芯片来了"))
    sender.messages.clear()
    await desk.deliver(12)
    said = [message.plain.splitlines()[0] for message in sender.messages]
    assert said[0] == "芯片来了"
    assert Counter(said) == {"芯片来了": 1, "元宇宙真的来了": 5, "Hello": 6}
