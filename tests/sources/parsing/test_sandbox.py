"""Reading happens elsewhere, within its time and memory, and nothing of it is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import ParseError
from notifier.core.market_calendar import load_calendars
from notifier.core.model import Entry
from notifier.sources.parsing.sandbox import Sandbox
from tests.sources.parsing import sandbox_functions

MEMORY = 256_000_000
PATIENCE = 20


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """Give two processes with little time."""
    made = Sandbox(timeout=0.5, memory=MEMORY)
    yield made
    await made.close()


@pytest.fixture
async def patient() -> AsyncIterator[Sandbox]:
    """Give one process with time enough on a busy machine."""
    made = Sandbox(timeout=PATIENCE, memory=MEMORY, processes=1)
    yield made
    await made.close()


def lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def gone(*processes: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while any(map(lives, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(lives, processes))


async def test_calls_are_answered_in_another_process_that_stays_for_the_next(
    patient: Sandbox,
) -> None:
    assert await patient.run(sandbox_functions.double, 21) == 42
    one, other = (
        await patient.run(sandbox_functions.process),
        await patient.run(sandbox_functions.process),
    )

    assert one == other != os.getpid()


async def test_a_process_that_has_nothing_to_do_ends_and_the_next_call_starts_one() -> None:
    sandbox = Sandbox(timeout=PATIENCE, memory=MEMORY, kept_idle=0)
    try:
        first = await sandbox.run(sandbox_functions.process)
        assert await asyncio.to_thread(gone, first)
        assert await sandbox.run(sandbox_functions.process) != first
    finally:
        await sandbox.close()


async def test_what_a_parser_refuses_is_told_in_its_words(patient: Sandbox) -> None:
    with pytest.raises(ParseError, match=r"^this is no feed$"):
        await patient.run(sandbox_functions.refuse)


async def test_a_bug_is_logged_with_its_trace_and_fails_only_its_call(patient: Sandbox) -> None:
    with capture_logs() as logs, pytest.raises(ParseError, match="LookupError: a bug"):
        await patient.run(sandbox_functions.fail)

    assert "in fail" in logs[0]["exception"]
    assert await patient.run(sandbox_functions.double, 1) == 2


@pytest.mark.parametrize("endless", [sandbox_functions.loop, sandbox_functions.loop_in_c])
async def test_what_takes_too_long_is_ended_and_its_neighbour_goes_on(
    sandbox: Sandbox, endless: Callable[[], object]
) -> None:
    stuck = asyncio.create_task(sandbox.run(endless))
    neighbours = [await sandbox.run(sandbox_functions.process) for _ in range(20)]

    with pytest.raises(ParseError, match=r"longer than 0\.5 s"):
        await stuck
    assert len(set(neighbours)) == 1
    assert await sandbox.run(sandbox_functions.process) in neighbours


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
async def test_what_takes_too_much_memory_is_ended(patient: Sandbox) -> None:
    before = await patient.run(sandbox_functions.process)

    with pytest.raises(ParseError, match="more than 256 MB"):
        await patient.run(sandbox_functions.hog)
    assert await patient.run(sandbox_functions.process) != before


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (sandbox_functions.end, "exit code 3"),
        (sandbox_functions.crash, "SIGSEGV"),
        (sandbox_functions.nested, "depth exceeded"),
        (sandbox_functions.much, "too much to be taken in"),
    ],
)
async def test_however_a_call_ends_it_is_told_and_the_next_is_answered(
    patient: Sandbox, function: Callable[[], object], told: str
) -> None:
    with capture_logs(), pytest.raises(ParseError, match=told):
        await patient.run(function)
    assert await patient.run(sandbox_functions.double, 2) == 4


@pytest.mark.parametrize("outcome", [0, 1, 3, 9])
async def test_a_parser_that_was_taken_over_gets_no_code_into_the_service(
    patient: Sandbox, tmp_path: Path, outcome: int
) -> None:
    touched = tmp_path / "touched"
    with capture_logs(), pytest.raises(ParseError):
        await patient.run(sandbox_functions.take_over, touched, outcome)
    assert not touched.exists()


async def test_what_is_not_of_the_promised_type_is_refused(patient: Sandbox) -> None:
    with capture_logs(), pytest.raises(ParseError):
        await patient.run(sandbox_functions.lie)
    assert await patient.run(sandbox_functions.double, 2) == 4


async def test_calendars_come_out_of_it_as_they_are(patient: Sandbox) -> None:
    today = date(2026, 11, 29)
    assert await patient.run(load_calendars, today) == load_calendars(today)


async def test_half_a_character_costs_itself_only(patient: Sandbox) -> None:
    assert await patient.run(sandbox_functions.half_character) == Entry("key", "half  a character")


async def test_a_process_that_was_killed_while_it_had_nothing_to_do_is_replaced(
    patient: Sandbox,
) -> None:
    before = await patient.run(sandbox_functions.process)
    os.kill(before, signal.SIGKILL)
    await asyncio.to_thread(os.waitid, os.P_PID, before, os.WEXITED | os.WNOWAIT)

    assert await patient.run(sandbox_functions.process) != before


async def test_a_call_that_is_given_up_leaves_nothing_at_work(
    patient: Sandbox, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    call = asyncio.create_task(patient.run(sandbox_functions.tell_and_loop, str(told)))
    process = int(await sandbox_functions.appeared(told))
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    assert not lives(process)
    assert await patient.run(sandbox_functions.double, 2) == 4


async def test_closing_ends_every_process_and_what_is_under_way(tmp_path: Path) -> None:
    sandbox = Sandbox(timeout=PATIENCE, memory=MEMORY)
    told = tmp_path / "told"
    stuck = asyncio.create_task(sandbox.run(sandbox_functions.tell_and_loop, str(told)))
    idle = await sandbox.run(sandbox_functions.process)
    busy = int(await sandbox_functions.appeared(told))
    waiting = [asyncio.create_task(sandbox.run(sandbox_functions.loop)) for _ in range(3)]
    await asyncio.sleep(0)
    await sandbox.close()

    for call in (stuck, *waiting):
        with pytest.raises(ParseError, match="the service stops"):
            await call
    assert not lives(idle)
    assert not lives(busy)
    with pytest.raises(ParseError, match="the service stops"):
        await sandbox.run(sandbox_functions.double, 1)


async def test_a_worker_knows_no_secret_and_what_it_prints_disturbs_nobody(
    patient: Sandbox, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NOTIFIER_TELEGRAM_TOKEN", "1:secret")

    assert "NOTIFIER_TELEGRAM_TOKEN" not in await patient.run(sandbox_functions.environment)
    assert await patient.run(sandbox_functions.chatter) == "said"
    assert await patient.run(sandbox_functions.double, 3) == 6
    assert capfd.readouterr() == ("", "")


async def test_a_worker_is_replaced_after_many_calls(patient: Sandbox) -> None:
    seen = [await patient.run(sandbox_functions.process) for _ in range(2005)]

    assert len(set(seen)) == 2


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.sources.parsing.sandbox_parent", str(tmp_path / "told")],
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        idle, busy = map(int, parent.stdout.readline().split())
        parent.kill()

    assert gone(idle, busy)
