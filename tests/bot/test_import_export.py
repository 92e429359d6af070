"""Lists in and out, by pasting and as files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notifier.bot.replies import Rewrite, Say, SendFile
from notifier.core.i18n import translator
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.answering import OPTIONS, Bot
from tests.delivery.dispatch import FakeSender

SAY = translator("en")
LIST = "002230\n600320\n绿豆糕"


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender())


def last_buttons(bot: Bot) -> list[Button]:
    act = [act for _, act in bot.performer.acts if isinstance(act, Say | Rewrite)][-1]
    return [button for row in act.message.buttons for button in row]


async def test_a_pasted_list_is_offered_taken_in_and_taken_back(bot: Bot) -> None:
    offered = await bot.ask(42, LIST)
    assert offered.splitlines() == [
        SAY("import-understood", count=2),
        "✓ 科大讯飞 (SZ002230)",
        "✓ 振华重工 (SH600320)",
        SAY("import-not-understood", count=1),
        SAY("import-line", number=3, text="绿豆糕"),
    ]
    assert await bot.listed() == []
    await bot.press(42, last_buttons(bot)[0])
    assert len(await bot.listed()) == 2
    await bot.press(42, last_buttons(bot)[0])
    assert await bot.listed() == []


async def test_another_chat_cannot_take_in_what_was_pasted_here(bot: Bot) -> None:
    await bot.ask(42, LIST)
    assert await bot.press(43, last_buttons(bot)[0]) == SAY("button-old")
    assert await bot.listed() == []


async def test_a_file_is_taken_in(bot: Bot) -> None:
    await bot.send_file(42, "list.csv", "代码,名称\n002230,科大讯飞".encode("gbk"))
    assert await bot.listed() == [(42, "科大讯飞")]
    assert bot.performer.said(42)[-1].startswith(SAY("import-done", new=1, known=0))


async def test_a_file_that_is_too_large_or_no_list_is_told(bot: Bot) -> None:
    await bot.send_file(42, "x", b"x" * 1_000_001)
    assert bot.performer.said(42)[-1] == SAY("import-too-large", kilobytes=1000)
    await bot.send_file(42, "x", b"\x00\xff" * 100)
    assert bot.performer.said(42)[-1] == SAY("import-nothing")


async def test_what_is_exported_is_taken_in_again(bot: Bot) -> None:
    for wish in ("科大讯飞", "元宇宙 | 虚拟现实", '"a, b" -c'):
        await bot.ask(42, f"/watch {wish}")
    await bot.ask(42, "/mute 广告")
    await bot.ask(42, "/export")
    files = {act.name: act.content for _, act in bot.performer.acts if isinstance(act, SendFile)}
    assert files.keys() == {"watchlist.csv", "feeds.opml", "settings.json"}
    assert b"SZ002230.rss" in files["feeds.opml"]
    assert "广告" in files["settings.json"].decode()
    await bot.send_file(43, "watchlist.csv", files["watchlist.csv"])
    async with bot.store.read() as connection:
        held = [
            (chat.telegram_id, each.query) for chat, each in await subscriptions.of_all(connection)
        ]
    assert {query for chat, query in held if chat == 42} == {
        query for chat, query in held if chat == 43
    }


async def test_a_full_list_takes_in_nothing(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender(), options=replace(OPTIONS, max_subscriptions=1))
    await bot.send_file(42, "x.txt", LIST.encode())
    assert bot.performer.said(42)[-1] == SAY("watch-too-many", limit=1)
    assert await bot.listed() == []
