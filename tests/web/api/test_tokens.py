"""Tokens that the bot makes, shows once and revokes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from notifier.store.engine.tables import api_token, inbox
from tests.bot.harness import OPTIONS, Bot
from tests.delivery.dispatch import FakeSender
from tests.web.api.client import Api, bearer, problem

GROUP = -100


@pytest.fixture
def bot(sqlite_store: Store) -> Bot:
    options = replace(OPTIONS, api="https://news.example/api/v1")
    return Bot(sqlite_store, FakeSender(), options=options)


async def press(bot: Bot, data: str, chat: int = 42) -> str:
    await bot.press(chat, Button("x", data))
    return bot.replies.texts(chat)[-1]


async def made(bot: Bot) -> str:
    """Have a token made, and return it."""
    [token] = re.findall(r"^[\w-]{32}$", await press(bot, "api:new"), re.MULTILINE)
    return str(token)


async def test_a_token_is_made_shown_once_and_revoked(bot: Bot, api: Api) -> None:
    told = await bot.ask(42, "/api")
    assert "https://news.example/api/v1" in told
    assert [each.data for each in bot.replies.last_buttons()] == ["api:new"]
    first = await made(bot)
    assert (await api.http.get("/me", headers=bearer(first))).status_code == 200
    second = await made(bot)
    problem(await api.http.get("/me", headers=bearer(first)), 401, "token")
    assert (await api.http.get("/me", headers=bearer(second))).status_code == 200

    await bot.ask(42, "/api")
    assert [each.data for each in bot.replies.last_buttons()] == ["api:new", "api:off"]
    assert "revoked" in await press(bot, "api:off")
    problem(await api.http.get("/me", headers=bearer(second)), 401, "token")
    assert await press(bot, "api:off") == translator("en")("token-none")


async def test_a_token_is_stored_nowhere(bot: Bot) -> None:
    token = await made(bot)
    async with bot.store.read() as connection:
        for table in (api_token, inbox):
            assert token not in str((await connection.execute(sa.select(table))).all())


async def test_a_group_gets_no_token_for_all_to_read(bot: Bot) -> None:
    assert "private" in await bot.ask(GROUP, "/api")
    await bot.press(GROUP, Button("x", "api:new"))
    async with bot.store.read() as connection:
        assert (await connection.execute(sa.select(api_token))).all() == []


async def test_without_an_api_there_are_no_tokens(sqlite_store: Store) -> None:
    bot = Bot(sqlite_store, FakeSender())
    assert await bot.ask(42, "/api") == translator("en")("token-no-web")
    assert await press(bot, "api:new") == translator("en")("token-no-web")
    await bot.ask(42, "/settings")
    assert "api:" not in [each.data for each in bot.replies.last_buttons()]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_settings_lead_to_it(bot: Bot, language: str) -> None:
    await bot.ask(42, "/start", language=language)
    await bot.ask(42, "/settings")
    [key] = [each for each in bot.replies.last_buttons() if each.data == "api:"]
    assert key.text == translator(language)("button-api")
    address = "https://news.example/api/v1"
    assert await press(bot, key.data) == translator(language)("token-explained", address=address)


async def test_who_is_forgotten_has_no_token_any_more(bot: Bot, api: Api) -> None:
    token = await made(bot)
    await press(bot, "forget:yes")
    problem(await api.http.get("/me", headers=bearer(token)), 401, "token")
