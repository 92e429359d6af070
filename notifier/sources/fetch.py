"""The only door out: GET requests to sources, conditional, capped and guarded.

Addresses are checked after the name is resolved and at the moment of dialling, on every hop of a
redirect, so no source can make the service speak to its own network.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpcore
import httpx
from typing_extensions import override

from notifier.clock import Clock
from notifier.errors import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host name; raises OSError or UnicodeError."""

_MAX_REDIRECTS = 5
_MAX_VALIDATOR = 1000

_UNICAST = ipaddress.ip_network("2000::/3")
# Ranges that `is_global` calls public on some Python versions although traffic to them stays, or
# can be led, inside a network: shared address space, benchmarking, protocols, 6to4, Teredo,
# documentation. (NAT64 and what is left of site-local addresses lie outside of global unicast.)
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)


def may_dial(address: IPAddress, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Tell whether a source may be reached at `address`: public, or in a network allowed to it."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    if any(address in network for network in _SPECIAL):
        return False
    is_unicast = not address.is_multicast if address.version == 4 else address in _UNICAST
    return is_unicast and address.is_global and not address.is_reserved


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name, checks every address it has, and dials the very address it checked."""

    def __init__(self, allowed: tuple[IPNetwork, ...], resolve: Resolver) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._dialler = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"the name {host} cannot be resolved: {error}") from error
        for address in addresses:
            if not may_dial(ipaddress.ip_address(address), self._allowed):
                raise FetchError(
                    f"{host} leads to {address}, which is not a public address; if that is meant, "
                    "name its network in NOTIFIER_FETCH_ALLOW_PRIVATE"
                )
        # Each has its share of the time: the first may be of a network that leads nowhere.
        share = None if timeout is None else timeout / max(len(addresses), 1)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                return await self._dialler.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise httpcore.ConnectError(f"{host} has no address that answers") from failure


class _SystemResolver:
    """Asks the system, in threads of its own: names that do not resolve keep no other work back."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        # A scoped address (fe80::1%eth0) carries its scope behind the percent sign.
        return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))

    def close(self) -> None:
        """Let the threads end when they have their answers."""
        self._threads.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for.

    `headers` are sent besides, or in place of, the usual ones; a form or JSON is a `body` with its
    content-type among them. `etag` and `last_modified` are what the last answer gave. The cookies
    that the address `cookies_from` sets are sent along: it is asked once an hour and host.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    cookies_from: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer: its body (decoded from gzip and the like) and what to ask with next.

    `fresh_for` is how many seconds the server says that the answer holds, or None where it says
    nothing; `links` are relation and whole address of each link in the header.
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
    """The server says that nothing has changed since the validators it was sent."""


class Fetcher:
    """Fetches what sources name, within limits of size and time.

    `timeout` is the total for one request with its redirects, in seconds; `max_bytes` caps the
    decoded body; `resolve` is the system's where it is left out. Nothing is remembered from one
    request to the next, cookies neither.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        timeout: float = 20,
        max_bytes: int = 10_000_000,
        allow_private: tuple[IPNetwork, ...] = (),
        resolve: Resolver | None = None,
    ) -> None:
        self.clock = clock
        self._timeout = timeout
        self._max_bytes = max_bytes
        # Only what this module decompresses itself, bit by bit, is asked for.
        self._headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        self._resolver = _SystemResolver()
        # How many requests there are at once is for those who make them to say.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._transport = httpx.AsyncHTTPTransport(http2=True, trust_env=False, limits=limits)
        # httpx has no public way to pass a network backend to its connection pool.
        pool = self._transport._pool  # noqa: SLF001
        if not hasattr(pool, "_network_backend"):
            raise AssertionError("httpx changed; the guard against private networks has no hold")
        pool._network_backend = _GuardedBackend(  # noqa: SLF001
            allow_private, resolve or self._resolver
        )

    async def close(self) -> None:
        """Let go of every connection."""
        await self._transport.aclose()
        self._resolver.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | NotModified:
        """GET `url`, conditionally where validators are given; raises FetchError.

        `headers` are sent besides, or in place of, the usual ones.
        """
        return await self.send(
            Request(url, headers=headers or {}, etag=etag, last_modified=last_modified)
        )

    async def send(self, request: Request) -> Fetched | NotModified:
        """Ask for what `request` says; raises FetchError."""
        url = request.url
        validators = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
        conditions = {
            name: known for name, value in validators.items() if (known := _validator(value))
        }
        sent = httpx.Headers({**self._headers, **conditions})
        sent.update(request.headers)
        try:
            host = urlsplit(url).hostname or "the server"
        except ValueError as error:
            raise FetchError(f"the address cannot be read: {error}") from error
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(request, host, sent)
        except TimeoutError as error:
            raise FetchError(f"{host} did not answer within {self._timeout:g} s") from error
        except httpx.TimeoutException as error:
            raise FetchError(f"{host} did not answer in time ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(f"{host} could not be read: {reason}") from error

    async def _follow(
        self, asked: Request, host: str, headers: httpx.Headers
    ) -> Fetched | NotModified:
        """Go where redirects lead. httpx would read their bodies, however long, to the end."""
        # A client for each request, so that cookies last as long as its redirects; closing it
        # would close the connections, which all share.
        timeout = httpx.Timeout(self._timeout, connect=self._timeout / 2)
        client = httpx.AsyncClient(transport=self._transport, trust_env=False, timeout=timeout)
        client.headers.clear()
        if asked.cookies_from:
            first = await client.send(
                client.build_request("GET", asked.cookies_from, headers=self._headers), stream=True
            )
            await first.aclose()
        request = client.build_request(asked.method, asked.url, headers=headers, content=asked.body)
        conditional = not {"if-none-match", "if-modified-since"}.isdisjoint(headers)
        for _ in range(_MAX_REDIRECTS + 1):
            response = await client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return await self._take(response, host, conditional=conditional)
                request = response.next_request
            finally:
                await response.aclose()
        raise FetchError(f"{host} redirects more than {_MAX_REDIRECTS} times")

    async def _take(
        self, response: httpx.Response, host: str, *, conditional: bool
    ) -> Fetched | NotModified:
        if response.status_code == httpx.codes.NOT_MODIFIED and conditional:
            return NotModified()
        # What was handed in may be taken with 202 and the like; a page that says so is none.
        accepted = response.is_success and (
            response.request.method == "POST" or response.status_code == httpx.codes.OK
        )
        if not accepted:
            raise FetchError(
                f"{host} answered {response.status_code} {response.reason_phrase}".rstrip(),
                retry_after=read_retry_after(response.headers.get("retry-after"), self.clock()),
            )
        return Fetched(
            url=str(response.url),
            body=await self._read_capped(response, host),
            content_type=response.headers.get("content-type", ""),
            etag=_validator(response.headers.get("etag")),
            last_modified=_validator(response.headers.get("last-modified")),
        )

    async def _read_capped(self, response: httpx.Response, host: str) -> bytes:
        """Read a body, and decompress no more of it than may be kept."""
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in {"identity", "", "gzip", "x-gzip"}:
            raise FetchError(f"{host} sent its answer as {encoding!r}, which was not asked for")
        unzip = zlib.decompressobj(zlib.MAX_WBITS + 16) if encoding.endswith("gzip") else None
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                room = self._max_bytes + 1 - len(body)
                body += unzip.decompress(chunk, room) if unzip else chunk
                if len(body) > self._max_bytes:
                    raise FetchError(f"{host} sent more than {self._max_bytes:,} bytes")
                if unzip and unzip.eof:
                    break
        except zlib.error as error:
            raise FetchError(f"{host} sent a body that cannot be decompressed: {error}") from error
        if unzip and not unzip.eof:
            raise FetchError(f"{host} sent a compressed body without its end")
        return bytes(body)


def _validator(value: str | None) -> str | None:
    """Take an ETag or a date that can be sent back as it came; None where it cannot."""
    if value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR:
        return value
    return None


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110: seconds or a date) as seconds from `now`, or None."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
