"""Receiving by webhook: kept before Telegram is told so, and from Telegram only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
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
from tests.fakes.bot_api import BotApi
from tests.fakes.sandbox import InlineSandbox

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


async def test_telegram_is_told_where_to_call_or_that_it_is_asked(
    bot: NewsBot, bot_api: BotApi, sqlite_store: Store
) -> None:
    clock = FakeClock()
    options = Options("en", ZoneInfo("UTC"))
    for webhook in ("https://news.example.org/telegram/1", None):
        service = BotService(
            bot,
            sqlite_store,
            small_rules(),
            clock,
            RateLimiter(clock, 30),
            options=options,
            sandbox=InlineSandbox(),
            leads=lambda: True,
            webhook=webhook,
        )
        await service.run_once()
    (told,) = bot_api.calls_of("setWebhook")
    assert told.params["url"] == "https://news.example.org/telegram/1"
    assert told.params["secret_token"] == secret_of(bot.token)
    assert told.params["allowed_updates"] == list(UPDATES)
    assert len(bot_api.calls_of("deleteWebhook")) == 1
