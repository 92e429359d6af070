"""What is read out of Telegram's updates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.chat.receive import chat_of
from notifier.chat.updates import Membership, Moved, Said, read_update
from tests.fakes.bot_api import USERNAME, BotApi

ALICE, GROUP, SUPERGROUP, CHANNEL = 42, -100, -1001234567890, -1009876543210


@pytest.fixture
def api() -> BotApi:
    """Give people who act; there is no need of a server."""
    return BotApi()


def read(api: BotApi) -> Said | Membership | Moved | None:
    return read_update(api.pending_updates[-1], USERNAME)


def said(api: BotApi, chat: int, text: str, **more: Any) -> tuple[str | None, str] | None:
    api.say(chat, text, **more)
    found = read(api)
    assert isinstance(found, Said | None)
    return (found.command, found.text) if found else None


def test_who_spoke_where_and_in_which_language_is_read(api: BotApi) -> None:
    api.say(ALICE, "/watch 科大讯飞")
    found = read(api)
    assert isinstance(found, Said)
    assert (found.telegram_id, found.kind, found.title) == (ALICE, "private", "")
    assert (found.command, found.text) == ("watch", "科大讯飞")
    api.say(GROUP, "/list", user_id=5)
    found = read(api)
    assert isinstance(found, Said)
    assert (found.telegram_id, found.kind, bool(found.title)) == (GROUP, "group", True)


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/start", "start", ""),
        ("/watch   科大讯飞 | 元宇宙  ", "watch", "科大讯飞 | 元宇宙"),
        ("/watch\n科大讯飞", "watch", "科大讯飞"),
        ("/WATCH x", "watch", "x"),
        (f"/watch@{USERNAME} x", "watch", "x"),
        (f"/watch@{USERNAME.upper()} x", "watch", "x"),
        ("/", "", ""),
        ("/nonsense x", "nonsense", "x"),
        ("科大讯飞", None, "科大讯飞"),
        (" 科大讯飞 ", None, "科大讯飞"),
        ("/watch a\x00b\ud83dc", "watch", "abc"),
    ],
)
def test_a_command_is_told_from_what_follows_it(
    api: BotApi, text: str, command: str | None, rest: str
) -> None:
    assert said(api, ALICE, text) == (command, rest)


@pytest.mark.parametrize("chat", [GROUP, SUPERGROUP])
def test_a_group_is_overheard_only_when_it_speaks_to_the_bot(api: BotApi, chat: int) -> None:
    assert said(api, chat, "have you heard of 科大讯飞?") is None
    assert said(api, chat, "/watch@other_bot 科大讯飞") is None
    assert said(api, chat, "/watch 科大讯飞") == ("watch", "科大讯飞")
    assert said(api, chat, f"/watch@{USERNAME} 科大讯飞") == ("watch", "科大讯飞")


def test_a_command_for_another_bot_is_no_business_of_ours_in_private_either(api: BotApi) -> None:
    assert said(api, ALICE, "/watch@other_bot 科大讯飞") is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"photo": [], "caption": "/watch x"}},
        {"edited_message": {"text": "/watch x"}},
        {"channel_post": {"text": "/watch x"}},
        {"message": {"new_chat_title": "x"}},
    ],
)
def test_what_is_no_new_text_is_ignored(api: BotApi, update: dict[str, Any]) -> None:
    api.say(ALICE, "x")
    head = dict(api.pending_updates[-1]["message"])
    del head["text"]
    ((kind, content),) = update.items()
    assert read_update({"update_id": 1, kind: head | content}, USERNAME) is None


def test_a_pressed_button_and_an_inline_query_are_ignored(api: BotApi) -> None:
    api.ask_inline("讯飞")
    assert read(api) is None


@pytest.mark.parametrize("chat", [ALICE, GROUP, SUPERGROUP, CHANNEL])
@pytest.mark.parametrize(
    ("status", "may_write"),
    [("member", True), ("administrator", True), ("kicked", False), ("left", False)],
)
def test_being_let_in_and_put_out_is_read(
    api: BotApi, chat: int, status: str, *, may_write: bool
) -> None:
    api.change_membership(chat, status)
    found = read(api)
    assert isinstance(found, Membership)
    assert (found.telegram_id, found.may_write) == (chat, may_write)


@pytest.mark.parametrize("may_send", [True, False])
@pytest.mark.parametrize("is_member", [True, False])
def test_a_restricted_bot_may_write_only_if_it_may_send(
    api: BotApi, *, may_send: bool, is_member: bool
) -> None:
    api.change_membership(SUPERGROUP, "member")
    update = api.pending_updates[-1]
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
    found = read_update(update, USERNAME)
    assert isinstance(found, Membership)
    assert found.may_write is (may_send and is_member)


def test_a_group_that_becomes_a_supergroup_is_read(api: BotApi) -> None:
    api.migrate(GROUP, SUPERGROUP)
    old, new = api.pending_updates[-2:]
    assert read_update(old, USERNAME) == Moved(GROUP, SUPERGROUP)
    assert read_update(new, USERNAME) is None


# Which chat an update belongs to


def test_every_kind_of_update_belongs_to_its_chat(api: BotApi) -> None:
    api.say(GROUP, "x", user_id=5)
    api.change_membership(SUPERGROUP, "member")
    api.ask_inline("x", user_id=7)
    message, member, inline = api.pending_updates
    button = {"update_id": 9, "callback_query": {"from": {"id": 5}, "message": message["message"]}}
    assert [chat_of(each) for each in (message, member, inline, button)] == [
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
    assert chat_of(update) == 0


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
    assert -(2**63) <= chat_of(update) < 2**63
