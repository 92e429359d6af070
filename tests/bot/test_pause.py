"""Being left in peace for a while, and what did not come at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bot.commands.pause import read_until
from notifier.core.i18n import translator
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.builders import NOW, a_subscription
from tests.delivery.dispatch import FakeSender
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("2h", "2026-11-23T11:30"),
        ("30分钟", "2026-11-23T10:00"),
        ("3 days", "2026-11-26T09:30"),
        ("tomorrow", "2026-11-24T08:00"),
        ("明天", "2026-11-24T08:00"),
        ("until 10:00", "2026-11-23T10:00"),
        ("09:00", "2026-11-24T09:00"),
        ("999d", "2026-12-23T09:30"),
    ],
)
def test_a_pause_is_read_as_people_write_it(text: str, until: str) -> None:
    expected = datetime.fromisoformat(until).replace(tzinfo=SHANGHAI)
    assert read_until(text, NOW, SHANGHAI) == expected


@given(st.text(max_size=12) | st.from_regex(r"\d{1,3}[mhd:]\d{0,2}", fullmatch=True))
def test_a_pause_ends_within_a_month_or_is_not_read(text: str) -> None:
    until = read_until(text, NOW, SHANGHAI)
    assert until is None or NOW < until <= NOW + timedelta(days=30)


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
