"""Receiving: nothing is confirmed before it is stored, and nothing ends the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs
from telegram.error import (
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from notifier.bot.receiver import Receiver, retry_delay
from notifier.core.errors import StoreBusyError
from notifier.delivery.channels.telegram import NewsBot, known_bot, make_bot
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import inbox
from notifier.store.engine.wakeups import Stage
from tests.builders import FakeClock
from tests.databases import holding
from tests.delivery.dispatch import until
from tests.fakes.bot_api import (
    BotApi,
    cut_body,
    lost_answer,
    not_json,
    refuse,
    reset,
    server_error,
    too_many_requests,
)
from tests.fakes.canned_bot import canned_bot

ALICE = 42


class Receiving:
    """A receiver at work. It does not wait, but says how long it would have waited."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.leading = True
        self.woken = 0
        self.pauses: list[float] = []
        self.on_wake: Callable[[], None] = lambda: None

    def wake(self) -> None:
        self.woken += 1
        self.on_wake()

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0.01)

    async def texts(self) -> list[str]:
        async with self.store.read() as connection:
            rows = await connection.execute(sa.select(inbox.c.body).order_by(inbox.c.update_id))
            return [str(body.get("message", {}).get("text")) for (body,) in rows]

    async def until_received(self, *texts: str) -> None:
        async with asyncio.timeout(60):
            while await self.texts() != list(texts):  # noqa: ASYNC110 - it is in the database
                await asyncio.sleep(0.005)


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[NewsBot]:
    async with known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot:
        yield bot


@asynccontextmanager
async def receiving(store: Store, bot: NewsBot) -> AsyncIterator[Receiving]:
    state = Receiving(store)
    store.wakeups.on(Stage.INBOX, state.wake)
    receiver = Receiver(
        bot,
        bot.number,
        store,
        FakeClock(),
        leads=lambda: state.leading,
        sleep=state.sleep,
    )
    task = asyncio.create_task(receiver.run())
    try:
        yield state
    finally:
        state.on_wake = lambda: None
        assert not task.done(), "the loop never ends by itself"
        task.cancel()
        await asyncio.wait([task])


async def test_what_was_said_is_stored_and_then_confirmed(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    first = bot_api.say(ALICE, "one")
    async with receiving(sqlite_store, bot) as state:
        await state.until_received("one")
        second = bot_api.say(ALICE, "two")
        await state.until_received("one", "two")
        await bot_api.until(lambda: bot_api.confirmed_updates == (first, second))
        assert state.woken == 2


async def test_nothing_is_confirmed_while_it_cannot_be_stored(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi, tmp_path: Path
) -> None:
    bot_api.say(ALICE, "one")
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.01)
    with capture_logs() as logs:
        async with holding(sqlite_store), receiving(impatient, bot):
            await until(lambda: any("held by another" in str(line) for line in logs))
    assert bot_api.confirmed_updates == ()
    await impatient.close()
    async with receiving(sqlite_store, bot) as state:
        await state.until_received("one")


async def test_an_update_that_comes_again_is_stored_once(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    number = bot_api.say(ALICE, "one")
    async with receiving(sqlite_store, bot) as state:
        # It is stored, and then its process is killed before it could confirm it.
        state.on_wake = lambda: bot_api.fail("getUpdates", reset(), times=None)
        await until(lambda: bool(state.pauses))
    bot_api.heal()
    assert bot_api.confirmed_updates == ()
    async with receiving(sqlite_store, bot) as state:
        await bot_api.until(lambda: bot_api.confirmed_updates == (number,))
        assert await state.texts() == ["one"]


async def test_no_answer_ends_the_loop(sqlite_store: Store, bot: NewsBot, bot_api: BotApi) -> None:
    faults = [
        *map(refuse, ("unauthorized", "not found", "other poller", "webhook active", "empty")),
        server_error(502),
        not_json(),
        reset(),
        lost_answer(),
        cut_body(),
    ]
    for fault in faults:
        bot_api.fail("getUpdates", fault)
    bot_api.say(ALICE, "one")
    with capture_logs() as logs:
        async with receiving(sqlite_store, bot) as state:
            await state.until_received("one")
    assert state.pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert [line["event"] for line in logs] == ["receiving_failed"] * len(faults)
    assert all(line["problem"] for line in logs)
    assert bot_api.token not in str(logs)


async def test_a_bug_does_not_end_the_loop_either(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    async with receiving(sqlite_store, bot) as state:

        def stumble_once() -> None:
            if state.woken == 1:
                raise ZeroDivisionError("a bug")

        state.on_wake = stumble_once
        bot_api.say(ALICE, "one")
        with capture_logs() as logs:
            await state.until_received("one")
            bot_api.say(ALICE, "two")
            await state.until_received("one", "two")
    assert [line["event"] for line in logs] == ["receiving_failed_unexpectedly"]


async def test_the_pause_that_telegram_asks_for_is_made(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    bot_api.fail("getUpdates", refuse(too_many_requests(90)))
    with capture_logs():
        async with receiving(sqlite_store, bot) as state:
            await until(lambda: state.pauses == [90])


async def test_an_update_that_cannot_be_read_holds_up_no_other(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    odd = bot_api.push_unreadable()
    large = bot_api.push({"message": {"chat": {"id": 2**80}, "text": "large"}})
    plain = bot_api.say(ALICE, "one")
    async with receiving(sqlite_store, bot) as state:
        await state.until_received("None", "large", "one")
        await bot_api.until(lambda: bot_api.confirmed_updates == (odd, large, plain))


async def test_updates_without_a_number_are_not_asked_for_in_haste(sqlite_store: Store) -> None:
    strange = [{"message": {}}, {"update_id": "5"}, {"update_id": 2**70}]
    with capture_logs() as logs:
        async with receiving(sqlite_store, canned_bot(strange)) as state:
            await until(lambda: state.pauses[:3] == [1, 2, 4])
    assert "no number" in logs[0]["problem"]
    assert await state.texts() == []


async def test_numbers_that_begin_anew_lower_are_seen(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    first = bot_api.say(ALICE, "one")
    async with receiving(sqlite_store, bot) as state:
        await state.until_received("one")
        # The call is on record before its offset has let go of what is older.
        await bot_api.until(lambda: bot_api.confirmed_updates == (first,))
        bot_api.world.updates.last_id = 7
        bot_api.say(ALICE, "two")
        await state.until_received("two", "one")


async def test_who_does_not_lead_does_not_ask(
    sqlite_store: Store, bot: NewsBot, bot_api: BotApi
) -> None:
    bot_api.say(ALICE, "one")
    async with receiving(sqlite_store, bot) as state:
        state.leading = False
        await until(lambda: len(state.pauses) > 3)
        asked = len(bot_api.calls_of("getUpdates"))
        await until(lambda: len(state.pauses) > 6)
        assert len(bot_api.calls_of("getUpdates")) == asked


# Pauses


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (NetworkError("x"), [1, 2, 4, 8, 16, 32, 60, 60]),
        (TimedOut(), [1, 2, 4]),
        (InvalidToken(), [1, 2, 4]),
        (Conflict("x"), [1, 2, 4]),
        (TelegramError("x"), [1, 2, 4]),
        (StoreBusyError("x"), [1, 2, 4]),
        (RetryAfter(90), [90, 90]),
        (RetryAfter(timedelta(minutes=2)), [120]),
    ],
    ids=str,
)
def test_the_pause_grows_to_a_minute_or_is_what_telegram_asks_for(
    error: Exception, seconds: list[float]
) -> None:
    assert [retry_delay(error, failures + 1) for failures in range(len(seconds))] == seconds
    assert retry_delay(error, 10_000) <= 120


@pytest.mark.parametrize("result", [{}, "x", 5, None])
async def test_an_answer_that_is_no_list_is_an_error(result: Any) -> None:
    with pytest.raises(TelegramError, match="no list"):
        await canned_bot(result).raw_updates(None)
