"""Which version of a feed is the present one, mostly without a look at the database."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from notifier.core.clock import Clock
from notifier.core.text import strip_invalid
from notifier.store.articles import feeds
from notifier.store.articles.feeds import PublishedFeed
from notifier.store.engine.database import Connection, Store
from notifier.web.feeds.catalogue import Catalogue

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed that was always empty last changed."""
_LIVE_FOR = 10
"""For so many seconds a feed that has no version of its own is taken not to change."""
_FRESH_FOR = 0.5
"""So many seconds the version of a feed counts as the present one."""


class Versions:
    """Looks the versions of feeds up; those of `keep` feeds are remembered for a moment.

    Of what this process writes it knows at once, of what others write half a second later.
    """

    def __init__(self, store: Store, catalogue: Catalogue, clock: Clock, keep: int) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._keep = keep
        self._known: dict[str, tuple[int, PublishedFeed, float]] = {}
        self._looking_up: dict[tuple[str, int], asyncio.Task[PublishedFeed | None]] = {}

    async def current(self, name: str) -> PublishedFeed | None:
        """Return a feed as it is now, None where there is none of that name."""
        writes, feed, until = self._known.get(name, (-1, None, 0.0))
        if feed is not None and writes == self._store.writes and time.monotonic() < until:
            return feed
        if strip_invalid(name) != name:
            return None  # no database would take it
        if self._catalogue.is_live(name):
            return self._live(name)
        # Many readers ask for it in the moment when it is to be looked up. One look serves all that
        # ask before the next commit here.
        key = name, self._store.writes
        if key not in self._looking_up:
            self._looking_up[key] = asyncio.create_task(self._look_up(name))
            self._looking_up[key].add_done_callback(lambda _: self._looking_up.pop(key))
        return await asyncio.shield(self._looking_up[key])

    async def _look_up(self, name: str) -> PublishedFeed | None:
        writes, until = self._store.writes, time.monotonic() + _FRESH_FOR
        async with self._store.read() as connection:
            feed = await self.read(connection, name)
        if len(self._known) >= self._keep:
            self._known.clear()
        if feed is not None:
            self._known[name] = (writes, feed, until)
        return feed

    async def read(self, connection: Connection, name: str) -> PublishedFeed | None:
        """Return a feed as it is in a transaction, None where there is none of that name."""
        if self._catalogue.is_live(name):
            return self._live(name)
        stored = await feeds.get(connection, name)
        if stored is None and self._catalogue.is_company(name):
            return PublishedFeed(name, 0, LONG_AGO)
        return stored

    def _live(self, name: str) -> PublishedFeed:
        """Return a feed that is read from the articles: it has a version for each 10 s."""
        return PublishedFeed(name, int(self._clock().timestamp()) // _LIVE_FOR, LONG_AGO)
