"""Ending in order what runs beside the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.service.leadership import RENEW_EVERY, Leadership

log = get_logger(__name__)

T = TypeVar("T")

_STOP_WITHIN = 5.0
"""Seconds that work under way is given when the service stops; Docker kills after ten."""


@asynccontextmanager
async def background(
    work: Coroutine[None, None, T], *, is_awaited: bool = False
) -> AsyncIterator[asyncio.Task[T]]:
    """Do some work while the block runs, and cancel what is left of it.

    What it raises is logged at once, but where it `is_awaited` by whoever tells of it.
    """
    task = asyncio.create_task(work)
    if not is_awaited:
        task.add_done_callback(_log_failure)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def _log_failure(task: asyncio.Task[T]) -> None:
    failure = None if task.cancelled() else task.exception()
    if failure is not None:
        log.error(
            "background_work_failed",
            work=getattr(task.get_coro(), "__qualname__", ""),
            exc_info=failure,
        )


async def stop_in_time(
    stops: Sequence[Callable[[], Awaitable[None]]], leadership: Leadership
) -> None:
    """Wait for work under way; what does not finish in time is taken up at the next start.

    We lead until then: another that took over would send what is under way once more.
    """

    async def lead_on() -> None:
        while True:
            with suppress(StoreError):
                await leadership.renew()
            await asyncio.sleep(RENEW_EVERY.total_seconds())

    try:
        async with asyncio.timeout(_STOP_WITHIN), background(lead_on()):
            await asyncio.gather(*(stop() for stop in stops))
    except TimeoutError:
        log.warning("stopped_with_work_under_way")
