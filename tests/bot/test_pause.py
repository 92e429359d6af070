"""Being left in peace for a while, and what did not come at once."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from notifier.core.i18n import translator
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import a_subscription
from tests.delivery.dispatch import FakeSender
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


async def test_who_missed_nothing_is_told_so(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    assert await bot.ask(42, "/missed") == TEXT("missed-nothing")
    assert await bot.ask(42, "/pause some day") == TEXT("pause-unreadable", text="some day")
