"""Sources behind a proxy: it is asked, and not for what is private as far as that can be told."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Sequence

import pytest

from notifier.core.errors import FetchError
from notifier.sources.http.addresses import is_below
from notifier.sources.http.client import Fetched
from notifier.sources.http.requests import Request
from tests.fakes.raw_server import RawServer, Script, raw_server, says
from tests.sources.conftest import MakeFetcher

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def only_the_proxy(host: str, port: int) -> Sequence[str]:
    assert host == "proxy.example", "the name of a source was looked up"
    return ["127.0.0.1"]


def socks(then: Script) -> Script:
    """Agree to user and password, then to any connection, and go on as the server behind it."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        greeting = await reader.readexactly(3)
        assert greeting == b"\x05\x01\x02"
        writer.write(b"\x05\x02")
        seen.requests.append(await reader.readexactly(3 + len("me") + len("word")))
        writer.write(b"\x01\x00")
        seen.requests.append(await reader.readexactly(4 + 1 + len("news.example") + 2))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await then(seen, reader, writer)

    return script


async def body_through(make_fetcher: MakeFetcher, proxy: str, url: str) -> bytes:
    fetcher = make_fetcher(proxy=proxy, private=False, resolve=only_the_proxy)
    answer = await fetcher.get(url)
    await fetcher.close()
    assert isinstance(answer, Fetched)
    return answer.body


async def test_an_http_proxy_is_asked(make_fetcher: MakeFetcher) -> None:
    async with raw_server(says(OK)) as server:
        proxy = f"http://me:word@proxy.example:{server.port}"

        assert await body_through(make_fetcher, proxy, "http://news.example/feed.xml") == b"ok"

    (request,) = server.requests
    assert request.startswith(b"GET http://news.example/feed.xml HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic " + b64encode(b"me:word") in request


async def test_an_http_proxy_is_asked_for_a_tunnel(make_fetcher: MakeFetcher) -> None:
    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await seen.request(reader)
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")

    async with raw_server(script) as server:
        with pytest.raises(FetchError, match=r"news\.example could not be read: 403 Forbidden"):
            await body_through(
                make_fetcher, f"http://proxy.example:{server.port}", "https://news.example/"
            )

    assert server.requests[0].startswith(b"CONNECT news.example:443 HTTP/1.1\r\n")


async def test_a_socks_proxy_is_asked(make_fetcher: MakeFetcher) -> None:
    async with raw_server(socks(says(OK))) as server:
        proxy = f"socks5://me:word@proxy.example:{server.port}"

        assert await body_through(make_fetcher, proxy, "http://news.example/feed.xml") == b"ok"

    credentials, connect, request = server.requests
    assert credentials == b"\x01\x02me\x04word"
    assert b"news.example" in connect
    assert request.startswith(b"GET /feed.xml HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:10.0.0.1]",
        "169.254.169.254", "localhost", "LOCALHOST.", "news.localhost", "127。0。0。1",
    ],
)  # fmt: skip
async def test_no_proxy_is_asked_for_a_private_address(
    make_fetcher: MakeFetcher, host: str
) -> None:
    async with raw_server(says(OK)) as server:
        fetcher = make_fetcher(
            proxy=f"http://proxy.example:{server.port}", private=False, resolve=only_the_proxy
        )
        with pytest.raises(FetchError, match="is not a public address"):
            await fetcher.get(f"http://{host}/")

    assert server.connections == 0


async def test_no_redirect_leads_a_proxy_to_a_private_address(make_fetcher: MakeFetcher) -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://192.168.1.1/\r\nContent-Length: 0\r\n\r\n"
    async with raw_server(says(moved)) as server:
        with pytest.raises(FetchError, match=r"192\.168\.1\.1 is not a public address"):
            await body_through(
                make_fetcher, f"http://proxy.example:{server.port}", "http://news.example/"
            )

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("host", "is_direct"),
    [
        ("example.cn", True),
        ("API.Example.cn.", True),
        ("badexample.cn", False),
        ("example.cn.evil.example", False),
        ("192.168.1.5", True),
        ("rsshub", True),
    ],
)
def test_hosts_without_a_proxy_are_named_with_all_below_them(host: str, *, is_direct: bool) -> None:
    assert is_below(host, ("example.cn", "192.168.1.5", ".rsshub")) is is_direct


@pytest.mark.parametrize(
    "cookies_from", ["http://news.example/", "http://other.example/start", "http://news.example/a"]
)
async def test_cookies_are_fetched_by_the_proxy_of_a_request(
    make_fetcher: MakeFetcher, cookies_from: str
) -> None:
    gives = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=1; Path=/\r\n\r\nok"
    fetcher = make_fetcher(private=False, resolve=only_the_proxy)
    async with raw_server(says(gives)) as server, raw_server(says(gives)) as another:
        for each in (server, another, server):
            proxy = f"http://proxy.example:{each.port}"
            wanted = Request("http://news.example/list", cookies_from=cookies_from, proxy=proxy)
            assert isinstance(await fetcher.send(wanted), Fetched)
        await fetcher.close()
    asked = [request.split(b" ")[1].decode() for request in server.requests]
    assert asked == [cookies_from, wanted.url, wanted.url], "once an hour"
    assert [request.split(b" ")[1].decode() for request in another.requests] == asked[:2]
