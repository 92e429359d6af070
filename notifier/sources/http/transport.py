"""How requests of httpx reach a server: over httpcore's pools, one a host, behind the guard.

One pool for all hosts would look through every connection of every host for each request.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import httpcore
import httpx
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.sources.http.addresses import EVERYWHERE, IPNetwork, is_below, may_be_named
from notifier.sources.http.connection import LimitedStream
from notifier.sources.http.ssrf_guard import GuardedBackend, Resolver, SystemResolver

_KEPT_FOR = 90.0
"""Seconds that an idle connection is kept: longer than the usual interval of a source."""
_MOST_KEPT = 512
"""Idle connections, of all hosts together."""
_KEPT_PER_HOST = 10
_SWEPT_EVERY = 5.0
"""Seconds."""
_MOST_COOKIES = 50
_LONGEST_COOKIE = 4096
"""How many cookies of what length browsers take; more is an attack."""

_Header = tuple[bytes, bytes]


@dataclass(slots=True)
class _Pool:
    """The connections to one host, and how many requests are under way on them."""

    connections: httpcore.AsyncConnectionPool
    under_way: int = 0
    used_at: float = 0.0
    """Of the event loop's clock."""
    is_sound: bool = True
    """Whether every answer was read to its end. If not, it takes no further request."""


@cache
def _system_tls() -> ssl.SSLContext:
    """Return what the usual authorities vouch for: it takes 25 ms to read them, once a process."""
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Sends requests to public addresses, and to those in the networks of `allow_private`.

    Connections are kept for the next request to the same host. HTTP/2 is spoken with servers that
    know it, unless `http2` is false. `proxy` is the address of an HTTP or SOCKS5 proxy: it is then
    the proxy that looks names up, so that the guard sees only addresses that stand in a URL. Hosts
    of `no_proxy`, and those below them, are reached without it.
    `resolve` and `tls` are the system's where they are left out.
    """

    def __init__(
        self,
        allow_private: tuple[IPNetwork, ...] = (),
        *,
        http2: bool = True,
        proxy: str | None = None,
        no_proxy: Collection[str] = (),
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_private = allow_private
        self._http2 = http2
        self._proxy = _proxy(proxy) if proxy else None
        self._system = SystemResolver()
        self._no_proxy = no_proxy
        self._direct = GuardedBackend(allow_private, resolve or self._system)
        self._to_proxy = GuardedBackend(EVERYWHERE, resolve or self._system)
        self._tls = tls
        self._pools: dict[tuple[str, bool, str], _Pool] = {}
        self._swept_at = 0.0

    @override
    async def aclose(self) -> None:
        """Hang up on every connection."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await pool.connections.aclose()
        self._system.close()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return the answer, whose stream is to be closed."""
        host = request.url.host
        own = request.extensions.get("proxy")
        usual = None if is_below(host, self._no_proxy) else self._proxy
        proxy = _proxy(own) if own else usual
        if proxy and not may_be_named(host, self._allow_private):
            raise FetchError(
                f"{host} is not a public address; if that is meant, name its network in "
                "NOTIFIER_FETCH_ALLOW_PRIVATE"
            )
        await self._sweep()
        # What is no GET may do something. Where a server has just hung up on a kept connection
        # nobody knows whether it did, so there is always a new one for it.
        is_repeatable = request.method == "GET"
        pool = self._pool(host, proxy, keep=is_repeatable, own_proxy=own or "")
        pool.under_way += 1
        try:
            response = await _answered(pool.connections, request, is_repeatable=is_repeatable)
        except BaseException:
            await _ended(pool, is_read=False)
            raise
        return httpx.Response(
            response.status,
            headers=list(_without_bad_cookies(response.headers)),
            stream=_AnswerStream(response, pool),
            extensions=response.extensions,
        )

    def _pool(
        self, host: str, proxy: httpcore.Proxy | None, *, keep: bool, own_proxy: str
    ) -> _Pool:
        pool = self._pools.get((host, keep, own_proxy))
        if not (pool and pool.is_sound):
            pool = self._pools[host, keep, own_proxy] = _Pool(
                httpcore.AsyncConnectionPool(
                    ssl_context=self._tls or _system_tls(),
                    proxy=proxy,
                    max_connections=None,
                    max_keepalive_connections=_KEPT_PER_HOST if keep else 0,
                    keepalive_expiry=_KEPT_FOR,
                    http2=self._http2,
                    network_backend=self._to_proxy if proxy else self._direct,
                )
            )
        return pool

    async def _sweep(self) -> None:
        """Hang up on hosts that nobody has come back to, and on the idlest of too many."""
        now = asyncio.get_running_loop().time()
        if now < self._swept_at + _SWEPT_EVERY:
            return
        self._swept_at = now
        kept = 0
        pools = sorted(self._pools.items(), key=lambda item: item[1].used_at, reverse=True)
        for key, pool in pools:
            kept += len(pool.connections.connections)
            is_old = now > pool.used_at + _KEPT_FOR or kept > _MOST_KEPT
            if not pool.under_way and (is_old or not pool.connections.connections):
                del self._pools[key]
                await pool.connections.aclose()


class _AnswerStream(httpx.AsyncByteStream):
    """The body of an answer as it comes."""

    def __init__(self, response: httpcore.Response, pool: _Pool) -> None:
        self._response = response
        self._pool = pool
        # Where a server was asked to switch protocols there is another stream.
        stream = response.extensions.get("network_stream")
        self._connection = stream if isinstance(stream, LimitedStream) else None
        self._is_read = False

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._response.aiter_stream():
            if self._connection:
                self._connection.chunk_taken(len(chunk))
            yield chunk
        self._is_read = True

    @override
    async def aclose(self) -> None:
        try:
            await self._response.aclose()
        finally:
            if self._connection:
                self._connection.answer_taken()
            await _ended(self._pool, is_read=self._is_read)


async def _answered(
    connections: httpcore.AsyncConnectionPool, request: httpx.Request, *, is_repeatable: bool
) -> httpcore.Response:
    """Send a request; where a server hangs up on a kept connection, send it once more."""
    may_repeat = is_repeatable and any(
        each.is_idle() and not each.has_expired() for each in connections.connections
    )
    try:
        response = await connections.handle_async_request(_to_httpcore(request))
    except (httpcore.ReadError, httpcore.WriteError, httpcore.ProtocolError):
        if not may_repeat:
            raise
    else:
        # So some servers say that they hang up on an idle connection.
        if not (may_repeat and response.status == HTTPStatus.REQUEST_TIMEOUT):
            return response
        await response.aclose()
    return await connections.handle_async_request(_to_httpcore(request))


async def _ended(pool: _Pool, *, is_read: bool) -> None:
    """Note that a request is over; where an answer was not read, keep none of the connections.

    httpcore would keep some that failed or were cancelled, and with HTTP/2 those on which the rest
    of an answer is still to come. What is under way on them may end; what comes next goes over new
    ones.
    """
    pool.under_way -= 1
    pool.used_at = asyncio.get_running_loop().time()
    pool.is_sound = pool.is_sound and is_read
    if not (pool.is_sound or pool.under_way):
        await pool.connections.aclose()


def _without_bad_cookies(headers: Iterable[_Header]) -> Iterator[_Header]:
    """Leave out cookies that are too many, too long, or such that httpx cannot send them back."""
    count = 0
    for name, value in headers:
        if name.lower() == b"set-cookie":
            count += 1
            if count > _MOST_COOKIES or len(value) > _LONGEST_COOKIE or not value.isascii():
                continue
        yield name, value


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    certified = request.url.raw_host.decode("ascii").rstrip(".")
    return httpcore.Request(
        request.method,
        _url(request.url),
        headers=request.headers.raw,
        content=request.stream,
        extensions={**request.extensions, "sni_hostname": certified},
    )


def _url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _proxy(address: str) -> httpcore.Proxy:
    proxy = httpx.Proxy(address)
    return httpcore.Proxy(_url(proxy.url), auth=proxy.raw_auth)
