"""The stage "poll": claims due sources, reads each, hands what it brought on, plans the next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from notifier.clock import Clock
from notifier.errors import FetchError, SourceError, StoreError
from notifier.log import get_logger
from notifier.pipeline import Pipeline
from notifier.sources.config import Reading, Source
from notifier.store import sources
from notifier.store.database import Store
from notifier.store.sources import DueSource

log = get_logger(__name__)

SLOWEST = timedelta(hours=1)
"""A source that keeps failing is still asked this often."""
LONGEST_WAIT = timedelta(days=1)
"""The longest that a server's Retry-After is followed."""


def next_poll(
    now: datetime, interval: timedelta, failures: int = 0, retry_after: float | None = None
) -> datetime:
    """Say when to poll next: after the interval, longer with each failure in a row.

    A server's own wish (`retry_after`, seconds) is followed where it is longer, within a day.
    """
    wait = interval * (1 << min(failures, 16))
    if failures:
        wait = max(interval, min(wait, SLOWEST))
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_WAIT))
    return now + wait


class Poller:
    """Polls sources as they come due, several at once, none disturbed by another."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        store: Store,
        pipeline: Pipeline,
        clock: Clock,
        *,
        holder: str,
        concurrency: int,
    ) -> None:
        self._sources = {name: each for name, each in sources.items() if each.config.enabled}
        self._store = store
        self._pipeline = pipeline
        self._clock = clock
        self._holder = holder
        self._concurrency = concurrency
        self._polling: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Make each configured source known to the database."""
        identities = {name: each.config.identity for name, each in self._sources.items()}
        async with self._store.write() as connection:
            await sources.sync(connection, identities, self._clock())

    async def wake(self) -> None:
        """Begin to poll what is due, as far as there is room."""
        room = self._concurrency - len(self._polling)
        if room <= 0 or not self._sources:
            return
        async with self._store.write() as connection:
            due = await sources.claim_due(
                connection, self._sources, holder=self._holder, now=self._clock(), limit=room
            )
        for each in due:
            task = asyncio.create_task(self._poll(each), name=f"poll {each.name}")
            self._polling.add(task)
            task.add_done_callback(self._polling.discard)

    async def stop(self) -> None:
        """Let what is under way come to its end; what is waiting for a server is given up."""
        for task in self._polling:
            task.cancel()
        await asyncio.gather(*self._polling, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until every poll that has begun is over."""
        while self._polling:
            await asyncio.wait(self._polling)

    async def _poll(self, due: DueSource) -> None:
        source = self._sources[due.name]
        with structlog.contextvars.bound_contextvars(source=due.name):
            try:
                reading = await self._read(source, due)
                if isinstance(reading, SourceError):
                    await self._failed(due, reading)
                else:
                    await self._take(source, due, reading)
            except StoreError as error:
                log.error("poll_not_stored", problem=str(error))
            except Exception:
                # A bug: told with its trace, and the other sources go on.
                log.exception("poll_failed_unexpectedly")
                await self._failed(due, SourceError("an unexpected error; see the log"))

    @staticmethod
    async def _read(source: Source, due: DueSource) -> Reading | SourceError:
        try:
            return await source.read(due.state)
        except SourceError as error:
            return error

    async def _take(self, source: Source, due: DueSource, reading: Reading) -> None:
        result = await self._pipeline.ingest(source.config, reading.entries, first=due.first)
        problem = "; ".join(reading.problems) or None
        now = self._clock()
        async with self._store.write() as connection:
            await sources.succeeded(
                connection,
                due.name,
                now=now,
                next_poll_at=next_poll(now, source.config.interval),
                state=reading.state,
                problem=problem,
            )
        source.stored()
        for each in reading.problems:
            log.warning("entry_unreadable", problem=each)
        if result.new or result.changed:
            log.info("polled", new=result.new, changed=result.changed, alerts=result.alerts)

    async def _failed(self, due: DueSource, error: SourceError) -> None:
        now = self._clock()
        source = self._sources[due.name]
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        again = next_poll(now, source.config.interval, due.failures + 1, retry_after)
        async with self._store.write() as connection:
            await sources.failed(
                connection, due.name, now=now, next_poll_at=again, problem=str(error)
            )
        log.warning("poll_failed", problem=str(error), next_poll_at=again.isoformat())
