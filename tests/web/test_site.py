"""The web server's pages, asked as a browser and a feed reader ask them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html
from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from notifier.core.errors import StoreError
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Topic
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.site import Site
from tests.builders import NOW, small_rules
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher, put

TOPIC = "/feeds/topics/metaverse.rss"
IFLYTEK_FEED = "/feeds/securities/SZ002230.rss"


def a_client(store: Store, rules: Rules | None = None, **options: Any) -> httpx.AsyncClient:
    """Ask a site in Shanghai, in Simplified Chinese unless a reader prefers another."""
    publisher = a_publisher(store, rules, "zh-Hans")
    site = Site(store, publisher, "zh-Hans", ZoneInfo("Asia/Shanghai"), **options)
    transport = httpx.ASGITransport(site.app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="https://news.example")


def page_of(answer: httpx.Response) -> Any:
    """Read an answer as HTML."""
    return html.fromstring(answer.content)


@pytest.fixture
async def client(sqlite_store: Store) -> AsyncIterator[httpx.AsyncClient]:
    await put(sqlite_store, "元宇宙产业创新园", "topics/metaverse", "securities/SZ002230")
    async with a_client(sqlite_store) as client:
        yield client


async def test_a_feed_is_served_with_what_is_needed_to_ask_again(client: httpx.AsyncClient) -> None:
    answer = await client.get(TOPIC)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["last-modified"] == "Mon, 23 Nov 2026 01:30:00 GMT"
    assert answer.headers["etag"].startswith('"')
    assert "元宇宙产业创新园".encode() in answer.content
    assert (await client.get(IFLYTEK_FEED)).status_code == 200


@pytest.mark.parametrize(
    "written", ["{}", "W/{}", '"other", {}', '"other" ,W/{} , "x"', "*", " {} "]
)
async def test_a_reader_that_has_it_gets_304(client: httpx.AsyncClient, written: str) -> None:
    tag = (await client.get(TOPIC)).headers["etag"]

    answer = await client.get(TOPIC, headers={"If-None-Match": written.format(tag)})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag
    assert {"cache-control", "last-modified"} <= set(answer.headers)


async def test_tags_in_several_headers_count_together(client: httpx.AsyncClient) -> None:
    tag = (await client.get(TOPIC)).headers["etag"]

    answer = await client.get(TOPIC, headers=[("If-None-Match", '"x"'), ("If-None-Match", tag)])

    assert answer.status_code == 304


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Mon, 23 Nov 2026 01:30:00 GMT", 304),
        ("Mon, 23 Nov 2026 09:30:00 +0800", 304),
        ("Tue, 24 Nov 2026 00:00:00 GMT", 304),
        ("Mon, 23 Nov 2026 01:29:59 GMT", 200),
        ("Mon, 23 Nov 2026 01:30:00", 200),
        ("yesterday", 200),
        ("Mon, 1 Jan 99999999999999999999 10:30:00 GMT", 200),
        ("", 200),
    ],
)
async def test_a_date_counts_where_there_is_no_tag(
    client: httpx.AsyncClient, since: str, status: int
) -> None:
    answer = await client.get(TOPIC, headers={"If-Modified-Since": since})

    assert answer.status_code == status


async def test_a_tag_counts_more_than_a_date(client: httpx.AsyncClient) -> None:
    late = {"If-None-Match": '"other"', "If-Modified-Since": "Tue, 24 Nov 2026 00:00:00 GMT"}

    assert (await client.get(TOPIC, headers=late)).status_code == 200


async def test_a_change_is_served_to_a_reader_that_has_the_version_before(
    sqlite_store: Store, client: httpx.AsyncClient
) -> None:
    first = await client.get(TOPIC)
    await put(sqlite_store, "新", "topics/metaverse", now=NOW + timedelta(minutes=1))

    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        answer = await client.get(TOPIC, headers=headers)
        assert answer.status_code == 200
        assert answer.content != first.content


@pytest.mark.parametrize("path", [TOPIC, "/"])
async def test_head_is_answered_like_get(client: httpx.AsyncClient, path: str) -> None:
    get, head = await client.get(path), await client.head(path)

    assert head.status_code == 200
    assert head.headers == get.headers


NOTHING = (
    "/feeds/topics/chips.rss", "/feeds/topics/metaverse.atom", "/feeds/x/y.rss", "/nothing",
    "/feeds/topics/%00.rss", "/feeds/topics/%ff.rss", "/feeds/topics/..%2f..%2fetc.rss",
    "/feeds/topics/.rss", "/feeds/", "/feeds/securities/<script>.rss",
)  # fmt: skip


async def test_an_address_with_nothing_at_it_gives_a_page_that_says_so(store: Store) -> None:
    async with a_client(store) as client:
        for path in NOTHING:
            answer = await client.get(path, headers={"accept-language": "en"})

            assert answer.status_code == 404
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            page = page_of(answer)
            assert page.findtext(".//h1") == "There is nothing here"
            assert page.find(".//main//a").get("href") == "/"
            assert "<script>" not in answer.text


async def test_another_method_is_refused_with_those_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.post(TOPIC)

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


async def test_the_first_page_says_so_where_there_are_no_feeds(sqlite_store: Store) -> None:
    async with a_client(sqlite_store) as client:
        for path in ("/", "/topics", "/securities"):
            answer = await client.get(f"{path}?lang=en")
            assert answer.text.count(translator("en")("index-empty")) == 1


async def test_titles_are_escaped(sqlite_store: Store) -> None:
    topic = Topic("x", "\"><script>alert('1')</script>&amp;", "元宇宙")
    await put(sqlite_store, "一", "topics/x", "securities/<b>")

    async with a_client(sqlite_store, small_rules(topic)) as client:
        answer = await client.get("/")

    page = page_of(answer)
    assert page.xpath("//script[not(@src)]") == []
    assert page.xpath("//section[@aria-labelledby='topics']//li/a")[0].text.strip() == topic.title
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("?lang=en", "zh-TW", "en"),
        ("?lang=zh-Hant", None, "zh-Hant"),
        ("?lang=zh-Hans", "en", "zh-Hans"),
        ("?lang=zh-hant", "en", "zh-Hant"),
        ("?lang=klingon", "en", "en"),
        ("?lang=", "en", "en"),
        ("?lang=xx", "zh-HK", "zh-Hant"),
        ("?lang=xx", "fr", "zh-Hans"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "zh-HK", "zh-Hant"),
        ("", "zh-TW;q=0.8,en;q=0.5", "zh-Hant"),
        ("", "zh-CN,zh;q=0.9", "zh-Hans"),
        ("", "fr-FR, en;q=0.8, zh;q=0.5", "en"),
        ("", "fr, *;q=0.1", "zh-Hans"),
        ("", "en;q=0, zh-TW", "zh-Hant"),
        ("", "en;q=0.000,zh-TW;q=0.001", "zh-Hant"),
        ("", "en;q=0.1,zh-TW;q=0.9", "zh-Hant"),
        ("", "zh-TW;q=0.3, en; q=0.9", "en"),
        ("", "fr;q=0.9,zh-Hant;q=0.1,en;Q=0.5", "en"),
        ("", "zh-CN;q=0.2,zh-HK;q=0.8,en", "en"),
        ("", "en;q=0.5,zh-Hans;q=0.5", "en"),
        ("", "*, en;q=0.8", "zh-Hans"),
        ("", "zh-TW;q=much,en;q=0.9", "zh-Hant"),
        ("", "yue", "zh-Hant"),
        ("", "yue-Hant-HK, en;q=0.9", "zh-Hant"),
        ("", "zh-yue", "zh-Hant"),
        ("", "cmn-Hant-TW", "zh-Hant"),
        ("", "yue-Hans-CN", "zh-Hans"),
        ("", "zh-Hans-HK", "zh-Hans"),
        ("", ",;q=,,", "zh-Hans"),
        ("", None, "zh-Hans"),
    ],
)
async def test_pages_are_in_the_readers_language(
    client: httpx.AsyncClient, query: str, accepted: str | None, language: str
) -> None:
    headers = {} if accepted is None else {"accept-language": accepted}

    for path, key in (("/", "index-title"), ("/nothing", "error-404-title")):
        answer = await client.get(path + query, headers=headers)
        page = page_of(answer)
        assert page.get("lang") == language
        assert page.findtext(".//h1") == translator(language)(key)
        assert answer.headers["vary"].startswith("Accept-Language, Cookie")


async def test_a_language_that_was_chosen_stays_until_another_is(
    client: httpx.AsyncClient,
) -> None:
    english = {"accept-language": "en"}
    for path, language in (
        ("/?lang=zh-Hant", "zh-Hant"),
        ("/topics", "zh-Hant"),
        ("/topics?lang=en", "en"),
        ("/", "en"),
    ):
        answer = await client.get(path, headers=english if "Hant" in path else {})
        assert page_of(answer).get("lang") == language


@pytest.mark.parametrize(
    ("asked", "language"),
    [("zh-hant", "zh-Hant"), ("zh-TW", "zh-Hant"), ("EN", "en"), ("zh_hans", "zh-Hans")],
)
async def test_a_language_is_kept_however_it_is_written(
    client: httpx.AsyncClient, asked: str, language: str
) -> None:
    await client.get(f"/?lang={asked}")
    other = {"accept-language": "en" if language != "en" else "zh-TW"}
    assert page_of(await client.get("/", headers=other)).get("lang") == language


async def test_a_language_kept_that_is_none_is_not_heard(client: httpx.AsyncClient) -> None:
    headers = {"cookie": "language=xx", "accept-language": "en"}
    assert page_of(await client.get("/", headers=headers)).get("lang") == "en"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/securities/002230", "/securities/sz002230", "/securities/科大讯飞", "/topics/MetaVerse"],
)
async def test_a_language_outlives_the_way_to_the_right_page(
    client: httpx.AsyncClient, path: str, language: str
) -> None:
    answer = await client.get(f"{path}?lang={language}", follow_redirects=True)
    assert [each.status_code for each in answer.history] == [301]
    assert page_of(answer).get("lang") == language
    assert page_of(await client.get("/")).get("lang") == language


async def test_pages_are_sent_small(client: httpx.AsyncClient) -> None:
    for accepted, coding in (("gzip, br", "gzip"), ("identity", None)):
        answer = await client.get("/", headers={"accept-encoding": accepted})
        assert answer.headers.get("content-encoding") == coding
        assert "元宇宙产业创新园" in answer.text


async def test_pages_run_no_script_but_ours_and_tell_nobody_where_a_reader_came_from(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/", "/nothing"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"


class FailingStore(Store):
    """A database that cannot be used, or a slip of ours, until it is mended."""

    def __init__(self, store: Store, failure: Exception) -> None:
        super().__init__(store.engine)
        self.failure: Exception | None = failure

    @asynccontextmanager
    @override
    async def read(self, *, snapshot: bool = False) -> AsyncIterator[AsyncConnection]:
        if self.failure:
            raise self.failure
        async with super().read(snapshot=snapshot) as connection:
            yield connection


@pytest.mark.parametrize(
    ("failure", "status"),
    [(StoreError("the database x cannot be used: <secret>"), 503), (KeyError("<secret>"), 500)],
)
async def test_a_failure_gives_a_page_that_keeps_it_to_itself_and_passes(
    sqlite_store: Store, failure: Exception, status: int
) -> None:
    await put(sqlite_store, "一", "topics/metaverse")
    store = FailingStore(sqlite_store, failure)

    async with a_client(store, small_rules(METAVERSE)) as client:
        for path in ("/?lang=en", f"{TOPIC}?lang=en"):
            answer = await client.get(path)
            assert answer.status_code == status
            assert page_of(answer).findtext(".//h1") == translator("en")("error-500-title")
            assert "secret" not in answer.text

        store.failure = None
        assert (await client.get("/")).status_code == 200
        assert (await client.get(TOPIC)).status_code == 200
