"""Operators: who may use the bot and how often, how it is, and a word to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from notifier.bot.menu import menu, set_menus
from notifier.bot.replies import AnswerInline, LeaveChat
from notifier.core.access import Access
from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.channels.telegram import make_bot
from notifier.delivery.message import Button
from notifier.sources.health.status import HealthState, HealthStatus, SourceRecord
from notifier.sources.status_report import SourceReport
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert, chat
from notifier.store.sources import sources
from notifier.store.sources.sources import PollFailed
from tests.bot.harness import OPTIONS, Bot
from tests.builders import BOT, NOW
from tests.delivery.dispatch import FakeSender
from tests.fakes.bot_api import USERNAME, BotApi
from tests.pipeline_harness import PipelineHarness, news

TEXT = translator("en")
BOSS = 7
GROUP = -1001000000001
DOWN = SourceReport(
    "Wire",
    SourceRecord("wire", next_poll_at=NOW + timedelta(minutes=10), last_problem="429 too many"),
    HealthStatus(HealthState.SILENT, NOW - timedelta(hours=3)),
)
WELL = SourceReport(
    "Posts", SourceRecord("posts", last_article_at=NOW), HealthStatus(HealthState.OK)
)


async def source_reports() -> list[SourceReport]:
    return [WELL, DOWN]


def a_bot(store: Store, **options: Any) -> Bot:
    operators, allowed = options.pop("operators", {BOSS}), options.pop("allowed", None)
    told: dict[str, Any] = {
        "access": Access(frozenset(operators), allowed),
        "source_reports": source_reports,
    } | options
    return Bot(store, FakeSender(), options=replace(OPTIONS, **told))


@pytest.fixture
async def bot(sqlite_store: Store) -> AsyncIterator[Bot]:
    made = a_bot(sqlite_store)
    yield made
    await made.worker.stop()


async def boss(bot: Bot, text: str) -> str:
    return await bot.ask_as(BOSS, BOSS, text)


def button(bot: Bot, label: str) -> Button:
    rows = bot.sender.messages[-1].buttons
    return next(each for row in rows for each in row if label in each.text)


async def notices(bot: Bot) -> list[tuple[int, str, int]]:
    """Return every notice: its chat, what it says, its rank."""
    async with bot.store.read() as connection:
        found = await connection.execute(
            sa.select(chat.c.telegram_id, alert.c.body, alert.c.rank)
            .join(chat, chat.c.id == alert.c.chat_id)
            .where(alert.c.kind == "notice")
            .order_by(chat.c.telegram_id)
        )
        return [(row.telegram_id, row.body["plain"], row.rank) for row in found]


# How the service is


async def test_an_operator_sees_what_is_wrong_first(bot: Bot) -> None:
    await bot.ask(42, "/watch 元宇宙")
    reply = await boss(bot, "/admin")
    lines = reply.splitlines()
    assert lines[0] == TEXT("admin-sources", polled=2, trouble=1)
    assert lines[1].startswith("✕ Wire: silent · ")
    assert TEXT("admin-queue", waiting=0, sending=0, oldest="–") in lines
    assert TEXT("admin-inbox", count=0) in lines
    assert TEXT("admin-bot", number="123456", reached=2, lost=0) in lines
    first, *sources = (await boss(bot, "/admin sources")).splitlines()
    assert first == TEXT("admin-source-count", count=2)
    assert [line[:6] for line in sources] == ["✕ Wire", "✓ Post"]
    assert sources[0].endswith(" · next try at 09:40 · 429 too many")
    assert await boss(bot, "/admin nonsense") == TEXT("admin-how")


async def test_for_others_there_is_no_such_command_and_no_such_button(bot: Bot) -> None:
    unknown = TEXT("unknown-command", command="/admin")
    assert await bot.ask(42, "/admin", language="en") == unknown
    assert await bot.ask(42, "/admin broadcast x") == unknown
    assert await bot.ask_as(BOSS, GROUP, "/admin") == "", "in a group all would read it"
    assert await bot.press(42, Button("x", "adm:off:1:42")) == TEXT("button-old")
    assert await bot.disabled(42) is None
    assert await notices(bot) == []


async def test_in_a_group_of_operators_its_admins_are_the_operators(sqlite_store: Store) -> None:
    bot = a_bot(sqlite_store, operators=frozenset({GROUP}))
    bot.rights.strangers.add(66)
    assert await bot.ask_as(66, GROUP, "/admin") == TEXT("admins-only")
    assert await bot.press(GROUP, Button("x", "adm:home"), user=66) == TEXT("admins-only")
    assert TEXT("admin-inbox", count=0) in await bot.ask_as(BOSS, GROUP, "/admin")
    await bot.worker.stop()


# A word to everybody


async def test_a_word_to_all_is_shown_first_and_goes_out_once_after_everything_else(
    store: Store,
) -> None:
    bot = a_bot(store)
    for person in (41, 42, 43):
        await bot.ask(person, "/start")
    await bot.change_standing(43, "kicked")
    reply = await boss(bot, "/admin broadcast Down at <8>\nfor an hour")
    assert reply == f"Down at <8>\nfor an hour\n\n{TEXT('admin-sure', count=3)}"
    assert await notices(bot) == []
    send = button(bot, TEXT("button-admin-send"))
    await bot.press(BOSS, send, user=BOSS)
    assert bot.replies.texts(BOSS)[-1] == TEXT("admin-sent", count=3)
    said = "Down at <8>\nfor an hour"
    assert await notices(bot) == [(BOSS, said, 2), (41, said, 2), (42, said, 2)]
    assert await bot.press(BOSS, send, user=BOSS) == TEXT("button-old"), "pressed twice"
    assert len(await notices(bot)) == 3
    assert TEXT("admin-queue", waiting=3, sending=0, oldest="09:30") in await boss(bot, "/admin")
    await bot.worker.stop()


async def test_a_word_that_is_not_sent_reaches_nobody(bot: Bot) -> None:
    assert await boss(bot, "/admin broadcast") == TEXT("admin-how")
    await boss(bot, "/admin broadcast hello")
    await bot.press(BOSS, button(bot, TEXT("button-admin-drop")), user=BOSS)
    assert bot.replies.texts(BOSS)[-1] == TEXT("admin-not-sent")
    assert await notices(bot) == []


# One chat


async def test_a_chat_that_is_switched_off_is_not_listened_to_until_it_is_switched_on(
    store: Store,
) -> None:
    bot = a_bot(store)
    await bot.ask(42, "/watch 元宇宙", language="en")
    reply = await boss(bot, "/admin chat 42")
    assert TEXT("admin-chat-holds", count=1, waiting=0) in reply
    await bot.press(BOSS, button(bot, TEXT("button-admin-off")), user=BOSS)
    assert await bot.disabled(42) == "switched off by an operator"
    assert await bot.ask(42, "/watch 芯片") == TEXT("not-allowed", number="42")
    await bot.change_standing(42, "member")
    assert await bot.disabled(42), "it cannot switch itself on"
    assert await bot.listed() == [(42, "元宇宙")]
    assert TEXT("admin-chat-off", why="switched off by an operator") in await boss(
        bot, "/admin chat 42"
    )
    await bot.press(BOSS, button(bot, TEXT("button-admin-on")), user=BOSS)
    assert await bot.disabled(42) is None
    assert TEXT("watch-done", what=TEXT("keyword-name", text="芯片")) in await bot.ask(
        42, "/watch 芯片"
    )
    for typed in ("x", "²", "9" * 40, ""):
        assert await boss(bot, f"/admin chat {typed}") == TEXT("admin-how")
    assert await boss(bot, "/admin chat -5") == TEXT("admin-chat-unknown", number="-5")
    await bot.worker.stop()


# Who may use the bot


async def test_with_a_list_others_are_told_their_number_once_and_nothing_is_done(
    sqlite_store: Store,
) -> None:
    bot = a_bot(sqlite_store, allowed=frozenset({42, GROUP}))
    replies = [await bot.ask_as(66, 66, "/watch 元宇宙") for _ in range(3)]
    assert replies == [TEXT("not-allowed", number="66"), "", ""]
    pressed = await bot.press(66, Button("x", "w:SZ002230"), user=66)
    assert pressed == TEXT("not-allowed", number="66")
    async with bot.store.read() as connection:
        assert await chats.find_chat(connection, 66, bot=BOT) is None, "nothing is kept of it"
    for user, typed in ((67, f"@{USERNAME} 列表"), (68, "／list")):
        told = await bot.ask_as(user, -77, typed)
        assert told == TEXT("not-allowed", number="-77"), typed
    assert await bot.listed() == []
    for user, where in ((42, 42), (66, GROUP), (42, -5), (BOSS, BOSS)):
        await bot.ask_as(user, where, "/watch 元宇宙")
    assert sorted(where for where, _ in await bot.listed()) == [GROUP, -5, BOSS, 42]
    await bot.worker.stop()


async def test_a_group_that_a_stranger_lets_the_bot_into_is_left(sqlite_store: Store) -> None:
    bot = a_bot(sqlite_store, allowed=frozenset({42}))
    for user, group in ((66, GROUP), (42, GROUP - 1)):
        bot.people.set_standing(group, BOT, "left")
        bot.people.change_membership(group, "member", user_id=user)
        await bot.take_in()
        await bot.answer_all()
    assert [where for where, reply in bot.replies.sent if isinstance(reply, LeaveChat)] == [GROUP]
    assert len(bot.replies.texts(GROUP - 1)) == 1, "greeted"
    await bot.worker.stop()


async def test_who_may_not_use_the_bot_finds_nothing_inline_and_is_not_written_to(
    sqlite_store: Store,
) -> None:
    bot = a_bot(sqlite_store, allowed=frozenset({42}), per_minute=2)
    for user in (66, 42, 42, 42):
        bot.people.ask_inline("科大讯飞", user_id=user)
    await bot.take_in()
    await bot.answer_all()
    assert [type(reply).__name__ for _, reply in bot.replies.sent] == ["AnswerInline"] * 3
    await bot.worker.stop()


async def test_who_asks_inline_too_fast_finds_nothing_for_a_while(sqlite_store: Store) -> None:
    await PipelineHarness(sqlite_store).take(news("科大讯飞发布新产品"))
    bot = a_bot(sqlite_store, per_minute=2)
    for user in (42, 42, 42, 43):
        bot.people.ask_inline("科大讯飞", user_id=user)
    await bot.take_in()
    await bot.answer_all()
    answers = [reply for _, reply in bot.replies.sent if isinstance(reply, AnswerInline)]
    assert sorted((len(each.found), each.is_personal) for each in answers) == [
        (0, True),
        (1, False),
        (1, False),
        (1, False),
    ]
    assert TEXT("list-empty") in await bot.ask_as(42, 42, "/list"), "commands count apart"
    bot.clock.advance(seconds=60)
    bot.people.ask_inline("科大讯飞", user_id=42)
    await bot.take_in()
    await bot.answer_all()
    last = bot.replies.sent[-1][1]
    assert isinstance(last, AnswerInline)
    assert len(last.found) == 1
    await bot.worker.stop()


# How often


async def test_who_writes_too_fast_is_told_once_and_what_follows_is_not_carried_out(
    sqlite_store: Store,
) -> None:
    bot = a_bot(sqlite_store, per_minute=3)
    at = int(NOW.timestamp())
    replies = [
        await bot.ask_as(42, 42, f"/watch 词{number}", date=at + number) for number in range(6)
    ]
    until = "09:31"
    assert replies[3:] == [TEXT("too-fast", limit=3, until=until), "", ""]
    assert [text for _, text in await bot.listed()] == ["词0", "词1", "词2"]
    assert "词9" in await bot.ask_as(43, 43, "/watch 词9", date=at + 6), "others are not held up"
    assert "词7" in await bot.ask_as(42, 42, "/watch 词7", date=at + 60)
    for number in range(9):
        assert await bot.ask_as(BOSS, BOSS, "/list", date=at + number), "operators are let"
    await bot.worker.stop()


async def test_what_was_typed_slowly_while_the_service_was_down_is_all_carried_out(
    sqlite_store: Store,
) -> None:
    bot = a_bot(sqlite_store, per_minute=3)
    for number in range(9):
        at = int(NOW.timestamp()) + 30 * number
        bot.people.say(42, f"/watch 词{number}", date=at)
    await bot.take_in()
    await bot.answer_all()
    assert len(await bot.listed()) == 9
    await bot.worker.stop()


async def test_talk_in_a_group_that_is_not_for_the_bot_counts_for_nothing(
    sqlite_store: Store,
) -> None:
    bot = a_bot(sqlite_store, per_minute=1, allowed=frozenset())
    for _ in range(3):
        assert await bot.ask_as(66, GROUP, "good morning") == ""
    await bot.worker.stop()


# Menus


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_operators_see_their_command(language: str) -> None:
    shown = {each.command for each in menu(language, private=True, operators=True)}
    assert shown - {each.command for each in menu(language, private=True)} == {"admin"}


async def test_operators_get_a_menu_of_their_own_and_one_without_a_chat_holds_up_nothing(
    bot_api: BotApi,
) -> None:
    telegram = make_bot(bot_api.token, bot_api.base_url, 2)
    await telegram.initialize()
    bot_api.refuse(8, "chat not found")
    await set_menus(telegram, "en", [8, BOSS])
    own = await telegram.get_my_commands(scope=BotCommandScopeChat(BOSS))
    everybody = await telegram.get_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert "admin" in {each.command for each in own}
    assert "admin" not in {each.command for each in everybody}
    await telegram.shutdown()


async def test_a_source_is_polled_now(bot: Bot) -> None:
    name = WELL.source.name
    async with bot.store.write() as connection:
        await sources.sync(connection, {name: "feed"}, NOW)
        await sources.record_polls(
            connection, [PollFailed(name, NOW, NOW + timedelta(hours=1), "503")]
        )
    assert name in await boss(bot, f"/admin poll {WELL.label}")
    async with bot.store.read() as connection:
        [record] = await sources.health(connection)
    assert record.next_poll_at is not None
    assert record.next_poll_at <= bot.clock.now
    assert "nosuch" in await boss(bot, "/admin poll nosuch")
