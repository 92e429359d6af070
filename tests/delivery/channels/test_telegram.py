"""Sending by the bot: what a message says to Telegram, and what Telegram says of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from notifier.core.model import Chat
from notifier.delivery.channels.telegram import NewsBot, TelegramChannel, known_bot, make_bot
from notifier.delivery.message import Button, Message
from notifier.delivery.outcome import Sent
from notifier.delivery.rate_limiter import RateLimiter
from tests.builders import FakeClock
from tests.fakes.bot_api import TOKEN, BotApi, refuse
from tests.fakes.canned_bot import canned_bot

ALICE = 42
CHAT = Chat(id=1, telegram_id=ALICE, language="en")
MESSAGE = Message(
    "<b>x</b>",
    "x",
    preview="https://example.org/1.jpg",
    buttons=((Button("Mute", data="mute"), Button("Read", url="https://example.org/1")),),
)


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[NewsBot]:
    async with known_bot(make_bot(TOKEN, bot_api.base_url, 1)) as bot:
        yield bot


def sender(bot: NewsBot, *, paid: bool = False) -> TelegramChannel:
    return TelegramChannel(bot, RateLimiter(FakeClock(), 1000), paid=paid)


async def test_a_message_arrives_with_its_preview_its_buttons_and_in_its_topic(
    bot: NewsBot, bot_api: BotApi
) -> None:
    outcome = await sender(bot).send(CHAT, MESSAGE, 1, thread_id=7)
    (message,) = bot_api.sent_to(ALICE)
    assert outcome == Sent(message.message_id)
    assert (message.text, message.thread_id) == ("x", 7)
    assert [button["text"] for button in message.buttons] == ["Mute", "Read"]
    (call,) = bot_api.calls_of("sendMessage")
    assert call.params["link_preview_options"]["url"] == "https://example.org/1.jpg"
    assert "allow_paid_broadcast" not in call.params


async def test_a_message_without_a_link_shows_no_preview(bot: NewsBot, bot_api: BotApi) -> None:
    await sender(bot).send(CHAT, Message("www.example.org", "www.example.org"), 1)
    assert bot_api.calls_of("sendMessage")[0].params["link_preview_options"]["is_disabled"] is True
    assert bot_api.sent_to(ALICE)[0].buttons == ()


async def test_a_message_that_is_changed_shows_the_new_text_and_buttons(
    bot: NewsBot, bot_api: BotApi
) -> None:
    await sender(bot).send(CHAT, Message("old", "old"), 1)
    number = bot_api.sent_to(ALICE)[0].message_id
    assert await sender(bot).edit(CHAT, number, MESSAGE, 1) == Sent(number)
    (message,) = bot_api.sent_to(ALICE)
    assert (message.text, len(message.buttons), message.edits) == ("x", 2, 1)
    assert await sender(bot).edit(CHAT, number, MESSAGE, 1) == Sent(number), "says so already"


async def test_a_refusal_of_the_markup_has_the_text_sent_plain(
    bot: NewsBot, bot_api: BotApi
) -> None:
    bot_api.fail("sendMessage", refuse("entities"))
    assert isinstance(await sender(bot).send(CHAT, MESSAGE, 1), Sent)
    assert (bot_api.sent_to(ALICE)[0].source, bot_api.sent_to(ALICE)[0].parse_mode) == ("x", "")


async def test_a_paid_broadcast_says_that_it_is_one(bot: NewsBot, bot_api: BotApi) -> None:
    await sender(bot, paid=True).send(CHAT, MESSAGE, 1)
    assert bot_api.calls_of("sendMessage")[0].params["allow_paid_broadcast"] == "true"


@pytest.mark.parametrize("strange", [True, None, [], {}, {"message_id": "7"}])
async def test_what_telegram_says_strangely_of_a_message_has_arrived_all_the_same(
    strange: Any,
) -> None:
    assert await sender(canned_bot(strange)).send(CHAT, MESSAGE, 1) == Sent(None)


async def test_an_answer_names_what_it_answers_and_comes_where_that_was_deleted(
    bot: NewsBot, bot_api: BotApi
) -> None:
    await sender(bot).send(CHAT, Message("x", "x", reply_to=9), 1)
    (call,) = bot_api.calls_of("sendMessage")
    expected = {"message_id": 9, "allow_sending_without_reply": True}
    assert call.params["reply_parameters"] == expected
