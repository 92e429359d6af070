"""Waking the next stage at once: in this process, and on PostgreSQL in every other.

Stages look for what is due at intervals as well, so a wake-up that is lost costs seconds and
nothing else. On SQLite `Store.listen` finds what other processes commit. Those that listen through
a pool of connections which gives each transaction another one, as PgBouncer's does, look twice a
second.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from notifier.core.log import get_logger

log = get_logger(__name__)

_CHANNEL: Final = "notifier"
_RETRY: Final = 5.0
_TRIAL_SECONDS: Final = 5.0
_RETRY_UNHEARD: Final = 300.0

ANNOUNCED: Final = "notifier_announced"
"""The execution option of a writing connection that holds what is announced on it."""


class Stage(StrEnum):
    """What can be woken."""

    DELIVERY = "delivery"
    FAN_OUT = "fan_out"
    INBOX = "inbox"
    POLL = "poll"


async def announce(connection: AsyncConnection, stage: Stage) -> None:
    """Wake a stage as soon as this writing transaction is committed."""
    options = await connection.run_sync(sa.Connection.get_execution_options)
    announced: set[Stage] = options[ANNOUNCED]
    if stage not in announced:
        announced.add(stage)
        if connection.dialect.name != "sqlite":
            await connection.execute(_NOTIFY, {"stage": stage.value})


_WHAT_TO_DO: Final = (
    "set NOTIFIER_DATABASE_LISTEN_URL to the server's own address: through a pool of connections "
    "nothing is heard, and what other processes commit is found half a second later"
)


class _UnheardError(Exception):
    """What is announced does not come through."""


_NOTIFY: Final = sa.select(sa.func.pg_notify(_CHANNEL, sa.bindparam("stage")))


class Wakeups:
    """Who is woken in this process."""

    def __init__(self, engine: AsyncEngine, listening: AsyncEngine | None = None) -> None:
        """Announce by `engine`, and listen by `listening` where that is another."""
        self._engine = engine
        self._listening = listening or engine
        self._wakes = defaultdict[str, list[Callable[[], None]]](list)
        self.are_heard = engine.dialect.name == "sqlite"
        """Whether what other processes commit is heard, or found out soon enough, as on SQLite."""

    def on(self, stage: Stage, wake: Callable[[], None]) -> None:
        """Call `wake` whenever there is something new for a stage."""
        self._wakes[stage].append(wake)

    def wake(self, stages: Iterable[str]) -> None:
        """Wake stages of this process."""
        for stage in stages:
            for wake in self._wakes[stage]:
                wake()

    async def listen(self, retry: float = _RETRY, trial: float = _TRIAL_SECONDS) -> None:
        """Wake stages of this process for what others commit, on PostgreSQL, until cancelled.

        A connection that breaks is made anew after `retry` seconds, whatever broke it. One that
        does not hear within `trial` seconds what is announced for that is tried again now and then.
        Each is told once.
        """
        is_told = is_broken = False
        while True:
            pause, problem = retry, "the connection ended"
            try:
                await self._listen(trial)
                is_broken = False  # it was heard until now
            except _UnheardError:
                pause = max(retry, _RETRY_UNHEARD)
                if not is_told:
                    log.warning("listening_hears_nothing", what_to_do=_WHAT_TO_DO)
                is_told = True
            except Exception as error:  # noqa: BLE001 - pool, driver and network have many kinds
                problem = " ".join(str(getattr(error, "orig", error)).split())
            if pause == retry and not is_broken:
                log.warning("not_woken_by_other_processes", again_in=retry, problem=problem)
                is_broken = True
            await asyncio.sleep(pause)

    async def _listen(self, seconds: float) -> None:
        """Listen on a connection of its own until it breaks; raise _UnheardError."""
        broken, is_heard = asyncio.Event(), asyncio.Event()
        trial = uuid.uuid4().hex

        def heard(_connection: Any, _process: int, _channel: str, stage: str) -> None:
            if stage == trial:
                is_heard.set()
            self.wake([stage])

        def ended(_connection: Any) -> None:
            broken.set()
            is_heard.set()  # of which nothing more is to be expected

        async with self._listening.connect() as connection:
            pooled = await connection.get_raw_connection()
            driver: Any = pooled.driver_connection
            driver.add_termination_listener(ended)
            await driver.add_listener(_CHANNEL, heard)
            self.wake(Stage)  # for what was announced before
            try:
                await self._announce_trial(trial, is_heard, seconds)
                self.are_heard = not broken.is_set()
                await broken.wait()
            finally:
                self.are_heard = False
                await connection.invalidate()

    async def _announce_trial(self, trial: str, is_heard: asyncio.Event, seconds: float) -> None:
        """Announce what wakes nobody, as another process would; raise _UnheardError."""
        async with self._engine.begin() as connection:
            await connection.execute(_NOTIFY, {"stage": trial})
        try:
            # Not `wait_for`, which may swallow that it is cancelled.
            async with asyncio.timeout(seconds):
                await is_heard.wait()
        except TimeoutError:
            raise _UnheardError from None
