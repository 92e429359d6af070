"""The service in processes that begin with everything imported, so that a start takes half as long.

They are processes of their own all the same: `notifier run`, which SIGKILL ends like any other.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TYPE_CHECKING, cast

from notifier.service.factories import Role
from tests.journeys.service import Place, Service

if TYPE_CHECKING:
    from asyncio.subprocess import Process


class _Child:
    """A forked process, as `asyncio.subprocess` shows one."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    async def wait(self) -> int:
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode


async def start_forked(place: Place) -> Service:
    """Start `notifier run`; what it imports is imported once for all."""
    log = place.folder / "service.log"
    context = multiprocessing.get_context("forkserver")
    roles = [f"notifier.service.roles.{role}" for role in Role]
    context.set_forkserver_preload(["notifier.cli.run", "notifier.service.bots", *roles])
    process = context.Process(target=_run, args=(place.folder, log, place.environment), daemon=True)
    await asyncio.to_thread(process.start)
    return Service(place, cast("Process", _Child(process)), log)


def _run(folder: Path, log: Path, environment: Mapping[str, str]) -> None:
    """Be `notifier run` in that folder."""
    os.chdir(folder)
    for name in [each for each in os.environ if each.startswith("NOTIFIER_")]:  # noqa: TID251
        del os.environ[name]  # noqa: TID251 - it is to be the service's own
    os.environ.update(environment)  # noqa: TID251
    with log.open("ab") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    from notifier.cli import main

    sys.argv = ["notifier", "run"]
    main()
