"""Lists in and out, by pasting and as files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs
from telegram.error import (
    BadRequest,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from notifier.bot.replies import SendFile
from notifier.core.folding import fold
from notifier.core.i18n import translator
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.chats import subscriptions
from notifier.store.engine.database import Store
from tests.bot.harness import OPTIONS, Bot
from tests.delivery.dispatch import FakeSender
from tests.securities.test_exchange_lists import a_workbook

TEXT = translator("en")
LIST = "002230\n600320\n绿豆糕"


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender())


async def test_a_pasted_list_is_offered_taken_in_and_taken_back(bot: Bot) -> None:
    offered = await bot.ask(42, LIST)
    assert offered.splitlines() == [
        TEXT("import-understood", count=2),
        "✓ iFlytek (SZ002230)",
        "✓ 振华重工 (SH600320)",
        TEXT("import-not-understood", count=1),
        TEXT("import-line", number=3, text="绿豆糕"),
    ]
    assert await bot.listed() == []
    await bot.press(42, bot.replies.last_buttons()[0])
    assert len(await bot.listed()) == 2
    await bot.press(42, bot.replies.last_buttons()[0])
    assert await bot.listed() == []


async def test_another_chat_cannot_take_in_what_was_pasted_here(bot: Bot) -> None:
    await bot.ask(42, LIST)
    assert await bot.press(43, bot.replies.last_buttons()[0]) == TEXT("button-old")
    assert await bot.listed() == []


async def test_a_file_is_taken_in(bot: Bot) -> None:
    await bot.send_file(42, "list.csv", "代码,名称\n002230,科大讯飞".encode("gbk"))
    assert await bot.listed() == [(42, "科大讯飞")]
    assert bot.replies.texts(42)[-1].startswith(TEXT("import-done", new=1, known=0))


async def test_a_file_that_is_too_large_or_no_list_is_told(bot: Bot) -> None:
    await bot.send_file(42, "x", b"x" * 1_000_001)
    assert bot.replies.texts(42)[-1] == TEXT("import-too-large", kilobytes=1000)
    await bot.send_file(42, "x", b"\x00\xff" * 100)
    assert bot.replies.texts(42)[-1] == TEXT("import-nothing")


async def test_a_line_that_may_mean_two_companies_is_asked_back(bot: Bot) -> None:
    await bot.send_file(42, "list.csv", "代码,名称\n002230,振华重工\n绿豆糕,".encode())
    assert bot.replies.texts(42)[-1].splitlines() == [
        TEXT("import-doubtful", count=1),
        TEXT("import-line", number=2, text="002230,振华重工"),
        TEXT("import-not-understood", count=1),
        TEXT("import-line", number=3, text="绿豆糕,"),
    ]
    assert await bot.listed() == []
    await bot.press(42, bot.replies.last_buttons()[1])
    assert await bot.listed() == [(42, "振华重工")]


async def test_a_workbook_is_read_as_any_table(bot: Bot) -> None:
    rows = [["Code", "Name"], ["002230", "科大讯飞"], ["600320", "振华重工"], ["", "绿豆糕"]]
    await bot.send_file(42, "list.xlsx", a_workbook(rows))
    assert {query for _, query in await bot.listed()} == {"科大讯飞", "振华重工"}
    assert TEXT("import-line", number=4, text=",,绿豆糕") in bot.replies.texts(42)[-1]
    await bot.send_file(43, "list.xlsx", b"PK\x03\x04" + bytes(100))
    assert bot.replies.texts(43)[-1] == TEXT("import-nothing")


@pytest.mark.parametrize("title", [[], [["", ""]], [["我的持仓", ""]], [["Positions", ""]]])
async def test_the_sheet_behind_an_empty_one_or_a_title_is_read(
    bot: Bot, title: list[list[str]]
) -> None:
    rows = [["Code", "Name"], ["002230", "科大讯飞"]]
    await bot.send_file(42, "list.xlsx", a_workbook(title, rows))
    assert await bot.listed() == [(42, "科大讯飞")]


@pytest.mark.parametrize(
    "text",
    [
        "002230 600320 999999",
        "科大讯飞、振华重工、999999",
        "科大訊飛、振華重工、999999",
        "科大讯飞,振华重工,999999",
        "自选：科大讯飞、振华重工、999999",
        "$科大讯飞(SZ002230)$ $振华重工(SH600320)$ 999999",
    ],
)
async def test_a_line_with_an_unknown_company_adds_the_others_and_names_it(
    bot: Bot, text: str
) -> None:
    said = await bot.ask(42, f"/import {text}")
    assert said.splitlines() == [
        TEXT("import-done", new=2, known=0),
        "✓ iFlytek (SZ002230)",
        "✓ 振华重工 (SH600320)",
        TEXT("import-not-understood", count=1),
        TEXT("import-line", number=1, text="999999"),
    ]
    await bot.send_file(43, "list.txt", text.encode("gbk"))
    assert [chat for chat, _ in await bot.listed()].count(43) == 2


async def test_an_old_sheet_is_told_whatever_its_name(bot: Bot) -> None:
    await bot.send_file(42, "positions.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert bot.replies.texts(42)[-1] == TEXT("import-kind", suffix="xls")


async def test_what_is_exported_is_taken_in_again(bot: Bot) -> None:
    for wish in ("科大讯飞", "元宇宙 | 虚拟现实", '"a, b" -c'):
        await bot.ask(42, f"/watch {wish}")
    await bot.ask(42, "/mute 广告")
    await bot.ask(42, "/export")
    files = {
        reply.name: reply.content for _, reply in bot.replies.sent if isinstance(reply, SendFile)
    }
    assert files.keys() == {"watchlist.csv", "feeds.opml", "settings.json"}
    assert "广告" in files["settings.json"].decode()
    for chat, name in ((43, "watchlist.csv"), (44, "feeds.opml")):
        await bot.send_file(chat, name, files[name])
    async with bot.store.read() as connection:
        held = [
            (chat.telegram_id, each.query) for chat, each in await subscriptions.of_all(connection)
        ]
    wishes = [{query for chat, query in held if chat == each} for each in (42, 43, 44)]
    assert len(wishes[0]) == 3
    assert wishes[0] == wishes[1] == wishes[2]


async def test_what_is_muted_and_paused_is_exported_too(bot: Bot) -> None:
    await bot.ask(42, "/watch 元宇宙")
    await bot.ask(42, "/watch 芯片")
    await bot.ask(42, "/mute 元宇宙 3天")
    await bot.ask(42, "/pause 2h")
    await bot.ask(42, "/export")
    sent = bot.replies.sent[-1][1]
    assert isinstance(sent, SendFile)
    kept = json.loads(sent.content)
    assert kept["paused_until"] == (bot.clock.now + timedelta(hours=2)).isoformat()
    muted_until = (bot.clock.now + timedelta(days=3)).isoformat()
    assert [each["muted_until"] for each in kept["subscriptions"]] == [muted_until, None]
    assert {each["thread_id"] for each in kept["subscriptions"]} == {0}


@pytest.mark.parametrize(
    "typed",
    [
        "/edit 1 虚拟现实",
        "/edit 元宇宙 → 虚拟现实",
        "把元宇宙改成虚拟现实",
        "change 元宇宙 to 虚拟现实",
        "把元宇宙換成虛擬現實",
    ],
)
async def test_what_is_muted_stays_so_when_it_is_changed(bot: Bot, typed: str) -> None:
    await bot.ask(42, "/watch 元宇宙")
    await bot.ask(42, "/mute 元宇宙 3天")
    until = bot.clock.now + timedelta(days=3)
    await bot.ask(42, typed)
    assert await muted(bot) == {"虚拟现实": until}
    await bot.press(42, bot.replies.last_buttons()[0])
    assert await muted(bot) == {"元宇宙": until}


async def muted(bot: Bot) -> dict[str, datetime | None]:
    async with bot.store.read() as connection:
        held = await subscriptions.of_all(connection)
    return {fold(each.text).text: each.muted_until for _, each in held}


async def test_a_full_list_takes_in_nothing(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender(), options=replace(OPTIONS, max_subscriptions=1))
    await bot.send_file(42, "x.txt", LIST.encode())
    assert bot.replies.texts(42)[-1] == TEXT("watch-too-many", limit=1)
    assert await bot.listed() == []


@pytest.mark.parametrize(
    "failure",
    [
        TimedOut(),
        NetworkError("Bad Gateway"),
        RetryAfter(3),
        InvalidToken("Unauthorized"),
        TelegramError("Internal Server Error"),
    ],
)
async def test_a_file_that_telegram_does_not_give_at_once_is_taken_in_later(
    bot: Bot, failure: TelegramError
) -> None:
    bot.download_failures = [failure] * 10
    with capture_logs() as logs:
        await import_patiently(bot)
    assert await bot.listed() == [(42, "科大讯飞")]
    assert {line["log_level"] for line in logs} <= {"warning", "info"}, "it is no bug of ours"


async def import_patiently(bot: Bot) -> None:
    bot.files["list.csv"] = "代码,名称\n002230,科大讯飞".encode()
    somebody = {"id": 5, "is_bot": False, "first_name": "x", "language_code": "en"}
    named = {"file_id": "list.csv", "file_unique_id": "x", "file_name": "list.csv"}
    head = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "from": somebody}
    await bot.take_in({"message": {**head, "document": named}})
    while await bot.waiting():
        await bot.answer()
        bot.clock.advance(seconds=300)


async def test_a_file_that_telegram_never_gives_is_told_and_holds_up_nothing(bot: Bot) -> None:
    bot.download_failures = [NetworkError("Bad Gateway")] * 100
    with capture_logs():
        await import_patiently(bot)
    assert bot.replies.texts(42) == [TEXT("failed")]
    assert await bot.ask(42, "/list") == TEXT("list-empty")


async def test_a_file_that_telegram_refuses_to_give_is_told_at_once(bot: Bot) -> None:
    bot.download_failures = [BadRequest("File is too big")]
    await bot.send_file(42, "list.csv", b"002230")
    assert bot.replies.texts(42) == [TEXT("import-nothing")]


MARKUP = [
    "<!doctype html>",
    "<!DOCTYPE HTML>\n1\n2",
    "<html>",
    "<table>",
    "<opml><body><outline xmlUrl='http://a/b'/></body></opml>",
    "<",
    "<?xml version='1.0'?>",
]


@pytest.mark.parametrize("pasted", MARKUP)
async def test_markup_that_is_no_list_is_told(bot: Bot, pasted: str) -> None:
    with capture_logs() as logs:
        await bot.ask(42, f"/import {pasted}")
        assert bot.replies.texts(42)[-1] == TEXT("import-nothing")
        await bot.ask(42, pasted)
    assert bot.replies.texts(42)[-1] != TEXT("failed")
    assert [line for line in logs if line["log_level"] == "error"] == []


@pytest.mark.parametrize(("seconds", "key"), [(20, "import-done"), (1e-9, "import-nothing")])
async def test_a_file_is_read_in_a_process_of_its_own(
    sqlite_store: Store, seconds: float, key: str
) -> None:
    sandbox = Sandbox(timeout=seconds, memory=512_000_000, processes=1)
    bot = Bot(sqlite_store, FakeSender(), sandbox=sandbox)
    with capture_logs():
        await bot.send_file(42, "x.csv", "代码,名称\n002230,科大讯飞".encode("gbk"))
        await bot.ask(42, "/import 600320")
        await bot.ask(43, LIST)
        await bot.press(43, bot.replies.last_buttons()[0])
    assert TEXT(key, new=1, known=0).splitlines()[0] in bot.replies.texts(42)[-2]
    assert TEXT(key, new=1, known=0).splitlines()[0] in bot.replies.texts(42)[-1]
    assert len(await bot.listed()) == (4 if key == "import-done" else 0)
    await sandbox.close()
