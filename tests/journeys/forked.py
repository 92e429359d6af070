"""`notifier` in processes that begin with everything imported and the shipped companies read.

So a start takes a tenth of what it takes otherwise.

They are processes of their own all the same, with folder, environment and streams of their own,
and SIGKILL ends them like any other.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Protocol

from notifier.service.factories import Role

_PRELOADED = (
    "notifier.cli.run",
    "notifier.service.bots",
    "alembic.command",
    *(f"notifier.service.roles.{role}" for role in Role),
    "anyio._backends._asyncio",
    "apscheduler.executors.asyncio",
    "notifier.bot.menu_change",
    "uvicorn.protocols.http.h11_impl",
    "tests.journeys.known_companies",
)


class Process(Protocol):
    """What `asyncio.subprocess` shows of a process, as far as journeys look."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def kill(self) -> None: ...

    def send_signal(self, signal: int, /) -> None: ...

    async def wait(self) -> int: ...


class _Forked:
    """A forked process."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, signal: int, /) -> None:
        os.kill(self.pid, signal)

    async def wait(self) -> int:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


async def fork(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[Path],
    *,
    paced: bool,
) -> Process:
    """Be `notifier` with arguments; `streams` are its input, and where output and errors go.

    One that is not `paced` leaves a chat alone for a moment where Telegram asks for a second.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    process = context.Process(
        target=_run, args=(arguments, folder, environment, streams, paced), daemon=True
    )
    await asyncio.to_thread(process.start)
    return _Forked(process)


def _moment(_chat: int) -> timedelta:
    return timedelta(seconds=0.05)


def _run(
    arguments: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    streams: Sequence[Path],
    paced: bool,
) -> None:
    os.chdir(folder)
    os.environ.clear()  # noqa: TID251 - it is to be the command's own
    os.environ.update(environment)  # noqa: TID251
    for number, (path, mode) in enumerate(zip(streams, ("rb", "ab", "ab"), strict=True)):
        with path.open(mode) as stream:
            os.dup2(stream.fileno(), number)
    sys.stdin = open(0, encoding="utf-8")  # noqa: SIM115 - which a fork is born without
    from notifier.cli import main

    sys.argv = ["notifier", *arguments]
    main(chat_pause=None if paced else _moment)
