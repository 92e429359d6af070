"""What quiet hours and pauses hold back: when it comes, its title, and what `/missed` says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.core.market_calendar import Calendars
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.message import Button
from notifier.delivery.outcome import Dead, Later, Outcome, Rejected
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.builders import small_rules
from tests.delivery.dispatch import Dispatch, FakeSender
from tests.pipeline_harness import METAVERSE, PipelineHarness, news

QUIET = "/settings 09:00-17:30"  # it is half past nine on a Monday in Shanghai
TEXT = translator("en")


class Day:
    """A person who follows a word, its source, and what arrives in the course of a day."""

    def __init__(self, store: Store) -> None:
        rules = small_rules(METAVERSE)
        self.store = store
        self.sender = FakeSender()
        self.bot = Bot(store, FakeSender(), rules)
        self.clock = self.bot.clock
        self.source = PipelineHarness(store, rules, self.clock)
        self.digests = DigestJob(store, self.clock, OPTIONS.zone, Calendars())
        self.desk = Dispatch(store, self.sender, self.clock, burst=10, fresh_for=timedelta(hours=6))

    async def says(self, *texts: str, language: str = "en") -> str:
        for each in ("/watch 元宇宙", *texts) if not await self.bot.listed() else texts:
            reply = await self.bot.ask(42, each, language)
        return reply

    async def gathers(self, cadence: str) -> None:
        async with self.store.read() as connection:
            ((_, held),) = await subscriptions.of_all(connection)
        await self.bot.press(42, Button("x", f"when:{held.id}:{cadence}"))

    async def arrived(self, **later: float) -> list[str]:
        """Let time pass, and return the titles of what comes then."""
        self.clock.advance(**later)
        before = len(self.sender.sent)
        await self.digests.run_once()
        await self.desk.deliver(4)
        return [title for _, title in self.sender.sent[before:]]

    async def missed(self) -> list[str]:
        """Return what `/missed` says of each story."""
        return [line.strip() for line in (await self.says("/missed")).splitlines()[2::2]]


@pytest.fixture
async def day(sqlite_store: Store) -> AsyncIterator[Day]:
    made = Day(sqlite_store)
    yield made
    await made.desk.worker.stop()
    await made.bot.worker.stop()


@pytest.fixture
async def day_on_either(store: Store) -> AsyncIterator[Day]:
    made = Day(store)
    yield made
    await made.desk.worker.stop()
    await made.bot.worker.stop()


# Quiet hours that end or move


QUIET_NO_MORE = [
    "/settings off",
    "取消免打扰",
    "关闭免打扰",
    "取消勿擾",
    "turn off quiet hours",
    "/settings 12:00-13:00",
    "/settings 23:00-7:00",
    "/settings New York",
    "/settings timezone America/New_York",
]


@pytest.mark.parametrize("typed", QUIET_NO_MORE)
async def test_what_quiet_hours_hold_comes_when_it_is_not_quiet_any_more(
    day: Day, typed: str
) -> None:
    await day.says(QUIET)
    await day.source.take(news("元宇宙来了"), news("元宇宙乐园开业", key="2"))
    assert await day.arrived() == []
    await day.says(typed)
    assert await day.missed() == [TEXT("missed-sending")] * 2
    assert await day.arrived(minutes=1) == ["元宇宙来了", "元宇宙乐园开业"]


async def test_that_holds_with_either_database(day_on_either: Day) -> None:
    await test_what_quiet_hours_hold_comes_when_it_is_not_quiet_any_more(
        day_on_either, "/settings off"
    )


async def test_a_quiet_weekend_that_is_switched_off_holds_nothing(day: Day) -> None:
    day.clock.advance(days=5)
    await day.says("/settings weekends yes")
    await day.source.take(news("元宇宙来了", published=day.clock.now))
    assert await day.arrived() == []
    await day.says("/settings weekends no")
    assert await day.arrived(minutes=1) == ["元宇宙来了"]


async def test_a_digest_that_they_hold_comes_too(day: Day) -> None:
    await day.says()
    await day.gathers("hourly")
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    day.clock.advance(minutes=30)
    await day.digests.run_once()
    await day.says(QUIET)
    assert await day.arrived() == []
    assert await day.missed() == [TEXT("missed-quiet", until="17:30")]
    await day.says("/settings off")
    assert await day.arrived(minutes=1) == [TEXT("digest-title-hourly", count=1)]


async def test_hours_that_end_later_hold_it_until_then(day: Day) -> None:
    await day.says("/settings 09:00-10:30")
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    await day.says("/settings 09:00-12:00")
    assert await day.missed() == [TEXT("missed-quiet", until="12:00")]
    assert await day.arrived(hours=1, minutes=15) == []
    assert await day.missed() == [TEXT("missed-quiet", until="12:00")]
    assert await day.arrived(hours=1, minutes=15) == ["元宇宙来了"]


@pytest.mark.parametrize("typed", ["/settings hashtags yes", "/settings urgent no", QUIET])
async def test_a_setting_of_something_else_ends_no_quiet_hours(day: Day, typed: str) -> None:
    await day.says(QUIET)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    await day.says(typed)
    assert await day.arrived(minutes=1) == []
    assert await day.missed() == [TEXT("missed-quiet", until="17:30")]


async def test_a_pause_goes_on_when_quiet_hours_end(day: Day) -> None:
    await day.says(QUIET)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    await day.says("/pause 2h", "/settings off")
    assert await day.arrived(minutes=1) == []
    assert await day.missed() == [TEXT("missed-paused", until="11:30")]
    await day.says("/resume")
    assert await day.arrived(minutes=1) == ["元宇宙来了"]


# What they held for long


LONG_SILENCES = [
    (QUIET, None),
    (QUIET, "/settings off"),
    (QUIET, "取消免打扰"),
    ("/pause 8h", None),
    ("/pause 12h", "/resume"),
    ("/pause 12h", "恢复推送"),
    ("暂停8小时", None),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("begin", "end"), LONG_SILENCES)
async def test_what_the_chat_held_itself_is_not_called_late(
    day: Day, begin: str, end: str | None, language: str
) -> None:
    await day.says(begin, language=language)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    day.clock.advance(hours=8)
    if end:
        await day.says(end)
    assert await day.arrived() == [translator(language)("digest-title-quiet", count=1)]


@pytest.mark.parametrize(("begin", "end"), [(QUIET, None), ("/pause 12h", "/resume")])
async def test_that_is_told_with_either_database(
    day_on_either: Day, begin: str, end: str | None
) -> None:
    await test_what_the_chat_held_itself_is_not_called_late(day_on_either, begin, end, "en")


async def test_a_quiet_weekend_is_told_as_such(day: Day) -> None:
    day.clock.advance(days=5)
    await day.says("/settings weekends yes")
    await day.source.take(news("元宇宙来了", published=day.clock.now))
    assert await day.arrived() == []
    assert await day.arrived(days=2) == [TEXT("digest-title-quiet", count=1)]


@pytest.mark.parametrize("begin", [QUIET, "/pause 8h"])
async def test_all_of_a_silence_comes_as_one_message(day: Day, begin: str) -> None:
    await day.says(begin)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived(hours=4) == []
    await day.source.take(news("元宇宙乐园开业", key="2"))
    assert await day.arrived(hours=4) == [TEXT("digest-title-quiet", count=2)]
    await day.source.take(news("元宇宙概念股下跌", key="3"))
    assert await day.arrived(minutes=1) == ["元宇宙概念股下跌"]


@pytest.mark.parametrize("begin", ["/settings 09:00-12:00", "/pause 2h"])
async def test_what_a_short_silence_held_comes_by_itself(day: Day, begin: str) -> None:
    await day.says(begin)
    await day.source.take(news("元宇宙来了"), news("元宇宙乐园开业", key="2"))
    assert await day.arrived() == []
    assert await day.arrived(hours=3) == ["元宇宙来了", "元宇宙乐园开业"]


@pytest.mark.parametrize("before", ["/settings 20:00-21:00", "/resume", "/settings off"])
async def test_what_the_service_held_is_late(day: Day, before: str) -> None:
    await day.says(before)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived(hours=7) == [TEXT("digest-title-late", count=1)]


async def test_what_came_after_a_pause_and_waited_is_late(day: Day) -> None:
    await day.says("/pause 1h")
    assert await day.arrived(hours=2) == []
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived(hours=7) == [TEXT("digest-title-late", count=1)]


# What `/missed` says


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_quiet_hours_hold_after_a_pause_is_not_being_sent(
    day: Day, language: str
) -> None:
    await day.says("/pause 8h", "/settings 17:00-23:00", language=language)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived(hours=8, minutes=1) == []
    say = translator(language)
    assert await day.missed() == [say("missed-quiet", until="23:00")]
    day.clock.advance(hours=5, minutes=30)
    assert await day.arrived() == [say("digest-title-quiet", count=1)]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_digest_that_failed_says_when_it_is_tried_again(day: Day, language: str) -> None:
    await day.says(language=language)
    await day.gathers("hourly")
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    day.sender.answer(42, Later(1800, "Bad Gateway"))
    await day.arrived(minutes=30)
    assert await day.missed() == [translator(language)("missed-waiting", until="10:30")]


FAILURES: list[tuple[Outcome, str]] = [
    (Rejected("Bad Request: some new refusal"), "missed-waiting"),
    (Later(60, "Bad Gateway"), "missed-waiting"),
    (Dead("Message is too long"), "missed-dead"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("outcome", "key"), FAILURES)
async def test_nobody_reads_the_words_of_telegram(
    day: Day, outcome: Outcome, key: str, language: str
) -> None:
    await day.says(language=language)
    day.sender.answer(42, outcome)
    await day.source.take(news("元宇宙来了"))
    await day.digests.run_once()
    await day.desk.deliver()
    (said,) = await day.missed()
    expected = translator(language)
    waiting = {expected("missed-waiting", until=f"09:3{minute}") for minute in (0, 1)}
    assert said in (waiting if key == "missed-waiting" else {expected(key)})


UNWANTED = ["/unwatch 元宇宙", "不再关注元宇宙", "取消追蹤元宇宙", "unfollow 元宇宙", "/mute 来了"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", UNWANTED)
async def test_what_is_wanted_no_more_is_told_as_that_and_as_no_failure(
    day: Day, typed: str, language: str
) -> None:
    await day.says("/watch 医院", QUIET, language=language)
    await day.source.take(news("元宇宙来了"))
    assert await day.arrived() == []
    await day.says(typed, "/settings off")
    assert await day.arrived(minutes=1) == []
    assert await day.missed() == [translator(language)("missed-not-asked")]


# The hour that the clock repeats


async def test_quiet_hours_hold_what_comes_in_an_hour_that_the_clock_repeats(day: Day) -> None:
    day.clock.now = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # midnight in New York, in summer time
    await day.says("/settings New York", "/settings 22:00-01:45")
    day.clock.now = datetime(2026, 11, 1, 6, 5, tzinfo=UTC)  # five past one, for the second time
    await day.source.take(news("元宇宙来了", published=day.clock.now))
    assert await day.arrived() == []
    assert await day.missed() == [TEXT("missed-quiet", until="01:45")]
    assert await day.arrived(minutes=39) == []
    assert await day.arrived(minutes=2) == ["元宇宙来了"]


async def test_a_daily_digest_comes_once_in_a_night_with_an_hour_twice(day: Day) -> None:
    day.clock.now = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    await day.says("/settings New York", "/settings daily 01:30")
    await day.gathers("daily")
    await day.source.take(news("元宇宙来了", published=day.clock.now))
    assert await day.arrived() == []
    assert await day.arrived(hours=1, minutes=30) == [TEXT("digest-title-daily", count=1)]
    for number in range(2):
        day.clock.advance(minutes=35)
        fresh = news("元宇宙乐园开业", key=f"{number}", published=day.clock.now)
        await day.source.take(fresh)
        assert await day.arrived() == []
