"""A reader with a bot, sources that report to them, and what Telegram is sent: all on one clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from notifier.core.market_calendar import Calendars
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.builders import an_entry, shipped_rules
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness

READER = 42
SHANGHAI = ZoneInfo("Asia/Shanghai")


MORNING = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
_STEPS = 12


class Newsroom:
    """What sources report goes to those who follow it, each step taken by the real thing."""

    def __init__(self, store: Store, now: datetime = MORNING) -> None:
        self.store = store
        self.sender = FakeSender()
        rules = shipped_rules()
        self.bot = Bot(store, self.sender, rules)
        self.clock = self.bot.clock
        self.clock.now = now
        self.sources = PipelineHarness(store, rules, self.clock)
        self.digests = DigestJob(store, self.clock, OPTIONS.zone, Calendars())

    async def follows(self, *queries: str, reader: int = READER, language: str = "en") -> None:
        for each in queries:
            await self.bot.ask(reader, f"/watch {each}", language)
        self.clock.advance(seconds=1)

    async def says(self, *texts: str, reader: int = READER) -> str:
        """Write to the bot, and return what it answered last."""
        return [await self.bot.ask(reader, each) for each in texts][-1]

    async def presses(self, which: str, number: int = 0, reader: int = READER) -> str:
        """Press the button that says `which` of a line of one's list, by its data."""
        async with self.store.read() as connection:
            held = await subscriptions.of_all(connection)
        own = [each for chat, each in held if chat.telegram_id == reader]
        return await self.bot.press(reader, Button("x", which.format(own[number].id)))

    async def reports(
        self, title: str, body: str = "", source: str = "wire", key: str = "1", **fields: Any
    ) -> None:
        """Let a source report something, or say something else of what it has reported."""
        address = f"https://{source}.example/{key}"
        entry = an_entry(title, body=body, key=key, **{"url": address, **fields})
        await self.sources.take(entry, source=source)

    async def arrives(self, **later: float) -> list[str]:
        """Let time pass; return what the reader is sent meanwhile, and the edits, as plain text."""
        until = self.clock.now + timedelta(**later)
        step = max(timedelta(hours=1), timedelta(**later) / _STEPS)
        before = len(self.sender.messages)
        async with dispatch(
            self.store,
            self.sender,
            self.clock,
            burst=10,
            fresh_for=timedelta(hours=6),
            company_name=lambda _symbol, name, _language: name,
        ) as desk:
            while True:
                await self.digests.run_once()
                await desk.deliver(3)
                if self.clock.now >= until:
                    break
                self.clock.now = min(until, self.clock.now + step)
        return [each.plain for each in self.sender.messages[before:]]
