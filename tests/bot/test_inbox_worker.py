"""Answering: every command is carried out once, in its chat's order, and told what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from notifier.core.i18n import translator
from notifier.delivery.outcome import ChatGone, ChatMoved, Dead, Later, Refused
from notifier.securities.directory import Directory
from notifier.store.chats import chats
from notifier.store.engine.database import Store, open_store
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.rules import Rules
from tests.bot.harness import Bot
from tests.builders import BOT, IFLYTEK
from tests.databases import holding
from tests.delivery.dispatch import FakeSender, until

TEXT = translator("en")
DONE = TEXT("watch-done", what=TEXT("keyword-name", text="元宇宙"))


@pytest.fixture
async def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
async def bot(sqlite_store: Store, sender: FakeSender) -> AsyncIterator[Bot]:
    made = Bot(sqlite_store, sender)
    yield made
    sender.gate.set()
    await made.worker.stop()


async def test_a_command_is_carried_out_and_answered(bot: Bot) -> None:
    await bot.hear(42, "/watch 元宇宙")
    await bot.answer()
    assert (bot.heard(42), await bot.listed()) == ([DONE], [(42, "元宇宙")])
    await bot.answer(3)
    assert bot.heard(42) == [DONE]


async def test_commands_of_a_chat_are_carried_out_in_their_order(bot: Bot) -> None:
    await bot.hear(42, "/watch 元宇宙", "/list", "/unwatch 1", "/list", "/watch 芯片")
    await bot.answer_all()
    assert bot.heard(42) == [
        DONE,
        TEXT("list-title"),
        TEXT("unwatch-done", what="“元宇宙”"),
        TEXT("list-empty"),
        TEXT("watch-done", what=TEXT("keyword-name", text="芯片")),
    ]


async def test_each_command_is_carried_out_once_however_often_it_is_woken(bot: Bot) -> None:
    for number in range(10):
        for chat in (1, 2, 3):
            await bot.hear(chat, f"/watch 词{number}")
    async with asyncio.timeout(60):
        while await bot.waiting():
            await asyncio.gather(*(bot.run_once() for _ in range(5)))
            await asyncio.sleep(0)
    for chat in (1, 2, 3):
        assert bot.heard(chat) == [
            TEXT("watch-done", what=TEXT("keyword-name", text=f"词{n}")) for n in range(10)
        ]


async def test_a_reply_that_a_crash_kept_back_is_sent_and_its_command_not_repeated(
    bot: Bot, sender: FakeSender
) -> None:
    await bot.hear(42, "/watch 元宇宙")
    sender.gate.clear()
    await bot.run_once()
    await until(lambda: sender.at_once == 1)
    assert await bot.listed() == [(42, "元宇宙")]
    after = Bot(bot.store, FakeSender())
    await after.answer()
    assert after.heard(42) == [DONE], "not that it was followed already"
    assert await bot.listed() == [(42, "元宇宙")]


async def test_one_chat_does_not_hold_up_another(bot: Bot, sender: FakeSender) -> None:
    sender.answer(1, Later(30, "Flood control exceeded", whole_chat=True))
    await bot.hear(1, "/watch 元宇宙", "/list")
    await bot.hear(2, "/watch 元宇宙", "/help")
    await bot.answer(3)
    assert (len(bot.heard(1)), bot.heard(2)) == (1, [DONE, TEXT("help").splitlines()[0]])
    bot.clock.advance(seconds=30)
    await bot.answer(2)
    assert bot.heard(1) == [DONE, DONE, TEXT("list-title")]


async def test_what_cannot_be_answered_for_a_day_is_given_up_and_the_next_goes_on(
    bot: Bot, sender: FakeSender
) -> None:
    sender.answer(42, *[Later(300, "Bad Gateway")] * 1000)
    await bot.hear(42, "/watch 元宇宙", "/help")
    asked_at = bot.clock.now
    with capture_logs() as logs:
        while await bot.waiting() == 2:
            await bot.answer()
            bot.clock.advance(seconds=300)
    assert bot.clock.now - asked_at >= timedelta(days=1)
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["update_given_up"]
    assert await bot.listed() == [(42, "元宇宙")], "it was carried out all the same"
    await bot.answer()
    assert bot.heard(42)[-1] == TEXT("help").splitlines()[0]


@pytest.mark.parametrize(
    "outcome",
    [
        Later(1, "Bad Gateway"),
        Later(300, "Timed out"),
        Later(300, "Flood control exceeded", whole_chat=True),
        Refused("Unauthorized"),
        Refused("Not Found"),
    ],
)
async def test_an_answer_outlives_hours_without_telegram(
    bot: Bot, sender: FakeSender, outcome: Later | Refused
) -> None:
    sender.answer(42, *[outcome] * 100)
    await bot.hear(42, "/watch 元宇宙")
    for _ in range(100):
        await bot.answer()
        assert await bot.waiting() == 1
        bot.clock.advance(seconds=300)
    await bot.answer()
    assert (bot.heard(42)[-1], await bot.waiting()) == (DONE, 0)


@pytest.mark.parametrize("outcome", [Dead("Message is too long"), ChatGone("blocked")])
async def test_a_reply_that_will_never_be_taken_is_let_go(
    bot: Bot, sender: FakeSender, outcome: Dead | ChatGone
) -> None:
    sender.answer(42, outcome)
    await bot.hear(42, "/help")
    await bot.answer()
    assert await bot.waiting() == 0


async def test_a_bot_that_is_refused_answers_later(bot: Bot, sender: FakeSender) -> None:
    sender.answer(42, Refused("Unauthorized"))
    await bot.hear(42, "/watch 元宇宙")
    await bot.answer(60)
    assert len(bot.heard(42)) == 1
    bot.clock.advance(seconds=1)
    await bot.answer()
    assert bot.heard(42) == [DONE, DONE]


async def test_a_group_that_moved_meanwhile_gets_its_reply(bot: Bot, sender: FakeSender) -> None:
    sender.answer(-5, ChatMoved(-1005))
    await bot.hear(-5, "/watch 元宇宙")
    await bot.answer()
    assert (bot.heard(-1005), await bot.waiting()) == ([DONE], 0)


async def test_what_cannot_be_read_or_is_not_meant_for_the_bot_holds_up_nothing(bot: Bot) -> None:
    chat = {"id": -5, "type": "group", "title": "x"}
    await bot.take_in(
        {"message": {"message_id": 1, "chat": chat}},
        {"message": {"message_id": 2, "date": 0, "chat": chat, "text": "just talk"}},
        {"message": {"message_id": 3, "date": "x", "chat": chat, "text": "/list"}},
    )
    await bot.hear(-5, "/list")
    with capture_logs():
        await bot.answer_all()
    assert bot.heard(-5) == [TEXT("list-empty")]


async def test_being_put_out_is_noted_and_not_answered(bot: Bot) -> None:
    await bot.hear(-5, "/watch 元宇宙")
    await bot.put_out(-5)
    await bot.answer_all()
    assert bot.heard(-5) == [DONE]
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, -5, bot=BOT)
    assert chat
    assert chat.disabled_reason == "the bot was put out (kicked)"


# Bugs, crashes, and the end


class StumblingRules(Rules):
    """Rules that stumble over one query."""

    @override
    def parse(self, text: str) -> Query:
        if text == "绊":
            raise ZeroDivisionError("a bug")
        return super().parse(text)


async def test_a_bug_is_told_to_who_met_it_and_touches_nobody_else(
    sqlite_store: Store, sender: FakeSender
) -> None:
    bot = Bot(sqlite_store, sender, StumblingRules(Directory([IFLYTEK]), []))
    await bot.hear(42, "/start", "/watch 绊", "/watch 元宇宙")
    await bot.hear(43, "/watch 元宇宙")
    with capture_logs() as logs:
        await bot.answer(20)
    bugs = [line for line in logs if line["event"] == "update_failed_unexpectedly"]
    assert len(bugs) == 4
    assert bot.heard(42)[1:] == [TEXT("failed"), DONE]
    assert bot.heard(43) == [DONE]


async def test_a_command_waits_for_a_database_that_is_held_without_haste(
    sqlite_store: Store, sender: FakeSender, tmp_path: Path
) -> None:
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.01)
    bot = Bot(impatient, sender)
    await bot.hear(42, "/watch 元宇宙")
    with capture_logs() as logs:
        async with holding(sqlite_store):
            await bot.run_once()
            await bot.worker.settled()
            await asyncio.sleep(0.05)
    assert [line["event"] for line in logs] == ["update_not_answered"], "once a beat"
    await bot.answer()
    assert bot.heard(42) == [DONE]
    await impatient.close()


async def test_nothing_is_answered_without_the_lead(bot: Bot) -> None:
    bot.leading = False
    await bot.hear(42, "/watch 元宇宙")
    await bot.answer()
    assert (bot.heard(42), await bot.listed()) == ([], [])


async def test_who_loses_the_lead_leaves_the_reply_to_the_next(
    bot: Bot, sender: FakeSender
) -> None:
    asked = iter([True, False])
    after = Bot(bot.store, sender, leads=lambda: next(asked, False))
    await after.hear(42, "/watch 元宇宙")
    await after.answer()
    assert (after.heard(42), await bot.listed()) == ([], [(42, "元宇宙")])
    await bot.answer()
    assert bot.heard(42) == [DONE]


async def test_a_stop_waits_for_what_is_under_way_and_begins_nothing_more(
    bot: Bot, sender: FakeSender
) -> None:
    await bot.hear(42, "/watch 元宇宙", "/help")
    sender.gate.clear()
    await bot.run_once()
    await until(lambda: sender.at_once == 1)
    stopping = asyncio.create_task(bot.worker.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    sender.gate.set()
    await stopping
    await bot.run_once()
    assert (bot.heard(42), await bot.waiting()) == ([DONE], 1)
