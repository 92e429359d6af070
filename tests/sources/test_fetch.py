"""Fetching: what comes back, within its limits, and only errors of our own."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from notifier.errors import FetchError
from notifier.sources.fetch import Fetched, Fetcher, NotModified
from notifier.sources.headers import read_retry_after
from tests.builders import NOW
from tests.fakes.loopback import CutBody, Reset, Silence, gone_within
from tests.fakes.news_server import RSS_TYPE, NewsServer
from tests.sources.conftest import MakeFetcher

# Without a time in it: two processes that collect the tests must name them alike.
_TWICE = gzip.compress(gzip.compress(b"x", mtime=0), mtime=0)


class EndlessRedirect(Response):
    """A redirect whose own body never ends."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers["location"] = "/feed.xml"
        del self.headers["content-length"]
        await send({"type": "http.response.start", "status": 302, "headers": self.raw_headers})
        while not await gone_within(0.001, receive):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})


async def body_of(fetcher: Fetcher, url: str) -> bytes:
    answer = await fetcher.get(url)
    assert isinstance(answer, Fetched)
    return answer.body


async def test_an_answer_comes_with_all_that_is_needed_to_ask_again(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    changed = datetime(2026, 1, 2, tzinfo=UTC)
    news_server.serve("/feed.xml", "科大讯飞", etag='"v1"', last_modified=changed)

    answer = await fetcher.get(news_server.url("/feed.xml"))

    assert answer == Fetched(
        url=news_server.url("/feed.xml"),
        body="科大讯飞".encode(),
        content_type=RSS_TYPE,
        etag='"v1"',
        last_modified="Fri, 02 Jan 2026 00:00:00 GMT",
    )
    (request,) = news_server.requests
    assert request.headers["user-agent"] == "notifier/1 (ops@example.org)"
    assert not {"if-none-match", "if-modified-since", "cookie"} & set(request.headers)


async def test_headers_of_ones_own_are_sent_in_place_of_the_usual(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list", "x")

    await fetcher.get(news_server.url("/list"), headers={"user-agent": "me", "X-Asked": "yes"})

    (request,) = news_server.requests
    assert (request.headers["user-agent"], request.headers["x-asked"]) == ("me", "yes")


async def test_what_has_not_changed_is_not_sent_again(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    changed = datetime(2026, 1, 2, tzinfo=UTC)
    news_server.serve("/tagged", "x", etag='W/"1"')
    news_server.serve("/dated", "x", etag=False, last_modified=changed)
    for path in ("/tagged", "/dated"):
        first = await fetcher.get(news_server.url(path))
        assert isinstance(first, Fetched)
        again = partial(fetcher.get, first.url, etag=first.etag, last_modified=first.last_modified)

        assert isinstance(await again(), NotModified)
        news_server.serve(path, "y", last_modified=changed + timedelta(days=1))
        assert isinstance(await again(), Fetched)


async def test_nothing_new_is_no_answer_to_who_did_not_ask_that(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "", status=304, etag=False)

    with pytest.raises(FetchError, match="answered 304"):
        await fetcher.get(news_server.url("/feed.xml"))


@pytest.mark.parametrize("tag", ['"é"', '"a\tb"', '"' + "x" * 5000 + '"'])
async def test_a_tag_that_cannot_be_sent_back_is_not(
    fetcher: Fetcher, news_server: NewsServer, tag: str
) -> None:
    news_server.serve("/feed.xml", "x", etag=tag)

    first = await fetcher.get(news_server.url("/feed.xml"))
    second = await fetcher.get(news_server.url("/feed.xml"), etag=tag, last_modified="a\r\nb: c")

    assert isinstance(first, Fetched)
    assert first.etag is None
    assert isinstance(second, Fetched)


@pytest.mark.parametrize("level", [0, 9])
async def test_compressed_bodies_are_decompressed(
    fetcher: Fetcher, news_server: NewsServer, level: int
) -> None:
    body = b"<item/>" * 10_000
    packed = gzip.compress(body, level, mtime=0)
    news_server.serve("/feed.xml", packed, headers={"content-encoding": "x-gzip"})

    assert await body_of(fetcher, news_server.url("/feed.xml")) == body


@pytest.mark.parametrize(
    ("encoding", "body", "told"),
    [
        ("gzip", b"plain", "cannot be decompressed"),
        ("gzip", gzip.compress(b"x" * 1000, mtime=0)[:-4], "without its end"),
        ("gzip", b"", "without its end"),
        ("gzip, gzip", _TWICE, "as 'gzip, gzip', which was not asked"),
        ("deflate", zlib.compress(b"x"), "as 'deflate', which was not asked for"),
        ("br", b"<html>", "cannot be decompressed"),
        ("br", brotli.compress(b"x" * 1000)[:-2], "without its end"),
        ("zstd", b"plain", "cannot be decompressed"),
        ("zstd", zstandard.compress(b"x" * 1000)[:-2], "without its end"),
        ("compress", b"x", "as 'compress', which was not asked for"),
    ],
)
async def test_a_body_that_cannot_be_decompressed_is_told(
    fetcher: Fetcher, news_server: NewsServer, encoding: str, body: bytes, told: str
) -> None:
    news_server.serve("/feed.xml", body, headers={"content-encoding": encoding})

    with pytest.raises(FetchError, match=told):
        await fetcher.get(news_server.url("/feed.xml"))


async def test_the_largest_body_is_taken_and_a_larger_one_refused(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    for compressed in (False, True):
        news_server.serve("/largest", b"x" * 100_000, compressed=compressed)
        news_server.serve("/larger", b"x" * 100_001, compressed=compressed)

        assert len(await body_of(fetcher, news_server.url("/largest"))) == 100_000
        with pytest.raises(FetchError, match="sent more than 100,000 bytes"):
            await fetcher.get(news_server.url("/larger"))


async def test_a_body_that_never_ends_is_given_up(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.endless("/flood.xml", b"x" * 10_000)

    with pytest.raises(FetchError, match="sent more than 100,000 bytes"):
        await fetcher.get(news_server.url("/flood.xml"))


async def test_the_body_of_a_redirect_is_not_waited_for(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.misbehave("/moved.xml", EndlessRedirect())
    news_server.serve("/feed.xml", "x")

    assert await body_of(fetcher, news_server.url("/moved.xml")) == b"x"


async def test_time_counts_in_total_against_a_server_that_drips(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    news_server.endless("/drip.xml", b".", pause=0.02)
    news_server.serve("/slow.xml", "x", delay=60)
    news_server.misbehave("/silent.xml", Silence())
    fetcher = make_fetcher(timeout=0.2)

    for path in ("/drip.xml", "/slow.xml", "/silent.xml"):
        with pytest.raises(
            FetchError, match=r"^127\.0\.0\.1 did not answer (within 0\.2 s|in time)"
        ):
            await fetcher.get(news_server.url(path))


@pytest.mark.parametrize(
    ("failure", "told"), [(Reset(), "could not be read"), (CutBody("x" * 100), "received 50 bytes")]
)
async def test_a_connection_that_breaks_is_told(
    fetcher: Fetcher, news_server: NewsServer, failure: Response, told: str
) -> None:
    news_server.misbehave("/feed.xml", failure)

    with pytest.raises(FetchError, match=told):
        await fetcher.get(news_server.url("/feed.xml"))


async def test_a_server_that_is_not_there_is_told(fetcher: Fetcher) -> None:
    with NewsServer() as gone:
        url = gone.url("/feed.xml")

    with pytest.raises(FetchError, match="has no address that answers"):
        await fetcher.get(url)


async def test_redirects_are_followed_and_cookies_kept_as_long(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.misbehave(
        "/old.xml", Response(status_code=301, headers={"location": "new.xml", "set-cookie": "a=1"})
    )
    news_server.redirect("/new.xml", news_server.url("/feed.xml"), status=307)
    news_server.serve("/feed.xml", "x")

    for _ in range(2):
        answer = await fetcher.get(news_server.url("/old.xml"), etag='"known"')
        assert isinstance(answer, Fetched)
        assert answer.url == news_server.url("/feed.xml")

    cookies = [request.headers.get("cookie") for request in news_server.requests]
    assert cookies == [None, "a=1", "a=1"] * 2
    assert {request.headers["if-none-match"] for request in news_server.requests} == {'"known"'}


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/moved.xml", "redirects more than 5 times"),
        ("file:///etc/passwd", "no http:// or https:// address"),
        ("ftp://example.org/feed.xml", "no http:// or https:// address"),
        ("http://[::1", "cannot be read: Invalid"),
        ("http:///feed.xml", "answered 404"),
        ("data:text/xml,<rss/>", "no http:// or https:// address"),
        ("http://10.0.0.1/", "10.0.0.1, which is not a public address"),
    ],
)
async def test_a_redirect_that_leads_nowhere_is_told(
    fetcher: Fetcher, news_server: NewsServer, location: str, told: str
) -> None:
    news_server.redirect("/moved.xml", location)

    with pytest.raises(FetchError, match=told):
        await fetcher.get(news_server.url("/moved.xml"))


@pytest.mark.parametrize("status", [204, 206, 300, 302, 401, 403, 404, 410, 429, 500, 503])
async def test_any_other_answer_is_told_with_its_status(
    fetcher: Fetcher, news_server: NewsServer, status: int
) -> None:
    news_server.serve("/feed.xml", "", status=status, headers={"retry-after": "120"})

    with pytest.raises(FetchError, match=f"answered {status} [A-Z]") as raised:
        await fetcher.get(news_server.url("/feed.xml"))

    assert raised.value.retry_after == 120


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org/", "http://", "http://[::1", "http:///x", "//x/"]
)
async def test_what_is_no_address_is_told(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        await fetcher.get(url)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("9" * 400, 999_999_999),
        (format_datetime(NOW + timedelta(minutes=5), usegmt=True), 300),
        (format_datetime(NOW - timedelta(minutes=5), usegmt=True), 0),
        ("Mon, 23 Nov 2026 01:31:00 -0000", 60),
        ("Mon, 23 Nov 2026 09:31:00 +0800", 60),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Mon, 1 Jan 99999999999999999999 10:30:00 GMT", None),
        ("", None),
    ],
)
def test_when_to_come_again_is_read_in_every_form(value: str | None, seconds: float | None) -> None:
    assert read_retry_after(value, NOW) == seconds


@given(st.text() | st.text("0123456789 :,+-GMTFriJan", max_size=40))
def test_no_word_on_when_to_come_again_raises_anything(value: str) -> None:
    seconds = read_retry_after(value, NOW)

    assert seconds is None or seconds >= 0
