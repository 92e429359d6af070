"""The whole way: from a server's answer to the first message. Run: ./run.sh bench way [--quick].

A source and a Bot API run in a process of their own, on one clock; the service runs as it is, with
every role but the web, on a database with a million subscriptions of 100,000 chats. Messages go
out as paid broadcasts, 1,000 a second, so that Telegram's free rate is not what is measured.

1. single articles of 1,500 characters: how long until the first message of each; by itself that of
   the one which comes while the service starts
2. a hot article, which 54,000 chats are to be told of while nothing else waits: when it is stored
   with the first of its alerts, when its first message came, and when all alerts are planned
3. many articles at once: how many a second are stored with their alerts
4. the same fan-out with nothing beside it, and what the engine can do at most (`way_engine`)
5. beside it the simplest honest bot: feedparser, a loop over the terms, sqlite3, and a message to
   each chat through python-telegram-bot
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import logging
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console

from benchmarks import figures, way_engine
from benchmarks.bot_stand_in import TOKEN
from benchmarks.deliver import database
from benchmarks.match_world import World
from benchmarks.way_database import CHATS, FANS, HOT, QUERIES
from notifier.core.alerts import AlertState
from notifier.core.log import configure_logging
from notifier.ingest.pipeline import Arrival
from notifier.service.app import Service, running_service
from notifier.service.factories import Role
from notifier.service.settings import Settings
from notifier.sources.feed import FeedConfig
from notifier.store.alerts import fan_out
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import alert, article, queued_chat

LATENCY = 0.02
QUIET = 0.5
"""Seconds without a message, after which all are taken to be out."""

_SOURCE_INTERVAL = timedelta(seconds=1)
_WAITING = (AlertState.NEW, AlertState.LATER)


@dataclass(frozen=True)
class Seen:
    """What the source and the Bot API saw, in seconds on their clock."""

    answered: dict[int, float]
    first: dict[int, float]
    messages: int

    def delay(self, number: int) -> float | None:
        """Return the seconds from the answer with an article to its first message."""
        came = self.first.get(number)
        return None if came is None else came - self.answered[number]


@dataclass(frozen=True)
class Outside:
    """The running source and Bot API."""

    url: str

    def order(self, texts: Sequence[str], each: int) -> None:
        """Have articles answered, so many in an answer."""
        body = json.dumps({"texts": texts, "each": each}).encode()
        urllib.request.urlopen(f"{self.url}/order", body).close()

    def seen(self) -> Seen:
        """Return what was seen until now."""
        with urllib.request.urlopen(f"{self.url}/seen") as answer:
            told = json.load(answer)
        answered, first = (
            {int(number): at for number, at in told[key].items()} for key in ("answered", "first")
        )
        return Seen(answered, first, told["messages"])


@contextmanager
def outside() -> Iterator[Outside]:
    """Run the source and the Bot API."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.way_server", str(port), str(LATENCY)]
    )
    try:
        found = Outside(f"http://127.0.0.1:{port}")
        for _ in range(100):
            try:
                found.seen()
                break
            except OSError:
                time.sleep(0.1)
        yield found
    finally:
        process.kill()
        process.wait()


class Watch:
    """Keeps when each article was stored with its alerts."""

    def __init__(self) -> None:
        self.stored: dict[int, tuple[float, int]] = {}
        self._more = asyncio.Event()

    def __call__(self, arrival: Arrival) -> None:
        """Take note of an article."""
        number = int(arrival.article.key)
        self.stored[number] = time.perf_counter(), arrival.alerts
        self._more.set()

    async def wait_for(self, number: int) -> tuple[float, int]:
        """Wait until an article is stored; return when it was, and how many alerts it has."""
        while number not in self.stored:
            self._more.clear()
            await self._more.wait()
        return self.stored[number]


@asynccontextmanager
async def service(url: str, api: Outside, watch: Watch) -> AsyncIterator[Service]:
    """Run the service."""
    settings = Settings.model_validate(
        {
            "database": {"url": url},
            "telegram": {"token": TOKEN, "base_url": f"{api.url}/bot"},
            "delivery": {"per_second": 1000, "max_in_flight": 250},
            "web": {"port": 0},
            "fetch": {"allow_private": ["127.0.0.0/8"]},
            "securities": {"sync_every": None},
            "sources": [
                FeedConfig(
                    kind="feed",
                    name="wire",
                    url=f"{api.url}/feed.xml",
                    interval=_SOURCE_INTERVAL,
                    interval_min=_SOURCE_INTERVAL,
                    interval_max=_SOURCE_INTERVAL,
                )
            ],
        }
    )
    roles = (Role.DELIVER, Role.CHAT, Role.POLL)
    console = Console(file=io.StringIO())
    async with running_service(settings, roles, console=console, on_arrival=watch) as running:
        yield running


async def measure(url: str, api: Outside, articles: int, many: int) -> dict[str, Any]:
    """Run the service and measure it."""
    watch, world = Watch(), World(11)
    texts = world.articles(articles + many + 1)
    async with service(url, api, watch) as running:
        await asyncio.to_thread(api.order, texts[:1], 1)  # while the service is starting still
        await watch.wait_for(0)
        await _until_quiet(api)
        size = await figures.database_bytes(running.store)
        for number, text in enumerate(texts[1:articles], 1):
            await asyncio.to_thread(api.order, [text], 1)
            await watch.wait_for(number)
            await _until_quiet(api)
        seen = await asyncio.to_thread(api.seen)
        delays = [each for number in range(1, articles) if (each := seen.delay(number)) is not None]
        alerts = [watch.stored[number][1] for number in range(1, articles)]
        size = await figures.database_bytes(running.store) - size
        await asyncio.to_thread(api.order, [f"{HOT}。{texts[articles]}"], 1)
        stored, _ = await watch.wait_for(articles)
        planned = await _until_planned(running.store)
        hot_alerts = await _alerts_of(running.store, articles)
        async with asyncio.timeout(60):
            while articles not in (hot := await asyncio.to_thread(api.seen)).first:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        await _forget_waiting(running.store)
        await _until_quiet(api)
        await asyncio.to_thread(api.order, texts[articles + 1 :], many)
        at, _ = await watch.wait_for(articles + many)
        seen = await asyncio.to_thread(api.seen)
        return {
            "delays": sorted(delays),
            "start": seen.delay(0),
            "alerts": statistics.median(alerts),
            "articles_per_second": many / (at - seen.answered[articles + 1]),
            "hot_alerts": hot_alerts,
            "hot_stored": stored - hot.answered[articles],
            "hot_planned": planned - hot.answered[articles],
            "hot_first": hot.delay(articles),
            "alert_bytes": size / sum(alerts),
            "memory_mb": _memory(),
        }


async def _forget_waiting(store: Store) -> None:
    """Delete what waits to be sent, which would take the processor for minutes."""
    async with store.write() as connection:
        await connection.execute(sa.delete(queued_chat))
        await connection.execute(sa.delete(alert).where(alert.c.state.in_(_WAITING)))


async def _until_planned(store: Store) -> float:
    """Wait until nothing is left to plan; return when that was."""
    while True:
        async with store.read() as connection:
            if not await fan_out.is_left(connection):
                return time.perf_counter()
        await asyncio.sleep(0.005)


async def _alerts_of(store: Store, number: int) -> int:
    of_article = sa.select(sa.func.count()).select_from(
        alert.join(article, article.c.id == alert.c.article_id)
    )
    async with store.read() as connection:
        return int(await connection.scalar(of_article.where(article.c.key == str(number))) or 0)


async def _until_quiet(api: Outside) -> None:
    before = -1
    while (now := (await asyncio.to_thread(api.seen)).messages) != before:
        before = now
        await asyncio.sleep(QUIET)


def _memory() -> float:
    """Return the megabytes this process has in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(
        int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")
    )


@contextmanager
def simplest_bot(path: Path, api: Outside) -> Iterator[None]:
    """Run the simplest bot."""
    command = [sys.executable, "-m", "benchmarks.way_peer", str(path), api.url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()


async def measure_peer(path: Path, api: Outside, articles: int) -> list[float]:
    """Measure the simplest bot: the seconds to the first message of each article."""
    with simplest_bot(path, api):
        for text in World(11).articles(articles):
            await asyncio.to_thread(api.order, [text], 1)
            await asyncio.sleep(1.5)  # until it polls again
            await _until_quiet(api)
        seen = await asyncio.to_thread(api.seen)
    return sorted(each for number in seen.answered if (each := seen.delay(number)) is not None)


async def measure_engine(url: str) -> dict[str, float]:
    """Measure the fan-out and the engine with nothing beside them."""
    store = open_store(url)
    await _forget_waiting(store)
    found = await way_engine.measure(store)
    await store.close()
    return found


def show(engine: str, found: dict[str, Any]) -> None:
    """Print what was measured."""
    delays = found["delays"]
    print(f"\nours, {engine}")
    print(f"  to the first message, {len(delays)} articles, {found['alerts']:.0f} alerts each:")
    p99 = delays[min(len(delays) - 1, round(0.99 * len(delays)))]
    print(f"    median {statistics.median(delays) * 1e3:.0f} ms, 99 of 100 {p99 * 1e3:.0f} ms")
    if found["start"] is not None:
        print(f"    of the article that is there at a start {found['start'] * 1e3:.0f} ms")
    print(f"  many at once: {found['articles_per_second']:.1f} articles/s")
    print(
        f"  a hot article, {found['hot_alerts']:,} alerts: first message after "
        f"{(found['hot_first'] or 0) * 1e3:.0f} ms, stored after "
        f"{found['hot_stored'] * 1e3:.0f} ms, all planned after "
        f"{found['hot_planned'] * 1e3:.0f} ms "
        f"({found['hot_alerts'] / found['hot_planned']:,.0f} rows/s)"
    )
    print(
        f"  memory {found['memory_mb']:.0f} MB, "
        f"{found['alert_bytes']:.0f} bytes of database for an alert that is sent",
        flush=True,
    )
    figures.show(
        **{
            f"way_{engine}_{key}": value
            for key, value in {
                "median_ms": statistics.median(delays) * 1e3,
                "p99_ms": p99 * 1e3,
                "articles_per_second": found["articles_per_second"],
                "rows_per_second": found["hot_alerts"] / found["hot_planned"],
                "alert_bytes": found["alert_bytes"],
                "memory_mb": found["memory_mb"],
            }.items()
        }
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh bench way", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help="a tenth of the subscriptions")
    asked = parser.parse_args()
    sizes = [each // 10 if asked.quick else each for each in (CHATS, QUERIES, FANS)]
    with tempfile.TemporaryDirectory() as folder:
        configure_logging("info", "json")
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream((Path(folder) / "log").open("a", encoding="utf-8"))
        with database(asked.database, Path(folder)) as empty:
            url = empty.url
            build = [sys.executable, "-m", "benchmarks.way_database", url, *map(str, sizes)]
            subprocess.run(build, check=True)
            if asked.database == "sqlite":
                other = Path(folder) / "peer.db"
                shutil.copy(Path(folder) / "bench.db", other)
                with outside() as api:
                    delays = asyncio.run(measure_peer(other, api, 10))
                print(f"\nthe simplest bot: median {statistics.median(delays) * 1e3:.0f} ms")
                figures.show(way_simplest_median_ms=statistics.median(delays) * 1e3)
            with outside() as api:
                show(asked.database, asyncio.run(measure(url, api, asked.articles, asked.many)))
            way_engine.show(asked.database, asyncio.run(measure_engine(url)))


if __name__ == "__main__":
    main()
