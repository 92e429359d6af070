"""The clock: APScheduler wakes each stage; what is due is in the tables, not in here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from notifier.core.errors import StoreError
from notifier.core.log import get_logger

log = get_logger(__name__)

Stage = Callable[[], Awaitable[None]]


class Scheduler:
    """Wakes stages at their beat. A stage that is still awake is not woken a second time.

    `patience` is how many seconds an awake stage is waited for when the clock stops.
    """

    def __init__(self, patience: float = 2.0) -> None:
        self._patience = patience
        self._awake: dict[str, asyncio.Event] = {}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC",
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )

    def every(self, beat: timedelta, name: str, stage: Stage) -> None:
        """Wake `stage` at every beat."""

        async def wake() -> None:
            self._awake[name] = asyncio.Event()
            try:
                await stage()
            except StoreError as error:
                log.error("stage_waits_for_the_database", stage=name, problem=str(error))
            except Exception:
                log.exception("stage_failed_unexpectedly", stage=name)
            finally:
                self._awake.pop(name).set()

        self._scheduler.add_job(wake, "interval", seconds=beat.total_seconds(), id=name)

    def start(self) -> None:
        """Begin to wake the stages."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Wake no stage any more, and wait for those that are awake: they may hold claims."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                for asleep in list(self._awake.values()):
                    await asleep.wait()
        self._scheduler.shutdown(wait=False)
