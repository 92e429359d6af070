"""Whether there is room for more.

With little of it no new articles are taken in, and what waits is still sent; when there is room
again, the service goes on by itself.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from notifier.core.clock import Clock
from notifier.core.errors import StoreError, StoreFullError
from notifier.core.log import get_logger
from notifier.store.engine.database import Connection, Store

log = get_logger(__name__)

TRY_AGAIN_AFTER = timedelta(minutes=1)
"""After the database itself said that it is full: a quota does not show as a full disk."""
_MARGIN = 1.1
"""So much more room there must be before the service goes on, that it does not stop and go."""

Tell = Callable[[Connection, bool], Awaitable[None]]
"""Has operators told that there is room, or that there is none."""


async def _tell_nobody(_connection: Connection, _has_room: bool) -> None:
    return


class DiskWatch:
    """Watches the room that a database has. `min_free` are bytes; `free` measures (SQLite only)."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        min_free: int,
        tell: Tell = _tell_nobody,
        free: Callable[[], int | None] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._min_free = min_free
        self._tell = tell
        self._measure = free or self._free_of_disk
        self._problem: str | None = None
        self._full_until: datetime | None = None
        self._told = True

    @property
    def problem(self) -> str | None:
        """What keeps new articles out, in a sentence; None while there is room."""
        return self._problem

    def check(self) -> None:
        """Raise StoreFullError while there is no room for new articles."""
        if self._problem is not None:
            raise StoreFullError(self._problem)

    async def wake(self) -> None:
        """Measure, and tell when it has turned; raises StoreError where that cannot be told yet."""
        free = await asyncio.to_thread(self._measure)
        self._settle(self._found(free))
        if not self._told:
            async with self._store.write() as connection:
                await self._tell(connection, self._problem is None)
            self._told = True

    def ran_full(self, error: StoreError) -> None:
        """Take note that the database could not keep something for want of room."""
        self._full_until = self._clock() + TRY_AGAIN_AFTER
        self._settle(str(error))

    def _found(self, free: int | None) -> str | None:
        if self._full_until is not None:
            if self._clock() < self._full_until:
                return self._problem
            self._full_until = None
        enough = self._min_free * (1 if self._problem is None else _MARGIN)
        if free is None or free >= enough:
            return None
        return (
            f"the disk of the database has {free // 1_000_000} MB left; new articles wait until "
            f"there are {int(self._min_free * _MARGIN) // 1_000_000} MB: make room"
        )

    def _settle(self, problem: str | None) -> None:
        had_room, self._problem = self._problem is None, problem
        if had_room == (problem is None):
            return
        self._told = not self._told
        if problem is None:
            log.info("there_is_room_again")
        else:
            log.error("no_room_for_new_articles", problem=problem)

    def _free_of_disk(self) -> int | None:
        folder = self._store.folder
        if folder is None:
            return None
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            return None
