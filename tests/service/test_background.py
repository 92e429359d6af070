"""What runs in the background: whatever it raises is told, and at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import pytest
from structlog.testing import capture_logs

from notifier.service.stopping import background


async def _fail() -> None:
    raise LookupError("nothing there")


async def _go_on() -> None:
    await asyncio.Event().wait()


async def _stop_badly() -> None:
    try:
        await asyncio.Event().wait()
    finally:
        raise LookupError("at its end")


async def test_what_fails_in_the_background_is_logged_while_the_block_runs() -> None:
    with capture_logs() as logs:
        async with background(_fail()) as task:
            await asyncio.wait([task])
            await asyncio.sleep(0)
            [told] = logs
    assert (told["event"], told["work"]) == ("background_work_failed", "_fail")
    assert isinstance(told["exc_info"], LookupError)
    assert len(logs) == 1


async def test_what_fails_when_it_is_cancelled_is_logged() -> None:
    with capture_logs() as logs:
        async with background(_stop_badly()):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert [each["work"] for each in logs] == ["_stop_badly"]


@pytest.mark.parametrize("work", [_go_on, lambda: asyncio.sleep(0)])
async def test_what_ends_or_is_cancelled_is_not_told(
    work: Callable[[], Coroutine[None, None, None]],
) -> None:
    with capture_logs() as logs:
        async with background(work()):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert logs == []


async def test_what_is_awaited_is_told_by_whoever_awaits_it() -> None:
    with capture_logs() as logs, pytest.raises(LookupError):
        async with background(_fail(), is_awaited=True) as task:
            await task
    assert logs == []
