"""What the service takes while nothing comes. Run: ./run.sh bench idle [--quick].

It runs as an operator starts it, every role in one process, with a bot, the shipped topics, and ten
feeds that are polled every minute and bring nothing new: two thirds answer 304, the others the same
bytes again. The Bot API answers long polls after 20 seconds, with nothing. Once every source was
read and the start is over, processor time is counted for a minute, children included; memory is
what all its processes hold at the end of that. PSS counts a page that several share in parts.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import bot_stand_in, figures
from benchmarks.sources_at_scale import Feeds, Server

SOURCES = 10
CPU_LIMIT = 0.5
"""Per cent of a core."""
MEMORY_LIMIT = 150.0
"""MB of PSS, of all processes together."""
_SETTLED = 24.0
"""Seconds after the first readings in which the start comes to its end; a minute later, so do the
processes that have read."""
_PATIENCE = 60.0
_TOPICS = Path(__file__).resolve().parents[1] / "config" / "topics.toml"


@contextmanager
def service(folder: Path, bot_api: str, feeds: int) -> Iterator[int]:
    """Run `notifier run` in a folder; return its process."""
    config = folder / "config"
    config.mkdir()
    sources = (
        f'[[source]]\nname = "s{number}"\nkind = "feed"\n'
        f'url = "http://127.0.1.{number + 1}:{feeds}/{number}"\n'
        for number in range(SOURCES)
    )
    shutil.copy(_TOPICS, config)
    (config / "sources.toml").write_text("\n".join(sources), encoding="utf-8")
    inherited = os.environ.items()  # noqa: TID251 - a child needs PATH and HOME
    kept = {name: value for name, value in inherited if not name.startswith("NOTIFIER_")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "notifier", "run"],
            cwd=folder,
            env={
                **kept,
                "NOTIFIER_DATABASE_URL": f"sqlite:///{folder}/notifier.db",
                "NOTIFIER_FETCH_ALLOW_PRIVATE": "127.0.0.0/8",
                "NOTIFIER_SECURITIES_SYNC_EVERY": "none",
                "NOTIFIER_TELEGRAM_BASE_URL": bot_api,
                "NOTIFIER_TELEGRAM_TOKEN": bot_stand_in.TOKEN,
                "NOTIFIER_WEB_PORT": str(bot_stand_in.free_port()),
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def processor_seconds(process: int) -> float:
    """Return the CPU seconds of a process, and of its children, ended ones included."""
    return figures.processor_seconds({process} | figures.children(process))


def memory_mb(process: int, kind: str) -> float:
    """Return how much memory of a kind (`Pss`, `Rss`) a process holds, in MB."""
    found = re.search(
        rf"^{kind}: +(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE
    )
    return int(found[1]) * 1024 / 1e6 if found else 0.0


async def measure(seconds: float, settled: float) -> None:
    """Run the service, and print what it takes."""
    feeds = Feeds(SOURCES)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(feeds), "0.0.0.0", 0)
    port = server.sockets[0].getsockname()[1]
    with (
        tempfile.TemporaryDirectory() as folder,
        bot_stand_in.stand_in(latency=0.0) as bot,
        service(Path(folder), bot.base_url, port) as process,
    ):
        async with asyncio.timeout(_PATIENCE):
            while feeds.answered < SOURCES:  # noqa: ASYNC110 - the server counts in a callback
                await asyncio.sleep(0.1)
        await asyncio.sleep(settled)
        polls, wall, cpu = feeds.answered, time.monotonic(), processor_seconds(process)
        await asyncio.sleep(seconds)
        cpu, wall = processor_seconds(process) - cpu, time.monotonic() - wall
        report(process, cpu / wall, (feeds.answered - polls) / wall)


def report(process: int, cores: float, polls: float) -> None:
    """Print the shares of a core, and what memory each process holds."""
    held = {each: memory_mb(each, "Pss") for each in (process, *figures.children(process))}
    resident = sum(memory_mb(each, "Rss") for each in held)
    print(f"{SOURCES} sources, {polls:.2f} polls/s, nothing new")
    print(f"CPU     {cores * 100:6.2f} % of a core, at most {CPU_LIMIT} wanted")
    print(
        f"memory  {sum(held.values()):6.0f} MB (PSS), at most {MEMORY_LIMIT:.0f} wanted; "
        f"{resident:.0f} MB RSS"
    )
    for each, memory in held.items():
        print(f"        {memory:6.0f} MB in {'the service' if each == process else 'a parser'}")
    figures.show(idle_cpu_percent=cores * 100, idle_memory_mb=sum(held.values()))


def main() -> None:
    """Measure for as long as was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh bench idle", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--quick", action="store_true", help="a quarter of the time, in which no parser ends"
    )
    asked = parser.parse_args()
    share = 0.25 if asked.quick else 1
    asyncio.run(measure(asked.seconds * share, _SETTLED * share))


if __name__ == "__main__":
    main()
