"""Keeps tombstones of deleted articles for as long as they are needed.

An article that was deleted for its age is known, not new, while its source lists it. The tombstone
of what a source has not listed for a while, although it was read in full, is deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from notifier.core.clock import Clock
from notifier.store.articles import articles
from notifier.store.engine.database import Store

_REFRESH_EVERY = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
"""A source may leave something out for a while and list it again."""


class Tombstones:
    """Refreshes the tombstones of what sources still list, once a day each."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._refreshed_at: dict[str, datetime] = {}

    async def refresh(self, source: str, carried: Collection[str]) -> None:
        """Refresh the tombstones of the keys that a source carries; raises StoreError."""
        now = self._clock()
        last = self._refreshed_at.get(source)
        if last is not None and timedelta(0) <= now - last < _REFRESH_EVERY:
            return
        async with self._store.read() as connection:
            has_some = await articles.has_tombstones(connection, source)
        if has_some:
            async with self._store.write() as connection:
                await articles.refresh_tombstones(connection, source, carried, now)
                await articles.delete_tombstones(connection, source, now - KEPT_FOR)
        self._refreshed_at[source] = now
