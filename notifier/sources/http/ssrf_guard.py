"""The dialling of addresses that may be reached.

An address is checked after its name is resolved and is the very one that is dialled, for every
connection, so no source can make the service speak to its own network, not by a redirect and not by
a name whose address changes between the check and the call.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpcore
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.sources.http.addresses import IPNetwork, may_dial, texts_of
from notifier.sources.http.connection import LimitedStream, SocketOptions

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Finds the addresses of a host name and port; raises OSError or UnicodeError."""

_MOST_TRIED = 4
"""How many addresses of a name are dialled before it counts as out of reach."""


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
        return texts_of(
            await loop.run_in_executor(
                self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            )
        )

    def close(self) -> None:
        """Let the threads end when they have their answers."""
        self._threads.shutdown(wait=False, cancel_futures=True)
