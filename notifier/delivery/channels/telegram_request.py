"""python-telegram-bot's own transport over many connections, with no secret in its errors.

The bot's token is in every address, and the library's errors hold addresses. What is raised here
holds neither, and has a NotSentError as its cause where a request certainly never left: to send it
again repeats nothing.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from typing_extensions import override

from notifier.core.errors import NotSentError

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer or a file that are read; Telegram gives a bot files of up to 20 MiB."""
_IDLE_SECONDS = 15.0
_LONGEST_WAIT = 10**9
"""Seconds for which Telegram may possibly ask to wait; a flood wait is of days at most."""
_UNSENT = (
    NotSentError,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What happens before the first byte of a request is written."""


class TelegramRequest(BaseRequest):
    """Spread the requests of one bot over `connections` HTTPXRequests of one connection each.

    A pool of httpx looks at all its connections and at all who wait for each request: with 250 in
    one pool a message costs 18 ms of CPU, with one in each of 250 it costs 1 ms.

    Times are in seconds: `read_timeout`, `write_timeout` and `connect_timeout` bound a step of a
    request, `pool_timeout` the wait for a free connection, and `deadline` all of it after that.
    `proxy` is the address of a proxy, with `user:password@` where it asks for that.
    """

    def __init__(
        self,
        *,
        connections: int,
        read_timeout: float = 20.0,
        write_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        pool_timeout: float = 20.0,
        deadline: float = 60.0,
        proxy: str | None = None,
    ) -> None:
        self._read_timeout = read_timeout
        self._pool_timeout = pool_timeout
        self._deadline = deadline
        self._is_open = False
        self._requests = [
            HTTPXRequest(
                read_timeout=read_timeout,
                write_timeout=write_timeout,
                media_write_timeout=write_timeout,
                connect_timeout=connect_timeout,
                proxy=proxy,
                httpx_kwargs={
                    "verify": _tls(),
                    "trust_env": False,
                    "limits": httpx.Limits(max_connections=1, keepalive_expiry=_IDLE_SECONDS),
                    "headers": {"Accept-Encoding": "identity"},
                    "event_hooks": {"response": [_cap]},
                },
            )
            for _ in range(connections)
        ]
        self._idle = list(self._requests)
        self._free = asyncio.Semaphore(connections)

    @property
    @override
    def read_timeout(self) -> float:
        return self._read_timeout

    @override
    async def initialize(self) -> None:
        for each in self._requests:
            await each.initialize()
        self._is_open = True

    @override
    async def shutdown(self) -> None:
        self._is_open = False
        for each in self._requests:
            await each.shutdown()

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # ours bounds the wait for a connection
    ) -> tuple[int, bytes]:
        """Make one request; raises TimedOut or NetworkError.

        Their cause is a NotSentError where the request certainly never left.
        """
        timeouts = (read_timeout, write_timeout, connect_timeout)
        try:
            status, body = await self._exchange(url, method, request_data, *timeouts)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the token
            problem, unsent = _problem(error, url)
        else:
            return status, _quotable(status, body)
        # Raised out here, so that the error it comes from does not hang on it.
        raise problem from unsent

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, *timeouts: Any
    ) -> tuple[int, bytes]:
        request = await self._take()
        try:
            async with asyncio.timeout(self._deadline):
                return await request.do_request(url, method, data, *timeouts)
        finally:
            self._idle.append(request)
            self._free.release()

    async def _take(self) -> HTTPXRequest:
        """Wait for a free connection: that which was used last, as it is most likely open."""
        if not self._is_open:
            raise NotSentError("the connections to Telegram are closed")
        try:
            async with asyncio.timeout(self._pool_timeout):
                await self._free.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("all connections are in use") from None
        return self._idle.pop()

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
            answer["parameters"] = {key: n for key, n in numbers if _is_possible(key, n)}
        return _Answer(answer)


@cache
def _tls() -> ssl.SSLContext:
    """Return one context for all connections of all bots: each takes 20 ms to make.

    It has the system's certificates, as an operator may have added one for a server of their own.
    """
    return ssl.create_default_context()


class _Answer(dict[str, Any]):
    """An answer of the Bot API, of which not even the result is certain to be there."""

    def __missing__(self, key: str) -> Any:
        raise TelegramError(f"Invalid server response: no {key}")


def _is_possible(key: str, value: object) -> bool:
    """Return whether the library can read a parameter: it makes a timedelta of `retry_after`."""
    return isinstance(value, int) and (key != "retry_after" or 0 <= value <= _LONGEST_WAIT)


def json_data(parameters: Mapping[str, Any]) -> RequestData:
    """Return parameters as the data of a request, without looking at each as the library does.

    Parameters that are None are left out.
    """
    return cast("RequestData", _JsonData(parameters))


class _JsonData:
    """What HTTPXRequest asks of the library's RequestData, for parameters that are no files."""

    multipart_data = None

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.json_parameters = {
            name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            for name, value in parameters.items()
            if value is not None
        }


async def _cap(response: httpx.Response) -> None:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    response.stream = _Capped(response.stream)


class _Capped(httpx.AsyncByteStream):
    """A body of which no more than LARGEST_ANSWER is read."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        room = LARGEST_ANSWER
        async for chunk in self._stream:
            room -= len(chunk)
            if room < 0:
                raise NetworkError(f"the answer is larger than {LARGEST_ANSWER} bytes")
            yield chunk

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()


def _quotable(status: int, body: bytes) -> bytes:
    """Leave out a page of HTML that tells of an error: the library quotes it, address and all."""
    return body if 200 <= status < 300 or body.startswith(b"{") else b""


def _problem(error: Exception, url: str) -> tuple[NetworkError, NotSentError | None]:
    """Return what an error means, in words that hold no address, and whether it was sent."""
    cause = (isinstance(error, NetworkError) and error.__cause__) or error
    match cause:
        case NetworkError() | NotSentError():
            text = str(cause)
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            text = "no connection came about in time"
        case httpx.TimeoutException() | TimeoutError():
            text = "no answer came in time"
        case httpx.ConnectError():
            text = f"cannot connect to {urlsplit(url).netloc.rpartition('@')[2]}: {cause}"
        case httpx.ProxyError():
            text = f"the proxy refuses: {cause}"
        case _:
            text = type(cause).__name__
    unsent = None
    if isinstance(cause, _UNSENT):
        unsent = NotSentError(f"{text}; the request was not sent")
        text = str(unsent)
    is_late = isinstance(cause, httpx.TimeoutException | TimeoutError)
    return TimedOut(text) if is_late else NetworkError(text), unsent
