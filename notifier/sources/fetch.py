"""The only door out: GET requests to sources, conditional, capped and guarded.

Addresses are checked after the name is resolved and at the moment of dialling, on every hop of a
redirect, so no source can make the service speak to its own network.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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

# Ranges that `is_global` calls public on some Python versions although traffic to them stays, or
# can be led, inside a network: shared address space, NAT64, 6to4, Teredo, benchmarking.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "198.18.0.0/15",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "100::/64",
    )
)


def may_dial(address: IPAddress, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Tell whether a source may be reached at `address`: public, or in a network allowed to it."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    refused = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not refused and not any(address in net for net in _SPECIAL)


class _GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name, checks every address it has, and dials the very address it checked."""

    def __init__(self, allowed: tuple[IPNetwork, ...]) -> None:
        self._allowed = allowed
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
        addresses = await self._resolve(host, port)
        for address in addresses:
            if not may_dial(ipaddress.ip_address(address), self._allowed):
                raise FetchError(
                    f"{host} leads to {address}, which is not a public address; if that is meant, "
                    "name its network in NOTIFIER_FETCH_ALLOW_PRIVATE"
                )
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            try:
                return await self._dialler.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise httpcore.ConnectError(f"{host} has no address that answers") from failure

    @staticmethod
    async def _resolve(host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(f"the name {host} cannot be resolved: {error}") from error
        # A scoped address (fe80::1%eth0) carries its scope behind the percent sign.
        return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer: its body (decoded from gzip and the like) and what to ask with next."""

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the validators it was sent."""


class Fetcher:
    """Fetches what sources name, within limits of size and time.

    `timeout` is the total for one request with its redirects, in seconds; `max_bytes` caps the
    decoded body.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        timeout: float = 20,
        max_bytes: int = 10_000_000,
        allow_private: tuple[IPNetwork, ...] = (),
    ) -> None:
        self._clock = clock
        self._timeout = timeout
        self._max_bytes = max_bytes
        transport = httpx.AsyncHTTPTransport(
            http2=True, trust_env=False, limits=httpx.Limits(max_connections=50)
        )
        # httpx has no public way to pass a network backend to its connection pool.
        pool = transport._pool  # noqa: SLF001
        if not hasattr(pool, "_network_backend"):
            raise AssertionError("httpx changed; the guard against private networks has no hold")
        pool._network_backend = _GuardedBackend(allow_private)  # noqa: SLF001
        self._client = httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            follow_redirects=True,
            max_redirects=5,
            timeout=timeout,
            headers={"User-Agent": user_agent},
        )

    async def close(self) -> None:
        """Let go of every connection."""
        await self._client.aclose()

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
        headers = dict(headers or {})
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        host = urlsplit(url).hostname or "the server"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream("GET", url, headers=headers) as response,
            ):
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return NotModified()
                self._require_success(response, host)
                body = await self._read_capped(response, host)
        except TimeoutError as error:
            raise FetchError(f"{host} did not answer within {self._timeout:g} s") from error
        except httpx.TooManyRedirects as error:
            raise FetchError(f"{host} redirects more than 5 times") from error
        except httpx.TimeoutException as error:
            raise FetchError(f"{host} did not answer in time ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(f"{host} could not be read: {reason}") from error
        return Fetched(
            url=str(response.url),
            body=body,
            content_type=response.headers.get("content-type", ""),
            etag=response.headers.get("etag"),
            last_modified=response.headers.get("last-modified"),
        )

    def _require_success(self, response: httpx.Response, host: str) -> None:
        if response.status_code != httpx.codes.OK:
            raise FetchError(
                f"{host} answered {response.status_code} {response.reason_phrase}".rstrip(),
                retry_after=read_retry_after(response.headers.get("retry-after"), self._clock()),
            )

    async def _read_capped(self, response: httpx.Response, host: str) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                raise FetchError(f"{host} sent more than {self._max_bytes:,} bytes")
        return bytes(body)


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110: seconds or a date) as seconds from `now`, or None."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())
