"""The fake news source, seen through a real HTTP client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.fakes.loopback import CutBody, Reset, Silence
from tests.fakes.news_server import NewsServer

FEED = "<rss><channel><title>快讯</title></channel></rss>"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(verify=False) as client:
        yield client


async def test_a_body_is_served_with_its_type_and_an_etag(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/feed.xml", FEED)

    answer = await client.get(news_server.url("/feed.xml"))

    assert answer.text == FEED
    assert answer.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert answer.headers["etag"]


async def test_the_second_request_is_answered_304_by_its_etag(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/feed.xml", FEED)
    first = await client.get(news_server.url("/feed.xml"))
    condition = {"if-none-match": first.headers["etag"]}

    second = await client.get(news_server.url("/feed.xml"), headers=condition)
    news_server.serve("/feed.xml", FEED + "<!-- changed -->")
    third = await client.get(news_server.url("/feed.xml"), headers=condition)

    assert [first.status_code, second.status_code, third.status_code] == [200, 304, 200]
    assert not second.content
    assert [request.status for request in news_server.requests_for("/feed.xml")] == [200, 304, 200]


async def test_the_second_request_is_answered_304_by_its_date(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/feed.xml", FEED, etag=False, last_modified=datetime(2026, 1, 2, tzinfo=UTC))
    first = await client.get(news_server.url("/feed.xml"))

    later = await client.get(
        news_server.url("/feed.xml"),
        headers={"if-modified-since": first.headers["last-modified"]},
    )
    earlier = await client.get(
        news_server.url("/feed.xml"),
        headers={"if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT"},
    )

    assert "etag" not in first.headers
    assert [later.status_code, earlier.status_code] == [304, 200]


async def test_status_headers_and_redirects_are_as_told(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/busy.xml", "", status=429, headers={"retry-after": "60"})
    news_server.serve("/feed.xml?page=2", FEED)
    news_server.redirect("/old.xml", "/feed.xml?page=2", status=301)

    busy = await client.get(news_server.url("/busy.xml"))
    moved = await client.get(news_server.url("/old.xml"), follow_redirects=True)
    missing = await client.get(news_server.url("/feed.xml"))

    assert (busy.status_code, busy.headers["retry-after"]) == (429, "60")
    assert (moved.history[0].status_code, moved.text) == (301, FEED)
    assert missing.status_code == 404


async def test_a_body_may_be_compressed_or_in_another_charset_than_it_says(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/zipped.xml", FEED, compressed=True)
    news_server.serve("/lies.xml", FEED.encode("gbk"), content_type="text/xml; charset=utf-8")

    zipped = await client.get(news_server.url("/zipped.xml"))
    lies = await client.get(news_server.url("/lies.xml"))

    assert (zipped.headers["content-encoding"], zipped.text) == ("gzip", FEED)
    assert lies.content.decode("gbk") == FEED


async def test_an_endless_body_goes_on_until_the_client_has_enough(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.endless("/flood.xml", b"<item/>" * 1000)

    size = 0
    async with client.stream("GET", news_server.url("/flood.xml")) as answer:
        async for chunk in answer.aiter_bytes():
            size += len(chunk)
            if size > 1_000_000:
                break

    assert size > 1_000_000


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (Reset(), httpx.ReadError),
        (Silence(), httpx.ReadTimeout),
        (CutBody(FEED), httpx.RemoteProtocolError),
    ],
)
async def test_a_server_fails_in_every_way_a_network_has(
    news_server: NewsServer,
    client: httpx.AsyncClient,
    failure: Reset | Silence | CutBody,
    error: type[httpx.HTTPError],
) -> None:
    news_server.misbehave("/feed.xml", failure)

    with pytest.raises(error):
        await client.get(news_server.url("/feed.xml"), timeout=httpx.Timeout(60, read=1))

    assert [request.status for request in news_server.requests] == [None]


async def test_a_slow_answer_is_given_up_by_an_impatient_client(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/slow.xml", FEED, delay=60)

    with pytest.raises(httpx.ReadTimeout):
        await client.get(news_server.url("/slow.xml"), timeout=httpx.Timeout(60, read=0.05))


async def test_the_log_holds_headers_and_bodies_and_can_be_waited_for(
    news_server: NewsServer, client: httpx.AsyncClient
) -> None:
    news_server.serve("/hub", "", status=202)

    await client.post(news_server.url("/hub?x=1"), data={"hub.mode": "subscribe"})
    await news_server.until_requests("/hub")

    (request,) = news_server.requests_for("/hub")
    assert (request.method, request.target, request.body) == (
        "POST",
        "/hub?x=1",
        b"hub.mode=subscribe",
    )
    assert request.headers["user-agent"].startswith("python-httpx/")


def test_waiting_for_a_request_that_does_not_come_says_what_came(news_server: NewsServer) -> None:
    with pytest.raises(TimeoutError, match="asked for 0 times, not 1"):
        news_server.wait_for_requests("/feed.xml", timeout=0)
