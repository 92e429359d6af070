"""What is sent where, over HTTPS too, and what httpx and its errors tell: no network is needed."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.core.log import LogLevel, configure_logging
from notifier.sources.http.client import Fetched, Fetcher
from notifier.sources.http.requests import Request
from tests.builders import FakeClock

Handler = Callable[[httpx.Request], httpx.Response]


class Chunks(httpx.AsyncByteStream):
    """A body as it comes from a network."""

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"x"


class Site:
    """Answers as `pages` say, by address, and notes the requests."""

    def __init__(self, pages: dict[str, httpx.Response]) -> None:
        self.requests: list[httpx.Request] = []
        self._pages = pages

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._pages.get(str(request.url)) or answer(200)

    def sent(self, header: str) -> list[str | None]:
        return [request.headers.get(header) for request in self.requests]


def mocked(handler: Handler) -> Fetcher:
    return Fetcher(clock=FakeClock(), user_agent="me", transport=httpx.MockTransport(handler))


def answer(status: int, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=Chunks())


@pytest.mark.parametrize(
    ("first", "then", "is_kept"),
    [
        ("https://a.example/1", "https://a.example/2", True),
        ("http://a.example/1", "https://a.example/2", True),
        ("https://a.example/1", "http://a.example/2", False),
        ("https://a.example/1", "https://b.example/2", False),
        ("https://a.example/1", "//a.example@b.example/2", False),
    ],
)
async def test_credentials_are_sent_to_their_server_only_and_never_in_the_clear(
    first: str, then: str, is_kept: bool
) -> None:
    site = Site({first: answer(302, location=then)})

    await mocked(site).get(first, headers={"Cookie": "a=1", "Authorization": "Bearer b"})

    assert site.sent("cookie") == ["a=1", "a=1" if is_kept else None]
    assert site.sent("authorization") == ["Bearer b", "Bearer b" if is_kept else None]


async def test_credentials_do_not_come_back_by_way_of_another_server() -> None:
    site = Site(
        {
            "https://a.example/1": answer(302, location="https://b.example/2"),
            "https://b.example/2": answer(302, location="https://b.example/3"),
        }
    )

    await mocked(site).get("https://a.example/1", headers={"Cookie": "a=1"})

    assert site.sent("cookie") == ["a=1", None, None]


async def test_ones_own_cookies_are_sent_beside_those_of_a_visit() -> None:
    site = Site({"https://a.example/": answer(200, set_cookie="token=1")})
    asked = Request(
        "https://a.example/list", headers={"Cookie": "a=1"}, cookies_from="https://a.example/"
    )

    await mocked(site).send(asked)

    assert site.sent("cookie") == [None, "a=1; token=1"]


async def test_a_cookie_is_sent_to_its_server_and_over_tls_where_it_says_so() -> None:
    site = Site(
        {
            "https://a.example/1": answer(302, location="/2", set_cookie="s=1; Secure"),
            "https://a.example/2": answer(302, location="https://b.example/3"),
            "https://b.example/3": answer(302, location="http://a.example/4"),
        }
    )

    await mocked(site).get("https://a.example/1")

    assert site.sent("cookie") == [None, "s=1", None, None]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (httpx.ReadTimeout("slow"), "a.example did not answer within 20 s"),
        (httpx.RemoteProtocolError("two\n lines"), "a.example could not be read: two lines"),
        (httpx.ReadError(""), "a.example could not be read: ReadError"),
        (RuntimeError("x" * 900), "a.example could not be read: " + "x" * 200),
    ],
)
async def test_whatever_a_library_raises_becomes_an_error_of_our_own(
    failure: Exception, told: str
) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(FetchError) as raised:
        await mocked(fail).get("https://a.example/")

    assert str(raised.value) == told


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[LogLevel], io.StringIO]]:
    root = logging.getLogger()
    before = list(root.handlers), root.level

    def begin(level: LogLevel) -> io.StringIO:
        stream = io.StringIO()
        monkeypatch.setattr(sys, "stderr", stream)
        configure_logging(level, "json")
        return stream

    yield begin
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_secret_of_an_address_is_in_the_log_or_in_an_error(
    log: Callable[[LogLevel], io.StringIO], level: LogLevel
) -> None:
    stream = log(level)
    site = Site({"https://a.example/feed?token=hunter2": answer(403)})
    fetcher = mocked(site)

    assert isinstance(await fetcher.get("https://me:hunter2@a.example/?key=hunter2"), Fetched)
    with pytest.raises(FetchError) as raised:
        await fetcher.get("https://a.example/feed?token=hunter2")

    logging.getLogger("test").warning("still heard")
    assert "hunter2" not in str(raised.value)
    assert "still heard" in stream.getvalue()
    assert "hunter2" not in stream.getvalue()
