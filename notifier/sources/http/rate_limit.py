"""How many requests one host gets at a time, how close together, and when none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from notifier.core.errors import FetchError

_LONGEST_PAUSE = 600.0
"""How long, in seconds, one answer may keep every request from its path."""
_MANY_HOSTS = 1000


@dataclass(slots=True)
class _HostLimit:
    """The limit of one host. Times are of the event loop's clock."""

    slots: asyncio.Semaphore
    users: int = 0
    """How many hold a slot or wait for one."""
    next_at: float = 0.0
    """When the next request may begin."""
    refused: dict[str, float] = field(default_factory=dict)
    """Until when each path that had too many requests wants none."""

    def refused_until(self, path: str) -> float:
        """Return until when a path wants no requests: with two of them, none of the host does."""
        if len(self.refused) > 1:
            return max(self.refused.values())
        return self.refused.get(path, 0.0)


class RateLimiter:
    """Allows `per_host` requests at a time to one host, each `spacing` seconds after the last.

    Who waits for one host keeps nobody from another.
    """

    def __init__(self, per_host: int, spacing: float) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._hosts: dict[str, _HostLimit] = {}

    @asynccontextmanager
    async def slot(self, host: str, path: str) -> AsyncIterator[None]:
        """Wait for a slot and hold it; raise FetchError while no request is wanted there.

        `host` is with its port: another service of the machine has nothing to do with this one.
        """
        limit = self._limit(host)
        limit.users += 1
        try:
            async with limit.slots:
                now = asyncio.get_running_loop().time()
                limit.refused = {each: at for each, at in limit.refused.items() if at > now}
                until = limit.refused_until(path)
                if until > now:
                    raise FetchError(
                        f"{host} had too many requests, and is left alone as it asked",
                        retry_after=until - now,
                    )
                wait = limit.next_at - now
                limit.next_at = max(now, limit.next_at) + self._spacing
                if wait > 0:
                    await asyncio.sleep(wait)
                yield
        finally:
            limit.users -= 1

    def refuse(self, host: str, path: str, seconds: float) -> None:
        """Allow a path of a host no requests for so long, at most ten minutes.

        Where a second path of it has too many as well, no path is allowed any.
        """
        now = asyncio.get_running_loop().time()
        refused = self._limit(host).refused
        refused[path] = max(refused.get(path, 0.0), now + min(seconds, _LONGEST_PAUSE))

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
            if limit.users or max([limit.next_at, *limit.refused.values()]) > now
        }
