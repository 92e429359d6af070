"""Whether the disk has space for more.

While it has little no new articles are ingested, and what waits is still sent; when there is space
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
"""So much more space is needed before the service goes on, that it does not stop and go."""

Notify = Callable[[Connection, bool], Awaitable[None]]
"""Notifies operators that there is space, or that there is none."""


async def _notify_nobody(_connection: Connection, _has_space: bool) -> None:
    return


class DiskWatch:
    """Watches the disk space that a database has.

    `min_free` are bytes; `free` measures them, None where that cannot be known. On PostgreSQL only
    what the server says counts.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        min_free: int,
        notify: Notify = _notify_nobody,
        free: Callable[[], int | None] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._min_free = min_free
        self._notify = notify
        self._measure = free or (lambda: free_of_disk(store))
        self._problem: str | None = None
        self._free: int | None = None
        self._full_until: datetime | None = None
        self._notified = True

    @property
    def problem(self) -> str | None:
        """What keeps new articles out, in a sentence; None while there is space."""
        return self._problem

    @property
    def free(self) -> int | None:
        """How many bytes were left when it was measured last; None where that is not known."""
        return self._free

    def check(self) -> None:
        """Raise StoreFullError while there is no space for new articles."""
        if self._problem is not None:
            raise StoreFullError(self._problem)

    async def run_once(self) -> None:
        """Measure, and notify operators of a change; raises StoreError where they cannot be yet."""
        free = self._free = await asyncio.to_thread(self._measure)
        self._set(self._problem_with(free))
        if not self._notified:
            async with self._store.write() as connection:
                await self._notify(connection, self._problem is None)
            self._notified = True

    def ran_full(self, error: StoreError) -> None:
        """Keep new articles out for a while: the database could not store something."""
        self._full_until = self._clock() + TRY_AGAIN_AFTER
        self._set(str(error))

    def _problem_with(self, free: int | None) -> str | None:
        if self._full_until is not None:
            if self._clock() < self._full_until:
                return self._problem
            self._full_until = None
        margin = 1 if self._problem is None else _MARGIN
        return lack_of_space(free, self._min_free, margin)

    def _set(self, problem: str | None) -> None:
        had_space, self._problem = self._problem is None, problem
        if had_space == (problem is None):
            return
        self._notified = not self._notified
        if problem is None:
            log.info("there_is_room_again")
        else:
            log.error("no_room_for_new_articles", problem=problem)


def free_of_disk(store: Store) -> int | None:
    """Return how many bytes the disk of a SQLite database has left, where it is known."""
    if store.folder is None:
        return None
    try:
        return shutil.disk_usage(store.folder).free
    except OSError:
        return None


def lack_of_space(free: int | None, min_free: int, margin: float = 1) -> str | None:
    """Return in a sentence that `free` bytes are less than `margin` times `min_free`, or None."""
    if free is None or free >= min_free * margin:
        return None
    return (
        f"the disk of the database has {free // 1_000_000} MB left; new articles wait until "
        f"there are {int(min_free * _MARGIN) // 1_000_000} MB: make room"
    )
