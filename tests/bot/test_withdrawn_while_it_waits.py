"""An article that its source takes back while its alert waits: it is told all the same."""

from __future__ import annotations

import pytest

from notifier.core.market_calendar import Calendars
from notifier.core.model import Entry
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.builders import NOW, small_rules
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import METAVERSE, PipelineHarness, news

QUIET = "/settings 09:00-17:30"  # it is half past nine in Shanghai
CITIES = ("苏州", "成都", "武汉", "西安", "沈阳", "福州")
PAGE = [
    news(f"元宇宙展在{city}开幕", key=str(at), published=NOW, url=f"https://wire.example/{at}")
    for at, city in enumerate(CITIES)
]
GONE = PAGE[3]


class Evening:
    """A person who follows a word, its source, and what arrives in the evening."""

    def __init__(self, store: Store) -> None:
        self.sender = FakeSender()
        rules = small_rules(METAVERSE)
        self.store = store
        self.bot = Bot(store, self.sender, rules)
        self.clock = self.bot.clock
        self.source = PipelineHarness(store, rules, self.clock)
        self.digests = DigestJob(store, self.clock, OPTIONS.zone, Calendars())

    async def follows(self, *words: str, cadence: str | None = None) -> None:
        await self.bot.ask(42, "/watch 元宇宙")
        for each in words:
            await self.bot.ask(42, each)
        async with self.store.read() as connection:
            ((_, held),) = await subscriptions.of_all(connection)
        if cadence:
            await self.bot.press(42, Button("x", f"when:{held.id}:{cadence}"))
        self.sender.sent.clear()
        self.sender.messages.clear()

    async def takes_back(self, entry: Entry) -> None:
        """Let the source show its page, and then for a while without one of its articles."""
        await self.source.carries(*reversed(PAGE))
        for _ in range(4):
            self.clock.advance(minutes=6)
            await self.source.carries(*(each for each in reversed(PAGE) if each is not entry))
        assert entry.title not in await self.source.feed()

    async def arrived(self, *, burst: int = 100, **later: int) -> str:
        self.clock.advance(**later)
        async with dispatch(self.store, self.sender, self.clock, burst=burst) as desk:
            await self.digests.run_once()
            await desk.deliver(12)
        return "\n".join(each.plain for each in self.sender.messages)


@pytest.fixture
async def evening(sqlite_store: Store) -> Evening:
    return Evening(sqlite_store)


@pytest.mark.parametrize("burst", [100, 3], ids=["one by one", "in a digest of the night"])
async def test_what_is_withdrawn_in_quiet_hours_is_told_when_they_end(
    evening: Evening, burst: int
) -> None:
    await evening.follows(QUIET)
    await evening.takes_back(GONE)
    assert await evening.arrived(burst=burst) == "", "it is quiet"
    told = await evening.arrived(burst=burst, hours=8)
    assert [told.count(each.title) for each in PAGE] == [1] * len(PAGE)


async def test_what_is_withdrawn_while_it_stands_in_a_digest_stays_in_it(evening: Evening) -> None:
    await evening.follows(cadence="daily")
    await evening.takes_back(GONE)
    assert await evening.arrived(minutes=5) == "", "the digest is not due"
    told = await evening.arrived(hours=12)
    assert [told.count(each.title) for each in PAGE] == [1] * len(PAGE)
    assert len(evening.sender.sent) == 1


async def test_a_digest_that_quiet_hours_hold_back_keeps_what_is_withdrawn_meanwhile(
    evening: Evening,
) -> None:
    await evening.follows(QUIET, cadence="hourly")
    await evening.takes_back(GONE)
    assert await evening.arrived(hours=2) == "", "its hour is a quiet one"
    told = await evening.arrived(hours=8)
    assert [told.count(each.title) for each in PAGE] == [1] * len(PAGE)
    assert len(evening.sender.sent) == 1
