"""Connections: kept where that is safe, and HTTP/2 and TLS on them."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Mapping, Sequence

import pytest

from notifier.core.errors import FetchError
from notifier.sources.http import transport
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.http.requests import Request
from tests.fakes.raw_server import (
    Http2Server,
    RawServer,
    Reply,
    Script,
    raw_server,
    says,
    tls_of_the_fakes,
    trusting_the_fakes,
)
from tests.sources.conftest import MakeFetcher

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def news_example(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


async def body_of(fetcher: Fetcher, url: str) -> bytes:
    answer = await fetcher.get(url)
    assert isinstance(answer, Fetched)
    return answer.body


def answers(*replies: bytes) -> Script:
    """Answer a request with each of `replies`, one after another, and wait to be left."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        for reply in replies:
            await seen.request(reader)
            writer.write(reply)
            await writer.drain()
        await reader.read(1)

    return script


async def test_a_connection_carries_one_request_after_another(fetcher: Fetcher) -> None:
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
    moved = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
    async with raw_server(answers(OK, unchanged, moved, OK, OK)) as server:
        url = f"http://127.0.0.1:{server.port}/"

        assert await body_of(fetcher, url) == b"ok"
        assert await fetcher.get(url, etag='"1"') == NotModified()
        assert await body_of(fetcher, url) == b"ok"
        assert await body_of(fetcher, url) == b"ok"

        assert (server.connections, len(server.requests)) == (1, 5)
        await fetcher.close()


async def test_only_cookies_that_can_be_sent_back_are_taken(fetcher: Fetcher) -> None:
    cookies = [b"a=1", "b=中".encode(), b"c=" + b"x" * 5000, *(b"d%d=" % n for n in range(60))]
    headers = b"".join(b"Set-Cookie: %b\r\n" % each for each in cookies)
    moved = b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n"
    async with raw_server(answers(moved + headers + b"\r\n", OK)) as server:
        assert await body_of(fetcher, f"http://127.0.0.1:{server.port}/") == b"ok"
        await fetcher.close()

    (sent,) = re.findall(rb"(?i)cookie: (.*)\r\n", server.requests[1])
    assert sent == b"; ".join([b"a=1", *(b"d%d=" % n for n in range(47))])


@pytest.mark.parametrize(
    "last_words",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK + b"and more than was announced",
        OK + b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["closing", "old", "too long", "unasked"],
)
async def test_a_connection_with_more_or_no_more_to_come_carries_no_other_request(
    fetcher: Fetcher, last_words: bytes
) -> None:
    async with raw_server(answers(last_words)) as server:
        for _ in range(2):
            assert await body_of(fetcher, f"http://127.0.0.1:{server.port}/") == b"ok"
        await fetcher.close()

    assert (server.connections, len(server.requests)) == (2, 2)


async def test_what_a_server_says_unasked_is_not_taken_for_an_answer(fetcher: Fetcher) -> None:
    is_answered, is_said = asyncio.Event(), asyncio.Event()

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await seen.request(reader)
        writer.write(OK)
        await is_answered.wait()
        writer.write(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
        is_said.set()
        await reader.read(1)

    async with raw_server(script) as server:
        url = f"http://127.0.0.1:{server.port}/"
        await body_of(fetcher, url)
        is_answered.set()
        await is_said.wait()
        await asyncio.sleep(0.02)

        assert await body_of(fetcher, url) == b"ok"
        await fetcher.close()

    assert server.connections == 2


async def test_a_server_that_hangs_up_on_a_kept_connection_is_asked_once_more(
    fetcher: Fetcher,
) -> None:
    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await answer_once(seen, reader, writer)
        await seen.request(reader)

    answer_once = says(OK)
    async with raw_server(script) as server:
        url = f"http://127.0.0.1:{server.port}/"
        await body_of(fetcher, url)

        assert await body_of(fetcher, url) == b"ok"
        await fetcher.close()

    assert (server.connections, len(server.requests)) == (2, 3)


async def test_a_server_that_hangs_up_on_a_new_connection_is_not_asked_again(
    fetcher: Fetcher,
) -> None:
    async with raw_server(says()) as server:
        with pytest.raises(FetchError, match="Server disconnected without"):
            await fetcher.get(f"http://127.0.0.1:{server.port}/")

    assert len(server.requests) == 1


async def test_what_is_handed_in_goes_over_a_new_connection(fetcher: Fetcher) -> None:
    async with raw_server(answers(OK, OK)) as server:
        url = f"http://127.0.0.1:{server.port}/"
        await body_of(fetcher, url)

        await fetcher.send(Request(url, method="POST", body=b"a=1"))
        await fetcher.close()

    assert server.connections == 2


async def test_of_too_many_connections_the_idlest_are_closed(
    make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_SWEPT_EVERY", 0)
    monkeypatch.setattr(transport, "_MOST_KEPT", 1)
    fetcher = make_fetcher(resolve=news_example)
    async with raw_server(answers(OK, OK, OK)) as server:
        for host in ("one", "other", "one", "other", "other"):
            await body_of(fetcher, f"http://{host}.example:{server.port}/")

        assert (server.connections, server.open) == (4, 1)
        await fetcher.close()


async def test_connections_that_nobody_comes_back_to_are_closed(
    make_fetcher: MakeFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_SWEPT_EVERY", 0)
    fetcher = make_fetcher(resolve=news_example)
    async with raw_server(answers(OK, OK)) as used, raw_server(answers(OK, OK)) as forgotten:
        await body_of(fetcher, f"http://forgotten.example:{forgotten.port}/")
        monkeypatch.setattr(transport, "_KEPT_FOR", 0)
        await body_of(fetcher, f"http://used.example:{used.port}/")

        assert (forgotten.open, used.open) == (0, 1)
        await fetcher.close()


async def test_nothing_stays_open_when_the_fetcher_is_closed(fetcher: Fetcher) -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if b"/late" in await seen.request(reader):
            asked.set()
            await closed.wait()
        writer.write(OK)
        await reader.read(1)

    async with raw_server(script) as server:
        url = f"http://127.0.0.1:{server.port}/"
        under_way = asyncio.create_task(body_of(fetcher, url + "late"))
        await asked.wait()
        await asyncio.gather(*(body_of(fetcher, url) for _ in range(3)))
        await fetcher.close()
        closed.set()
        with pytest.raises(FetchError, match="could not be read"):
            await under_way

    assert server.open == 0


def feed_of_http2(headers: Mapping[str, str], body: bytes) -> Reply:
    if headers[":path"] == "/large":
        return 200, {}, b"x" * 200_000
    if headers.get("if-none-match") == '"1"':
        return 304, {"etag": '"1"'}, b""
    said = body or headers[":authority"].encode()
    return 200, {"etag": '"1"', "content-encoding": "gzip"}, gzip.compress(said)


async def test_http2_is_spoken_with_servers_that_know_it(make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(resolve=news_example, tls=trusting_the_fakes())
    async with Http2Server(feed_of_http2).running() as server:
        url = f"https://news.example:{server.port}/"

        first = await fetcher.get(url)
        assert isinstance(first, Fetched)
        assert (first.body, first.etag) == (f"news.example:{server.port}".encode(), '"1"')
        assert await fetcher.get(url, etag=first.etag) == NotModified()
        assert len(server.transports) == 1

        posted = await fetcher.send(Request(url, method="POST", body=b"a=1"))
        assert isinstance(posted, Fetched)
        assert posted.body == b"a=1"
        with pytest.raises(FetchError, match="more than 100,000 bytes"):
            await fetcher.get(url + "large")
        assert isinstance(await fetcher.get(url), Fetched)

    assert [request[0][":method"] for request in server.requests] == [
        "GET", "GET", "POST", "GET", "GET",
    ]  # fmt: skip


async def test_a_connection_of_http2_that_fell_silent_is_given_up(
    make_fetcher: MakeFetcher,
) -> None:
    fetcher = make_fetcher(resolve=news_example, tls=trusting_the_fakes(), timeout=4)
    async with Http2Server(feed_of_http2).running() as server:
        url = f"https://news.example:{server.port}/"
        assert isinstance(await fetcher.get(url), Fetched)
        server.transports[0].pause_reading()

        patient = asyncio.create_task(fetcher.get(url))
        with pytest.raises(FetchError, match="did not answer within"):
            await fetcher.send(Request(url, timeout=0.3))
        assert isinstance(await fetcher.get(url), Fetched)  # while the other still waits
        assert not patient.done()
        with pytest.raises(FetchError, match="did not answer within"):
            await patient

    assert len(server.transports) == 2


async def test_http2_carries_several_requests_and_one_that_fails_disturbs_no_other(
    make_fetcher: MakeFetcher,
) -> None:
    fetcher = make_fetcher(resolve=news_example, tls=trusting_the_fakes())
    async with Http2Server(feed_of_http2).running() as server:
        url = f"https://news.example:{server.port}/"
        outcomes = await asyncio.gather(
            *(fetcher.get(url + path) for path in ["", "large", ""] * 4), return_exceptions=True
        )
        assert [type(each) for each in outcomes] == [Fetched, FetchError, Fetched] * 4
        assert isinstance(await fetcher.get(url), Fetched)

    assert len(server.transports) == 2


@pytest.mark.parametrize("http2", [False, True])
async def test_http1_is_spoken_over_tls_where_one_side_knows_no_other(
    make_fetcher: MakeFetcher, http2: bool
) -> None:
    fetcher = make_fetcher(resolve=news_example, tls=trusting_the_fakes(), http2=http2)
    known = ("http/1.1",) if http2 else ("h2", "http/1.1")
    async with raw_server(answers(OK, OK), tls_of_the_fakes(*known)) as server:
        for _ in range(2):
            assert await body_of(fetcher, f"https://news.example:{server.port}/") == b"ok"
        await fetcher.close()

    assert server.connections == 1


async def test_a_certificate_that_is_not_to_be_trusted_is_told(make_fetcher: MakeFetcher) -> None:
    async with raw_server(says(OK), tls_of_the_fakes("http/1.1")) as server:
        by_another_name = make_fetcher(resolve=news_example, tls=trusting_the_fakes())
        with pytest.raises(FetchError, match=r"of other\.example is not to be trusted: Hostname"):
            await by_another_name.get(f"https://other.example:{server.port}/")
        with pytest.raises(FetchError, match=r"of xn--fiq228c\.example is not .*: Hostname"):
            await by_another_name.get(f"https://中文.example:{server.port}/")
        with pytest.raises(FetchError, match="is not to be trusted: self-signed certificate"):
            await make_fetcher().get(f"https://127.0.0.1:{server.port}/")

    assert server.requests == []


async def test_a_name_may_end_with_a_dot(make_fetcher: MakeFetcher) -> None:
    fetcher = make_fetcher(resolve=news_example, tls=trusting_the_fakes())
    async with raw_server(says(OK), tls_of_the_fakes("http/1.1")) as server:
        assert await body_of(fetcher, f"https://news.example.:{server.port}/") == b"ok"
        await fetcher.close()


async def test_a_server_that_speaks_no_tls_is_told(fetcher: Fetcher) -> None:
    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.read(1)
        writer.write(OK)
        await writer.drain()

    async with raw_server(script) as server:
        with pytest.raises(FetchError, match=r"127\.0\.0\.1 has no address that answers: "):
            await fetcher.get(f"https://127.0.0.1:{server.port}/")
