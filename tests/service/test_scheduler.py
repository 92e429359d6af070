"""The clock that runs the jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import StoreBusyError
from notifier.service.scheduler import Scheduler

INTERVAL = timedelta(milliseconds=5)


@pytest.fixture
async def scheduler() -> AsyncIterator[Scheduler]:
    scheduler = Scheduler(patience=0.1)
    yield scheduler
    await scheduler.stop()


class CountedJob:
    """Counts its runs, and fails if it is told to."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = list(problems)
        self.runs = 0
        self.third_time = asyncio.Event()

    async def run(self) -> None:
        self.runs += 1
        if self.runs >= 3:
            self.third_time.set()
        if self.problems:
            raise self.problems.pop(0)


async def test_a_job_is_run_again_and_again(scheduler: Scheduler) -> None:
    job = CountedJob()
    scheduler.every(INTERVAL, "poll", job.run)
    scheduler.start()
    await job.third_time.wait()


async def test_a_job_that_fails_is_logged_and_run_again(scheduler: Scheduler) -> None:
    job = CountedJob(StoreBusyError("the database is held"), ZeroDivisionError("a bug"))
    scheduler.every(INTERVAL, "poll", job.run)
    with capture_logs() as logs:
        scheduler.start()
        await job.third_time.wait()
    assert [(line["event"], line["stage"]) for line in logs] == [
        ("stage_waits_for_the_database", "poll"),
        ("stage_failed_unexpectedly", "poll"),
    ]


async def test_what_a_job_waits_for_is_told_once(scheduler: Scheduler) -> None:
    job = CountedJob(StoreBusyError("held"), StoreBusyError("held"))
    scheduler.every(INTERVAL, "poll", job.run)
    with capture_logs() as logs:
        scheduler.start()
        await job.third_time.wait()
    assert [line["event"] for line in logs] == ["stage_waits_for_the_database"]


async def test_a_job_that_is_running_is_not_run_twice_and_holds_up_no_other(
    scheduler: Scheduler, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []

    async def never_end() -> None:
        begun.append("slow")
        await asyncio.Event().wait()

    quick = CountedJob()
    scheduler.every(INTERVAL, "slow", never_end)
    scheduler.every(2 * INTERVAL, "quick", quick.run)
    scheduler.start()
    await quick.third_time.wait()
    assert begun == ["slow"]
    assert caplog.messages == [], "that it is busy is nothing to warn of"


async def test_nothing_is_run_after_the_stop(scheduler: Scheduler) -> None:
    job = CountedJob()
    scheduler.every(INTERVAL, "poll", job.run)
    scheduler.start()
    await job.third_time.wait()
    await scheduler.stop()
    runs = job.runs
    await asyncio.sleep(5 * INTERVAL.total_seconds())
    assert job.runs == runs


async def test_a_job_that_is_running_comes_to_its_end_before_the_clock_stops(
    scheduler: Scheduler,
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def claim() -> None:
        begun.set()
        await asyncio.sleep(0.02)
        ended.set()

    scheduler.every(INTERVAL, "deliver", claim)
    scheduler.start()
    await begun.wait()
    await scheduler.stop()
    assert ended.is_set()


async def test_a_job_that_is_to_run_at_once_does_not_wait_for_its_interval(
    scheduler: Scheduler,
) -> None:
    run = asyncio.Event()

    async def poll() -> None:
        run.set()

    scheduler.every(timedelta(hours=1), "poll", poll, at_once=True)
    scheduler.start()
    await asyncio.wait_for(run.wait(), 10)


async def test_what_never_began_may_be_stopped() -> None:
    await Scheduler().stop()


async def test_a_job_can_be_run_at_once_and_once_more_after_it_has_ended(
    scheduler: Scheduler,
) -> None:
    runs, may_end = asyncio.Queue[None](), asyncio.Event()

    async def run() -> None:
        runs.put_nowait(None)
        await may_end.wait()

    run_now = scheduler.every(timedelta(hours=1), "deliver", run)
    run_now()  # the clock stands still: nothing runs yet
    scheduler.start()
    run_now()
    async with asyncio.timeout(60):
        await runs.get()
    for _ in range(3):
        run_now()
    await asyncio.sleep(0.02)
    assert runs.empty()
    may_end.set()
    async with asyncio.timeout(60):
        await runs.get()
    await asyncio.sleep(0.02)
    assert runs.empty()


async def test_a_job_that_says_when_is_run_then_and_not_after_its_interval(
    scheduler: Scheduler,
) -> None:
    runs, again = asyncio.Queue[None](), [0.001, None]

    async def poll() -> float | None:
        runs.put_nowait(None)
        return again.pop(0)

    scheduler.every(timedelta(hours=1), "poll", poll, at_once=True)
    scheduler.start()
    async with asyncio.timeout(60):
        await runs.get()
        await runs.get()
    await asyncio.sleep(0.02)
    assert runs.empty()
