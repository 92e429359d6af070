"""Which addresses may be dialled, and the dialling.

An address is checked after its name is resolved and is the very one that is dialled, for every
connection, so no source can make the service speak to its own network, not by a redirect and not by
a name whose address changes between the check and the call.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import httpcore
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.sources.http.connection import LimitedStream, SocketOptions

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host name and port; raises OSError or UnicodeError."""

_MOST_TRIED = 4
"""How many addresses of a name are dialled before it counts as out of reach."""
EVERYWHERE: tuple[IPNetwork, ...] = (
    ipaddress.ip_network("0.0.0.0/0"),
    ipaddress.ip_network("::/0"),
)

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
    """Return whether `address` may be reached: it is public, or in a network that is allowed."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    if any(address in network for network in _SPECIAL):
        return False
    is_unicast = not address.is_multicast if address.version == 4 else address in _UNICAST
    return is_unicast and address.is_global and not address.is_reserved


def may_be_named(host: str, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Return whether a host may be reached as far as its name tells, without asking for it.

    An address is judged in every spelling that systems read; of names only `localhost` is private.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        name = "127.0.0.1"
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(name, None, flags=socket.AI_NUMERICHOST)
        return all(may_dial(address, allowed) for address in map(ipaddress.ip_address, _ips(found)))
    return True


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to hosts by name, at public and at `allowed` addresses only."""

    def __init__(self, allowed: tuple[IPNetwork, ...], resolve: Resolver) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._backend = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to `host` within `timeout` seconds; raise FetchError."""
        addresses = (await self._addresses(host, port))[:_MOST_TRIED]
        # Each has its share of the time: the first may be of a network that leads nowhere.
        share = timeout and timeout / max(len(addresses), 1)
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = await self._backend.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return LimitedStream(stream, timeout)
        raise FetchError(f"{host} has no address that answers") from failure

    @override
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
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
        return addresses


class SystemResolver:
    """Asks the system, in threads of its own: names that do not resolve keep no other work back."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host name; raise OSError or UnicodeError."""
        loop = asyncio.get_running_loop()
        return _ips(
            await loop.run_in_executor(
                self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            )
        )

    def close(self) -> None:
        """Let the threads end when they have their answers."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _ips(found: Iterable[tuple[Any, ...]]) -> Sequence[str]:
    # A scoped address (fe80::1%eth0) carries its scope behind the percent sign.
    return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))
