"""The picture of how often what a chat watches was in the news."""

from __future__ import annotations

import struct
from datetime import date, timedelta

from notifier.bot.chart import draw
from notifier.bot.replies import SendPicture
from notifier.core.i18n import translator
from notifier.store.engine.database import Store
from tests.bot.harness import Bot
from tests.delivery.dispatch import FakeSender
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")


def size(picture: bytes) -> tuple[int, int]:
    """Read the size out of a PNG."""
    assert picture.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def test_a_picture_shows_what_was_counted() -> None:
    days = [date(2026, 11, 1) + timedelta(days=number) for number in range(30)]
    nothing = draw(days, {"SZ002230": [0] * 30})
    something = draw(days, {"SZ002230": [3] * 30})
    assert size(nothing) == size(something) == (960, 540)
    assert nothing != something


async def test_the_companies_of_the_list_are_counted(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    for wish in ("科大讯飞", "振华重工", "元宇宙"):
        await bot.ask(42, f"/watch {wish}")
    await PipelineHarness(sqlite_store).take(
        news("科大讯飞发布新产品"), news("科大讯飞公告"), news("别的")
    )
    await bot.ask(42, "/stats")
    (picture,) = [reply for _, reply in bot.replies.sent if isinstance(reply, SendPicture)]
    assert picture.caption.splitlines() == [
        TEXT("stats-title", days=30),
        "iFlytek (SZ002230): 2",
        "振华重工 (SH600320): 0",
    ]
    assert size(picture.content) == (960, 540)


async def test_who_watches_no_company_is_told(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    await bot.ask(42, "/watch 元宇宙")
    assert await bot.ask(42, "/stats") == TEXT("stats-no-company")
