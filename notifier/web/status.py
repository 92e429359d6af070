"""How the database and the process are, for monitoring: a few cheap queries, not too often."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from notifier.core.clock import Clock
from notifier.sources.status_report import SourceReport
from notifier.store.alerts import status
from notifier.store.alerts.status import OutboxSize
from notifier.store.chats import inbox
from notifier.store.engine.database import Store
from notifier.store.engine.rights import lack_of_rights

_KEPT = timedelta(seconds=5)
"""Whoever asks again within this time is told the same."""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """What the database and the process say of themselves at one moment."""

    now: datetime
    queue: OutboxSize
    inbox: int
    """Updates that wait to be answered."""
    database_bytes: int | None
    """None where the database is no file."""
    source_reports: Sequence[SourceReport]
    last_update_at: datetime | None
    """When Telegram last answered getUpdates or could call; None where it did not yet."""
    disk_free: int | None = None
    """Bytes that the disk of the database has left; None where that is not known."""
    memory: int | None = None
    """Bytes of memory that this process takes; None where that is not known."""
    no_room: str | None = None
    """What keeps new articles out, in a sentence."""
    lack_of_rights: str | None = None
    """What the database does not let us do, in a sentence."""
    refused_bots: Mapping[int, str] = field(default_factory=dict)
    """The bots that Telegram refused at the start while others go on, each with a sentence."""


class StatusReader:
    """Reads how the service is.

    `last_update_at` says when Telegram last answered getUpdates, None where it was not asked;
    `problem` says what keeps new articles out, None where nothing does; `disk_free` how many bytes
    the disk of the database has left, None where that is not known; `refused_bots` are told along,
    and the chats that wait for them keep nobody from being ready.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        source_reports: Callable[[], Awaitable[Sequence[SourceReport]]],
        last_update_at: Callable[[], datetime | None],
        problem: Callable[[], str | None] = lambda: None,
        disk_free: Callable[[], int | None] = lambda: None,
        refused_bots: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        self._store = store
        self._clock = clock
        self._source_reports = source_reports
        self._last_update_at = last_update_at
        self._problem = problem
        self._disk_free = disk_free
        self._refused_bots = refused_bots
        self._reading = asyncio.Lock()
        self._kept: ServiceStatus | None = None

    async def read(self) -> ServiceStatus:
        """Return how the service is now, or was some seconds ago; raises StoreError."""
        async with self._reading:
            now = self._clock()
            if self._kept is None or not timedelta(0) <= now - self._kept.now < _KEPT:
                self._kept = await self._read(now)
            return self._kept

    async def _read(self, now: datetime) -> ServiceStatus:
        async with self._store.read() as connection:
            queue = await status.outbox_size(connection, without=self._refused_bots)
            waiting = await inbox.count_waiting(connection)
            lack = await lack_of_rights(connection)
        size = await asyncio.to_thread(self._size)
        return ServiceStatus(
            now=now,
            queue=queue,
            inbox=waiting,
            database_bytes=size,
            source_reports=await self._source_reports(),
            last_update_at=self._last_update_at(),
            disk_free=self._disk_free(),
            memory=await asyncio.to_thread(memory_taken),
            no_room=self._problem(),
            lack_of_rights=lack,
            refused_bots=self._refused_bots,
        )

    def _size(self) -> int | None:
        """Return the size of a SQLite database."""
        path = self._store.file
        if path is None:
            return None
        try:
            parts = [path, path.with_name(path.name + "-wal")]
            return sum(part.stat().st_size for part in parts if part.exists())
        except OSError:
            return None


def memory_taken() -> int | None:
    """Return the bytes of memory that this process takes; None where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * resource.getpagesize()
