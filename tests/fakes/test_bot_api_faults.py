"""What can go wrong with a call to the fake Bot API, as python-telegram-bot tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.fakes.bot_api import (
    REFUSALS,
    BotApi,
    Fault,
    Outcome,
    cut_body,
    lost_answer,
    migrated,
    not_json,
    refuse,
    reset,
    server_error,
    silence,
    slow,
    too_many_requests,
)
from tests.fakes.library_bot import library_bot

ALICE, BOB, GROUP, SUPERGROUP = 42, 43, -7, -1_000_000_000_007
ERRORS = {400: BadRequest, 401: InvalidToken, 403: Forbidden, 404: InvalidToken, 409: Conflict}


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[Bot]:
    async with library_bot(bot_api) as bot:
        yield bot


@pytest.mark.parametrize(
    ("fault", "error", "cause", "outcome"),
    [
        (lost_answer(), NetworkError, httpx.ReadError, Outcome.LOST),
        (reset(), NetworkError, httpx.ReadError, Outcome.DROPPED),
        (silence(), TimedOut, httpx.ReadTimeout, Outcome.DROPPED),
        (silence(accepted=True), TimedOut, httpx.ReadTimeout, Outcome.LOST),
        (slow(60), TimedOut, httpx.ReadTimeout, Outcome.LOST),
        (cut_body(), NetworkError, httpx.RemoteProtocolError, Outcome.LOST),
        (not_json(), TelegramError, ValueError, Outcome.DROPPED),
        (not_json(accepted=True), TelegramError, ValueError, Outcome.LOST),
        (server_error(), NetworkError, TelegramError, Outcome.REFUSED),
        (server_error(504, accepted=True), NetworkError, TelegramError, Outcome.LOST),
    ],
    ids=[
        "lost answer",
        "reset",
        "silence",
        "silence, accepted",
        "slow",
        "cut body",
        "not json",
        "not json, accepted",
        "server error",
        "server error, accepted",
    ],
)
async def test_a_call_fails_on_its_way(
    bot_api: BotApi,
    bot: Bot,
    fault: Fault,
    error: type[TelegramError],
    cause: type[Exception],
    outcome: Outcome,
) -> None:
    bot_api.fail("sendMessage", fault)

    with pytest.raises(TelegramError) as caught:
        await bot.send_message(ALICE, "x", read_timeout=0.2 if error is TimedOut else 20)

    (call,) = bot_api.calls_of("sendMessage")
    await bot_api.until(lambda: call.outcome is outcome)
    assert (call.status is None) == issubclass(cause, httpx.ReadError | httpx.ReadTimeout)
    assert type(caught.value) is error
    assert isinstance(caught.value.__cause__, cause)
    assert len(bot_api.sent_to(ALICE)) == (1 if outcome is Outcome.LOST else 0)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_reaches_the_bot_in_the_servers_words(
    bot_api: BotApi, bot: Bot, name: str
) -> None:
    bot_api.fail("sendMessage", refuse(name))
    refusal = REFUSALS[name]

    with pytest.raises(ERRORS[refusal.status]):
        await bot.send_message(ALICE, "x")

    (call,) = bot_api.calls_of("sendMessage")
    assert (call.status, call.description) == (refusal.status, refusal.description)
    assert call.outcome is Outcome.REFUSED
    assert not bot_api.messages


@pytest.mark.filterwarnings("ignore:.*retry_after:DeprecationWarning")
async def test_too_many_requests_says_how_long_to_wait(bot_api: BotApi, bot: Bot) -> None:
    bot_api.fail("sendMessage", refuse(too_many_requests(3)))

    with pytest.raises(RetryAfter, match="Retry in 3 seconds"):
        await bot.send_message(ALICE, "x")


async def test_a_group_that_became_a_supergroup_says_its_new_id(bot_api: BotApi, bot: Bot) -> None:
    bot_api.migrate(GROUP, SUPERGROUP)

    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(GROUP, "x")
    await bot.send_message(SUPERGROUP, "x")

    old, new = (update.message for update in await bot.get_updates(timeout=0))
    assert caught.value.new_chat_id == SUPERGROUP
    assert old
    assert new
    assert (old.chat.id, old.migrate_to_chat_id) == (GROUP, SUPERGROUP)
    assert (new.chat.id, new.migrate_from_chat_id) == (SUPERGROUP, GROUP)


async def test_a_migration_can_be_had_as_a_passing_fault_too(bot_api: BotApi, bot: Bot) -> None:
    bot_api.fail("sendMessage", refuse(migrated(SUPERGROUP)))

    with pytest.raises(ChatMigrated):
        await bot.send_message(GROUP, "x")

    await bot.send_message(GROUP, "x")


@pytest.mark.parametrize("name", ["unauthorized", "not found", "other poller"])
async def test_polling_can_be_refused(bot_api: BotApi, bot: Bot, name: str) -> None:
    bot_api.fail("getUpdates", refuse(name))
    bot_api.say(ALICE, "x")

    with pytest.raises(ERRORS[REFUSALS[name].status]):
        await bot.get_updates(timeout=0)

    assert len(await bot.get_updates(timeout=0)) == 1


async def test_a_lost_poll_loses_no_update(bot_api: BotApi, bot: Bot) -> None:
    bot_api.say(ALICE, "x")
    bot_api.fail("getUpdates", lost_answer())

    with pytest.raises(NetworkError):
        await bot.get_updates(timeout=0)

    assert len(await bot.get_updates(timeout=0)) == 1


async def test_a_fault_strikes_as_often_as_it_was_told_to(bot_api: BotApi, bot: Bot) -> None:
    bot_api.fail("sendMessage", server_error(), times=2)
    bot_api.fail("sendMessage", refuse("blocked"))

    for error in (NetworkError, NetworkError, Forbidden):
        with pytest.raises(error):
            await bot.send_message(ALICE, "x")
    await bot.send_message(ALICE, "x")

    assert [call.status for call in bot_api.calls_of("sendMessage")] == [502, 502, 403, 200]


async def test_a_fault_strikes_only_its_method_and_its_chat(bot_api: BotApi, bot: Bot) -> None:
    bot_api.fail("sendMessage", refuse("blocked"), chat_id=ALICE)

    await bot.send_chat_action(ALICE, "typing")
    await bot.send_message(BOB, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(ALICE, "x")


async def test_a_chat_refuses_until_it_is_healed(bot_api: BotApi, bot: Bot) -> None:
    bot_api.refuse(ALICE, "topic closed")
    bot_api.refuse(BOB, "blocked")
    for _ in range(3):
        with pytest.raises(BadRequest, match="Topic_closed"):
            await bot.send_message(ALICE, "x")

    bot_api.heal(ALICE)
    await bot.send_message(ALICE, "x")
    with pytest.raises(Forbidden):
        await bot.send_message(BOB, "x")

    bot_api.heal()
    await bot.send_message(BOB, "x")


async def test_a_message_of_ours_that_is_wrong_is_refused_even_where_an_answer_is_lost(
    bot_api: BotApi, bot: Bot
) -> None:
    bot_api.fail("sendMessage", lost_answer())

    with pytest.raises(NetworkError):
        await bot.send_message(ALICE, "<b>", parse_mode="HTML")

    (call,) = bot_api.calls_of("sendMessage")
    assert call.outcome is Outcome.DROPPED
    assert not bot_api.messages


async def test_a_call_without_an_answer_does_not_keep_the_server_from_stopping() -> None:
    with BotApi() as bot_api:
        async with library_bot(bot_api) as bot:
            bot_api.fail("sendMessage", silence())
            bot_api.fail("sendMessage", slow(3600))
            sends = [
                asyncio.create_task(bot.send_message(ALICE, "x", read_timeout=None))
                for _ in range(2)
            ]
            await bot_api.until_call("sendMessage", count=2)

            await asyncio.to_thread(bot_api.stop)

            for send in sends:
                with pytest.raises(NetworkError):
                    await send


async def test_the_fault_of_a_call_is_chosen_where_none_is_programmed(
    bot_api: BotApi, bot: Bot
) -> None:
    def choose(method: str, chat_id: int | None) -> Fault | None:
        return reset() if (method, chat_id) == ("sendMessage", ALICE) else None

    bot_api.choose_faults(choose)
    bot_api.fail("sendMessage", refuse("blocked"), chat_id=ALICE)
    with pytest.raises(Forbidden):
        await bot.send_message(ALICE, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(ALICE, "x")
    await bot.send_message(BOB, "x")


async def test_a_call_tells_when_it_came_and_when_it_was_over(bot_api: BotApi, bot: Bot) -> None:
    bot_api.fail("sendMessage", slow(0.05))
    bot_api.fail("sendMessage", silence())
    await bot.send_message(ALICE, "x")
    with pytest.raises(TimedOut):
        await bot.send_message(ALICE, "y", read_timeout=0.05)
    await bot_api.until(lambda: bot_api.calls[-1].over is not None)
    answered, left = bot_api.calls_of("sendMessage")
    assert answered.over is not None
    assert answered.over - answered.time >= 0.05
    assert left.over is not None
