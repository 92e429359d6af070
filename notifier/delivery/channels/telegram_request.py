"""The way to the Bot API: many connections of httpcore, with no secret in what goes wrong.

The bot's token is in every address. What is raised here holds none, and has a NotSentError as its
cause where a request certainly never left: to send it again repeats nothing.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, cast
from urllib.parse import urlsplit

import httpcore
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from notifier.core.errors import NotSentError
from notifier.delivery.channels.telegram_http import (
    Backend,
    body_of,
    proxy_at,
    read_answer,
    target_of,
)

_IDLE_SECONDS = 15.0
_LONGEST_WAIT = 10**9
"""Seconds for which Telegram may possibly ask to wait; a flood wait is of days at most."""
_UNSENT = (
    NotSentError,
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""What happens before the first byte of a request is written."""


class TelegramRequest(BaseRequest):
    """Makes the requests of one bot, each on one of `connections` that are its own meanwhile.

    A pool of httpcore looks at all its connections and at all who wait for each request: with 250
    under way a message costs ten times as much. A client of httpx around it costs as much again.

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
        self._timeouts = {
            "read": read_timeout,
            "write": write_timeout,
            "connect": connect_timeout,
        }
        self._pool_timeout = pool_timeout
        self._deadline = deadline
        self._is_open = False
        # Of the pool only how it makes connections is used.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls_context(),
            proxy=proxy_at(proxy) if proxy else None,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=Backend(),
        )
        self._idle: list[httpcore.AsyncConnectionInterface] = []
        self._free = asyncio.Semaphore(connections)

    @property
    @override
    def read_timeout(self) -> float:
        return self._timeouts["read"]

    @override
    async def initialize(self) -> None:
        self._is_open = True

    @override
    async def shutdown(self) -> None:
        self._is_open = False
        while self._idle:
            await self._idle.pop().aclose()

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
        asked = {"read": read_timeout, "write": write_timeout, "connect": connect_timeout}
        own = {step: each for step, each in asked.items() if each is not self.DEFAULT_NONE}
        try:
            status, body = await self._exchange(url, method, request_data, self._timeouts | own)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold the token
            problem, unsent = _problem(error, url)
        else:
            return status, _quotable(status, body)
        # Raised out here, so that the error it comes from does not hang on it.
        raise problem from unsent

    async def _exchange(
        self,
        url: str,
        method: str,
        data: RequestData | None,
        timeouts: Mapping[str, float | None],
    ) -> tuple[int, bytes]:
        target, headers = target_of(url, self.USER_AGENT)
        kind, content = body_of(data)
        request = httpcore.Request(
            method,
            target,
            headers=[*headers, *kind],
            content=content,
            extensions={"timeout": timeouts},
        )
        await self._wait_for_room()
        try:
            async with asyncio.timeout(self._deadline):
                connection = await self._connection_to(target.origin)
                try:
                    response = await connection.handle_async_request(request)
                    answer = response.status, await read_answer(response)
                except BaseException:
                    await connection.aclose()  # the rest of an answer may still be to come
                    raise
        finally:
            self._free.release()
        if self._is_open:
            self._idle.append(connection)
        else:
            await connection.aclose()
        return answer

    async def _wait_for_room(self) -> None:
        """Wait until one request more may be under way."""
        if not self._is_open:
            raise NotSentError("the connections to Telegram are closed")
        try:
            async with asyncio.timeout(self._pool_timeout):
                await self._free.acquire()
        except TimeoutError:
            raise httpcore.PoolTimeout("all connections are in use") from None

    async def _connection_to(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        """Return the connection that was used last, as it is most likely open, or a new one."""
        while self._idle:
            connection = self._idle.pop()
            is_open = connection.is_available() and not connection.has_expired()
            if is_open and connection.can_handle_request(origin):
                return connection
            await connection.aclose()
        return self._pool.create_connection(origin)

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
def tls_context() -> ssl.SSLContext:
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
    """What `body_of` asks of the library's RequestData, for parameters that are no files."""

    multipart_data = None

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.json_parameters = {
            name: value for name, value in parameters.items() if value is not None
        }


def _quotable(status: int, body: bytes) -> bytes:
    """Leave out a page of HTML that tells of an error: the library quotes it, address and all."""
    return body if 200 <= status < 300 or body.startswith(b"{") else b""


def _problem(error: Exception, url: str) -> tuple[NetworkError, NotSentError | None]:
    """Return what an error means, in words that hold no address, and whether it was sent."""
    cause = (isinstance(error, NetworkError) and error.__cause__) or error
    match cause:
        case NetworkError() | NotSentError():
            text = str(cause)
        case httpcore.ConnectTimeout() | httpcore.PoolTimeout():
            text = "no connection came about in time"
        case httpcore.TimeoutException() | TimeoutError():
            text = "no answer came in time"
        case httpcore.ConnectError():
            text = f"cannot connect to {urlsplit(url).netloc.rpartition('@')[2]}: {cause}"
        case httpcore.ProxyError():
            text = f"the proxy refuses: {cause}"
        case _:
            text = type(cause).__name__
    unsent = None
    if isinstance(cause, _UNSENT):
        unsent = NotSentError(f"{text}; the request was not sent")
        text = str(unsent)
    is_late = isinstance(cause, httpcore.TimeoutException | TimeoutError)
    return TimedOut(text) if is_late else NetworkError(text), unsent
