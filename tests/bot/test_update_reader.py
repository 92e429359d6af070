"""What is read out of Telegram's updates, and which of them are meant for the bot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bot.receiver import chat_id_of
from notifier.bot.request import Request
from notifier.bot.update_reader import read_update
from notifier.core.i18n import translator
from notifier.store.chats.inbox import Received
from notifier.store.engine.database import Store
from tests.bot.harness import Bot, offline_bot
from tests.builders import BOT, NOW
from tests.delivery.dispatch import FakeSender
from tests.fakes.bot_api import USERNAME, BotApi

ALICE, GROUP, SUPERGROUP, CHANNEL = 42, -100, -1001234567890, -1009876543210
TEXT = translator("en")
DONE = TEXT("watch-done", what=TEXT("keyword-name", text="元宇宙"))


@pytest.fixture
def api() -> BotApi:
    """Return people who write; there is no need of a server."""
    return BotApi()


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    return Bot(sqlite_store, FakeSender())


def read(api: BotApi) -> Request:
    body = api.pending_updates[-1]
    number, chat = body["update_id"], chat_id_of(body)
    received = Received(BOT, number, chat, body, reply=None, received_at=NOW, attempts=0)
    return read_update(received, offline_bot(), NOW)


def test_who_spoke_where_is_read(api: BotApi) -> None:
    api.say(ALICE, "/watch 科大讯飞")
    request = read(api)
    assert request.place
    assert (request.place.id, request.actor.id, request.text) == (ALICE, ALICE, "/watch 科大讯飞")
    api.say(GROUP, "/list", user_id=5)
    request = read(api)
    assert request.place
    assert (request.place.id, request.place.type, request.actor.id) == (GROUP, "group", 5)


def test_who_speaks_for_a_group_is_the_group(api: BotApi) -> None:
    group = {"id": SUPERGROUP, "type": "supergroup", "title": "Our group"}
    api.say(SUPERGROUP, "/list", sender_chat=group)
    assert (read(api).actor.id, read(api).actor.name) == (SUPERGROUP, "Our group")


@pytest.mark.parametrize(("in_topic", "thread_id"), [(True, 7), (False, 0)])
def test_only_what_is_said_in_a_topic_belongs_to_one(
    api: BotApi, *, in_topic: bool, thread_id: int
) -> None:
    api.say(SUPERGROUP, "/list", message_thread_id=7, is_topic_message=in_topic)
    assert read(api).thread_id == thread_id


@pytest.mark.parametrize(
    "text",
    [
        "/watch   元宇宙  ",
        "/watch\n元宇宙",
        "/WATCH 元宇宙",
        f"/watch@{USERNAME} 元宇宙",
        f"/watch@{USERNAME.upper()} 元宇宙",
        "/watch 元\x00宇\ud83d宙",
    ],
)
async def test_a_command_is_told_from_what_follows_it(bot: Bot, text: str) -> None:
    assert (await bot.ask(ALICE, text)).splitlines()[0] == DONE


@pytest.mark.parametrize("text", ["/", "/nonsense x", f"/nonsense@{USERNAME}"])
async def test_a_command_that_there_is_not_is_told(bot: Bot, text: str) -> None:
    assert await bot.ask(ALICE, text) != ""


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP])
async def test_a_group_is_overheard_only_when_it_speaks_to_the_bot(bot: Bot, chat: int) -> None:
    for text in ("have you heard of 科大讯飞?", "/watch@other_bot 科大讯飞", "/ban somebody"):
        assert await bot.ask(chat, text) == ""
    assert await bot.ask(chat, "/list") == TEXT("list-empty")
    assert await bot.ask(chat, f"/list@{USERNAME}") == TEXT("list-empty")


async def test_a_command_for_another_bot_is_no_business_of_ours_in_private_either(
    bot: Bot,
) -> None:
    assert await bot.ask(ALICE, "/watch@other_bot 科大讯飞") == ""


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": {"text": "/watch x"}},
        {"message": {"new_chat_title": "x"}},
    ],
    ids=["edit", "title"],
)
async def test_what_is_no_new_text_is_ignored(bot: Bot, update: dict[str, Any]) -> None:
    bot.people.say(ALICE, "x")
    head = dict(bot.people.pending_updates[-1]["message"])
    del head["text"]
    ((kind, content),) = update.items()
    await bot.ask(ALICE, "/list")
    before = len(bot.replies.sent)
    await bot.take_in({kind: head | content})
    await bot.answer_all()
    assert len(bot.replies.sent) == before


@pytest.mark.parametrize("may_send", [True, False])
@pytest.mark.parametrize("is_member", [True, False])
async def test_a_restricted_bot_may_write_only_if_it_may_send(
    bot: Bot, *, may_send: bool, is_member: bool
) -> None:
    await bot.ask(SUPERGROUP, "/list")
    bot.people.change_membership(SUPERGROUP, "member")
    update = bot.people.pending_updates[-1]
    rights = [
        "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages",
        "can_send_polls", "can_send_other_messages", "can_add_web_page_previews",
        "can_manage_topics", "can_send_audios", "can_send_documents", "can_send_photos",
        "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_edit_tag",
        "can_react_to_messages",
    ]  # fmt: skip
    member = update["my_chat_member"]["new_chat_member"]
    member |= dict.fromkeys(rights, False) | {
        "status": "restricted",
        "is_member": is_member,
        "can_send_messages": may_send,
        "until_date": 0,
    }
    await bot.take_in()
    await bot.answer_all()
    assert (await bot.disabled(SUPERGROUP) is None) is (may_send and is_member)


@pytest.mark.parametrize("chat", [ALICE, GROUP, SUPERGROUP])
async def test_being_put_out_and_let_in_is_noted(bot: Bot, chat: int) -> None:
    await bot.ask(chat, "/list")
    for status, reason in [
        ("kicked", "the bot was put out (kicked)"),
        ("member", None),
        ("left", "the bot was put out (left)"),
        ("administrator", None),
    ]:
        await bot.change_standing(chat, status)
        assert await bot.disabled(chat) == reason


# Which chat an update belongs to


def test_every_kind_of_update_belongs_to_its_chat(api: BotApi) -> None:
    api.say(GROUP, "x", user_id=5)
    api.change_membership(SUPERGROUP, "member")
    api.ask_inline("x", user_id=7)
    message, member, inline = api.pending_updates
    button = {"update_id": 9, "callback_query": {"from": {"id": 5}, "message": message["message"]}}
    assert [chat_id_of(each) for each in (message, member, inline, button)] == [
        GROUP,
        SUPERGROUP,
        7,
        GROUP,
    ]


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "message": {"chat": {"id": "42"}}},
        {"update_id": 1, "message": {"chat": {"id": 2**70}}},
        {"update_id": 1, "message": {"chat": []}},
        {"update_id": 1, "message": []},
    ],
)
def test_what_has_no_chat_belongs_to_none(update: dict[str, Any]) -> None:
    assert chat_id_of(update) == 0


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "chat", "from", "message", "x"]), inner, max_size=4
        )
    ),
)


@given(st.dictionaries(st.sampled_from(["update_id", "message", "my_chat_member"]), json))
def test_whatever_comes_a_chat_can_be_told(update: dict[str, Any]) -> None:
    assert -(2**63) <= chat_id_of(update) < 2**63
