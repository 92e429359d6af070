"""Requests to sources: conditional, capped in size and time, guarded and polite."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, TypeVar

import httpcore
import httpx

from notifier.core.clock import Clock
from notifier.core.errors import FetchError
from notifier.sources.http.decompression import ENCODINGS, read_body
from notifier.sources.http.headers import (
    read_freshness,
    read_links,
    read_retry_after,
    read_validator,
)
from notifier.sources.http.httpx_requests import build_request, is_same_server, redirected
from notifier.sources.http.rate_limit import RateLimiter
from notifier.sources.http.requests import Request
from notifier.sources.http.transport import GuardedTransport
from notifier.sources.placeholders import SecretOf, no_secrets

_MAX_REDIRECTS: Final = 5
VISITOR_HEADERS: Final = frozenset({"user-agent", "accept-language"})
"""Those that tell who asks, and go along with requests that another request needs."""
_COOKIES_LAST: Final = timedelta(hours=1)
_LONGEST_REASON: Final = 200

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer, and the validators for the next request.

    Attributes:
        url: Where redirects led.
        body: Decompressed.
        content_type: The header, or nothing.
        etag: To be sent back with the next request.
        last_modified: To be sent back with the next request.
        fresh_for: Seconds that the server says the answer holds; None where it says nothing.
        links: Relation and whole address of each link in the header.

    """

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: float | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the validators it was sent.

    Attributes:
        fresh_for: As in `Fetched`, in seconds.

    """

    fresh_for: float | None = None


class Fetcher:
    """Fetches what sources name, within limits of size and time.

    `timeout` is the total for one request with its redirects, in seconds, apart from the wait for
    a slot: a host gets `per_host` requests at a time, begun `spacing` seconds after one another.
    `max_bytes` caps the decoded body. `secret_of` returns the secrets that sources name. Nothing is
    remembered from one request to the next but the transport's open connections, how long a host
    wants no requests, and the cookies of `Request.cookies_from`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        timeout: float = 20,
        max_bytes: int = 10_000_000,
        per_host: int = 2,
        spacing: float = 0.0,
        max_redirects: int = _MAX_REDIRECTS,
        transport: httpx.AsyncBaseTransport | None = None,
        secret_of: SecretOf = no_secrets,
    ) -> None:
        self.clock = clock
        self.secret_of = secret_of
        self._timeout = timeout
        self._timeouts = httpx.Timeout(timeout, connect=timeout / 2)
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects
        self._headers = {"user-agent": user_agent, "accept": "*/*", "accept-encoding": ENCODINGS}
        self._transport = transport or GuardedTransport()
        self._limiter = RateLimiter(per_host, spacing)
        self._visits: dict[tuple[str, str | None], _Visit] = {}

    async def close(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | NotModified:
        """GET `url`, conditionally where validators are given; raise FetchError.

        `headers` are sent besides, or in place of, the usual ones.
        """
        return await self.send(
            Request(url, headers=headers or {}, etag=etag, last_modified=last_modified)
        )

    async def send(self, request: Request) -> Fetched | NotModified:
        """Send a request and return the answer; raise FetchError."""
        if request.cookies_from is None:
            return await self._follow(self._session(), request, self._read)
        # A site may give its cookies to one address of the network alone.
        way = request.cookies_from, request.proxy
        visit = self._visits.setdefault(way, _Visit(self._session()))
        session = await self._visited(visit, request, request.cookies_from)
        try:
            return await self._follow(session, request, self._read)
        except FetchError:
            # The cookies may be what it did not like.
            visit.ends_at = None
            raise

    def _session(self) -> httpx.AsyncClient:
        """Return a client with cookies of its own, on the connections of all."""
        return httpx.AsyncClient(
            transport=self._transport,
            headers=self._headers,
            timeout=self._timeouts,
            trust_env=False,
        )

    async def _visited(self, visit: _Visit, request: Request, url: str) -> httpx.AsyncClient:
        """Return a client with the cookies of an address, fetched anew after an hour.

        They are fetched the way that the request goes.
        """
        # A site may compare these when the cookies come back.
        headers = {k: v for k, v in request.headers.items() if k.lower() in VISITOR_HEADERS}
        for_cookies = Request(
            url,
            headers=headers,
            timeout=request.timeout,
            proxy=request.proxy,
            secrets=request.secrets,
            private_headers=request.private_headers,
        )
        async with visit.lock:
            now = self.clock()
            if visit.ends_at is None or now >= visit.ends_at:
                visit.session = self._session()
                await self._follow(visit.session, for_cookies, _ignore)
                visit.ends_at = now + _COOKIES_LAST
        return visit.session

    async def _follow(
        self,
        session: httpx.AsyncClient,
        request: Request,
        read: Callable[[httpx.Response], Awaitable[_Result]],
    ) -> _Result:
        """Follow redirects, and read the answer at the end; raise FetchError."""
        clock = asyncio.get_running_loop().time
        timeout = self._timeout if request.timeout is None else request.timeout
        left = timeout
        current, own_cookies = build_request(session, request)
        first = current.url
        for _ in range(self._max_redirects + 1):
            if own_cookies and is_same_server(current.url, first):
                # httpx would send these or those of the session, not both.
                cookies = filter(None, (own_cookies, current.headers.get("cookie")))
                current.headers["cookie"] = "; ".join(cookies)
            if not is_same_server(current.url, first):
                for name in request.private_headers:
                    current.headers.pop(name, None)
            host = current.url.host
            async with self._limiter.slot(_server(current.url), current.url.path):
                began = clock()
                with _errors_of(host, timeout):
                    async with asyncio.timeout(left):
                        result = await _one(session, current, read)
                left -= clock() - began
            if not isinstance(result, httpx.Request):
                if isinstance(result, Fetched) and request.secrets:
                    return replace(result, url=request.public(result.url))
                return result
            if request.proxy is not None:
                result.extensions["proxy"] = request.proxy
            current = result
        raise FetchError(f"{host} redirects more than {self._max_redirects} times")

    async def _read(self, response: httpx.Response) -> Fetched | NotModified:
        now, host, headers = self.clock(), response.url.host, response.headers
        if response.status_code == HTTPStatus.NOT_MODIFIED and _is_conditional(response.request):
            await _finish(response)
            return NotModified(read_freshness(headers, now))
        if not _is_success(response):
            retry_after = read_retry_after(headers.get("retry-after"), now)
            if response.status_code == HTTPStatus.TOO_MANY_REQUESTS and retry_after:
                self._limiter.refuse(_server(response.url), response.url.path, retry_after)
            wish = f", and wants no request for {retry_after:.0f} s" if retry_after else ""
            raise FetchError(
                f"{host} answered {_status(response.status_code)}{wish}",
                retry_after=retry_after,
                status=response.status_code,
            )
        return Fetched(
            url=str(response.url),
            body=await read_body(response, self._max_bytes),
            content_type=headers.get("content-type", ""),
            etag=read_validator(headers.get("etag")),
            last_modified=read_validator(headers.get("last-modified")),
            fresh_for=read_freshness(headers, now),
            links=read_links(headers.get("link"), response.url),
        )


@dataclass(slots=True)
class _Visit:
    """A visit to an address for its cookies.

    Attributes:
        session: A client that has the cookies.
        ends_at: When they are fetched anew; None for at once.
        lock: Held while they are fetched.

    """

    session: httpx.AsyncClient
    ends_at: datetime | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


async def _one(
    session: httpx.AsyncClient,
    request: httpx.Request,
    read: Callable[[httpx.Response], Awaitable[_Result]],
) -> _Result | httpx.Request:
    """Return what is read of the answer, or the request that it leads to."""
    response = await session.send(request, stream=True, auth=None, follow_redirects=False)
    try:
        following = redirected(response)
        if following is None:
            return await read(response)
        await _finish(response)
        return following
    finally:
        await response.aclose()


async def _ignore(_response: httpx.Response) -> None:
    """Read nothing: httpx has taken the cookies, whatever the status."""


async def _finish(response: httpx.Response) -> None:
    """Get to the end of an answer without a body, so that its connection can be kept."""
    is_empty = response.headers.get("content-length") == "0"
    if is_empty or response.status_code == HTTPStatus.NOT_MODIFIED:
        async for _ in response.aiter_raw():
            pass


def _server(url: httpx.URL) -> str:
    """Return a server's name, with its port where that is not the usual one."""
    return url.netloc.decode("ascii")


def _is_conditional(request: httpx.Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def _is_success(response: httpx.Response) -> bool:
    """Return whether a GET brought the whole content, or anything else did what it should."""
    if response.request.method == "GET":
        return response.status_code == HTTPStatus.OK
    return response.is_success


@contextmanager
def _errors_of(host: str, timeout: float) -> Iterator[None]:
    """Raise errors of our own in place of the many kinds that a hostile server makes libraries."""
    try:
        yield
    except FetchError:
        raise
    except (TimeoutError, httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(f"{host} did not answer within {timeout:g} s") from error
    except Exception as error:
        raise FetchError(f"{host} could not be read: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    """Return the first message of an error and its causes, in one line."""
    while not str(error) and error.__cause__ is not None:
        error = error.__cause__
    return " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__


def _status(number: int) -> str:
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)
