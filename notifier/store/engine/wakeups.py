"""Waking the next stage at once: in this process, and on PostgreSQL in every other.

Stages look for what is due at intervals as well, so a wake-up that is lost costs half a second and
nothing else. On SQLite other processes are left to those intervals.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from notifier.core.log import get_logger

log = get_logger(__name__)

_CHANNEL: Final = "notifier"
_RETRY: Final = 5.0

ANNOUNCED: Final = "notifier_announced"
"""The execution option of a writing connection that holds what is announced on it."""


class Stage(StrEnum):
    """What can be woken."""

    DELIVERY = "delivery"
    FAN_OUT = "fan_out"
    INBOX = "inbox"


async def announce(connection: AsyncConnection, stage: Stage) -> None:
    """Wake a stage as soon as this writing transaction is committed."""
    options = await connection.run_sync(sa.Connection.get_execution_options)
    announced: set[Stage] = options[ANNOUNCED]
    if stage not in announced:
        announced.add(stage)
        if connection.dialect.name != "sqlite":
            await connection.execute(_NOTIFY, {"stage": stage.value})


_NOTIFY: Final = sa.select(sa.func.pg_notify(_CHANNEL, sa.bindparam("stage")))


class Wakeups:
    """Who is woken in this process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._wakes = defaultdict[str, list[Callable[[], None]]](list)

    def on(self, stage: Stage, wake: Callable[[], None]) -> None:
        """Call `wake` whenever there is something new for a stage."""
        self._wakes[stage].append(wake)

    def wake(self, stages: Iterable[str]) -> None:
        """Wake stages of this process."""
        for stage in stages:
            for wake in self._wakes[stage]:
                wake()

    async def listen(self, retry: float = _RETRY) -> None:
        """Wake stages of this process for what others commit, on PostgreSQL, until cancelled.

        A connection that breaks is made anew after `retry` seconds.
        """
        while True:
            with suppress(DBAPIError, OSError, TimeoutError):
                await self._listen()
            log.warning("not_woken_by_other_processes", again_in=retry)
            await asyncio.sleep(retry)

    async def _listen(self) -> None:
        """Listen on a connection of its own until it breaks."""
        broken = asyncio.Event()

        def heard(_connection: Any, _process: int, _channel: str, stage: str) -> None:
            self.wake([stage])

        async with self._engine.connect() as connection:
            pooled = await connection.get_raw_connection()
            driver: Any = pooled.driver_connection
            driver.add_termination_listener(lambda _connection: broken.set())
            await driver.add_listener(_CHANNEL, heard)
            self.wake(Stage)  # for what was announced before
            try:
                await broken.wait()
            finally:
                await connection.invalidate()
