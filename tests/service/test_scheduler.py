"""The clock that wakes the stages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import StoreBusyError
from notifier.service.scheduler import Scheduler

BEAT = timedelta(milliseconds=5)


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler(patience=0.1)
    yield scheduler
    await scheduler.stop()


class Stage:
    """Counts how often it is woken, and stumbles if it is told to."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.woken = 0
        self.third_time = asyncio.Event()

    async def wake(self) -> None:
        self.woken += 1
        if self.woken >= 3:
            self.third_time.set()
        if self.problems:
            raise self.problems.pop(0)


async def test_a_stage_is_woken_again_and_again(scheduler: Scheduler) -> None:
    stage = Stage()
    scheduler.every(BEAT, "poll", stage.wake)
    scheduler.start()
    await stage.third_time.wait()


async def test_a_stage_that_stumbles_is_told_and_woken_again(scheduler: Scheduler) -> None:
    stage = Stage(StoreBusyError("the database is held"), ZeroDivisionError("a bug"))
    scheduler.every(BEAT, "poll", stage.wake)
    with capture_logs() as logs:
        scheduler.start()
        await stage.third_time.wait()
    assert [(line["event"], line["stage"]) for line in logs] == [
        ("stage_waits_for_the_database", "poll"),
        ("stage_failed_unexpectedly", "poll"),
    ]


async def test_a_stage_that_is_awake_is_not_woken_and_holds_up_no_other(
    scheduler: Scheduler,
) -> None:
    begun: list[str] = []

    async def never_end() -> None:
        begun.append("slow")
        await asyncio.Event().wait()

    quick = Stage()
    scheduler.every(BEAT, "slow", never_end)
    scheduler.every(2 * BEAT, "quick", quick.wake)
    scheduler.start()
    await quick.third_time.wait()
    assert begun == ["slow"]


async def test_nothing_is_woken_after_the_stop(scheduler: Scheduler) -> None:
    stage = Stage()
    scheduler.every(BEAT, "poll", stage.wake)
    scheduler.start()
    await stage.third_time.wait()
    await scheduler.stop()
    woken = stage.woken
    await asyncio.sleep(5 * BEAT.total_seconds())
    assert stage.woken == woken


async def test_a_stage_that_is_awake_comes_to_its_end_before_the_clock_stops(
    scheduler: Scheduler,
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def claim() -> None:
        begun.set()
        await asyncio.sleep(0.02)
        ended.set()

    scheduler.every(BEAT, "deliver", claim)
    scheduler.start()
    await begun.wait()
    await scheduler.stop()
    assert ended.is_set()


async def test_what_never_began_may_be_stopped() -> None:
    await Scheduler().stop()
