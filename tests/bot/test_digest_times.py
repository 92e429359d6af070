"""When digests come: from what a person follows and chooses to the message that arrives."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifier.core.i18n import translator
from notifier.core.market_calendar import Calendars
from notifier.core.model import Security
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.builders import small_rules
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
SECURITIES = (
    Security("AAPL", "NASDAQ", "苹果公司", ("Apple Inc",)),
    Security("00700.HK", "HKEX", "腾讯控股"),
    Security("SH600519", "SSE", "贵州茅台"),
)
NEW_YORK, HONG_KONG, SHANGHAI = "America/New_York", "Asia/Hong_Kong", "Asia/Shanghai"


class Reader:
    """A chat whose bot, sources, digests and deliveries share one clock and database."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store = store
        self.sender = FakeSender()
        rules = small_rules(securities=SECURITIES)
        self.bot = Bot(store, self.sender, rules)
        self.clock = self.bot.clock
        self.clock.now = now
        self.sources = PipelineHarness(store, rules, self.clock)
        self.digests = DigestJob(store, self.clock, OPTIONS.zone, Calendars())

    async def follow(self, what: str, cadence: str) -> None:
        """Follow something, and choose on its card when it comes."""
        await self.bot.ask(42, f"/watch {what}")
        async with self.store.read() as connection:
            held = [each.id for _, each in await subscriptions.of_all(connection)]
        await self.bot.press(42, Button("x", f"when:{max(held)}:{cadence}"))

    async def appears(self, *companies: str, title: str = "元宇宙要闻") -> None:
        """Take in an article about each of these companies."""
        for number, company in enumerate(companies):
            key = f"{self.clock.now}{number}"
            await self.sources.take(
                news(f"{title} {company}", key=key, tickers=(company,), published=self.clock.now)
            )

    async def told_at(self, now: datetime) -> list[str]:
        """Return what arrives by a moment."""
        self.clock.now = now
        before = len(self.sender.sent)
        async with dispatch(self.store, self.sender, self.clock, burst=100) as desk:
            await self.digests.run_once()
            await desk.deliver(2)
        return [text for _, text in self.sender.sent[before:]]

    async def comes_at(self, moment: datetime) -> None:
        """Assert that a digest comes at a moment, and not before."""
        assert await self.told_at(moment - timedelta(minutes=1)) == []
        (_,) = await self.told_at(moment)


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("company", "cadence", "now", "due"),
    [
        ("AAPL", "pre_open", at("2026-11-30T10:00"), at("2026-11-30T09:00", NEW_YORK)),
        ("AAPL", "post_close", at("2026-11-30T10:00"), at("2026-11-30T16:15", NEW_YORK)),
        # Thanksgiving, and the half day after it
        ("AAPL", "pre_open", at("2026-11-26T22:30"), at("2026-11-27T09:00", NEW_YORK)),
        ("AAPL", "post_close", at("2026-11-27T22:30"), at("2026-11-27T13:15", NEW_YORK)),
        ("00700.HK", "pre_open", at("2026-11-27T08:00"), at("2026-11-27T09:00", HONG_KONG)),
        ("00700.HK", "post_close", at("2026-12-24T10:00"), at("2026-12-24T12:15", HONG_KONG)),
        ("00700.HK", "post_close", at("2026-12-24T12:30"), at("2026-12-28T16:15", HONG_KONG)),
        ("SH600519", "post_close", at("2026-12-24T10:00"), at("2026-12-24T15:15")),
        ("元宇宙", "post_close", at("2026-12-24T10:00"), at("2026-12-24T15:15")),
    ],
)
async def test_a_digest_keeps_to_the_sessions_of_the_market_of_what_is_followed(
    sqlite_store: Store, company: str, cadence: str, now: datetime, due: datetime
) -> None:
    reader = Reader(sqlite_store, now)
    await reader.follow(company, cadence)
    await reader.appears(company)
    await reader.comes_at(due)


async def test_who_follows_several_markets_has_a_digest_before_each_of_them_opens(
    sqlite_store: Store,
) -> None:
    reader = Reader(sqlite_store, at("2026-11-30T08:00"))
    for company in ("AAPL", "SH600519"):
        await reader.follow(company, "pre_open")
    await reader.appears("AAPL", "SH600519")
    await reader.comes_at(at("2026-11-30T09:00"))
    await reader.appears("AAPL", title="法院就专利案作出判决")
    await reader.comes_at(at("2026-11-30T09:00", NEW_YORK))


async def test_the_settings_name_the_markets_and_one_may_be_chosen(sqlite_store: Store) -> None:
    reader = Reader(sqlite_store, at("2026-11-30T10:00"))
    bot = reader.bot
    await reader.follow("AAPL", "pre_open")
    await bot.ask(42, "/watch 腾讯控股")
    shown = await bot.ask(42, "/settings")
    assert TEXT("settings-market-followed", market=TEXT("market-XNYS")) in shown
    await reader.follow("00700.HK | SH600519", "post_close")
    both = TEXT("settings-and").join(TEXT(f"market-{each}") for each in ("XSHG", "XHKG", "XNYS"))
    shown = await bot.ask(42, "/settings")
    assert TEXT("settings-market-followed", market=both) in shown
    await reader.appears("AAPL")
    assert await reader.told_at(at("2026-11-30T10:01")) == []
    await bot.press(42, Button("x", "set:market:XHKG"))
    assert TEXT("settings-market", market=TEXT("market-XHKG")) in bot.replies.texts(42)[-1]
    await reader.comes_at(at("2026-12-01T09:00", HONG_KONG))
    await bot.press(42, Button("x", "set:market:followed"))
    assert TEXT("settings-market-followed", market=both) in bot.replies.texts(42)[-1]


async def test_who_changes_the_hour_of_the_daily_digest_has_the_next_at_that_hour(
    sqlite_store: Store,
) -> None:
    reader = Reader(sqlite_store, at("2026-11-30T10:00"))
    await reader.follow("AAPL", "daily")
    await reader.appears("AAPL")
    assert await reader.told_at(at("2026-11-30T10:01")) == []
    await reader.bot.press(42, Button("x", "set:daily:12"))
    await reader.comes_at(at("2026-11-30T12:00"))


@pytest.mark.parametrize(
    ("zone", "now", "told"),
    [
        ("北京", at("2026-11-30T23:30"), at("2026-12-01T07:00")),
        ("New York", at("2026-11-30T23:30", NEW_YORK), at("2026-12-01T07:00", NEW_YORK)),
    ],
)
async def test_quiet_hours_are_those_of_the_time_zone_of_the_chat(
    sqlite_store: Store, zone: str, now: datetime, told: datetime
) -> None:
    reader = Reader(sqlite_store, now)
    await reader.follow("AAPL", "instant")
    await reader.bot.ask(42, f"/settings {zone}")
    await reader.bot.ask(42, "/settings 晚上11点到早上7点")
    await reader.appears("AAPL")
    assert await reader.told_at(now + timedelta(seconds=1)) == []
    await reader.comes_at(told)
    await reader.bot.ask(42, "/settings off")
    reader.clock.now = now + timedelta(days=1)
    await reader.appears("AAPL", title="法院就专利案作出判决")
    (_,) = await reader.told_at(now + timedelta(days=1, seconds=1))


async def test_what_comes_at_a_weekend_waits_for_monday_where_the_chat_says_so(
    sqlite_store: Store,
) -> None:
    saturday = at("2026-11-28T10:00")
    reader = Reader(sqlite_store, saturday)
    await reader.follow("AAPL", "instant")
    assert TEXT("settings-switch-true") in await reader.bot.ask(42, "周末不要发")
    await reader.appears("AAPL")
    await reader.comes_at(at("2026-11-30T08:00"))
    await reader.bot.press(42, Button("x", "set:weekends"))
    reader.clock.now = saturday + timedelta(days=7)
    await reader.appears("AAPL", title="法院就专利案作出判决")
    (_,) = await reader.told_at(saturday + timedelta(days=7, seconds=1))


async def test_a_digest_has_hashtags_where_the_chat_switched_them_on(sqlite_store: Store) -> None:
    reader = Reader(sqlite_store, at("2026-11-30T10:00"))
    await reader.follow("贵州茅台", "daily")
    await reader.bot.press(42, Button("x", "set:hashtags"))
    await reader.appears("SH600519")
    await reader.told_at(at("2026-11-30T17:00"))
    assert await reader.told_at(at("2026-11-30T18:00")) != []
    assert "贵州茅台 (SH600519) #贵州茅台" in reader.sender.messages[-1].plain.splitlines()
