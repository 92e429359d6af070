"""What no error, log line or proxy is told on the way to the Bot API, and how proxies are used."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from telegram.error import NetworkError
from telegram.request import RequestData

from notifier.core.errors import NotSentError
from notifier.core.log import configure_logging, get_logger
from notifier.delivery.channels.telegram import known_bot, make_bot
from tests.delivery.channels.wire import error_of, listening, opened, page, read_request, shown_by
from tests.fakes.bot_api import TOKEN, BotApi, cut_body, lost_answer, not_json, reset, silence

ALICE = 42

STRANGE = {
    "an error page": page("502 Bad Gateway", f"<a href=/bot{TOKEN}/>".encode(), "text/html"),
    "a redirect": page("302 Found", f"to /bot{TOKEN}/".encode()),
    "no HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
    "a bad header": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "nothing": b"",
    "a bad encoding": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
    "no result": page("200 OK", b'{"ok":true}'),
    "another kind of result": page("200 OK", b"[1, 2]"),
    "an unknown status": page("799 Strange", b"{}"),
}


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as the service does, everything there is, into a text."""
    root = logging.getLogger()
    before = list(root.handlers), root.level
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    configure_logging("debug", "json")
    yield stream
    root.handlers[:], root.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.parametrize("strange", STRANGE)
async def test_no_error_and_no_line_of_the_log_tells_the_token(
    strange: str, logged: io.StringIO
) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(STRANGE[strange])
        await writer.drain()

    async with listening(handler) as url, opened() as request:
        error = await error_of(request.post(f"{url}/bot{TOKEN}/sendMessage", RequestData()))
        get_logger("test").error("failed", problem=str(error), bug=repr(error))
        logging.getLogger("test").error("failed", exc_info=error)
    everything = [*shown_by(error), repr(request), logged.getvalue()]
    assert logged.getvalue()
    assert not [text for text in everything if TOKEN in text or TOKEN[-20:] in text]


async def test_no_lost_answer_tells_the_token_or_what_was_said(
    bot_api: BotApi, logged: io.StringIO
) -> None:
    everything: list[str] = []
    async with known_bot(make_bot(TOKEN, bot_api.base_url, 1)) as bot:
        await bot.send_message(ALICE, "secret")
        for fault in (reset(), lost_answer(), cut_body(), not_json(), silence()):
            bot_api.fail("sendMessage", fault)
            error = await error_of(bot.send_message(ALICE, "secret", read_timeout=0.1))
            everything += shown_by(error)
        everything += [repr(bot), str(bot)]
    lines = logged.getvalue()
    assert not [text for text in everything if TOKEN[-20:] in text or "secret" in text]
    assert TOKEN[-20:] not in lines
    assert "secret" not in lines


@pytest.mark.parametrize("name", ["httpx", "httpcore.http11", "telegram.Bot"])
def test_what_the_libraries_log_of_each_request_is_not_written(
    name: str, logged: io.StringIO
) -> None:
    for level in (logging.DEBUG, logging.INFO):
        logging.getLogger(name).log(level, "POST https://api.telegram.org/bot1:x/sendMessage")
    assert logged.getvalue() == ""


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:1", "http://", "http://256.1.1.1:x", "nonsense"]
)
async def test_no_address_that_is_none_tells_the_token(base: str) -> None:
    async with opened() as request:
        error = await error_of(request.post(f"{base}/bot{TOKEN}/getMe"))
    assert isinstance(error, NetworkError)
    assert not [text for text in shown_by(error) if TOKEN[-20:] in text]


class Proxy:
    """A proxy of plain HTTP that passes requests on, or refuses to open tunnels."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        self.seen.append(request)
        method, target, _ = request.split(b" ", 2)
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        _, _, address, path = target.split(b"/", 3)
        host, _, port = address.decode().partition(":")
        onward, away = await asyncio.open_connection(host, int(port))
        away.write(method + b" /" + path + b" HTTP/1.1\r\nConnection: close\r\n")
        away.write(request.partition(b"\r\n")[2])
        passing = asyncio.create_task(_pass(reader, away))
        await _pass(onward, writer)
        passing.cancel()
        away.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def test_a_proxy_is_used_where_one_is_set(bot_api: BotApi) -> None:
    proxy = Proxy()
    async with listening(proxy.handle) as url:
        address = url.replace("http://", "http://me:p%40ss@")
        async with known_bot(make_bot(TOKEN, bot_api.base_url, 2, proxy=address)) as bot:
            await bot.send_message(ALICE, "by proxy")
    assert bot_api.sent_to(ALICE)[0].text == "by proxy"
    credentials = base64.b64encode(b"me:p@ss")
    assert len(proxy.seen) == 2
    assert all(b"Proxy-Authorization: Basic " + credentials in request for request in proxy.seen)


async def test_a_proxy_sees_no_token_and_its_refusal_tells_no_password() -> None:
    proxy = Proxy()
    async with listening(proxy.handle) as url:
        address = url.replace("http://", "http://me:hidden@")
        bot = make_bot(TOKEN, "https://api.example.org/bot", 2, proxy=address)
        async with known_bot(bot):
            error = await error_of(bot.send_message(ALICE, "x"))
    assert all(request.startswith(b"CONNECT api.example.org:443 ") for request in proxy.seen)
    assert not [request for request in proxy.seen if TOKEN.encode() in request]
    assert "the proxy refuses: 407" in error.message
    assert isinstance(error.__cause__, NotSentError)
    assert not [text for text in shown_by(error) if "hidden" in text or TOKEN[-20:] in text]


async def test_a_proxy_of_the_environment_is_not_used(
    bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    async with known_bot(make_bot(TOKEN, bot_api.base_url, 2)) as bot:
        await bot.send_message(ALICE, "straight")
    assert bot_api.sent_to(ALICE)[0].text == "straight"
