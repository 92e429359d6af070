"""The clock: APScheduler runs each job at its interval; what is due is in the tables."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import STATE_RUNNING

from notifier.core.clock import system_clock
from notifier.core.errors import StoreError
from notifier.core.log import get_logger

log = get_logger(__name__)

_TELL_AGAIN_AFTER = 60.0

Job = Callable[[], Awaitable[float | None]]
"""Returns in how many seconds it is to be run again, where that is before its interval is over."""


class Scheduler:
    """Runs jobs at their intervals. A job that is still running is not run a second time.

    `patience` is how many seconds a running job is waited for when the clock stops.
    """

    def __init__(self, patience: float = 2.0) -> None:
        self._patience = patience
        self._running: dict[str, asyncio.Event] = {}
        self._again: set[str] = set()
        self._woken: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._told: dict[str, tuple[str, float]] = {}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            # The library would warn of each turn that a running job lets pass; ours does not.
            job_defaults={"max_instances": 2, "coalesce": True, "misfire_grace_time": None},
        )

    def every(
        self, interval: timedelta, name: str, job: Job, *, at_once: bool = False
    ) -> Callable[[], None]:
        """Run `job` at every interval; with `at_once` for the first time when the clock starts.

        Returns what runs it at once: where it is running, once more when that has ended.
        """

        async def run() -> None:
            if name in self._running:
                return
            self._again.discard(name)
            self._running[name] = asyncio.Event()
            if name in self._timers:
                self._timers.pop(name).cancel()
            seconds = None
            try:
                seconds = await self._done(name, job)
            finally:
                self._running.pop(name).set()
                if name in self._again:
                    run_now()
                elif seconds is not None:
                    loop = asyncio.get_running_loop()
                    self._timers[name] = loop.call_later(seconds, run_now)

        def run_now() -> None:
            if name in self._running:
                self._again.add(name)
            elif self._scheduler.state == STATE_RUNNING:
                task = asyncio.create_task(run(), name=name)
                self._woken.add(task)
                task.add_done_callback(self._woken.discard)

        first = {"next_run_time": system_clock()} if at_once else {}
        seconds = interval.total_seconds()
        self._scheduler.add_job(run, "interval", seconds=seconds, id=name, **first)
        return run_now

    def start(self) -> None:
        """Begin to run the jobs."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Run no job any more, and wait for those that are running: they may hold claims."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        for timer in self._timers.values():
            timer.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                for ended in list(self._running.values()):
                    await ended.wait()
        self._scheduler.shutdown(wait=False)

    async def _done(self, name: str, job: Job) -> float | None:
        """Run a job; what it raises is logged."""
        try:
            return await job()
        except StoreError as error:
            self._tell(name, str(error))
        except Exception:
            log.exception("stage_failed_unexpectedly", stage=name)
        return None

    def _tell(self, name: str, problem: str) -> None:
        """Log what a job waits for; the same once a minute at most, however often it tries."""
        told, at = self._told.get(name, ("", 0.0))
        if told != problem or time.monotonic() - at >= _TELL_AGAIN_AFTER:
            log.error("stage_waits_for_the_database", stage=name, problem=problem)
            self._told[name] = problem, time.monotonic()
