"""Which addresses may be dialled, and the dialling.

An address is checked after its name is resolved and is the very one that is dialled, for every
connection, so no source can make the service speak to its own network, not by a redirect and not by
a name whose address changes between the check and the call.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import httpx

from notifier.core.errors import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host name; raises OSError or UnicodeError."""

_MOST_TRIED = 4
"""How many addresses of a name are dialled before it counts as out of reach."""
_READ_AHEAD = 65_536

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


class Dialler:
    """Opens connections to hosts by name, to public and to `allowed` addresses only.

    `http2` offers it to servers. `resolve` is the system's name service, and `tls` the certificates
    that are trusted in general, where they are left out.
    """

    def __init__(
        self,
        allowed: tuple[IPNetwork, ...] = (),
        *,
        http2: bool = True,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = allowed
        self._protocols = ["h2", "http/1.1"] if http2 else ["http/1.1"]
        self._system = _SystemResolver()
        self._resolve = resolve or self._system
        self._trusted = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        context = self._trusted or httpx.create_ssl_context(trust_env=False)
        context.set_alpn_protocols(self._protocols)
        return context

    def close(self) -> None:
        """Let the threads that ask for names end."""
        self._system.close()

    async def dial(
        self, host: str, port: int, *, tls: bool, within: float
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to `host` within as many seconds; raises FetchError."""
        addresses = (await self._addresses(host, port))[:_MOST_TRIED]
        failure: Exception | None = None
        for address in addresses:
            try:
                # Each has its share of the time: the first may be of a network that leads nowhere.
                async with asyncio.timeout(within / len(addresses)):
                    return await asyncio.open_connection(
                        address,
                        port,
                        limit=_READ_AHEAD,
                        ssl=self._tls if tls else None,
                        server_hostname=host.rstrip(".") if tls else None,
                    )
            except ssl.SSLCertVerificationError as error:
                raise FetchError(
                    f"the certificate of {host} is not to be trusted: {error.verify_message}"
                ) from error
            except (OSError, ValueError) as error:
                failure = error
        reason = f": {failure}" if isinstance(failure, ssl.SSLError) else ""
        raise FetchError(f"{host} has no address that answers{reason}") from failure

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


class _SystemResolver:
    """Asks the system, in threads of its own: names that do not resolve keep no other work back."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")

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
