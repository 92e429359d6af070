"""Polls sources: claims those that are due, reads each, ingests what it brought, plans the next.

How polls ended is recorded together the next time the poller runs: a database that has to flush
each of thousands by itself would do nothing else. A poll that is not recorded when the process dies
is done again, and finds its articles known.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from notifier.core.clock import Clock
from notifier.core.errors import FetchError, SourceError, StoreError, StoreFullError
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.core.tasks import KeyedTasks
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Ingested, Pipeline
from notifier.sources.config import Reading, Source, SourceConfig
from notifier.sources.health.observations import Poll, learn
from notifier.sources.health.poll_interval import next_poll, next_retry
from notifier.store.engine.database import Connection, Store
from notifier.store.sources import sources
from notifier.store.sources.sources import DueSource, PollFailed, PollSucceeded

log = get_logger(__name__)

_AHEAD = 32
"""Claimed sources that wait for a slot, for each that is read: one slow server may have many."""
_RECORDED_EVERY = 0.5
"""Seconds."""
_TOLD = 5
"""Of more problems than this only the number is told."""

OnReading = Callable[[SourceConfig, Reading, Ingested], Awaitable[None]]
"""Called with what a poll of a source found, once it is stored."""


class Poller:
    """Polls sources as they come due, several at once, none disturbed by another.

    `holder` names this process in claims. `concurrency` is how many sources are read at the same
    time, `per_host` how many of one server. `slowed` returns of a source whether what it publishes
    is pushed to us, so that it may be polled more rarely. Nothing is polled while `disk` is full.
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
        per_host: int = 2,
        calendars: Calendars | None = None,
        slowed: Callable[[str], bool] = lambda _name: False,
        on_reading: OnReading | None = None,
        disk: DiskWatch | None = None,
    ) -> None:
        self._sources = _enabled(sources)
        self._store = store
        self._pipeline = pipeline
        self._clock = clock
        self._holder = holder
        self._calendars = calendars or Calendars()
        self._slowed = slowed
        self._on_reading = on_reading
        self._disk = disk or DiskWatch(store, clock, min_free=0)
        self._most = concurrency * _AHEAD
        self._slots = asyncio.Semaphore(concurrency)
        self._hosts = defaultdict[str, asyncio.Semaphore](lambda: asyncio.Semaphore(per_host))
        self._polling = KeyedTasks()
        self._finished: dict[str, PollSucceeded | PollFailed] = {}

    @property
    def names(self) -> Collection[str]:
        """The names of the sources that are polled."""
        return self._sources.keys()

    async def start(self) -> None:
        """Schedule every source, and stop polling those that are not here."""
        async with self._store.write() as connection:
            await sources.sync(connection, _identities(self._sources), self._clock())
            await sources.park_others(connection, self._sources.keys())

    async def set_sources(self, wanted: Mapping[str, Source]) -> None:
        """Poll these from now on, and those that are gone no more."""
        before, after = _identities(self._sources), _identities(_enabled(wanted))
        async with self._store.write() as connection:
            new = dict(after.items() - before.items())
            await sources.sync(connection, new, self._clock())
            # No others: another process may have sources that this one has not heard of yet.
            await sources.park(connection, before.keys() - after.keys())
        self._sources = _enabled(wanted)

    async def run_once(self) -> float | None:
        """Record the polls that ended, and start those that are due, as far as slots are free.

        While the disk is full, none is started. Return in how many seconds there is more to do;
        None where no other poll is planned.
        """
        async with self._store.write() as connection:
            idle = self._sources.keys() - set(self._polling)
            recorded = await self._record(connection)
            due = []
            if self._disk.problem is None:
                due = await sources.claim_due(
                    connection,
                    idle,
                    holder=self._holder,
                    now=self._clock(),
                    limit=self._most - len(self._polling),
                )
            next_poll_at = await sources.next_poll_at(connection, self._clock())
        self._forget(recorded)
        for each in due:
            self._start(each)
        if self._polling or self._finished:
            return _RECORDED_EVERY
        return None if next_poll_at is None else (next_poll_at - self._clock()).total_seconds()

    async def stop(self) -> None:
        """Cancel the polls under way; the next process does again what is not stored by now."""
        for name in self._polling:
            self._polling.cancel(name)
        try:
            await self.join()
        except StoreError as error:  # then these are polled again, and nothing is lost
            log.warning("polls_not_written_down", problem=str(error))

    async def join(self) -> None:
        """Wait until every poll under way has ended, and record how."""
        await self._polling.join()
        async with self._store.write() as connection:
            recorded = await self._record(connection)
        self._forget(recorded)

    async def _record(self, connection: Connection) -> Mapping[str, PollSucceeded | PollFailed]:
        """Record the polls that ended by now; return them, to forget once that is committed."""
        finished = dict(self._finished)
        await sources.record_polls(connection, finished.values())
        await sources.park(connection, finished.keys() - self._sources.keys())
        return finished

    def _forget(self, recorded: Mapping[str, PollSucceeded | PollFailed]) -> None:
        for name in recorded:
            del self._finished[name]

    def _start(self, due: DueSource) -> None:
        source = self._sources.get(due.name)
        if source is None:  # it went while it was claimed
            return
        work = self._poll(source, due, self._clock())
        self._polling.start(due.name, work, f"poll {due.name}")

    async def _poll(self, source: Source, due: DueSource, started: datetime) -> None:
        host = self._hosts[_host(source.config)]
        # First a slot of the server: many sources of a slow one leave slots for the others.
        with structlog.contextvars.bound_contextvars(source=due.name):
            async with host, self._slots:
                try:
                    self._finished[due.name] = await self._outcome(source, due, started)
                except StoreFullError as error:
                    # Not recorded: it is due still when there is room again.
                    self._disk.ran_full(error)

    async def _outcome(
        self, source: Source, due: DueSource, started: datetime
    ) -> PollSucceeded | PollFailed:
        try:
            return await self._ingest(source, due, started, await source.read(due.state))
        except SourceError as error:
            failure = error
        except StoreFullError:
            raise
        except StoreError as error:
            failure = SourceError(f"what it brought could not be stored: {error}")
        except Exception:
            # A bug: told with its trace, and the other sources go on.
            log.exception("poll_failed_unexpectedly")
            failure = SourceError("an unexpected error; see the log")
        return self._failed(source.config, due, failure)

    async def _ingest(
        self, source: Source, due: DueSource, started: datetime, reading: Reading
    ) -> PollSucceeded:
        config = source.config
        if reading.unchanged:
            result = Ingested()
            await self._pipeline.unchanged(config)
        else:
            is_whole = reading.whole and not reading.problems
            result = await self._pipeline.ingest(
                config,
                reading.entries,
                first=due.first,
                carried=reading.carried,
                is_whole=is_whole,
            )
        if not result.problems:
            source.stored()
        if self._on_reading is not None:
            await self._on_reading(config, reading, result)
        now = self._clock()
        calendar = config.calendar(self._calendars)
        poll = Poll(
            now,
            page=None if reading.unchanged else reading.entries,
            published=result.published,
            carried=len({*reading.carried} - {each.key for each in reading.entries}),
            is_first=due.first,
            interval=config.interval,
            problem=_summary(reading.problems),
            pages_read=reading.pages_read,
            pages_withheld=reading.pages_withheld,
            max_age=config.max_age,
        )
        health = learn(due.health, poll, calendar)
        if health.problem is not None and health.problem != due.health.problem:
            log.warning("entries_unreadable", problem=health.problem)
        if result.new or result.changed:
            log.info("polled", new=result.new, changed=result.changed, alerts=result.alerts)
        # Counted from the beginning, so that what a poll takes makes none rarer.
        again = next_poll(
            started,
            due.name,
            config.poll_limits,
            health.activity,
            calendar,
            fresh_for=reading.fresh_for,
            pushed=self._slowed(due.name),
        )
        return PollSucceeded(
            due.name,
            now,
            max(again, now + config.interval / 2),
            # With the old state the source says all of it again.
            state=due.state if result.problems else reading.state,
            health=health,
            # What could not be read of a page is still there when the page has not changed.
            problem=_summary([*filter(None, [health.problem]), *result.problems]),
            last_article_at=poll.newest,
        )

    def _failed(self, config: SourceConfig, due: DueSource, error: SourceError) -> PollFailed:
        now = self._clock()
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        again = next_retry(now, due.name, config.poll_limits, due.failures + 1, retry_after)
        log.warning("poll_failed", problem=str(error), next_poll_at=again.isoformat())
        return PollFailed(due.name, now, again, str(error))


def _enabled(sources: Mapping[str, Source]) -> dict[str, Source]:
    return {name: each for name, each in sources.items() if each.config.enabled}


def _identities(sources: Mapping[str, Source]) -> dict[str, str]:
    return {name: each.config.identity for name, each in sources.items()}


def _host(config: SourceConfig) -> str:
    """Return which server a source asks; one without an address has slots of its own."""
    server = urlsplit(getattr(config, "url", "")).netloc.rpartition("@")[2]
    return server or f"source {config.name}"


def _summary(problems: Sequence[str]) -> str | None:
    """Return problems in a line, the first few of very many."""
    more = len(problems) - _TOLD
    told = [*problems[:_TOLD], *([f"and {more} more"] if more > 0 else [])]
    return "; ".join(told) or None
