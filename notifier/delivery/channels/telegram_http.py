"""The way to the Bot API: python-telegram-bot's requests, carried by aiohttp.

The library's own transport spends ten times the time on each request, and its errors and logs hold
the bot's token, which is in every address. What is raised here holds neither address nor token, and
says where it is certain that a request never left: to send it again repeats nothing.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from typing import Any, cast

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from notifier.core.errors import NotSentError

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer or a file that are read; Telegram gives a bot files of up to 20 MiB."""
_IDLE_SECONDS = 15.0
_JSON = {"Content-Type": "application/json"}
_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
"""What happens before the first byte of a request is written."""


class AiohttpRequest(BaseRequest):
    """Carries the requests of one bot over at most `connections` connections.

    Time-outs are in seconds: `pool` for a free connection, `connect` for a new one, `write` and
    `read` for the other side to take or to give something. Their sum bounds the whole request.
    `proxy` is the address of an HTTP proxy, with `user:password@` where it asks for that.
    """

    def __init__(
        self,
        *,
        connections: int,
        read_timeout: float = 20.0,
        write_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        pool_timeout: float = 20.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._read = read_timeout
        self._write = write_timeout
        self._connect = connect_timeout
        self._pool = pool_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float:
        return self._read

    @override
    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=_IDLE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
                trust_env=False,
            )

    @override
    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; raises TimedOut or NetworkError.

        Their cause is a NotSentError where the request certainly never left.
        """
        timeout = _timeout(
            _chosen(read_timeout, self._read),
            _chosen(write_timeout, self._write),
            _chosen(connect_timeout, self._connect),
            _chosen(pool_timeout, self._pool),
        )
        try:
            status, body = await self._exchange(url, method, request_data, timeout)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the token
            problem, unsent = _problem(error)
        else:
            return status, _quotable(status, body)
        # Raised out here, so that the error it comes from does not hang on it.
        raise problem from unsent

    async def _exchange(
        self,
        url: str,
        method: str,
        data: RequestData | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSentError("the connections to Telegram are closed")
        async with self._session.request(
            method, url, timeout=limits, allow_redirects=False, **_payload(data)
        ) as response:
            return response.status, await _read(response)

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; raises TelegramError. Nothing of it is logged: it holds what people say.

        What does not belong into an answer is left out, so that the library does not stumble.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        if not isinstance(answer.get("description", ""), str):
            del answer["description"]
        if "parameters" in answer:
            given = answer["parameters"]
            numbers = given.items() if isinstance(given, dict) else ()
            answer["parameters"] = {key: n for key, n in numbers if isinstance(n, int)}
        return _Answer(answer)


class _Answer(dict[str, Any]):
    """An answer of the Bot API, of which not even the result is certain to be there."""

    def __missing__(self, key: str) -> Any:
        raise TelegramError(f"Invalid server response: no {key}")


def json_data(parameters: Mapping[str, Any]) -> RequestData:
    """Return parameters as the data of a request, without looking at each as the library does."""
    return cast("RequestData", _JsonData(parameters))


class _JsonData:
    """What `AiohttpRequest` asks of the library's RequestData, for parameters that are JSON."""

    contains_files = False

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.json_payload = json.dumps(parameters).encode()


def _chosen(value: Any, otherwise: float) -> float | None:
    """Return the time-out of one call; the library marks with an object that none was given."""
    return value if value is None or isinstance(value, int | float) else otherwise


def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    connected = None if connect is None or pool is None else connect + pool
    answered = None if read is None or write is None else read + write
    return aiohttp.ClientTimeout(
        total=None if connected is None or answered is None else connected + answered,
        connect=connected,
        sock_connect=connect,
        sock_read=read,
    )


def _payload(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": data.json_payload, "headers": _JSON}
    # Names stand as they are: Telegram reads neither percent signs nor `filename*`.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=content_type)
    return {"data": form}


async def _read(response: aiohttp.ClientResponse) -> bytes:
    chunks = []
    room = LARGEST_ANSWER
    async for chunk in response.content.iter_any():
        room -= len(chunk)
        if room < 0:
            raise NetworkError(f"the answer is larger than {LARGEST_ANSWER} bytes")
        chunks.append(chunk)
    return b"".join(chunks)


def _quotable(status: int, body: bytes) -> bytes:
    """Leave out a page of HTML that tells of an error: the library quotes it, address and all."""
    return body if 200 <= status < 300 or body.startswith(b"{") else b""


def _problem(error: Exception) -> tuple[NetworkError, NotSentError | None]:
    """Say what an error means, in words that hold no address."""
    match error:
        case NetworkError():
            return error, None
        case NotSentError():
            return NetworkError(str(error)), error
        case aiohttp.ConnectionTimeoutError():
            text = "no connection came about in time"
        case TimeoutError():
            text = "no answer came in time"
        case aiohttp.ClientConnectorError():
            text = str(error)  # which tells host and port
        case aiohttp.ClientHttpProxyError():
            text = f"the proxy refuses: {error.status} {error.message}"
        case OSError() if error.errno:
            text = f"{type(error).__name__}: {os.strerror(error.errno)}"
        case _:
            text = type(error).__name__
    unsent = (
        NotSentError(f"{text}; the request was not sent") if isinstance(error, _UNSENT) else None
    )
    text = str(unsent or text)
    return TimedOut(text) if isinstance(error, TimeoutError) else NetworkError(text), unsent
