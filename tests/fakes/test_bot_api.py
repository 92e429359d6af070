"""The fake Bot API, seen through python-telegram-bot, which takes it for the real one."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    ChatMemberAdministrator,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

from tests.fakes.bot_api import BotApi, Outcome
from tests.fakes.library_bot import library_bot

ALICE, GROUP, SUPERGROUP = 42, -7, -1_000_000_000_007


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[Bot]:
    async with library_bot(bot_api) as bot:
        yield bot


async def test_the_bot_knows_itself(bot_api: BotApi, bot: Bot) -> None:
    assert bot.username == "notifier_test_bot"
    assert str(bot.id) == bot_api.token.partition(":")[0]


async def test_a_sent_message_is_shown_and_logged(bot_api: BotApi, bot: Bot) -> None:
    answer = await bot.send_message(ALICE, "<b>科大讯飞</b> &amp; 优刻得", parse_mode="HTML")

    (message,) = bot_api.sent_to(ALICE)
    (call,) = bot_api.calls_of("sendMessage")
    assert answer.text == message.text == "科大讯飞 & 优刻得"
    assert message.source == "<b>科大讯飞</b> &amp; 优刻得"
    assert answer.parse_entities() == {MessageEntity("bold", 0, 4): "科大讯飞"}
    assert (call.outcome, call.status, call.chat_id) == (Outcome.ACCEPTED, 200, ALICE)
    assert call.token == bot_api.token
    assert call.params["parse_mode"] == "HTML"


async def test_message_ids_count_up_in_each_chat_by_itself(bot: Bot) -> None:
    sent = [await bot.send_message(chat, "x") for chat in (ALICE, GROUP, ALICE)]

    assert [message.message_id for message in sent] == [1, 1, 2]


async def test_requests_may_be_json_or_a_query(bot_api: BotApi) -> None:
    url = f"{bot_api.base_url}{bot_api.token}/sendmessage"
    async with httpx.AsyncClient(verify=False) as client:
        await client.post(
            url, json={"chat_id": ALICE, "text": "一", "reply_markup": {"inline_keyboard": []}}
        )
        await client.get(url, params={"chat_id": ALICE, "text": "二"})

    assert [message.text for message in bot_api.sent_to(ALICE)] == ["一", "二"]
    assert [call.chat_id for call in bot_api.calls_of("sendMessage")] == [ALICE, ALICE]


async def test_what_cannot_be_read_is_refused(bot_api: BotApi) -> None:
    url = f"{bot_api.base_url}{bot_api.token}/sendMessage"
    json = {"content-type": "application/json"}
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(verify=False) as client:
        answers = [
            await client.post(url, content=b"{", headers=json),
            await client.post(url, content=b"chat_id=42&text=%ff", headers=form),
            await client.post(url, content=rb'{"chat_id": 42, "text": "\ud800"}', headers=json),
            await client.post(url, data={"chat_id": "42", "text": "x", "reply_markup": "{"}),
            await client.post(url, data={"text": "x"}),
        ]

    assert [answer.json()["description"] for answer in answers] == [
        "Bad Request: can't parse request body as JSON object",
        "Bad Request: strings must be encoded in UTF-8",
        "Bad Request: strings must be encoded in UTF-8",
        "Bad Request: can't parse reply_markup JSON object",
        "Bad Request: chat_id is empty",
    ]
    assert {call.outcome for call in bot_api.calls} == {Outcome.REFUSED}


async def test_an_unknown_method_is_404(bot_api: BotApi, bot: Bot) -> None:
    with pytest.raises(InvalidToken, match="Not Found"):
        await bot.delete_message(ALICE, 1)

    (call,) = bot_api.calls_of("deleteMessage")
    assert (call.status, call.outcome) == (404, Outcome.REFUSED)


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [
        ("123456:another-token-of-the-right-form-0000", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
    ],
)
async def test_a_wrong_token_is_refused(
    bot_api: BotApi, token: str, status: int, description: str
) -> None:
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.post(f"{bot_api.base_url}{token}/getMe")

    assert answer.status_code == status
    assert answer.json() == {"ok": False, "error_code": status, "description": description}
    assert bot_api.calls[-1].token == token


async def test_the_token_can_be_chosen() -> None:
    token = "99:a-token-that-the-test-chose-for-itself"
    with BotApi(token, username="other_bot") as bot_api:
        async with library_bot(bot_api) as bot:
            assert (bot.id, bot.username) == (99, "other_bot")


# Receiving


async def test_updates_are_given_until_they_are_confirmed(bot_api: BotApi, bot: Bot) -> None:
    first, second = bot_api.say(ALICE, "一"), bot_api.say(ALICE, "二")

    both = await bot.get_updates(timeout=0)
    again = await bot.get_updates(timeout=0, limit=1)
    rest = await bot.get_updates(offset=both[1].update_id, timeout=0)
    none = await bot.get_updates(offset=both[1].update_id + 1, timeout=0)

    assert [update.update_id for update in both] == [first, second]
    assert [update.update_id for update in again] == [first]
    assert [update.update_id for update in rest] == [second]
    assert none == ()
    assert bot_api.confirmed_updates == (first, second)


async def test_a_negative_offset_keeps_only_the_last(bot_api: BotApi, bot: Bot) -> None:
    for text in "一二三":
        bot_api.say(ALICE, text)

    updates = await bot.get_updates(offset=-1, timeout=0)

    assert [update.message.text for update in updates if update.message] == ["三"]
    assert len(bot_api.pending_updates) == 1


async def test_a_long_poll_ends_when_something_comes(bot_api: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await bot_api.until_call("getUpdates")

    bot_api.say(ALICE, "/watch 科大讯飞")

    (update,) = await poll
    assert update.message
    assert update.message.text == "/watch 科大讯飞"
    assert update.message.parse_entities() == {MessageEntity("bot_command", 0, 6): "/watch"}


async def test_a_second_poll_ends_the_first_with_a_conflict(bot_api: BotApi, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=50))
    await bot_api.until_call("getUpdates")
    async with library_bot(bot_api) as second_bot:
        second = asyncio.create_task(second_bot.get_updates(timeout=50))

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        bot_api.say(ALICE, "x")

        assert len(await second) == 1


async def test_a_poller_that_hangs_up_loses_nothing(bot_api: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    call = await bot_api.until_call("getUpdates")
    poll.cancel()
    await bot_api.until(lambda: call.outcome is Outcome.LOST)

    bot_api.say(ALICE, "x")

    assert len(await bot.get_updates(timeout=0)) == 1


async def test_only_the_allowed_updates_come_and_the_choice_persists(
    bot_api: BotApi, bot: Bot
) -> None:
    unasked = bot_api.push({"chat_member": {}})
    await bot.get_updates(timeout=0, allowed_updates=["my_chat_member"])
    await bot.get_updates(timeout=0)

    ignored = bot_api.say(ALICE, "x")
    bot_api.change_membership(ALICE, "kicked")

    (update,) = await bot.get_updates(timeout=0)
    assert unasked is None
    assert ignored is None
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_an_update_may_be_one_that_the_library_cannot_read(bot_api: BotApi, bot: Bot) -> None:
    bot_api.push_unreadable()

    with pytest.raises(KeyError):
        await bot.get_updates(timeout=0)


async def test_a_webhook_stops_polling_until_it_is_deleted(bot_api: BotApi, bot: Bot) -> None:
    bot_api.say(ALICE, "x")
    await bot.set_webhook("https://example.org/hook", secret_token="s-1", max_connections=5)
    info = await bot.get_webhook_info()
    with pytest.raises(Conflict, match="use deleteWebhook to delete the webhook first"):
        await bot.get_updates(timeout=0)
    assert bot_api.webhook
    assert bot_api.webhook["secret_token"] == "s-1"

    await bot.delete_webhook(drop_pending_updates=True)

    assert (info.url, info.pending_update_count) == ("https://example.org/hook", 1)
    assert await bot.get_updates(timeout=0) == ()
    assert bot_api.webhook is None


@pytest.mark.parametrize(
    ("url", "secret"), [("http://example.org", "s"), ("https://example.org", "not allowed!")]
)
async def test_a_bad_webhook_is_refused(bot: Bot, url: str, secret: str) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(url, secret_token=secret)


# People


async def test_people_write_in_groups_and_topics(bot_api: BotApi, bot: Bot) -> None:
    bot_api.say(SUPERGROUP, "/list@notifier_test_bot", user_id=5, message_thread_id=9)

    (update,) = await bot.get_updates(timeout=0)

    assert update.message
    assert update.message.from_user
    assert update.message.chat.type == "supergroup"
    assert update.message.from_user.id == 5
    assert update.message.message_thread_id == 9
    assert update.message.entities[0].length == len("/list@notifier_test_bot")


async def test_a_pressed_button_is_answered_once(bot_api: BotApi, bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("🔕 静音", callback_data="mute:1")]])
    await bot.send_message(ALICE, "x", reply_markup=keyboard)
    bot_api.press(bot_api.sent_to(ALICE)[0], "静音")

    (update,) = await bot.get_updates(timeout=0)
    assert update.callback_query
    assert update.callback_query.data == "mute:1"
    assert update.callback_query.message
    assert update.callback_query.message.message_id == 1
    await update.callback_query.answer("done")

    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()


def test_a_button_that_is_not_there_cannot_be_pressed(bot_api: BotApi) -> None:
    with httpx.Client(base_url=f"{bot_api.base_url}{bot_api.token}/") as client:
        client.post("sendMessage", json={"chat_id": ALICE, "text": "x"})

    with pytest.raises(LookupError, match="静音"):
        bot_api.press(bot_api.sent_to(ALICE)[0], "静音")


async def test_an_inline_query_is_answered(bot_api: BotApi, bot: Bot) -> None:
    query_id = bot_api.ask_inline("讯飞")
    (update,) = await bot.get_updates(timeout=0)
    result = InlineQueryResultArticle("1", "科大讯飞", InputTextMessageContent("x"))

    await bot.answer_inline_query(query_id, [result])

    assert update.inline_query
    assert update.inline_query.query == "讯飞"
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_inline_query(query_id, [result])
    with pytest.raises(BadRequest, match="Result_id_duplicate"):
        await bot.answer_inline_query(bot_api.ask_inline("x"), [result, result])


@pytest.mark.parametrize(
    ("chat_id", "status", "words"),
    [
        (ALICE, "kicked", "bot was blocked by the user"),
        (GROUP, "kicked", "bot was kicked from the group chat"),
        (SUPERGROUP, "kicked", "bot was kicked from the supergroup chat"),
        (SUPERGROUP, "left", "bot is not a member of the supergroup chat"),
    ],
)
async def test_a_chat_that_does_not_want_the_bot_refuses_it_until_it_does(
    bot_api: BotApi, bot: Bot, chat_id: int, status: str, words: str
) -> None:
    bot_api.change_membership(chat_id, status)
    with pytest.raises(Forbidden, match=words):
        await bot.send_message(chat_id, "x")

    bot_api.change_membership(chat_id, "member")

    await bot.send_message(chat_id, "x")
    gone, back = (update.my_chat_member for update in await bot.get_updates(timeout=0))
    assert gone
    assert back
    assert gone.old_chat_member.status == back.new_chat_member.status == "member"
    assert gone.new_chat_member.status == back.old_chat_member.status


# What else a bot asks


async def test_chats_and_their_members_are_described(bot_api: BotApi, bot: Bot) -> None:
    bot_api.set_standing(GROUP, 5, "administrator")
    bot_api.set_standing(GROUP, 6, "creator")

    chats = [await bot.get_chat(chat_id) for chat_id in (ALICE, GROUP, SUPERGROUP)]
    five = await bot.get_chat_member(GROUP, 5)
    seven = await bot.get_chat_member(GROUP, 7)
    administrators = await bot.get_chat_administrators(GROUP)

    assert [chat.type for chat in chats] == ["private", "group", "supergroup"]
    assert isinstance(five, ChatMemberAdministrator)
    assert seven.status == "member"
    assert {member.user.id for member in administrators} == {5, 6}
    with pytest.raises(BadRequest, match="There are no administrators"):
        await bot.get_chat_administrators(ALICE)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat("@nobody")


async def test_a_bot_that_leaves_a_chat_cannot_write_there(bot: Bot) -> None:
    await bot.leave_chat(GROUP)

    with pytest.raises(Forbidden, match="not a member of the group chat"):
        await bot.send_message(GROUP, "x")
    with pytest.raises(BadRequest):
        await bot.leave_chat(ALICE)


async def test_commands_are_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("watch", "关注")], language_code="zh")
    await bot.set_my_commands([BotCommand("watch", "Watch")])

    assert [c.description for c in await bot.get_my_commands(language_code="zh")] == ["关注"]
    assert [c.description for c in await bot.get_my_commands()] == ["Watch"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([("Watch!", "x")])


async def test_chat_actions_are_checked(bot_api: BotApi, bot: Bot) -> None:
    await bot.send_chat_action(ALICE, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(ALICE, "dancing")

    assert [call.outcome for call in bot_api.calls_of("sendChatAction")] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
    ]


async def test_files_go_up_and_down(bot_api: BotApi, bot: Bot) -> None:
    content = "代码,名称\r\n\r\n002230,科大讯飞\r\n".encode() + bytes(range(256))
    sent = await bot.send_document(
        ALICE, content, filename="关注.csv", caption="<i>列表</i>", parse_mode="HTML"
    )
    assert sent.document
    again = await bot.send_document(ALICE, sent.document.file_id)
    photo = await bot.send_photo(ALICE, b"\x89PNG", message_thread_id=3)
    theirs = bot_api.add_file("theirs.csv", b"AAPL")

    assert await (await sent.document.get_file()).download_as_bytearray() == content
    assert await (await bot.get_file(theirs)).download_as_bytearray() == b"AAPL"
    assert sent.document.file_name == "关注.csv"
    assert sent.caption == "列表"
    assert again.document == sent.document
    assert photo.photo[0].file_size == 4
    assert [message.kind for message in bot_api.sent_to(ALICE)] == ["document", "document", "photo"]
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("nothing")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(ALICE, "nothing")


# Editing


async def test_an_edit_changes_what_is_shown(bot_api: BotApi, bot: Bot) -> None:
    sent = await bot.send_message(ALICE, "before", reply_markup=_keyboard("a"))

    await sent.edit_text("after")
    await sent.edit_reply_markup(_keyboard("b"))

    (message,) = bot_api.sent_to(ALICE)
    assert (message.text, message.edits) == ("after", 2)
    assert message.button("button")["callback_data"] == "b"


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(ALICE, "<b>same</b>", parse_mode="HTML")

    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("<strong>same</strong>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(None)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", ALICE, 99)


# Limits


async def test_a_text_has_1_to_4096_utf_16_units_once_it_is_read(bot: Bot) -> None:
    await bot.send_message(ALICE, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    await bot.send_message(ALICE, "&amp;" * 4096, parse_mode="HTML")

    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ALICE, "😀" * 2048 + "!")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ALICE, "")
    with pytest.raises(BadRequest, match="Text must be non-empty"):
        await bot.send_message(ALICE, "<b> </b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ALICE, b"x", caption="讯" * 1025)
    with pytest.raises(BadRequest, match="Unsupported parse_mode"):
        await bot.send_message(ALICE, "*x*", parse_mode="MarkdownV2")


@pytest.mark.parametrize("data", ["讯" * 21 + "x", "x"])
async def test_callback_data_has_up_to_64_bytes(bot_api: BotApi, bot: Bot, data: str) -> None:
    await bot.send_message(ALICE, "x", reply_markup=_keyboard(data))

    assert bot_api.sent_to(ALICE)[0].button("button")["callback_data"] == data


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "x", "callback_data": "讯" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": "", "url": "https://example.org"}, 'Can\'t find field "text"'),
        ({"text": "x", "url": "javascript:x"}, "is invalid"),
    ],
)
async def test_a_bad_button_is_refused(bot_api: BotApi, button: dict[str, str], words: str) -> None:
    async with httpx.AsyncClient(verify=False) as client:
        answer = await client.post(
            f"{bot_api.base_url}{bot_api.token}/sendMessage",
            json={
                "chat_id": ALICE,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[button]]},
            },
        )

    assert answer.status_code == 400
    assert words in answer.json()["description"]
    assert not bot_api.messages


# The control side


async def test_waiting_for_what_does_not_come_says_what_came(bot_api: BotApi, bot: Bot) -> None:
    await bot.send_message(ALICE, "something else")

    with pytest.raises(TimeoutError, match="something else"):
        bot_api.wait_for_message(ALICE, containing="科大讯飞", timeout=0)
    with pytest.raises(TimeoutError, match="called 0 times, not 2"):
        bot_api.wait_for_call("getUpdates", count=2, timeout=0)


async def test_a_message_can_be_waited_for(bot_api: BotApi, bot: Bot) -> None:
    alert = asyncio.create_task(bot_api.until_message(ALICE, containing="科大讯飞"))

    await bot.send_message(ALICE, "something else")
    await bot.send_message(ALICE, "科大讯飞")

    assert (await alert).message_id == 2
    assert bot_api.message(ALICE, 2) == await alert


async def test_another_process_can_drive_it_by_json(bot_api: BotApi, bot: Bot) -> None:
    async with httpx.AsyncClient(base_url=f"{bot_api.url}/control/") as control:
        await control.post("say", json={"chat_id": ALICE, "text": "/start"})
        await control.post(
            "fail",
            json={"fault": "refuse", "with": {"refusal": "blocked"}, "method": "sendMessage"},
        )
        (update,) = await bot.get_updates(timeout=0)
        with pytest.raises(Forbidden):
            await bot.send_message(ALICE, "x")
        await bot.send_message(ALICE, "y")
        seen = await control.post("wait_for_message", json={"chat_id": ALICE, "containing": "y"})
        calls = await control.get("calls")
        wrong = await control.post("wait_for_peace", json={})

    assert isinstance(update, Update)
    assert seen.json()["text"] == "y"
    assert [call["outcome"] for call in calls.json() if call["method"] == "sendMessage"] == [
        "refused",
        "accepted",
    ]
    assert (wrong.status_code, wrong.text) == (400, "LookupError: no verb wait_for_peace")


def _keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("button", callback_data=data)]])


def test_it_can_be_run_by_hand() -> None:
    command = [sys.executable, "-m", "tests.fakes.bot_api"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        settings = dict(process.stdout.readline().strip().split("=") for _ in range(2))
        base_url = settings["NOTIFIER_TELEGRAM_BASE_URL"]
        token = settings["NOTIFIER_TELEGRAM_TOKEN"]
        me = httpx.get(f"{base_url}{token}/getMe")
        process.send_signal(signal.SIGINT)

    assert me.json()["result"]["username"] == "notifier_test_bot"
    assert process.returncode == 0
