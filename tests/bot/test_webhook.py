"""Receiving by webhook: kept before Telegram is told so, and from Telegram only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from structlog.testing import capture_logs

from notifier.bot.context import Options
from notifier.bot.service import BotService
from notifier.bot.webhook import path_of, secret_of, webhook_routes
from notifier.delivery.channels.telegram import UPDATES, NewsBot, known_bot, make_bot
from notifier.delivery.rate_limiter import RateLimiter
from notifier.store.engine.database import Store
from notifier.store.engine.tables import inbox
from notifier.store.engine.wakeups import Stage
from tests.builders import FakeClock, small_rules
from tests.fakes.bot_api import BotApi, refuse, server_error
from tests.fakes.sandbox import InlineSandbox

ADDRESS = "https://news.example.org/telegram/1"
BOT = 7
SECRET = secret_of("7:some-token")
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
UPDATE = {"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": 42}}}


class Caller:
    """Telegram, as far as it calls."""

    def __init__(self, store: Store) -> None:
        self.told: list[int] = []
        self.store = store
        routes = webhook_routes({BOT: SECRET}, store, FakeClock())
        store.wakeups.on(Stage.INBOX, lambda: self.told.append(BOT))
        transport = httpx.ASGITransport(Starlette(routes=routes))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://here")

    async def call(self, body: Any = UPDATE, headers: Any = HEADER, bot: int = BOT) -> int:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = await self.client.post(path_of(bot), content=content, headers=headers)
        return answer.status_code

    async def kept(self) -> list[int]:
        async with self.store.read() as connection:
            return list(await connection.scalars(sa.select(inbox.c.update_id)))


@pytest.fixture
async def caller(sqlite_store: Store) -> AsyncIterator[Caller]:
    made = Caller(sqlite_store)
    yield made
    await made.client.aclose()


async def test_an_update_is_kept_once_however_often_it_is_sent(caller: Caller) -> None:
    for _ in range(3):
        assert await caller.call() == 200
    assert (await caller.kept(), caller.told) == ([5], [BOT] * 3)


@pytest.mark.parametrize(
    ("headers", "bot"),
    [
        ({}, BOT),
        ({"X-Telegram-Bot-Api-Secret-Token": ""}, BOT),
        ({"X-Telegram-Bot-Api-Secret-Token": "x"}, BOT),
        (HEADER, 8),
        (HEADER, int("9" * 4000)),
        ({"X-Telegram-Bot-Api-Secret-Token": ""}, 8),
    ],
)
async def test_who_is_not_telegram_finds_nothing(
    caller: Caller, headers: dict[str, str], bot: int
) -> None:
    with capture_logs() as logs:
        assert await caller.call(headers=headers, bot=bot) == 404
    assert (await caller.kept(), logs) == ([], [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json", 400),
        (b"[" * 100_000, 400),
        ([], 400),
        ({"message": {}}, 400),
        (b"x" * 1_000_001, 413),
    ],
    ids=["text", "deep", "list", "no number", "large"],
)
async def test_what_is_no_update_is_refused(caller: Caller, body: Any, status: int) -> None:
    assert await caller.call(body) == status
    assert await caller.kept() == []


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[NewsBot]:
    async with known_bot(make_bot(bot_api.token, bot_api.base_url, 4)) as bot:
        yield bot


def a_service(
    bot: NewsBot, store: Store, clock: FakeClock, webhook: str | None = ADDRESS
) -> BotService:
    return BotService(
        bot,
        store,
        small_rules(),
        clock,
        RateLimiter(clock, 30),
        options=Options("en", ZoneInfo("UTC")),
        sandbox=InlineSandbox(),
        leads=lambda: True,
        webhook=webhook,
    )


async def test_telegram_is_told_where_to_call_or_that_it_is_asked(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store
) -> None:
    for webhook in (ADDRESS, None):
        await a_service(bot, sqlite_store, FakeClock(), webhook).run_once()
    (told,) = bot_api.calls_of("setWebhook")
    assert told.params["url"] == ADDRESS
    assert told.params["secret_token"] == secret_of(bot.token)
    assert told.params["allowed_updates"] == list(UPDATES)
    assert len(bot_api.calls_of("deleteWebhook")) == 1


async def seen_for(service: BotService, clock: FakeClock, minutes: int) -> datetime | None:
    """Let some minutes pass; return when Telegram was last seen to be able to call."""
    for _ in range(minutes * 12):
        await service.run_once()
        clock.advance(seconds=5)
    return service.last_update_at


@pytest.mark.parametrize("fault", [refuse("webhook active"), server_error(502)])
async def test_a_webhook_that_cannot_be_set_is_told_and_never_taken_for_heard(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store, fault: Any
) -> None:
    bot_api.fail("setWebhook", fault, times=None)
    clock = FakeClock()
    service = a_service(bot, sqlite_store, clock)
    with capture_logs() as logs:
        assert await seen_for(service, clock, 5) is None
    told = [each for each in logs if each["event"] == "webhook_not_set"]
    assert {each["address"] for each in told} == {ADDRESS}
    assert len(told) < 15
    bot_api.heal()
    seen = await seen_for(service, clock, 3)
    assert seen is not None
    assert seen >= clock() - timedelta(minutes=1, seconds=5)


async def test_a_webhook_that_telegram_cannot_call_is_told_until_it_can(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store
) -> None:
    clock = FakeClock()
    service = a_service(bot, sqlite_store, clock)
    well = await seen_for(service, clock, 10)
    assert well is not None
    assert well >= clock() - timedelta(minutes=1, seconds=5)
    bot_api.say(42, "/help")
    said = "Wrong response from the webhook: 502 Bad Gateway"
    bot_api.world.webhook_failure = {
        "last_error_date": int(clock().timestamp()),
        "last_error_message": said,
    }
    with capture_logs() as logs:
        assert await seen_for(service, clock, 10) == well
    told = [each for each in logs if each["event"] == "webhook_not_called"]
    assert (len(told), told[0]["problem"], told[0]["waiting"]) == (10, said, 1)
    bot_api.world.updates.clear()
    with capture_logs() as logs:
        again = await seen_for(service, clock, 10)
    assert (logs, again is not None and again > well + timedelta(minutes=15)) == ([], True)


async def test_a_webhook_that_another_program_took_away_is_set_anew(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store
) -> None:
    clock = FakeClock()
    service = a_service(bot, sqlite_store, clock)
    await seen_for(service, clock, 2)
    for other in ("", "https://else.example/"):
        await bot.set_webhook(other)
        with capture_logs() as logs:
            await seen_for(service, clock, 3)
        assert [each["event"] for each in logs] == ["webhook_taken_away"]
        assert bot_api.webhook is not None
        assert bot_api.webhook["url"] == ADDRESS
    assert service.last_update_at is not None


async def test_who_asks_for_updates_does_not_look_for_a_webhook(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store
) -> None:
    clock = FakeClock()
    assert await seen_for(a_service(bot, sqlite_store, clock, None), clock, 5) is None
    assert not bot_api.calls_of("getWebhookInfo")
