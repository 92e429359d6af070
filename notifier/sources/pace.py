"""Manners: how many requests one host gets at a time, how close together, and when none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from notifier.errors import FetchError

_LONGEST_REST = 600.0
"""How long, in seconds, one answer may keep every request from its host."""
_MANY_HOSTS = 1000


@dataclass(slots=True)
class _Line:
    """Those who wait for one host. Times are of the event loop's clock."""

    room: asyncio.Semaphore
    waiting: int = 0
    next_at: float = 0.0
    rests_until: float = 0.0


class Pace:
    """Lets `per_host` requests at a time to one host, each begun `spacing` seconds after the last.

    Who waits for one host keeps nobody from another.
    """

    def __init__(self, per_host: int, spacing: float) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raises FetchError while the host is to be left alone."""
        line = self._line(host)
        line.waiting += 1
        try:
            async with line.room:
                now = asyncio.get_running_loop().time()
                if line.rests_until > now:
                    raise FetchError(
                        f"{host} had too many requests, and is left alone as it asked",
                        retry_after=line.rests_until - now,
                    )
                wait = line.next_at - now
                line.next_at = max(now, line.next_at) + self._spacing
                if wait > 0:
                    await asyncio.sleep(wait)
                yield
        finally:
            line.waiting -= 1

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, at most ten minutes."""
        now = asyncio.get_running_loop().time()
        line = self._line(host)
        line.rests_until = max(line.rests_until, now + min(seconds, _LONGEST_REST))

    def _line(self, host: str) -> _Line:
        if host not in self._lines:
            if len(self._lines) >= _MANY_HOSTS:
                self._forget()
            self._lines[host] = _Line(asyncio.Semaphore(self._per_host))
        return self._lines[host]

    def _forget(self) -> None:
        """Drop the hosts that nothing is known of any more: redirects can name any number."""
        now = asyncio.get_running_loop().time()
        self._lines = {
            host: line
            for host, line in self._lines.items()
            if line.waiting or max(line.next_at, line.rests_until) > now
        }
