"""The stage "poll": claims due sources, reads each, hands what it brought on, plans the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.clock import Clock
from notifier.errors import FetchError, SourceError, StoreError
from notifier.log import get_logger
from notifier.pipeline import Ingested, Pipeline
from notifier.sources.config import Reading, Source, SourceConfig
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
    wait = interval
    if failures:
        longer = min(interval, SLOWEST) * (1 << min(failures, 16))
        wait = max(interval, min(longer, SLOWEST))
    if retry_after is not None:
        asked = timedelta(seconds=min(retry_after, LONGEST_WAIT.total_seconds()))
        wait = max(wait, asked)
    return now + wait


OnReading = Callable[[SourceConfig, Reading, Ingested], Awaitable[None]]
"""Is told what a poll of a source found, once it is stored."""


class Poller:
    """Polls sources as they come due, several at once, none disturbed by another.

    `slowed` says of a source that what it publishes is pushed to us, so that it may be polled more
    rarely.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        store: Store,
        pipeline: Pipeline,
        clock: Clock,
        *,
        holder: str,
        concurrency: int,
        slowed: Callable[[str], bool] = lambda _name: False,
        on_reading: OnReading | None = None,
    ) -> None:
        self._sources = {name: each for name, each in sources.items() if each.config.enabled}
        self._slowed = slowed
        self._on_reading = on_reading
        self._store = store
        self._pipeline = pipeline
        self._clock = clock
        self._holder = holder
        self._concurrency = concurrency
        self._polling: dict[str, asyncio.Task[None]] = {}

    @property
    def names(self) -> Collection[str]:
        """The names of the sources that are polled."""
        return self._sources.keys()

    async def set_sources(self, sources: Mapping[str, Source]) -> None:
        """Poll these from now on: new ones begin, those that are gone are left alone."""
        self._sources = {name: each for name, each in sources.items() if each.config.enabled}
        await self.start()

    async def start(self) -> None:
        """Make each configured source known to the database."""
        identities = {name: each.config.identity for name, each in self._sources.items()}
        async with self._store.write() as connection:
            await sources.sync(connection, identities, self._clock())

    async def wake(self) -> None:
        """Begin to poll what is due, as far as there is room."""
        idle = self._sources.keys() - self._polling
        room = self._concurrency - len(self._polling)
        if room <= 0 or not idle:
            return
        async with self._store.write() as connection:
            due = await sources.claim_due(
                connection, idle, holder=self._holder, now=self._clock(), limit=room
            )
        for each in due:
            task = asyncio.create_task(self._poll(each), name=f"poll {each.name}")
            self._polling[each.name] = task
            task.add_done_callback(partial(self._ended, each.name))

    async def stop(self) -> None:
        """Give up what is under way; the next process reads again what is not stored by now."""
        tasks = list(self._polling.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until every poll that has begun is over."""
        while self._polling:
            await asyncio.wait(self._polling.values())

    def _ended(self, name: str, _task: asyncio.Task[None]) -> None:
        del self._polling[name]

    async def _poll(self, due: DueSource) -> None:
        with structlog.contextvars.bound_contextvars(source=due.name):
            source = self._sources[due.name]
            try:
                await self._take(source, due, await source.read(due.state))
            except SourceError as error:
                failure = error
            except StoreError as error:
                failure = SourceError(f"what it brought could not be stored: {error}")
            except Exception:
                # A bug: told with its trace, and the other sources go on.
                log.exception("poll_failed_unexpectedly")
                failure = SourceError("an unexpected error; see the log")
            else:
                return
            await self._failed(due, failure)

    async def _take(self, source: Source, due: DueSource, reading: Reading) -> None:
        result = await self._pipeline.ingest(source.config, reading.entries, first=due.first)
        problems = [*reading.problems, *result.problems]
        now = self._clock()
        async with self._store.write() as connection:
            await sources.succeeded(
                connection,
                due.name,
                now=now,
                next_poll_at=next_poll(now, source.config.interval),
                # With the old state the source says all of it again.
                state=due.state if result.problems else reading.state,
                problem="; ".join(problems) or None,
            )
        if not result.problems:
            source.stored()
        if self._on_reading is not None:
            await self._on_reading(source.config, reading, result)
        for each in reading.problems:
            log.warning("entry_unreadable", problem=each)
        if result.new or result.changed:
            log.info("polled", new=result.new, changed=result.changed, alerts=result.alerts)

    async def _failed(self, due: DueSource, error: SourceError) -> None:
        now = self._clock()
        source = self._sources[due.name]
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        again = next_poll(now, source.config.interval, due.failures + 1, retry_after)
        log.warning("poll_failed", problem=str(error), next_poll_at=again.isoformat())
        tries = 0
        while not await self._noted(due, error, now, again):
            # Until it is noted the source is ours, and is left in peace.
            tries += 1
            await asyncio.sleep(min(0.1 * tries, 10))

    async def _noted(
        self, due: DueSource, error: SourceError, now: datetime, again: datetime
    ) -> bool:
        try:
            async with self._store.write() as connection:
                await sources.failed(
                    connection, due.name, now=now, next_poll_at=again, problem=str(error)
                )
        except StoreError as problem:
            log.error("failure_not_stored", problem=str(problem))
            return False
        return True
