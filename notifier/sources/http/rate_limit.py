"""Manners: how many requests one host gets at a time, how close together, and when none."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType

from typing_extensions import override

from notifier.core.errors import FetchError

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


class _Turn(AbstractAsyncContextManager[None]):
    """A place in a line, then a turn."""

    def __init__(self, host: str, line: _Line, spacing: float) -> None:
        self._host = host
        self._line = line
        self._spacing = spacing

    @override
    async def __aenter__(self) -> None:
        line = self._line
        line.waiting += 1
        try:
            await line.room.acquire()
        except BaseException:
            line.waiting -= 1
            raise
        try:
            await self._begin()
        except BaseException:
            self._end()
            raise

    @override
    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._end()

    async def _begin(self) -> None:
        line = self._line
        now = asyncio.get_running_loop().time()
        if line.rests_until > now:
            raise FetchError(
                f"{self._host} had too many requests, and is left alone as it asked",
                retry_after=line.rests_until - now,
            )
        wait = line.next_at - now
        line.next_at = max(now, line.next_at) + self._spacing
        if wait > 0:
            await asyncio.sleep(wait)

    def _end(self) -> None:
        self._line.room.release()
        self._line.waiting -= 1


class Pace:
    """Lets `per_host` requests at a time to one host, each begun `spacing` seconds after the last.

    Who waits for one host keeps nobody from another.
    """

    def __init__(self, per_host: int, spacing: float) -> None:
        self._per_host = per_host
        self._spacing = spacing
        self._lines: dict[str, _Line] = {}

    def turn(self, host: str) -> AbstractAsyncContextManager[None]:
        """Wait for a turn and hold it; raises FetchError while the host is to be left alone."""
        return _Turn(host, self._line(host), self._spacing)

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
