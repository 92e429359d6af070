"""A chat's own feed: read by whoever has its address, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest
from lxml import etree

from notifier.core.i18n import translator
from notifier.delivery.message import Button
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from notifier.web.feeds.publisher import Publisher
from notifier.web.site import Site
from tests.bot.harness import Bot
from tests.builders import BOT, NOW, FakeClock, small_rules
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
    publisher = Publisher(
        sqlite_store, small_rules(), translator("en"), "http://here", clock=FakeClock()
    )
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
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers
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


async def titles(reader: httpx.AsyncClient, path: str) -> list[str]:
    """Return what stands in a private feed."""
    answer = await reader.get(f"{path}.json")
    assert answer.status_code == 200
    return [item["title"] for item in json.loads(answer.text)["items"]]


async def test_a_feed_goes_on_when_its_chat_blocks_the_bot(
    bot: Bot, reader: httpx.AsyncClient, sqlite_store: Store
) -> None:
    path, harness = await address(bot), PipelineHarness(sqlite_store)
    await bot.put_out(42)
    await bot.answer_all()
    assert await bot.disabled(42)

    await harness.take(news("工信部发布元宇宙产业行动计划"), news("科大讯飞又发布新产品"))

    assert await titles(reader, path) == ["工信部发布元宇宙产业行动计划", "元宇宙来了"]


async def test_a_feed_does_not_wait_for_what_its_chat_is_told(
    bot: Bot, reader: httpx.AsyncClient, sqlite_store: Store
) -> None:
    path, harness = await address(bot), PipelineHarness(sqlite_store)
    await bot.ask(42, "/mute 内测")
    await bot.ask(42, "/pause 2h")

    await harness.take(news("元宇宙内测"), news("工信部发布元宇宙产业行动计划"), source="other")

    assert await titles(reader, path) == ["工信部发布元宇宙产业行动计划", "元宇宙来了"]


async def test_what_came_before_somebody_asked_for_it_is_not_in_their_feed(
    bot: Bot, reader: httpx.AsyncClient
) -> None:
    bot.clock.advance(minutes=1)
    await bot.ask(44, "/watch 元宇宙")

    assert await titles(reader, await address(bot, 44)) == []


async def test_the_feed_of_a_chat_that_is_switched_off_is_closed(
    bot: Bot, reader: httpx.AsyncClient, sqlite_store: Store
) -> None:
    path = await address(bot)
    async with sqlite_store.write() as connection:
        chat = await chats.find_chat(connection, 42, bot=BOT)
        assert chat
        await chats.disable_chat(connection, chat.id, chats.SWITCHED_OFF, NOW)

    assert (await reader.get(f"{path}.rss")).status_code == 404


@pytest.mark.parametrize("form", FORMS)
async def test_a_reader_that_asks_by_date_alone_hears_of_a_correction(
    bot: Bot, reader: httpx.AsyncClient, sqlite_store: Store, form: str
) -> None:
    path, harness = f"{await address(bot)}.{form}", PipelineHarness(sqlite_store)
    before = await reader.get(path)
    asked = {"If-Modified-Since": before.headers["last-modified"]}
    assert (await reader.get(path, headers=asked)).status_code == 304

    await harness.take(news("更正：元宇宙没有来", key="元宇宙来了"))  # within the same second

    corrected = await reader.get(path, headers=asked)
    assert corrected.status_code == 200
    assert "元宇宙没有来" in corrected.text
    asked = {"If-Modified-Since": corrected.headers["last-modified"]}
    assert (await reader.get(path, headers=asked)).status_code == 304


async def test_a_reader_that_asks_by_date_alone_hears_that_an_item_is_gone(
    bot: Bot, reader: httpx.AsyncClient
) -> None:
    path = f"{await address(bot)}.rss"
    asked = {"If-Modified-Since": (await reader.get(path)).headers["last-modified"]}

    await bot.ask(42, "/mute 元宇宙来")

    answer = await reader.get(path, headers=asked)
    assert (answer.status_code, "元宇宙来了" in answer.text) == (200, False)


async def test_a_reader_that_was_away_reaches_everything(
    bot: Bot, reader: httpx.AsyncClient, sqlite_store: Store
) -> None:
    path = f"{await address(bot)}.json"
    harness = PipelineHarness(sqlite_store)
    await harness.take(*(news(f"元宇宙第{number}号园区开工") for number in range(7)))
    everything = [each["title"] for each in (await reader.get(path)).json()["items"]]
    assert len(everything) == 8

    found: list[str] = []
    url: str = f"{path}?n=3"
    while url:
        answer = (await reader.get(url)).json()
        found += [each["title"] for each in answer["items"]]
        url = answer.get("next_url", "")
    assert found == everything


async def test_the_list_of_feeds_of_what_a_chat_follows_names_only_living_ones(
    bot: Bot, reader: httpx.AsyncClient
) -> None:
    for wish in ("振华重工", '"a/b, c" -d', '元宇宙 | "x/../y"'):
        await bot.ask(42, f"/watch {wish}")
    path = await address(bot)

    answer = await reader.get(f"{path}.opml")

    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    outlines = etree.fromstring(answer.content).findall("body/outline")
    assert len(outlines) == 4, answer.text
    for outline in outlines:
        for end in FORMS:
            found = await reader.get(outline.get("xmlUrl", "").removesuffix("rss") + end)
            assert found.status_code == 200, outline.get("xmlUrl")
    stories = (await reader.get(outlines[0].get("xmlUrl", "").replace(".rss", ".json"))).json()
    assert [item["title"] for item in stories["items"]] == ["元宇宙来了"]
    assert (await reader.get("/feeds/private/x.opml")).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/private/x.rss", "/feeds/private/.rss", "/feeds/x/y.xml"])
async def test_anything_else_is_nothing_at_all(reader: httpx.AsyncClient, path: str) -> None:
    assert (await reader.get(path)).status_code == 404


async def test_the_address_is_kept_nowhere_but_in_the_chat(bot: Bot, sqlite_store: Store) -> None:
    token = (await address(bot)).rpartition("/")[2]
    content = sqlite_store.engine.url.database or ""
    await sqlite_store.close()
    with open(content, "rb") as file:  # noqa: ASYNC230, PTH123 - a look at every byte
        assert token.encode() not in file.read()


async def test_scripts_of_other_sites_are_not_let_in(bot: Bot, reader: httpx.AsyncClient) -> None:
    path = await address(bot)
    for method in ("OPTIONS", "GET"):
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
        answer = await reader.request(method, f"{path}.rss", headers=asked)
        assert answer.status_code == {"OPTIONS": 404, "GET": 200}[method]
        assert not [name for name in answer.headers if name.startswith("access-control")]
