"""The real service as a process of its own, for journeys."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import httpx

from tests.fakes.bot_api import BotApi
from tests.journeys.forked import Process, fork

_PATIENCE = 60.0
STARTED: list[Process] = []
"""The processes of the test that is running, so that none outlives a test that fails."""
REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def http_client() -> httpx.AsyncClient:
    """Return what asks a service; without TLS, for which it would read certificates for 25 ms."""
    return httpx.AsyncClient(trust_env=False, verify=False)


async def execute(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]
) -> Process:
    """Run `notifier` as an operator does; `streams` are its input, output and errors."""
    with ExitStack() as stack:
        opened = [
            stack.enter_context(path.open(mode))
            for path, mode in zip(streams, ("rb", "ab", "ab"), strict=True)
        ]
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "notifier", *arguments),
            cwd=folder,
            env=environment,
            stdin=opened[0],
            stdout=opened[1],
            stderr=opened[2],
        )


class Place:
    """An operator's folder: `config/`, a database, a folder of posts.

    Where it is `fresh`, each command is a new program, as it is for an operator; else it begins
    with everything imported, which takes a third of the time. Where it is `paced`, or fresh, a chat
    is sent one message a second as Telegram prescribes, else as fast as a journey asks.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str | None = None,
        *,
        fresh: bool = False,
        paced: bool = False,
    ) -> None:
        self.fresh = fresh
        self.paced = paced
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
        with tempfile.TemporaryDirectory() as folder:
            streams = [Path(folder) / name for name in ("in", "out", "err")]
            for path in streams:
                path.write_bytes(stdin if path.name == "in" else b"")
            process = await self.begin(arguments, streams)
            code = await asyncio.wait_for(process.wait(), _PATIENCE)
            out, err = (path.read_text(encoding="utf-8") for path in streams[1:])
        return code, out, err

    async def begin(self, arguments: Sequence[str], streams: Sequence[Path]) -> Process:
        """Begin a command in this folder; `streams` are its input, output and errors."""
        kept = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 - a child needs PATH and HOME
            # One that may not keep what it compiles takes twice as long to start.
            if not name.startswith("NOTIFIER_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        environment = {**kept, "PYTHONPATH": str(REPOSITORY), **self.environment}
        if self.fresh:
            process = await execute(arguments, self.folder, environment, streams)
        else:
            process = await fork(arguments, self.folder, environment, streams, paced=self.paced)
        STARTED.append(process)
        return process


class Service:
    """A running process."""

    def __init__(self, process: Process, place: Place, log: Path) -> None:
        self.process = process
        self.place = place
        self._log = log

    @classmethod
    async def start(cls, place: Place, *arguments: str) -> Self:
        """Start a command of the service in its operator's folder."""
        log = place.folder / "service.log"
        log.touch()
        process = await place.begin(arguments, [Path(os.devnull), log, log])
        return cls(process, place, log)

    @property
    def log(self) -> str:
        """Everything that this operator's services have printed."""
        return self._log.read_text(encoding="utf-8")

    async def until_ready(self) -> None:
        """Wait until the web server answers."""
        deadline = time.monotonic() + _PATIENCE
        async with http_client() as client:
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
