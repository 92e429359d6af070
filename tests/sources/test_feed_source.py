"""A feed as it is polled: what is asked, what is kept for the next time, and what is told."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime

import pytest

from notifier.core.errors import FetchError, ParseError
from notifier.sources.config import SourceConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.posts import PostsConfig, PostsSource
from notifier.sources.registry import KINDS, make_source
from tests.builders import FakeClock
from tests.fakes.news_server import NewsServer
from tests.sources.conftest import MakeFetcher
from tests.sources.lists import an_api

RSS = (
    '<rss version="2.0"><channel><title>t</title>'
    "<item><title>one</title><link>/1</link></item>"
    "<item><title>two</title><link>/2</link></item></channel></rss>"
)


def config(url: str) -> FeedConfig:
    return FeedConfig(kind="feed", name="wire", url=url)


async def test_the_second_reading_asks_only_for_what_is_new(
    fetcher: Fetcher, real_sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", RSS, etag='"1"')
    source = make_source(config(news_server.url("/feed.xml")), fetcher, real_sandbox)

    first = await source.read({})
    source.stored()
    second = await source.read(first.state)

    assert [entry.url for entry in first.entries] == [news_server.url("/1"), news_server.url("/2")]
    assert (first.state["etag"], first.unchanged) == ('"1"', False)
    assert (second.entries, second.unchanged) == ((), True)
    assert second.state == {**first.state, "same": "1"}
    assert [request.status for request in news_server.requests] == [200, 304]


@pytest.mark.parametrize("kind", ["feed", "api"])
async def test_a_server_that_says_for_ever_that_nothing_changed_is_asked_for_all(
    make_fetcher: MakeFetcher, sandbox: Sandbox, news_server: NewsServer, kind: str
) -> None:
    clock = FakeClock()
    fetcher = make_fetcher(clock=clock)
    url = news_server.url("/list")
    made: SourceConfig = config(url)
    documents = [RSS, RSS.replace("two", "three"), RSS.replace("two", "four")]
    if kind == "api":
        made = an_api(url=url, entry={"title": "t"}, items="@")
        documents = [json.dumps([{"t": title}]) for title in ("two", "three", "four")]
    source = make_source(made, fetcher, sandbox)
    news_server.serve("/list", documents[0], etag='"always"')
    state = (await source.read({})).state
    found: list[str] = []
    told: list[str] = []
    for minute in range(5, 8 * 60, 5):
        clock.advance(minutes=5)
        document = documents[min(minute // 60, 2)]
        news_server.serve("/list", document, etag='"always"')
        reading = await source.read(state)
        state = reading.state
        found += [entry.title for entry in reading.entries if entry.title not in {"one", *found}]
        told += reading.problems
    assert found == ["four"], "what was between was there for an hour only"
    (lied,) = set(told)
    assert "its server hid changes (status 304)" in lied
    statuses = [request.status for request in news_server.requests]
    assert statuses[1:24] == [304] * 23
    assert set(statuses[25:]) == {200}, "it was wrong once, and is not believed for half a day"


SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/1</loc>'
    "<news:news><news:title>one</news:title></news:news></url></urlset>"
)
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "one"}]}
)
PACKED = gzip.compress(RSS.encode(), mtime=0)


@pytest.mark.parametrize(
    "content_type",
    ["application/gzip", "application/x-gzip", "application/octet-stream", "text/xml", ""],
)
@pytest.mark.parametrize(
    "document",
    [SITEMAP, RSS, JSON_FEED, RSS.replace("one", "一")],
    ids=["sitemap", "rss", "json", "chinese"],
)
@pytest.mark.parametrize("is_encoded_too", [True, False])
async def test_a_file_that_is_packed_for_itself_is_read(
    fetcher: Fetcher,
    sandbox: Sandbox,
    news_server: NewsServer,
    content_type: str,
    document: str,
    *,
    is_encoded_too: bool,
) -> None:
    packed = gzip.compress(document.encode())
    news_server.serve(
        "/sitemap.xml.gz", packed, content_type=content_type, compressed=is_encoded_too
    )
    source = make_source(config(news_server.url("/sitemap.xml.gz")), fetcher, sandbox)
    assert (await source.read({})).entries[0].title in {"one", "一"}


@pytest.mark.parametrize(
    ("packed", "problem"),
    [
        (gzip.compress(b"x" * 200_000, mtime=0), "sent more than 100,000 bytes"),
        (PACKED[:-9], "compressed body without its end"),
        (PACKED[:12] + b"junk" * 20, "cannot be decompressed"),
        (gzip.compress(PACKED, mtime=0), "this is no feed"),
    ],
    ids=["bomb", "cut", "broken", "twice"],
)
async def test_a_packed_file_that_cannot_be_read_is_told(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer, packed: bytes, problem: str
) -> None:
    news_server.serve("/sitemap.xml.gz", packed, content_type="application/gzip")
    source = make_source(config(news_server.url("/sitemap.xml.gz")), fetcher, sandbox)
    with pytest.raises((FetchError, ParseError), match=problem):
        await source.read({})


async def test_the_same_document_from_a_server_without_validators_is_not_read_again(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", RSS, etag=False)
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    first = await source.read({})
    same = await source.read(first.state)
    news_server.serve("/feed.xml", RSS.replace("two", "three"), etag=False)
    other = await source.read(same.state)

    assert [same.unchanged, same.entries, same.state] == [True, (), first.state]
    assert [entry.title for entry in other.entries] == ["one", "three"]


async def test_times_without_a_zone_are_of_the_zone_that_is_configured(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    item = "<title>one</title><pubDate>2026-11-23 09:05:00</pubDate>"
    news_server.serve("/feed.xml", RSS.replace("<title>one</title>", item))
    feed = config(news_server.url("/feed.xml"))
    shanghai = feed.model_copy(update={"timezone": "Asia/Shanghai"})

    there = await make_source(shanghai, fetcher, sandbox).read({})
    here = await make_source(feed, fetcher, sandbox).read({})

    assert there.entries[0].published == datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
    assert here.entries[0].published == datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


async def test_what_the_server_says_of_hub_and_freshness_is_passed_on_with_what_the_feed_says(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    says = '<ttl>5</ttl><atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{}" href="{}"/>'
    plain = RSS.replace("<item>", says.format("hub", "https://hub.example/feed") + "<item>", 1)
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    news_server.serve("/feed.xml", plain)
    of_feed = await source.read({})
    links = '<https://hub.example/server>; rel="hub", </self.xml>; rel="self"'
    headers = {"link": links, "cache-control": "max-age=900"}
    news_server.serve("/feed.xml", plain, headers=headers)
    of_server = await source.read({})

    assert (of_feed.hub, of_feed.hub_topic) == ("https://hub.example/feed", None)
    assert of_feed.fresh_for == 300
    assert of_server.hub == "https://hub.example/server"
    assert of_server.hub_topic == news_server.url("/self.xml")
    assert of_server.fresh_for == 900


async def test_what_was_not_stored_is_asked_for_again(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", RSS)
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    await source.read({})
    again = await source.read({})

    assert [entry.title for entry in again.entries] == ["one", "two"]


async def test_a_feed_that_moved_completes_its_links_by_where_it_is(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.redirect("/feed.xml", "/new/feed.xml")
    news_server.serve("/new/feed.xml", RSS.replace("/1", "1"))
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    reading = await source.read({})

    assert reading.entries[0].url == news_server.url("/new/1")


@pytest.mark.parametrize("at", ["</channel>", "</item></channel>", "two", "<link>/2"])
async def test_a_feed_that_breaks_off_gives_what_came_whole_and_is_asked_for_again(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer, at: str
) -> None:
    news_server.serve("/feed.xml", RSS[: RSS.index(at)], etag='"1"')
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    reading = await source.read({})
    assert [entry.title for entry in reading.entries] == ["one"]
    assert reading.problems == ("the feed ends in the middle; its last part is missing",)
    assert not reading.whole
    news_server.serve("/feed.xml", RSS, etag='"1"')
    healed = await source.read(reading.state)

    assert [entry.title for entry in healed.entries] == ["one", "two"]
    assert healed.problems == ()


async def test_a_feed_that_is_badly_written_but_whole_is_taken_as_it_is(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", RSS.replace("one", "one & <b>half"), etag='"1"')
    source = make_source(config(news_server.url("/feed.xml")), fetcher, sandbox)

    reading = await source.read({})

    assert len(reading.entries) == 2
    assert (reading.problems, reading.state["etag"]) == ((), '"1"')


async def test_a_feed_that_takes_for_ever_to_parse_is_given_up_and_its_neighbour_is_read(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    news_server.serve("/hostile.xml", "<rss><channel>" + "<item><title>x & <![CDATA[" * 10_000)
    news_server.serve("/feed.xml", RSS)
    fetcher = make_fetcher(max_bytes=1_000_000)
    sandbox = Sandbox(timeout=1.5, memory=512_000_000)
    hostile, neighbour = (
        make_source(config(news_server.url(path)), fetcher, sandbox)
        for path in ("/hostile.xml", "/feed.xml")
    )

    try:
        given_up = asyncio.create_task(hostile.read({}))
        reading = await neighbour.read({})
        with pytest.raises(ParseError, match=r"longer than 1\.5 s"):
            await given_up
    finally:
        await sandbox.close()

    assert len(reading.entries) == 2


async def test_what_is_no_feed_and_what_does_not_come_are_told(
    fetcher: Fetcher, sandbox: Sandbox, news_server: NewsServer
) -> None:
    news_server.serve("/page", "<!doctype html><p>x</p>", content_type="text/html")
    source = make_source(config(news_server.url("/page")), fetcher, sandbox)

    with pytest.raises(ParseError, match="an HTML page"):
        await source.read({})
    news_server.serve("/page", "", status=503, headers={"retry-after": "60"})
    with pytest.raises(FetchError, match="503") as raised:
        await source.read({})

    assert raised.value.retry_after == 60


def test_a_source_is_known_by_what_it_reads(fetcher: Fetcher, sandbox: Sandbox) -> None:
    feed = config("https://example.org/feed.xml")
    posts = PostsConfig.model_validate({"kind": "posts", "name": "wire", "path": "var/posts"})

    assert feed.identity == "feed https://example.org/feed.xml"
    assert posts.identity == "posts var/posts"
    assert isinstance(make_source(posts, fetcher, sandbox), PostsSource)
    assert sorted(KINDS) == ["api", "feed", "page", "posts"]
