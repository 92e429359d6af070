"""Channels: an admin links one and manages it from the private chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.commands.registry import COMMANDS
from notifier.bot.formatting import MAX_MESSAGE, units
from notifier.bot.replies import SendMessage, SetMenu
from notifier.core.i18n import translator
from notifier.core.model import Security
from notifier.delivery.message import Button
from notifier.delivery.outcome import channel_lost_notices
from notifier.store.alerts import outcomes
from notifier.store.chats import audit, channel_managers, chats
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert
from tests.bot.harness import Bot
from tests.builders import BOT, small_rules
from tests.delivery.dispatch import FakeSender

TEXT = translator("en")
ADA = 42
CHANNEL = -1900000000001
DEALS = ChatInfo(CHANNEL, "channel", "Deals", can_post=True, is_admin=True)
HEAD = TEXT("channel-head", title="Deals")


@pytest.fixture
async def bot(sqlite_store: Store) -> AsyncIterator[Bot]:
    made = Bot(sqlite_store, FakeSender())
    made.rights.known_chats |= {"@deals": DEALS, CHANNEL: DEALS}
    yield made
    await made.worker.stop()


async def ask(bot: Bot, text: str) -> str:
    return await bot.ask_as(ADA, ADA, text)


async def held(bot: Bot, telegram_id: int) -> list[str]:
    return [text for where, text in await bot.listed() if where == telegram_id]


def button(bot: Bot, label: str) -> Button:
    """Find a button of the last message that has one so labelled."""
    for _, reply in reversed(bot.replies.sent):
        if isinstance(reply, SendMessage):
            for row in reply.message.buttons:
                for each in row:
                    if label in each.text:
                        return each
    raise LookupError(label)


async def notices(bot: Bot, telegram_id: int) -> list[str]:
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, telegram_id, bot=BOT)
        assert chat
        found = sa.select(alert.c.body).where(alert.c.chat_id == chat.id, alert.c.kind == "notice")
        return [body["plain"] for body in await connection.scalars(found.order_by(alert.c.id))]


def forwarded(channel: int = CHANNEL) -> dict[str, Any]:
    chat = {"id": channel, "type": "channel", "title": "Deals"}
    return {"forward_origin": {"type": "channel", "date": 1, "chat": chat, "message_id": 9}}


# Linking


@pytest.mark.parametrize("name", ["@deals", "deals", "https://t.me/deals", str(CHANNEL)])
async def test_what_is_said_after_linking_is_meant_for_the_channel(bot: Bot, name: str) -> None:
    await ask(bot, "/watch 芯片")
    assert await ask(bot, f"/channel {name}") == TEXT("channel-linked", title="Deals")
    reply = await ask(bot, "/watch 元宇宙")
    assert reply.splitlines()[:2] == [
        HEAD,
        TEXT("watch-done", what=TEXT("keyword-name", text="元宇宙")),
    ]
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == (["芯片"], ["元宇宙"])
    assert "元宇宙" in await ask(bot, "/list")
    assert not bot.replies.texts(CHANNEL), "all is answered in private"


@pytest.mark.parametrize(
    "typed",
    [
        "结束管理",
        "不管理了",
        "退出频道管理",
        "回到我自己的列表",
        "切回我自己",
        "管理我自己的列表",
        "結束管理頻道",
        "stop managing the channel",
        "back to my own list",
    ],
)
async def test_a_sentence_ends_that_a_channel_is_managed(bot: Bot, typed: str) -> None:
    await ask(bot, "/channel @deals")
    assert await ask(bot, typed) == TEXT("channel-own")
    await ask(bot, "/watch 芯片")
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == (["芯片"], [])


@pytest.mark.parametrize("typed", ["取消关联频道", "取消关联", "解绑频道", "unlink the channel"])
async def test_a_sentence_asks_to_unlink_the_channel_that_is_managed(bot: Bot, typed: str) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, typed)
    assert await bot.press(ADA, button(bot, TEXT("button-unlink"))) == ""
    assert bot.replies.texts(ADA)[-1] == TEXT("channel-ended", title="Deals")


@pytest.mark.parametrize(
    "typed",
    [
        "我自己关注 元宇宙",
        "给我自己关注 元宇宙",
        "我自己追蹤 元宇宙",
        "for myself follow 元宇宙",
        "follow 元宇宙 for myself",
    ],
)
async def test_who_speaks_of_themselves_is_not_speaking_of_the_channel(
    bot: Bot, typed: str
) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, typed)
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == (["元宇宙"], [])
    await ask(bot, "/watch 芯片")
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == (["元宇宙"], ["芯片"])


async def test_the_channel_is_what_is_managed(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    for typed in ("频道暂停两小时", "把频道暂停两小时", "頻道暫停兩小時", "暂停两小时"):
        assert "Alerts are paused" in await ask(bot, typed), typed
        await ask(bot, "/resume")
    await ask(bot, "频道关注 元宇宙")
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == ([], ["元宇宙"])
    await ask(bot, "/watch 频道")
    assert await held(bot, CHANNEL) == ["元宇宙", "频道"]


async def test_a_forwarded_post_links_its_channel(bot: Bot) -> None:
    reply = await bot.ask_as(ADA, ADA, "科大讯飞 rises", **forwarded())
    assert reply == TEXT("channel-linked", title="Deals")
    reply = await bot.ask_as(ADA, ADA, "x", **forwarded(-1900000000777))
    assert reply == TEXT("channel-unknown", name="Deals")


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (None, "channel-unknown"),
        (replace(DEALS, kind="supergroup"), "channel-unknown"),
        (replace(DEALS, is_admin=False), "channel-not-admin"),
        (replace(DEALS, can_post=False), "channel-may-not-post"),
    ],
    ids=["none", "group", "stranger", "mute"],
)
async def test_only_a_channel_where_both_may_is_linked(
    bot: Bot, place: ChatInfo | None, key: str
) -> None:
    bot.rights.known_chats.clear()
    if place is not None:
        bot.rights.known_chats["@deals"] = place
    assert await ask(bot, "/channel @deals") == TEXT(key, name="@deals", title="Deals")
    await ask(bot, "/watch 元宇宙")
    assert await bot.listed() == [(ADA, "元宇宙")]


async def test_without_a_name_it_is_said_how_and_what_is_no_name_is_not_asked_for(bot: Bot) -> None:
    assert await ask(bot, "/channel") == TEXT("channel-how")
    assert await ask(bot, "/channel ../x") == TEXT("channel-unknown", name="../x")
    assert await bot.ask_as(ADA, -5, "/channel @deals") == TEXT("channel-in-private")
    bot.rights.unknown.add(ADA)
    assert await ask(bot, "/channel @deals") == TEXT("admins-not-learnt")


# Managing


async def test_managing_ends_with_the_hour_or_by_a_button_and_is_chosen_again(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    bot.clock.advance(minutes=61)
    assert HEAD not in await ask(bot, "/list")
    assert await ask(bot, "/channel") == TEXT("channel-which")
    await bot.press(ADA, button(bot, "Deals"), user=ADA)
    assert HEAD in await ask(bot, "/list")
    await ask(bot, "/channel")
    await bot.press(ADA, button(bot, TEXT("button-own-list")), user=ADA)
    assert bot.replies.texts(ADA)[-1] == TEXT("channel-own")
    assert HEAD not in await ask(bot, "/list")


async def test_a_button_stays_with_the_chat_that_it_was_made_for(bot: Bot) -> None:
    await ask(bot, "/watch 芯片")
    await ask(bot, "/forget")
    own = button(bot, TEXT("button-forget"))
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch 元宇宙")
    await ask(bot, "/forget")
    theirs = button(bot, TEXT("button-forget"))
    await bot.press(ADA, own, user=ADA)
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == ([], ["元宇宙"])
    await ask(bot, "/watch 光伏")
    assert await held(bot, ADA) == ["光伏"], "who forgets everything manages nothing any more"
    assert await bot.press(ADA, theirs, user=ADA) == TEXT("button-old")
    assert await held(bot, CHANNEL) == ["元宇宙"]
    await ask(bot, "/channel @deals")
    bot.clock.advance(hours=2)
    await bot.press(ADA, theirs, user=ADA)
    assert (await held(bot, ADA), await held(bot, CHANNEL)) == (["光伏"], [])


async def test_nobody_else_reaches_a_channel_by_its_button(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch 元宇宙")
    taken = button(bot, TEXT("button-undo"))
    await bot.ask_as(66, 66, "/start")
    assert await bot.press(66, taken, user=66) == TEXT("button-old")
    assert await held(bot, CHANNEL) == ["元宇宙"]


async def test_who_is_an_admin_no_more_is_told_so_and_manages_it_no_more(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    bot.rights.unknown.add(ADA)
    assert await ask(bot, "/list") == TEXT("admins-not-learnt")
    bot.rights.unknown.clear()
    bot.rights.strangers.add(ADA)
    assert await ask(bot, "/watch 元宇宙") == TEXT("channel-not-admin", title="Deals")
    assert await bot.listed() == []
    assert "元宇宙" in await ask(bot, "/watch 元宇宙")
    assert await bot.listed() == [(ADA, "元宇宙")], "it is the person's own list again"


async def test_who_is_an_admin_no_more_is_shown_nothing_of_the_channel_for_a_wish(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch 科大讯飞")
    bot.rights.strangers.add(ADA)
    told = TEXT("channel-not-admin", title="Deals")
    assert await ask(bot, "振华重工最近有什么新闻") == told


async def test_greeting_and_help_are_never_about_a_channel(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    for command in ("/help", "/start", "/channel"):
        assert HEAD not in await ask(bot, command)
    assert {each.name for each in COMMANDS if each.personal} >= {"start", "help", "channel"}


async def test_a_channel_has_its_own_language_and_its_admin_is_answered_in_theirs(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, "/language")
    await bot.press(ADA, button(bot, "繁體"), user=ADA)
    assert translator("zh-Hant")("language-done") in bot.replies.texts(ADA)[-1]
    assert not any(isinstance(reply, SetMenu) for _, reply in bot.replies.sent)
    assert TEXT("list-empty") in await ask(bot, "/list")
    async with bot.store.read() as connection:
        chat = await chats.find_chat(connection, CHANNEL, bot=BOT)
    assert chat
    assert chat.language == "zh-Hant"


async def test_what_is_changed_for_a_channel_is_in_its_audit(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch 元宇宙")
    assert "User 42: /watch 元宇宙" in await ask(bot, "/audit")


async def test_a_channel_that_nobody_manages_gets_nothing_more_until_it_is_linked_again(
    bot: Bot,
) -> None:
    bot.rights.known_chats["@deals"] = DEALS
    await ask(bot, "/channel @deals")
    unlink = button(bot, TEXT("button-unlink"))
    await bot.ask_as(43, 43, "/channel @deals")
    other = button(bot, TEXT("button-unlink"))
    await bot.press(ADA, unlink, user=ADA)
    assert bot.replies.texts(ADA)[-1] == TEXT("channel-unlinked", title="Deals")
    assert await bot.disabled(CHANNEL) is None, "43 still manages it"
    await bot.press(43, other, user=43)
    assert await bot.disabled(CHANNEL) == "unlinked"
    await ask(bot, "/channel @deals")
    assert await bot.disabled(CHANNEL) is None


# What happens to the bot there


async def test_who_lets_the_bot_into_a_channel_may_manage_it_at_once(bot: Bot) -> None:
    await ask(bot, "/start")
    bot.people.set_standing(CHANNEL, BOT, "left")
    bot.people.change_membership(CHANNEL, "administrator", user_id=ADA)
    await bot.take_in()
    await bot.answer_all()
    title = f"Channel {-CHANNEL}"
    assert await notices(bot, ADA) == [TEXT("channel-added", title=title)]
    assert await ask(bot, "/channel") == TEXT("channel-which")
    assert not bot.replies.texts(CHANNEL), "nobody wants a bot's greeting in a channel"


async def test_who_never_wrote_finds_the_channel_that_they_let_the_bot_into(bot: Bot) -> None:
    bot.people.set_standing(CHANNEL, BOT, "left")
    bot.people.change_membership(CHANNEL, "administrator", user_id=ADA)
    await bot.take_in()
    await bot.answer_all()
    assert await notices(bot, ADA) == [], "Telegram would refuse it"
    # The language is of the app in which the bot was let in.
    assert await ask(bot, "/channel") == translator("zh-Hans")("channel-which")
    await bot.press(ADA, button(bot, f"Channel {-CHANNEL}"), user=ADA)
    await ask(bot, "/watch 元宇宙")
    assert await held(bot, CHANNEL) == ["元宇宙"]


async def post(bot: Bot, text: str) -> None:
    """Post in the channel, as its admins do: in its name."""
    place = {"id": CHANNEL, "type": "channel", "title": "Deals"}
    head = {"message_id": 7, "date": 1, "chat": place, "sender_chat": place}
    await bot.take_in({"channel_post": {**head, "text": text}})
    await bot.answer_all()


async def test_a_command_posted_in_a_channel_is_answered_to_its_admins_in_private(bot: Bot) -> None:
    await post(bot, "/watch 元宇宙")
    assert await bot.listed() == []
    await ask(bot, "/channel @deals")
    for text in ("元宇宙 is the word of the year", "/nosuch", "/watch@other_bot 元宇宙"):
        await post(bot, text)
    assert await notices(bot, ADA) == []
    for _ in range(2):
        await post(bot, "/watch 元宇宙")
    told = TEXT("channel-command", title="Deals", command="/watch 元宇宙")
    assert await notices(bot, ADA) == [told], "once a minute"
    assert not bot.replies.texts(CHANNEL), "readers would see it"
    assert await bot.listed() == []


async def test_losing_a_channel_is_told_to_its_stewards_once(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch 元宇宙")
    for status in ("left", "kicked"):
        await bot.change_standing(CHANNEL, status)
    assert await bot.disabled(CHANNEL)
    assert await notices(bot, ADA) == [TEXT("channel-lost", title="Deals")]
    await bot.change_standing(CHANNEL, "administrator")
    assert (await bot.disabled(CHANNEL), await held(bot, CHANNEL)) == (None, ["元宇宙"])
    async with bot.store.write() as connection:
        chat = await chats.find_chat(connection, CHANNEL, bot=BOT)
        assert chat
        lost = channel_lost_notices(chat.title)
        for _ in range(2):
            await outcomes.lose_chat(connection, chat.id, "Forbidden", lost, bot.clock.now)
    assert len(await notices(bot, ADA)) == 2, "once for each time"


async def test_an_admin_who_may_not_post_is_as_good_as_none(bot: Bot) -> None:
    await ask(bot, "/channel @deals")
    admin: dict[str, Any] = {
        "user": {"id": BOT, "is_bot": True, "first_name": "x"},
        "status": "administrator",
    }
    rights = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
        "can_restrict_members can_promote_members can_change_info can_invite_users "
        "can_post_stories can_edit_stories can_delete_stories"
    )
    admin |= dict.fromkeys(rights.split(), False)
    changed = {
        "chat": {"id": CHANNEL, "type": "channel", "title": "Deals"},
        "from": {"id": 43, "is_bot": False, "first_name": "x"},
        "date": 1,
        "old_chat_member": admin | {"can_post_messages": True},
        "new_chat_member": admin | {"can_post_messages": False},
    }
    await bot.take_in({"my_chat_member": changed})
    await bot.answer_all()
    assert await bot.disabled(CHANNEL)


async def test_stewards_are_kept_alike_in_each_database(store: Store) -> None:
    bot = Bot(store, FakeSender())
    bot.rights.known_chats["@deals"] = DEALS
    await ask(bot, "/channel @deals")
    async with store.write() as connection:
        channel = await chats.find_chat(connection, CHANNEL, bot=BOT)
        manager = await chats.find_chat(connection, ADA, bot=BOT)
        assert channel
        assert manager
        await channel_managers.link(connection, channel.id, manager.id, bot.clock.now)
        assert await channel_managers.channels(connection, manager.id) == [channel]
        assert await channel_managers.managers(connection, channel.id) == [manager]
        assert await channel_managers.managed(connection, manager.id, bot.clock.now) == channel
        assert await channel_managers.unlink(connection, channel.id, manager.id) == 0
        assert await channel_managers.channel(connection, channel.id, manager.id) is None
        assert await audit.newest(connection, manager.id, 9) == []
    await bot.worker.stop()


@pytest.mark.parametrize("title", ["Deals" * 20, "📢" * 128, "<&>" * 40])
async def test_a_long_reply_fits_with_the_name_of_the_channel_above(
    sqlite_store: Store, title: str
) -> None:
    numbers = range(600000, 600400)
    some = [Security(f"SH{each}", "SSE", f"很长的公司名称{each}") for each in numbers]
    bot = Bot(sqlite_store, FakeSender(), small_rules(securities=some))
    bot.rights.known_chats["@deals"] = replace(DEALS, title=title)
    await ask(bot, "/channel @deals")
    await ask(bot, "/watch " + " ".join(each.symbol for each in some))
    (reply,) = [each for _, each in bot.replies.sent if isinstance(each, SendMessage)][1:]
    assert 3500 < units(reply.message.plain) <= MAX_MESSAGE
    assert units(unescape(reply.message.html)) <= MAX_MESSAGE
    first, _, rest = reply.message.plain.partition("\n")
    assert title.startswith(first.removeprefix("📢 "))
    assert rest.startswith(TEXT("watch-done-many", count=400))
    assert "more" in rest.splitlines()[-1], "how many are left out is told all the same"
