"""What sources still list of the articles that were deleted for their age.

Such an article is known, not new, for as long as its source lists it. What a source has not listed
for a while, although it was read in full, is forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from notifier.core.clock import Clock
from notifier.store.articles import tombstones
from notifier.store.engine.database import Store

_LOOK_EVERY = timedelta(days=1)
FORGET_AFTER = timedelta(days=30)
"""A source may leave something out for a while and list it again."""


class Departures:
    """Keeps the knowledge of deleted articles for as long as it is needed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._looked_at: dict[str, datetime] = {}

    async def look(self, source: str, carried: Collection[str]) -> None:
        """Take note of everything that a source carries, by its keys; raises StoreError."""
        now = self._clock()
        last = self._looked_at.get(source)
        if last is not None and timedelta(0) <= now - last < _LOOK_EVERY:
            return
        async with self._store.read() as connection:
            is_known = await tombstones.is_known_of(connection, source)
        if is_known:
            async with self._store.write() as connection:
                await tombstones.listed(connection, source, carried, now)
                await tombstones.forget(connection, source, now - FORGET_AFTER)
        self._looked_at[source] = now
