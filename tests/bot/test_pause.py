"""Being left in peace for a while, and what did not come at once."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import Button
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import NOW, a_subscription
from tests.delivery.dispatch import FakeSender, dispatch
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_what_comes_during_a_pause_waits_and_is_told_by_missed(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    await bot.ask(42, "/pause 2h")
    await a_subscription(sqlite_store, 42)
    await PipelineHarness(sqlite_store).take(news("元宇宙来了"))
    reply = await bot.ask(42, "/missed")
    assert reply.splitlines() == [
        TEXT("missed-title"),
        "· 09:30 元宇宙来了",
        f"  {TEXT('missed-paused', until='11:30')}",
    ]
    await bot.press(42, Button("x", "resume:"))
    assert bot.replies.texts(42)[-1] == TEXT("resume-done")
    assert TEXT("missed-paused", until="11:30") not in await bot.ask(42, "/missed")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_had_blocked_the_bot_is_told_what_came_meanwhile(
    sqlite_store: Store, language: str
) -> None:
    bot = Bot(sqlite_store, FakeSender())
    harness = PipelineHarness(sqlite_store, clock=bot.clock)
    await bot.ask(42, "/watch 元宇宙", language)
    await bot.ask(42, "/mute 内测")
    await harness.take(news("工信部发布元宇宙产业行动计划"))
    bot.clock.advance(minutes=1)
    await bot.put_out(42)
    await bot.answer_all()
    bot.clock.advance(minutes=1)
    await harness.take(
        news("元宇宙来了"), news("元宇宙内测"), news("科大讯飞发布新产品"), source="other"
    )
    await harness.take(news("旧闻：元宇宙峰会", published=NOW - timedelta(days=30)), source="third")
    bot.clock.advance(minutes=1)
    await bot.change_standing(42, "member")
    bot.clock.advance(minutes=1)
    await harness.take(news("元宇宙概念股下跌"))

    say = translator(language)
    assert (await bot.ask(42, "/missed")).splitlines() == [
        say("missed-title"),
        "· 09:34 元宇宙概念股下跌",
        f"  {say('missed-sending')}",
        "· 09:32 元宇宙来了",
        f"  {say('missed-unreachable')}",
        "· 09:30 工信部发布元宇宙产业行动计划",
        f"  {say('missed-dead')}",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_in_quiet_hours_missed_says_so_and_until_when(
    sqlite_store: Store, language: str
) -> None:
    bot, sender = Bot(sqlite_store, FakeSender()), FakeSender()
    harness = PipelineHarness(sqlite_store, clock=bot.clock)
    await bot.ask(42, "/watch 元宇宙", language)
    await bot.ask(42, "/settings 09:00-10:15")
    await harness.take(news("元宇宙来了"))
    await harness.take(news("工信部发布元宇宙产业行动计划"), source="other")
    say = translator(language)
    quiet = f"  {say('missed-quiet', until='10:15')}"
    expected = [
        say("missed-title"),
        "· 09:30 工信部发布元宇宙产业行动计划",
        quiet,
        "· 09:30 元宇宙来了",
        quiet,
    ]
    assert sorted((await bot.ask(42, "/missed")).splitlines()) == sorted(expected)

    async with dispatch(sqlite_store, sender, bot.clock) as desk:
        await desk.deliver()  # puts the first of them off, and looks no further
    assert sender.sent == []
    bot.clock.advance(minutes=5)
    assert sorted((await bot.ask(42, "/missed")).splitlines()) == sorted(expected)

    await bot.ask(42, "/pause 30m")
    assert quiet in await bot.ask(42, "/missed"), "the pause ends while it is quiet"


async def test_who_missed_nothing_is_told_so(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    assert await bot.ask(42, "/missed") == TEXT("list-empty")
    await bot.ask(42, "/watch 元宇宙")
    assert await bot.ask(42, "/missed") == TEXT("missed-nothing")
    assert await bot.ask(42, "/pause some day") == TEXT("pause-unreadable", text="some day")


NO_END_OF_A_PAUSE = {
    "zh-Hans": [
        ("重复了", "answer-fewer"),
        ("又重复了", "answer-fewer"),
        ("重复推送了", "answer-fewer"),
        ("恢复了吗", "pause-done"),
        ("恢复推送了吗", "pause-done"),
    ],
    "zh-Hant": [
        ("重複了", "answer-fewer"),
        ("又重複了", "answer-fewer"),
        ("恢復了嗎", "pause-done"),
        ("恢復通知了嗎", "pause-done"),
    ],
    "en": [
        ("duplicates again", "answer-fewer"),
        ("is it back on", "pause-done"),
        ("are alerts on again?", "pause-done"),
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_neither_a_question_nor_a_complaint_ends_a_pause(
    sqlite_store: Store, language: str
) -> None:
    bot, say = Bot(sqlite_store, FakeSender()), translator(language)
    await bot.ask(42, "/pause 3d", language.lower())
    for typed, key in NO_END_OF_A_PAUSE[language]:
        assert await bot.ask(42, typed) == say(key, until="11-26 09:30"), typed
    async with bot.store.read() as connection:
        assert await chats.paused_until(connection, 1) == NOW + timedelta(days=3)


@pytest.mark.parametrize(
    "typed",
    ["可以恢复了", "恢复吧", "可以恢复推送吗", "恢復通知", "继续发吧", "resume", "turn it back on"],
)
async def test_a_pause_ends_when_that_is_asked_for(sqlite_store: Store, typed: str) -> None:
    bot = Bot(sqlite_store, FakeSender())
    await bot.ask(42, "/pause 3d", "en")
    assert await bot.ask(42, typed) == TEXT("resume-done")
