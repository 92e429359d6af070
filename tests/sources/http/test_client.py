"""Fetching: what comes back, within its limits, and only errors of our own."""

from __future__ import annotations

import asyncio
import gzip
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

import brotli
import pytest
import zstandard
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.http.requests import Request
from tests.builders import FakeClock
from tests.fakes.loopback import CutBody, Reset, Silence, gone_within
from tests.fakes.news_server import RSS_TYPE, NewsServer
from tests.sources.conftest import MakeFetcher


async def loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


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

    await fetcher.get(news_server.url("/list"), headers={"user-agent": "me", "X-Asked": " 是 "})

    (request,) = news_server.requests
    assert request.headers["user-agent"] == "me"
    assert request.headers["x-asked"].encode("latin-1").decode() == "是"


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


@pytest.mark.parametrize("encoding", ["gzip", "X-GZip", "br", "zstd"])
async def test_compressed_bodies_are_decompressed(
    fetcher: Fetcher, news_server: NewsServer, encoding: str
) -> None:
    body = b"<item/>" * 10_000
    pack = {"br": brotli.compress, "zstd": zstandard.compress}.get(encoding, gzip.compress)
    news_server.serve("/feed.xml", pack(body), headers={"content-encoding": encoding})

    assert await body_of(fetcher, news_server.url("/feed.xml")) == body
    (request,) = news_server.requests
    assert request.headers["accept-encoding"] == "gzip, br, zstd"


async def test_a_body_in_another_way_of_compression_is_refused(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "x", headers={"content-encoding": "deflate"})

    with pytest.raises(FetchError, match="as 'deflate', which was not asked for"):
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
        ("http://[::1", "could not be read: Invalid URL in location header"),
        ("http:///feed.xml", "answered 404|has no address that answers"),
        ("data:text/xml,<rss/>", "could not be read"),
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


async def test_forms_and_json_are_handed_in(fetcher: Fetcher, news_server: NewsServer) -> None:
    news_server.serve("/search", "found", status=202)
    form = {"content-type": "application/x-www-form-urlencoded", "X-App-Id": "1"}

    answer = await fetcher.send(
        Request(news_server.url("/search"), method="post", headers=form, body=b"page=1&size=20")
    )

    assert isinstance(answer, Fetched)
    assert answer.body == b"found"
    (request,) = news_server.requests
    assert (request.method, request.body) == ("POST", b"page=1&size=20")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.headers["x-app-id"] == "1"


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [
        (301, "GET", b""),
        (302, "GET", b""),
        (303, "GET", b""),
        (307, "POST", b"a=1"),
        (308, "POST", b"a=1"),
    ],
)
async def test_what_is_handed_in_is_redirected_as_browsers_do(
    fetcher: Fetcher, news_server: NewsServer, status: int, method: str, body: bytes
) -> None:
    news_server.redirect("/old", "/new", status=status)
    news_server.serve("/new", "x")
    headers = {"content-type": "text/plain"}

    await fetcher.send(Request(news_server.url("/old"), "POST", headers, b"a=1"))

    request = news_server.requests[-1]
    assert (request.method, request.body) == (method, body)
    assert ("content-type" in request.headers) == (method == "POST")


async def test_credentials_stay_with_the_server_they_are_for(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    fetcher = make_fetcher(resolve=loopback)
    port = urlsplit(news_server.url("")).port
    news_server.redirect("/first", "/second")
    news_server.redirect("/second", f"http://evil:word@other.example:{port}/third")
    news_server.serve("/third", "x")

    answer = await fetcher.get(
        f"http://me:s%40fe@news.example:{port}/first", headers={"Cookie": "a=1", "X-Id": "2"}
    )

    assert isinstance(answer, Fetched)
    assert answer.url == f"http://other.example:{port}/third"
    known = "Basic " + b64encode(b"me:s@fe").decode()
    assert [
        (request.headers.get("authorization"), request.headers.get("cookie"))
        for request in news_server.requests
    ] == [(known, "a=1"), (known, "a=1"), (None, None)]
    assert {request.headers["x-id"] for request in news_server.requests} == {"2"}


async def test_an_address_in_utf_8_is_followed_as_servers_mean_it(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.misbehave(
        "/old", Response(status_code=302, headers={"location": "/新闻".encode().decode("latin-1")})
    )
    news_server.serve("/新闻", "x")

    assert await body_of(fetcher, news_server.url("/old")) == b"x"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "a\r\nX-B: b"},
        {"X-A\n": "a"},
        {"名": "a"},
        {"X-A": "\0"},
        {"a b": "c"},
        {"Host": "b"},
    ],
)
async def test_a_header_that_cannot_be_sent_is_told(
    fetcher: Fetcher, news_server: NewsServer, headers: dict[str, str]
) -> None:
    with pytest.raises(FetchError, match=r"a header .* cannot be sent as"):
        await fetcher.get(news_server.url("/feed.xml"), headers=headers)

    assert news_server.requests == ()


async def test_what_an_answer_says_of_itself_is_read(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    headers = {"cache-control": "max-age=120", "link": '</hub>; rel="hub"'}
    news_server.serve("/feed.xml", "x", etag='"1"', headers=headers)

    answer = await fetcher.get(news_server.url("/feed.xml"))

    assert isinstance(answer, Fetched)
    assert answer.fresh_for == 120
    assert answer.links == (("hub", news_server.url("/hub")),)
    again = await fetcher.get(news_server.url("/feed.xml"), etag='"1"')
    assert again == NotModified(fresh_for=120)


async def test_cookies_are_fetched_where_a_site_wants_them_once_an_hour(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    clock = FakeClock()
    fetcher = make_fetcher(clock=clock)
    give = {"location": "/home", "set-cookie": "token=1; Path=/"}
    news_server.misbehave("/", Response(status_code=302, headers=give))
    news_server.serve("/home", "", status=404, headers={"set-cookie": "more=2"})
    news_server.serve("/list", "x")
    wanted = Request(
        news_server.url("/list"),
        headers={"User-Agent": "me", "X-Requested-With": "XMLHttpRequest"},
        cookies_from=news_server.url("/"),
    )

    await asyncio.gather(*(fetcher.send(wanted) for _ in range(5)))
    (visit,) = news_server.requests_for("/")
    assert visit.headers["user-agent"] == "me"
    assert "x-requested-with" not in visit.headers
    assert {request.headers["cookie"] for request in news_server.requests_for("/list")} == {
        "token=1; more=2"
    }
    await fetcher.get(news_server.url("/list"))
    assert "cookie" not in news_server.requests[-1].headers

    clock.advance(minutes=59)
    await fetcher.send(wanted)
    assert len(news_server.requests_for("/")) == 1
    clock.advance(minutes=1)
    await fetcher.send(wanted)
    assert len(news_server.requests_for("/")) == 2


async def test_cookies_are_fetched_anew_when_a_site_does_not_like_them(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/", "", headers={"set-cookie": "token=1; Path=/"})
    news_server.serve("/list", "", status=403)
    wanted = Request(news_server.url("/list"), cookies_from=news_server.url("/"))

    for _ in range(2):
        with pytest.raises(FetchError, match="answered 403"):
            await fetcher.send(wanted)

    assert len(news_server.requests_for("/")) == 2


@pytest.mark.parametrize(("usual", "own", "is_read"), [(0.2, 20, True), (20, 0.2, False)])
async def test_cookies_are_waited_for_as_long_as_their_source_is(
    make_fetcher: MakeFetcher, news_server: NewsServer, usual: float, own: float, is_read: bool
) -> None:
    fetcher = make_fetcher(timeout=usual)
    news_server.serve("/", "", delay=1, headers={"set-cookie": "token=1; Path=/"})
    news_server.serve("/list", "x")
    wanted = Request(news_server.url("/list"), cookies_from=news_server.url("/"), timeout=own)
    if is_read:
        assert isinstance(await fetcher.send(wanted), Fetched)
    else:
        with pytest.raises(FetchError, match=r"did not answer within 0\.2 s"):
            await fetcher.send(wanted)


async def test_a_site_without_cookies_is_no_reason_to_fail(
    fetcher: Fetcher, news_server: NewsServer
) -> None:
    news_server.serve("/list", "x")
    for address in ("/nothing", "/list"):
        wanted = Request(news_server.url("/list"), cookies_from=news_server.url(address))
        assert isinstance(await fetcher.send(wanted), Fetched)


async def test_a_redirect_takes_a_slot_of_its_own(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    fetcher = make_fetcher(per_host=1)
    news_server.redirect("/old.xml", "/feed.xml")
    news_server.serve("/feed.xml", "x")

    bodies = [body_of(fetcher, news_server.url("/old.xml")) for _ in range(5)]

    assert await asyncio.gather(*bodies) == [b"x"] * 5


async def test_the_wait_for_a_slot_does_not_count_as_time(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    fetcher = make_fetcher(per_host=1, timeout=2)
    news_server.serve("/feed.xml", "x", delay=0.5)

    bodies = [body_of(fetcher, news_server.url("/feed.xml")) for _ in range(5)]

    assert await asyncio.gather(*bodies) == [b"x"] * 5


async def test_a_route_with_too_many_requests_is_left_alone_and_others_are_not(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    fetcher = make_fetcher(resolve=loopback)
    port = urlsplit(news_server.url("")).port
    for path in ("/busy", "/busy-too"):
        news_server.serve(path, "", status=429, headers={"retry-after": "60"})
    news_server.serve("/down", "", status=503, headers={"retry-after": "60"})
    news_server.serve("/feed.xml", "x")

    with pytest.raises(FetchError, match="answered 503") as down:
        await fetcher.get(f"http://news.example:{port}/down")
    assert down.value.retry_after == 60
    with pytest.raises(FetchError, match="answered 429"):
        await fetcher.get(f"http://news.example:{port}/busy")
    with pytest.raises(FetchError, match=r"news\.example:\d+ had too many requests") as refused:
        await fetcher.get(f"http://news.example:{port}/busy")
    assert await body_of(fetcher, f"http://news.example:{port}/feed.xml") == b"x"
    with pytest.raises(FetchError, match="answered 429"):
        await fetcher.get(f"http://news.example:{port}/busy-too")
    with pytest.raises(FetchError, match="had too many requests"):
        await fetcher.get(f"http://news.example:{port}/feed.xml")
    assert await body_of(fetcher, f"http://other.example:{port}/feed.xml") == b"x"
    with NewsServer() as other_port:
        other_port.serve("/feed.xml", "y")
        port = urlsplit(other_port.url("")).port
        assert await body_of(fetcher, f"http://news.example:{port}/feed.xml") == b"y"

    assert refused.value.retry_after
    assert 0 < refused.value.retry_after <= 60
    assert len(news_server.requests) == 5
