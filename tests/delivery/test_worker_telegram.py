"""Each of Telegram's answers end to end: the worker, python-telegram-bot, and a Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from notifier.core.i18n import translator
from notifier.delivery.channels.telegram import NewsBot, TelegramChannel, known_bot, make_bot
from notifier.delivery.rate_limiter import RateLimiter
from notifier.store.engine.database import Store
from tests.builders import FakeClock
from tests.delivery.dispatch import Dispatch, dispatch
from tests.fakes.bot_api import (
    BotApi,
    Call,
    Outcome,
    Params,
    Refusal,
    SentMessage,
    cut_body,
    lost_answer,
    not_json,
    refuse,
    reset,
    server_error,
    too_many_requests,
)

ALICE, BOB, GROUP = 42, 43, -100


@asynccontextmanager
async def speaking(
    store: Store, bot: NewsBot, clock: FakeClock | None = None
) -> AsyncIterator[Dispatch]:
    clock = clock or FakeClock()
    limiter = RateLimiter(clock, 1000)
    async with dispatch(store, TelegramChannel(bot, limiter), clock, limiter=limiter) as made:
        yield made


@pytest.fixture
async def desk(sqlite_store: Store, bot_api: BotApi) -> AsyncIterator[Dispatch]:
    async with (
        known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot,
        speaking(sqlite_store, bot) as made,
    ):
        yield made


async def test_an_alert_arrives_marked_up_and_with_a_preview(
    desk: Dispatch, bot_api: BotApi
) -> None:
    await desk.plan(ALICE)
    await desk.deliver()
    (message,) = bot_api.sent_to(ALICE)
    assert message.text.startswith("元宇宙来了\nwire · ")
    assert message.parse_mode == "HTML"
    assert [entity["type"] for entity in message.entities] == ["bold"]
    assert (await desk.row(ALICE)).message_id == message.message_id
    (call,) = bot_api.calls_of("sendMessage")
    assert call.params["link_preview_options"]["is_disabled"] is True, "there is no link"


GONE = (
    "blocked",
    "deactivated",
    "cannot initiate",
    "to a bot",
    "kicked from group",
    "kicked from supergroup",
    "kicked from channel",
    "not in group",
    "not in supergroup",
    "not in channel",
    "group deleted",
    "chat not found",
    "no rights",
    "write forbidden",
    "need administrator",
)


async def test_a_chat_that_is_gone_is_disabled_and_no_other(
    desk: Dispatch, bot_api: BotApi
) -> None:
    refused = dict(enumerate(GONE, start=100))
    for chat, refusal in refused.items():
        bot_api.refuse(chat, refusal)
    await desk.plan(ALICE, *refused)
    await desk.deliver(6)
    for chat, refusal in refused.items():
        gone = await desk.row(chat)
        assert (gone.state, gone.disabled_reason) == ("dead", gone.note), refusal
        assert len(bot_api.calls_of("sendMessage", chat)) == 1, refusal
    other = await desk.row(ALICE)
    assert (other.state, other.disabled_reason) == ("sent", None)


@pytest.mark.parametrize("refusal", ["too long", "entities"])
async def test_a_text_that_is_refused_is_sent_once_without_markup_and_then_given_up(
    desk: Dispatch, bot_api: BotApi, refusal: str
) -> None:
    bot_api.fail("sendMessage", refuse(refusal), chat_id=ALICE, times=2)
    await desk.plan(ALICE)
    await desk.deliver(5)
    calls = bot_api.calls_of("sendMessage", ALICE)
    assert ["parse_mode" in call.params for call in calls] == [True, False]
    assert await desk.counts() == {"dead": 1}
    await desk.plan(titles=("元宇宙二",))
    await desk.deliver()
    assert [message.text[:4] for message in bot_api.sent_to(ALICE)] == ["元宇宙二"]


def _has_link_button(params: Params) -> bool:
    return "url" in str(params.values.get("reply_markup"))


def _has_buttons(params: Params) -> bool:
    return "reply_markup" in params.values


def _has_preview(params: Params) -> bool:
    return "url" in str(params.values.get("link_preview_options"))


def _has_markup(params: Params) -> bool:
    return "parse_mode" in params.values


@pytest.mark.parametrize(
    ("refuses", "description"),
    [
        (_has_link_button, "BUTTON_URL_INVALID"),
        (_has_link_button, "inline keyboard button URL 'x' is invalid: Wrong HTTP URL"),
        (_has_buttons, "BUTTON_URL_INVALID"),
        (_has_buttons, "BUTTON_TYPE_INVALID"),
        (_has_preview, "WEBPAGE_CURL_FAILED"),
        (_has_preview, "wrong HTTP URL specified"),
        (_has_markup, "can't parse entities: Unsupported start tag"),
        (_has_markup, "ENTITY_BOUNDS_INVALID"),
        (_has_link_button, "the stars are wrong"),
        (_has_markup, "the stars are wrong"),
    ],
)
async def test_whatever_is_refused_of_a_message_the_news_goes_out(
    desk: Dispatch, bot_api: BotApi, refuses: Callable[[Params], bool], description: str
) -> None:
    bot_api.refuse_messages(refuses, Refusal(400, f"Bad Request: {description}"))
    await desk.plan(ALICE, url="https://a.example/1", image="https://a.example/1.jpg")
    await desk.deliver(3)
    (message,) = bot_api.sent_to(ALICE)
    assert message.text.startswith("元宇宙来了\nwire · ")
    shown = [each.get("url") for each in message.buttons]
    assert "https://a.example/1" in (*shown, *message.text.splitlines(), *links(message))


def links(message: SentMessage) -> list[str]:
    return [each["url"] for each in message.entities if each["type"] == "text_link"]


async def test_news_from_a_host_without_a_dot_arrives_at_once(
    desk: Dispatch, bot_api: BotApi
) -> None:
    await desk.plan(ALICE, url="http://rsshub:1200/a")
    await desk.deliver()
    (message,) = bot_api.sent_to(ALICE)
    assert message.text.splitlines()[-1] == "http://rsshub:1200/a"
    assert [call.outcome for call in bot_api.calls_of("sendMessage")] == [Outcome.ACCEPTED]


async def test_what_was_refused_of_a_message_is_left_out_when_it_is_tried_again(
    sqlite_store: Store, bot_api: BotApi
) -> None:
    clock = FakeClock()
    invalid = Refusal(400, "Bad Request: BUTTON_URL_INVALID")
    bot_api.fail("sendMessage", refuse(invalid), chat_id=ALICE)
    bot_api.fail("sendMessage", refuse(too_many_requests(3)), chat_id=ALICE)
    for _ in range(2):  # the second is another process
        async with (
            known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot,
            speaking(sqlite_store, bot, clock) as desk,
        ):
            if not bot_api.calls_of("sendMessage"):
                await desk.plan(ALICE, url="https://a.example/1")
            await desk.deliver()
        clock.advance(seconds=4)
    with_link = ["a.example" in str(call.params.get("reply_markup")) for call in sends(bot_api)]
    assert with_link == [True, False, False], "the third knows what the first was told"
    assert "https://a.example/1" in bot_api.sent_to(ALICE)[0].text


def sends(bot_api: BotApi) -> tuple[Call, ...]:
    return bot_api.calls_of("sendMessage", ALICE)


async def test_a_no_that_nobody_knows_is_tried_three_times_and_the_chat_kept(
    desk: Dispatch, bot_api: BotApi
) -> None:
    strange = Refusal(400, "Bad Request: the stars are wrong")
    bot_api.fail("sendMessage", refuse(strange), chat_id=ALICE, times=3)
    await desk.plan(ALICE)
    await desk.deliver(5)
    row = await desk.row(ALICE)
    assert (row.state, row.note, row.disabled_reason) == ("dead", "The stars are wrong", None)
    assert len(bot_api.calls_of("sendMessage", ALICE)) == 3


@pytest.mark.parametrize("refusal", ["topic closed", "thread not found"])
async def test_what_went_to_a_topic_that_is_gone_goes_to_the_chat_which_is_told_once(
    desk: Dispatch, bot_api: BotApi, refusal: str
) -> None:
    await desk.plan(GROUP)
    await desk.deliver()
    await desk.route(GROUP, 7)
    await desk.plan(titles=("元宇宙二", "元宇宙三"))
    bot_api.fail("sendMessage", refuse(refusal), chat_id=GROUP)
    await desk.deliver(20)
    threads = [call.params.get("message_thread_id") for call in bot_api.calls_of("sendMessage")]
    assert threads == [None, "7", None, None, None]
    texts = [message.text for message in bot_api.sent_to(GROUP)]
    assert sorted(text[:4] for text in texts if text.startswith("元")) == [
        "元宇宙三",
        "元宇宙二",
        "元宇宙来",
    ]
    assert sum(text == translator("en")("topic-gone") for text in texts) == 1
    assert await desk.all_sent()


async def test_a_chat_whose_main_topic_is_closed_is_gone(desk: Dispatch, bot_api: BotApi) -> None:
    bot_api.refuse(GROUP, "topic closed")
    await desk.plan(GROUP)
    await desk.deliver(3)
    assert (await desk.row(GROUP)).disabled_reason == "Topic_closed"


async def test_what_is_refused_for_its_markup_is_sent_without(
    desk: Dispatch, bot_api: BotApi
) -> None:
    bot_api.fail("sendMessage", refuse("entities"), chat_id=ALICE)
    await desk.plan(ALICE)
    await desk.deliver()
    (message,) = bot_api.sent_to(ALICE)
    assert (message.parse_mode, message.text.splitlines()[0]) == ("", "元宇宙来了")
    assert (await desk.row(ALICE)).attempts == 1


async def test_a_group_that_moved_gets_its_alert_at_its_new_number(
    desk: Dispatch, bot_api: BotApi
) -> None:
    bot_api.migrate(GROUP, -1005)
    await desk.plan(GROUP, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(6)
    assert [message.text[:4] for message in bot_api.sent_to(-1005)] == ["元宇宙一", "元宇宙二"]
    assert len(bot_api.calls_of("sendMessage", GROUP)) == 1
    assert await desk.all_sent()


async def test_flood_control_of_one_chat_leaves_the_others_flowing(
    desk: Dispatch, bot_api: BotApi
) -> None:
    bot_api.fail("sendMessage", refuse(too_many_requests(43_837)), chat_id=ALICE)
    await desk.plan(ALICE, BOB, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(4)
    assert len(bot_api.calls_of("sendMessage", ALICE)) == 1
    assert len(bot_api.sent_to(BOB)) == 2
    desk.clock.advance(seconds=43_837)
    await desk.deliver(2)
    assert len(bot_api.sent_to(ALICE)) == 2


@pytest.mark.parametrize("refusal", ["unauthorized", "not found"])
async def test_a_bot_that_is_refused_keeps_every_alert(
    desk: Dispatch, bot_api: BotApi, refusal: str
) -> None:
    bot_api.fail("sendMessage", refuse(refusal))
    await desk.plan(ALICE)
    await desk.deliver(59)
    assert len(bot_api.calls_of("sendMessage")) == 1
    assert (await desk.row(ALICE)).disabled_reason is None
    desk.clock.advance(seconds=2)
    await desk.deliver()
    assert await desk.all_sent()


async def test_what_may_have_been_lost_is_sent_again(desk: Dispatch, bot_api: BotApi) -> None:
    faults = {
        reset(): 1,
        lost_answer(): 2,
        cut_body(): 2,
        server_error(500): 1,
        server_error(502, accepted=True): 2,
        not_json(): 1,
        not_json(accepted=True): 2,
    }
    for chat, fault in enumerate(faults, start=1):
        bot_api.fail("sendMessage", fault, chat_id=chat)
    await desk.plan(*range(1, len(faults) + 1))
    await desk.deliver(5)
    for chat, (fault, times_shown) in enumerate(faults.items(), start=1):
        assert len(bot_api.sent_to(chat)) == times_shown, fault
        outcomes = [call.outcome for call in bot_api.calls_of("sendMessage", chat)]
        assert outcomes[1:] == [Outcome.ACCEPTED], fault
        assert (await desk.row(chat)).note, fault
    assert await desk.all_sent()


async def test_a_server_that_is_not_there_loses_nothing(
    sqlite_store: Store, bot_api: BotApi
) -> None:
    clock = FakeClock()
    nowhere = known_bot(make_bot(bot_api.token, "http://127.0.0.1:1/bot", 4))
    async with nowhere as bot, speaking(sqlite_store, bot, clock) as desk:
        await desk.plan(ALICE)
        await desk.deliver()
        assert (await desk.row(ALICE)).state == "later"
    clock.advance(seconds=1)
    there = known_bot(make_bot(bot_api.token, bot_api.base_url, 4))
    async with there as bot, speaking(sqlite_store, bot, clock) as desk:
        await desk.deliver()
    assert len(bot_api.sent_to(ALICE)) == 1


async def test_a_private_chat_and_a_group_are_left_alone_as_long_as_telegram_asks(
    desk: Dispatch, bot_api: BotApi
) -> None:
    await desk.plan(ALICE, GROUP, titles=("元宇宙一", "元宇宙二"))
    await desk.deliver(3)
    assert (len(bot_api.sent_to(ALICE)), len(bot_api.sent_to(GROUP))) == (2, 1)
    await desk.deliver(3)
    assert len(bot_api.sent_to(GROUP)) == 2
