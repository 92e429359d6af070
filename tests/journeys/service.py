"""The real service as a process of its own, for journeys."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from pathlib import Path
from typing import Self

import httpx

from tests.fakes.bot_api import BotApi

_PATIENCE = 30.0
STARTED: list[Process] = []
"""The processes of the test that is running, so that none outlives a test that fails."""
REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Place:
    """An operator's folder: `config/`, a database, a folder of posts."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.posts = folder / "posts"
        self.posts.mkdir()
        (folder / "config").mkdir()
        self.environment = {
            "NOTIFIER_WEB_PORT": str(self.port),
            "NOTIFIER_WEB_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "NOTIFIER_FETCH_ALLOW_PRIVATE": "127.0.0.0/8",
            "NOTIFIER_DATABASE_URL": database_url or f"sqlite:///{folder / 'notifier.db'}",
            "NOTIFIER_LOG_FORMAT": "json",
            "NOTIFIER_SECURITIES_SYNC_EVERY": "none",
        }
        self.write(
            "sources.toml",
            '[[source]]\nname = "posts"\ntitle = "证券时报网"\nkind = "posts"\n'
            f'path = "{self.posts}"\ninterval = "1s"\n',
        )
        self.write(
            "topics.toml",
            '[[topic]]\nslug = "metaverse"\ntitle = "元宇宙"\nquery = "元宇宙 | 虚拟现实"\n',
        )

    def write(self, name: str, text: str) -> None:
        """Write a file of `config/`."""
        (self.folder / "config" / name).write_text(text, encoding="utf-8")

    def with_bot(self, api: BotApi) -> Self:
        """Connect the service to a fake Bot API."""
        self.environment["NOTIFIER_TELEGRAM_TOKEN"] = api.token
        self.environment["NOTIFIER_TELEGRAM_BASE_URL"] = api.base_url
        return self

    def url(self, path: str) -> str:
        """Where the service publishes `path`."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def start(self, *arguments: str) -> Service:
        """Start `notifier run` and return when it answers."""
        service = await Service.start(self, "run", *arguments)
        await service.until_ready()
        return service

    async def run(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        """Run a command to its end; return exit code, output and errors."""
        service = await Service.start(self, *arguments, piped=True)
        out, err = await asyncio.wait_for(service.process.communicate(stdin), _PATIENCE)
        return service.process.returncode or 0, out.decode(), err.decode()


class Service:
    """A running process."""

    def __init__(self, place: Place, process: Process, log: Path) -> None:
        self.place = place
        self.process = process
        self._log = log

    @classmethod
    async def start(cls, place: Place, *arguments: str, piped: bool = False) -> Self:
        """Start a command of the service in its operator's folder."""
        log = place.folder / "service.log"
        kept = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 - a child needs PATH and HOME
            # One that may not keep what it compiles takes twice as long to start.
            if not name.startswith("NOTIFIER_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "notifier",
                *arguments,
                cwd=place.folder,
                env={**kept, "PYTHONPATH": str(REPOSITORY), **place.environment},
                stdin=asyncio.subprocess.PIPE if piped else asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if piped else output,
                stderr=asyncio.subprocess.PIPE if piped else output,
            )
        STARTED.append(process)
        return cls(place, process, log)

    @property
    def log(self) -> str:
        """Everything that this operator's services have printed."""
        return self._log.read_text(encoding="utf-8")

    async def until_ready(self) -> None:
        """Wait until the web server answers."""
        deadline = time.monotonic() + _PATIENCE
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.monotonic() < deadline:
                assert self.process.returncode is None, f"it ended at once:\n{self.log}"
                try:
                    if (await client.get(self.place.url("/healthz"))).is_success:
                        return
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        raise AssertionError(f"it did not get ready:\n{self.log}")

    async def until_log(self, text: str, times: int = 1) -> None:
        """Wait until the log says `text`."""
        deadline = time.monotonic() + _PATIENCE
        while self.log.count(text) < times:
            assert time.monotonic() < deadline, f"the log never said {text!r}:\n{self.log}"
            await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """End it as an operator does: SIGTERM. Return the exit code."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), _PATIENCE)
