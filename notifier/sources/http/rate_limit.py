"""How many requests one host gets at a time, how close together, and when none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from notifier.core.errors import FetchError

_LONGEST_PAUSE = 600.0
"""How long, in seconds, one answer may keep every request from its host."""
_MANY_HOSTS = 1000


@dataclass(slots=True)
class _HostLimit:
    """The limit of one host. Times are of the event loop's clock."""

    slots: asyncio.Semaphore
    users: int = 0
    """How many hold a slot or wait for one."""
    next_at: float = 0.0
    """When the next request may begin."""
    paused_until: float = 0.0


class RateLimiter:
    """Allows `per_host` requests at a time to one host, each `spacing` seconds after the last.

    Who waits for one host keeps nobody from another.
    """

    def __init__(self, per_host: int, spacing: float) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._hosts: dict[str, _HostLimit] = {}

    @asynccontextmanager
    async def slot(self, host: str) -> AsyncIterator[None]:
        """Wait for a slot and hold it; raise FetchError while the host wants no requests."""
        limit = self._limit(host)
        limit.users += 1
        try:
            async with limit.slots:
                now = asyncio.get_running_loop().time()
                if limit.paused_until > now:
                    raise FetchError(
                        f"{host} had too many requests, and is left alone as it asked",
                        retry_after=limit.paused_until - now,
                    )
                wait = limit.next_at - now
                limit.next_at = max(now, limit.next_at) + self._spacing
                if wait > 0:
                    await asyncio.sleep(wait)
                yield
        finally:
            limit.users -= 1

    def pause(self, host: str, seconds: float) -> None:
        """Allow a host no requests for so long, at most ten minutes."""
        now = asyncio.get_running_loop().time()
        limit = self._limit(host)
        limit.paused_until = max(limit.paused_until, now + min(seconds, _LONGEST_PAUSE))

    def _limit(self, host: str) -> _HostLimit:
        if host not in self._hosts:
            if len(self._hosts) >= _MANY_HOSTS:
                self._forget()
            self._hosts[host] = _HostLimit(asyncio.Semaphore(self._per_host))
        return self._hosts[host]

    def _forget(self) -> None:
        """Drop the hosts that nothing is known of any more: redirects can name any number."""
        now = asyncio.get_running_loop().time()
        self._hosts = {
            host: limit
            for host, limit in self._hosts.items()
            if limit.users or max(limit.next_at, limit.paused_until) > now
        }
