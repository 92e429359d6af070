"""A chat's own feed: read by whoever has its address, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest

from notifier.core.i18n import translator
from notifier.delivery.message import Button
from notifier.store.engine.database import Store
from notifier.web.feeds.publisher import Publisher
from notifier.web.site import Site
from tests.bot.harness import Bot
from tests.builders import small_rules
from tests.delivery.dispatch import FakeSender
from tests.pipeline_harness import PipelineHarness, news

FORMS = ("rss", "atom", "json")


@pytest.fixture
async def bot(sqlite_store: Store) -> Bot:
    bot = Bot(sqlite_store, FakeSender())
    await bot.ask(42, "/watch 元宇宙")
    await bot.ask(43, "/watch 科大讯飞")
    await PipelineHarness(sqlite_store).take(news("元宇宙来了"), news("科大讯飞发布新产品"))
    return bot


@pytest.fixture
async def reader(sqlite_store: Store) -> AsyncIterator[httpx.AsyncClient]:
    publisher = Publisher(sqlite_store, small_rules(), translator("en"), "http://here")
    site = Site(sqlite_store, publisher, "en", ZoneInfo("UTC"))
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


async def address(bot: Bot, chat: int = 42) -> str:
    """Have a new address made and give its path, without the end that names the form."""
    await bot.press(chat, Button("x", "feed:new"))
    told = bot.replies.texts(chat)[-1].splitlines()
    (line,) = [line for line in told if line.endswith(".rss")]
    return line.strip().removeprefix("http://127.0.0.1:8080").removesuffix(".rss")


async def test_what_a_chat_follows_is_read_in_every_form(
    bot: Bot, reader: httpx.AsyncClient
) -> None:
    path = await address(bot)
    for form in FORMS:
        answer = await reader.get(f"{path}.{form}")
        assert answer.headers["cache-control"] == "private, no-cache"
        if form == "json":
            titles = [item["title"] for item in json.loads(answer.text)["items"]]
        else:
            parsed = feedparser.parse(answer.content)
            assert not parsed.bozo
            titles = [entry.title for entry in parsed.entries]
        assert titles == ["元宇宙来了"]
        etag = answer.headers["etag"]
        again = await reader.get(f"{path}.{form}", headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")


async def test_a_new_address_makes_the_old_one_useless_and_no_address_none(
    bot: Bot, reader: httpx.AsyncClient
) -> None:
    old, new = await address(bot), await address(bot)
    assert (await reader.get(f"{old}.rss")).status_code == 404
    assert (await reader.get(f"{new}.rss")).status_code == 200
    await bot.press(42, Button("x", "feed:off"))
    assert (await reader.get(f"{new}.rss")).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/private/x.rss", "/feeds/private/.rss", "/feeds/x/y.xml"])
async def test_anything_else_is_nothing_at_all(reader: httpx.AsyncClient, path: str) -> None:
    assert (await reader.get(path)).status_code == 404


async def test_the_address_is_kept_nowhere_but_in_the_chat(bot: Bot, sqlite_store: Store) -> None:
    token = (await address(bot)).rpartition("/")[2]
    content = sqlite_store.engine.url.database or ""
    await sqlite_store.close()
    with open(content, "rb") as file:  # noqa: ASYNC230, PTH123 - a look at every byte
        assert token.encode() not in file.read()
