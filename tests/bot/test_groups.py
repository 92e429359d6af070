"""Groups: admins change things, everybody sees who did, and a forum's topics get their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.bot.commands.command import Where
from notifier.bot.commands.registry import BUTTONS, COMMANDS
from notifier.bot.menu import menu
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Subscription
from notifier.delivery.message import Button
from notifier.store.chats import audit, chats, subscriptions
from notifier.store.chats.audit import MAX_ENTRIES, Entry
from notifier.store.engine.database import Store
from notifier.store.engine.tables import chat as chat_table
from tests.bot.harness import Bot
from tests.builders import BOT, NOW, a_chat
from tests.delivery.dispatch import FakeSender

TEXT = translator("en")
GROUP = -1001000000001
ADA = 5
"""An admin."""
EVE = 66
"""A member who is none."""
TOPIC = 7
SOMEBODY = {"id": ADA, "is_bot": False, "first_name": "Ada"}
HEAD = {"message_id": 1, "date": 1, "from": SOMEBODY}
IN_TOPIC = {"message_thread_id": TOPIC, "is_topic_message": True}


@pytest.fixture
async def bot(sqlite_store: Store) -> AsyncIterator[Bot]:
    made = Bot(sqlite_store, FakeSender())
    made.rights.strangers.add(EVE)
    yield made
    await made.worker.stop()


async def held(bot: Bot, telegram_id: int = GROUP) -> list[Subscription]:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, telegram_id, bot=BOT)
        assert chat
        return await subscriptions.of_chat(connection, chat.id)


async def everything(bot: Bot) -> dict[str, Any]:
    """Return what a chat can change, row for row."""
    async with bot.store.read() as connection:
        found = await connection.execute(sa.select(chat_table))
        return {
            "chats": [tuple(row) for row in found],
            "subscriptions": await subscriptions.of_all(connection),
        }


# Who may


async def test_a_command_that_changes_things_is_refused_to_who_is_no_admin(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    before = await everything(bot)
    changing = [
        each.name for each in COMMANDS if each.changes and each.where is not Where.OPERATORS
    ]
    assert {"watch", "unwatch", "mute", "settings", "forget"} <= set(changing)
    for name in changing:
        bot.rights.reminded.clear()
        assert await bot.ask_as(EVE, GROUP, f"/{name} 元宇宙") == TEXT("admins-only"), name
        assert await everything(bot) == before, name


async def test_a_button_that_changes_things_is_refused_to_who_is_no_admin(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    before = await everything(bot)
    changing = [word for word, press in BUTTONS.items() if press.changes and not press.operators]
    assert {"w", "undo", "end", "when", "set", "lang", "forget"} <= set(changing)
    for word in changing:
        said = len(bot.replies.sent)
        toast = await bot.press(GROUP, Button("x", f"{word}:1"), user=EVE)
        assert toast == TEXT("admins-only"), word
        assert len(bot.replies.sent) == said + 1, "a toast, and nothing else"
        assert await everything(bot) == before, word


async def test_an_intruder_is_told_once_and_not_every_time(bot: Bot) -> None:
    replies = [await bot.ask_as(EVE, GROUP, "/watch 元宇宙") for _ in range(4)]
    assert replies == [TEXT("admins-only"), "", "", ""]


async def test_everybody_may_look(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    assert "元宇宙" in await bot.ask_as(EVE, GROUP, "/list")
    [one] = await held(bot)
    await bot.press(GROUP, Button("x", f"card:{one.id}"), user=EVE)
    assert "元宇宙" in bot.replies.texts(GROUP)[-1]


async def test_an_admin_who_hides_behind_the_group_may_and_a_channel_may_not(bot: Bot) -> None:
    hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    bot.rights.strangers |= {1087968824, -1005}
    group = {"id": GROUP, "type": "supergroup", "title": "G"}
    channel = {"id": -1005, "type": "channel", "title": "C"}
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙", **{"from": hidden, "sender_chat": group})
    assert [each.text for each in await held(bot)] == ["元宇宙"]
    reply = await bot.ask_as(
        ADA, GROUP, "/unwatch 元宇宙", **{"from": hidden, "sender_chat": channel}
    )
    assert reply == TEXT("admins-only")
    assert [each.text for each in await held(bot)] == ["元宇宙"]


async def test_where_telegram_cannot_say_who_is_an_admin_the_command_may_be_repeated(
    bot: Bot,
) -> None:
    bot.rights.unknown.add(ADA)
    for _ in range(2):
        reply = await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
        assert reply == TEXT("admins-not-learnt")
    bot.rights.unknown.clear()
    assert "元宇宙" in await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    assert len(await held(bot)) == 1


async def test_a_reply_in_a_group_answers_the_message_that_asked(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙", message_id=77)
    assert bot.sender.messages[-1].reply_to == 77
    await bot.ask(42, "/watch 元宇宙")
    assert bot.sender.messages[-1].reply_to is None, "in private there is nobody else"


# Who did what


async def test_admins_see_who_changed_what_and_by_which_button(bot: Bot) -> None:
    assert await bot.ask_as(ADA, GROUP, "/audit") == TEXT("audit-empty")
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    await bot.ask_as(8, GROUP, "/mute 广告")
    await bot.ask_as(ADA, GROUP, "/list")
    [one] = await held(bot)
    await bot.press(GROUP, Button("Mute 1 day", f"quiet:{one.id}:1d"), user=ADA)
    reply = await bot.ask_as(ADA, GROUP, "/audit")
    first, *lines = reply.splitlines()
    assert first == TEXT("audit-title")
    assert [line.partition(" ")[2].partition(" ")[2] for line in lines[1:]] == [
        "8: /mute 广告",
        "5: /watch 元宇宙",
    ]
    assert f"[quiet:{one.id}:1d]" in lines[0]


async def test_a_button_is_named_as_it_was_labelled(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    [one] = await held(bot)
    data = f"quiet:{one.id}:1d"
    keyboard = {"inline_keyboard": [[{"text": "Mute 1 day", "callback_data": data}]]}
    chat = {"id": GROUP, "type": "supergroup", "title": "G"}
    shown = {"message_id": 3, "date": 1, "chat": chat, "text": "元宇宙", "reply_markup": keyboard}
    who = {"id": ADA, "is_bot": False, "first_name": "Ada"}
    pressed = {"id": "1", "from": who, "chat_instance": "x", "message": shown, "data": data}
    await bot.take_in({"callback_query": pressed})
    await bot.answer_all()
    assert "Ada: [Mute 1 day] 元宇宙" in await bot.ask_as(ADA, GROUP, "/audit")


async def test_who_is_no_admin_sees_no_audit_and_a_person_has_none(bot: Bot) -> None:
    assert await bot.ask_as(EVE, GROUP, "/audit") == TEXT("admins-only")
    assert await bot.ask(42, "/audit", language="en") == TEXT("groups-only")
    await bot.ask(42, "/watch 元宇宙")
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, 42, bot=BOT)
        assert chat
        assert await audit.newest(connection, chat.id, 9) == [], "nobody else could have done it"


async def test_the_audit_of_a_chat_lets_go_of_too_much(store: Store) -> None:
    chat, other = await a_chat(store, GROUP), await a_chat(store, -5)
    async with store.write() as connection:
        await audit.add(connection, chat.id, Entry(1, "", "the first", NOW))
        await audit.add(connection, other.id, Entry(1, "", "elsewhere", NOW))
        for number in range(MAX_ENTRIES + 3):
            at = NOW + timedelta(seconds=number)
            await audit.add(connection, chat.id, Entry(1, "", str(number), at))
        kept = await audit.newest(connection, chat.id, 2 * MAX_ENTRIES)
        elsewhere = await audit.newest(connection, other.id, 9)
    assert [each.what for each in kept] == [str(n) for n in range(MAX_ENTRIES + 2, 2, -1)]
    assert [each.what for each in elsewhere] == ["elsewhere"]


# Topics of a forum


async def test_what_is_watched_in_a_topic_goes_to_that_topic(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙", **IN_TOPIC)
    await bot.ask_as(ADA, GROUP, "/watch 芯片")
    await bot.ask_as(ADA, GROUP, "/watch 光伏", message_thread_id=99)
    threads = {each.text: each.thread_id for each in await held(bot)}
    assert threads == {"元宇宙": TOPIC, "芯片": 0, "光伏": 0}, "a reply's thread is no topic"


async def test_a_subscription_is_routed_by_its_number_and_back(bot: Bot) -> None:
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    await bot.ask_as(ADA, GROUP, "/watch 芯片")
    reply = await bot.ask_as(ADA, GROUP, "/route 2", **IN_TOPIC)
    assert reply == TEXT("route-done", what="“芯片”")
    assert [each.thread_id for each in await held(bot)] == [0, TOPIC]
    reply = await bot.ask_as(ADA, GROUP, "/route 2")
    assert reply == TEXT("route-done-general", what="“芯片”")
    assert [each.thread_id for each in await held(bot)] == [0, 0]


async def test_without_a_number_of_the_list_there_are_buttons_for_what_is_elsewhere(
    bot: Bot,
) -> None:
    assert await bot.ask_as(ADA, GROUP, "/route") == TEXT("route-nothing")
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    await bot.ask_as(ADA, GROUP, "/watch 芯片", **IN_TOPIC)
    for typed in ("", " 0", " 3", " x", " ²", " 99999999999999999999"):
        reply = await bot.ask_as(ADA, GROUP, f"/route{typed}", **IN_TOPIC)
        assert reply == TEXT("route-which"), typed
    [[button]] = bot.sender.messages[-1].buttons
    assert button.text == "“元宇宙”"
    await bot.press(GROUP, button)
    assert await bot.press(GROUP, Button("x", "route:999")) == TEXT("button-old")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_of_a_group_has_what_groups_need(language: str) -> None:
    in_group = {each.command for each in menu(language, private=False)}
    in_private = {each.command for each in menu(language, private=True)}
    assert {"audit", "route"} <= in_group
    assert not {"audit", "route"} & in_private


# Coming, going, moving


async def test_a_group_that_lets_the_bot_in_is_greeted_and_one_that_knows_it_keeps_its_list(
    bot: Bot,
) -> None:
    bot.people.set_standing(GROUP, BOT, "left")
    await bot.change_standing(GROUP, "member")
    assert bot.replies.texts(GROUP) == [translator("zh-Hans")("group-hello")], "as the adder speaks"
    await bot.ask_as(ADA, GROUP, "/watch 元宇宙")
    await bot.change_standing(GROUP, "kicked")
    assert await bot.disabled(GROUP)
    await bot.change_standing(GROUP, "administrator")
    assert await bot.disabled(GROUP) is None
    assert bot.replies.texts(GROUP)[-1] == translator("zh-Hans")("group-again", count=1)
    said = len(bot.replies.texts(GROUP))
    await bot.change_standing(GROUP, "member")
    assert len(bot.replies.texts(GROUP)) == said, "only its standing changed"
    assert bot.rights.forgotten == [GROUP] * 4


async def test_a_person_who_unblocks_the_bot_is_told_again_without_a_word(bot: Bot) -> None:
    await bot.ask(42, "/watch 元宇宙")
    await bot.change_standing(42, "kicked")
    assert await bot.disabled(42)
    said = len(bot.replies.texts(42))
    await bot.change_standing(42, "member")
    assert await bot.disabled(42) is None
    assert [each.text for each in await held(bot, 42)] == ["元宇宙"]
    assert len(bot.replies.texts(42)) == said


@pytest.mark.parametrize("order", ["to first", "from first", "a command first"])
async def test_a_group_that_becomes_a_supergroup_keeps_everything(store: Store, order: str) -> None:
    bot = Bot(store, FakeSender())
    old = -5
    await bot.ask_as(ADA, old, "/watch 元宇宙")
    await bot.ask_as(ADA, old, "/mute 广告")
    await bot.ask_as(ADA, old, "/settings Asia/Tokyo")
    before = {"id": old, "type": "group", "title": "G"}
    after = {"id": GROUP, "type": "supergroup", "title": "G"}
    moved_to = {"message": {**HEAD, "chat": before, "migrate_to_chat_id": GROUP}}
    moved_from = {"message": {**HEAD, "chat": after, "migrate_from_chat_id": old}}
    bot.clock.advance(seconds=1)
    if order == "a command first":
        await bot.ask_as(ADA, GROUP, "/watch 芯片", **{"from": {**SOMEBODY, "language_code": "zh"}})
    both = [moved_from, moved_to] if order == "from first" else [moved_to, moved_from]
    for update in both:
        await bot.take_in(update)
        await bot.answer_all()
    assert {each.text for each in await held(bot)} >= {"元宇宙"}
    async with store.read() as connection:
        assert await chats.find_chat(connection, old, bot=BOT) is None
        chat = await chats.find_chat(connection, GROUP, bot=BOT)
        assert chat
        done = [each.what for each in await audit.newest(connection, chat.id, 9)]
    assert (chat.kind, chat.language, chat.disabled_reason) == ("supergroup", "en", None)
    assert chat.preferences.timezone == "Asia/Tokyo"
    assert {"/watch 元宇宙", "/mute 广告", "/settings Asia/Tokyo"} <= set(done)
    assert "广告" in await bot.ask_as(ADA, GROUP, "/list")
    await bot.worker.stop()
