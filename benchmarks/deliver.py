"""How fast and at what cost alerts are sent. Run: ./run.sh bench deliver [--profile] [--seconds N].

A Bot API that answers after 100 ms runs in a process of its own; rates are those that it sees.

1. the transport alone, ours beside one HTTPXRequest of python-telegram-bot, 250 messages under way
2. the service's delivery from a full outbox at Telegram's free rate: 30 a second, 8 under way
3. the same with paid broadcast: 1,000 a second, 250 under way

What is measured in 2 and 3 is the service itself: `running_service` with the roles `deliver` and
`chat`, for then a bot's pace is not kept in the database; its database, its log written to a file.
CPU is that of its whole process.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import io
import logging
import pstats
import random
import resource
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from benchmarks import figures
from benchmarks.bot_stand_in import TOKEN, StandIn, stand_in
from notifier.core.clock import system_clock
from notifier.core.log import configure_logging
from notifier.core.model import Entry
from notifier.delivery.channels.telegram_request import TelegramRequest
from notifier.ingest.fan_out_job import FanOutJob
from notifier.ingest.pipeline import Pipeline
from notifier.securities.directory import Directory
from notifier.service.app import running_service
from notifier.service.factories import Role
from notifier.service.settings import Settings
from notifier.sources.feed import FeedConfig
from notifier.store.alerts import status
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.tables import chat, subscription
from notifier.subscriptions.rules import Rules
from tests.postgres import start_server

LATENCY = 0.1
MANY = 250
"""Messages under way at 1,000 a second: 100 of them on the wire, the others until it is noted."""
WARM_UP = 3.0
_QUERY = "元宇宙"
_BOT_NUMBER = int(TOKEN.partition(":")[0])


@dataclass(frozen=True)
class Database:
    """An empty database, and the process that serves it; 0 where it is a file."""

    engine: str
    url: str
    process: int = 0

    def cpu(self) -> float:
        """Return the seconds of CPU that the server has used for those who are connected."""
        server = figures.children(self.process) | {self.process} if self.process else ()
        return figures.processor_seconds(server)


@dataclass(frozen=True)
class Pace:
    """What the stand-in saw: messages a second over all, and in the fullest second."""

    per_second: float
    fullest: int
    number: int


def pace_of(times: list[float]) -> Pace:
    """Compute the rate of arrivals, and the most in any window of one second."""
    fullest = first = 0
    for last, moment in enumerate(times):
        while moment - times[first] >= 1:
            first += 1
        fullest = max(fullest, last - first + 1)
    span = times[-1] - times[0]
    return Pace((len(times) - 1) / span, fullest, len(times))


def cpu() -> float:
    """Return the seconds of CPU that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


# The transport alone


async def transport(request: BaseRequest, updates: BaseRequest, base_url: str, number: int) -> Any:
    """Send `number` messages as fast as it goes; return the rate and the CPU of each."""
    async with Bot(TOKEN, base_url, request=request, get_updates_request=updates) as bot:

        async def work(numbers: Iterator[int]) -> None:
            for each in numbers:
                await bot.send_message(each, "快讯 <b>腾讯控股</b> " * 10, parse_mode="HTML")

        async def drive(count: int) -> None:
            numbers = iter(range(1, count + 1))
            await asyncio.gather(*(work(numbers) for _ in range(MANY)))

        await drive(MANY)
        began, used = time.perf_counter(), cpu()
        await drive(number)
        return number / (time.perf_counter() - began), (cpu() - used) / number


async def transports(api: StandIn) -> None:
    """Compare many requests of one connection with one of many connections."""
    stock = HTTPXRequest(connection_pool_size=MANY, pool_timeout=60)
    theirs, their_cpu = await transport(stock, HTTPXRequest(), api.base_url, 400)
    ours, our_cpu = await transport(
        TelegramRequest(connections=MANY), TelegramRequest(connections=1), api.base_url, 5000
    )
    print(f"transport, {MANY} under way     messages/s    CPU a message")
    print(f"  one HTTPXRequest          {theirs:10.0f} {their_cpu * 1e6:13.0f} µs")
    print(f"  ours                      {ours:10.0f} {our_cpu * 1e6:13.0f} µs")
    print(f"  ratio                     {ours / theirs:10.1f} {their_cpu / our_cpu:13.1f}")
    figures.show(transport_ratio=ours / theirs, transport_cpu_ratio=their_cpu / our_cpu)


# The delivery


@asynccontextmanager
async def full_outbox(url: str, people: int, articles: int) -> AsyncIterator[None]:
    """Plan an alert of each article for each of many private chats."""
    store = open_store(url)
    await upgrade(store)
    await _subscribe(store, people)
    rules = Rules(Directory([]), (), start_set=list)
    await rules.refresh(store)
    pipeline = Pipeline(store, rules, system_clock)
    source = FeedConfig(kind="feed", name="wire", url="https://example.org/feed.xml")
    await pipeline.ingest(source, list(_entries(articles)), first=False)
    await FanOutJob(store).run_once()
    async with store.read() as connection:
        waiting = (await status.outbox_size(connection)).waiting
    assert waiting == people * articles, waiting
    await store.close()
    yield


async def _subscribe(store: Store, people: int) -> None:
    earlier = system_clock() - timedelta(hours=1)
    async with store.write() as connection:
        first = await chats.ensure_chat(
            connection, 1, bot=_BOT_NUMBER, language="zh-Hans", now=earlier
        )
        await subscriptions.subscribe(
            connection, first.id, canonical=_QUERY, text=_QUERY, now=earlier
        )
        pattern = (await connection.execute(sa.select(chat))).mappings().one()
        wish = (await connection.execute(sa.select(subscription))).mappings().one()
        rows = [
            {**pattern, "id": first.id + each, "telegram_id": 1 + each} for each in range(1, people)
        ]
        await connection.execute(sa.insert(chat), rows)
        wishes = [
            {**wish, "id": wish["id"] + each, "chat_id": first.id + each}
            for each in range(1, people)
        ]
        await connection.execute(sa.insert(subscription), wishes)


def _entries(number: int) -> Iterator[Entry]:
    chance = random.Random(7)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3500)]
    for each in range(number):
        text = "".join(chance.choices(characters, k=800))
        yield Entry(
            key=str(each),
            title=f"{_QUERY}{text[:20]}",
            url=f"https://example.org/{each}",
            body=f"<p>{_QUERY}，{text[:400]}</p><p>{text[400:]}</p>",
            published=system_clock(),
        )


@asynccontextmanager
async def delivering(
    url: str, api: StandIn, per_second: float, in_flight: int
) -> AsyncIterator[None]:
    """Run the service's delivery."""
    settings = Settings.model_validate(
        {
            "database": {"url": url},
            "telegram": {"token": TOKEN, "base_url": api.base_url},
            "delivery": {"per_second": per_second, "max_in_flight": in_flight},
            "web": {"port": 0},
        }
    )
    roles = [Role.DELIVER, Role.CHAT]
    async with running_service(settings, roles, console=Console(file=io.StringIO())):
        yield


async def delivery(
    kind: str, place: Database, api: StandIn, *, per_second: int, in_flight: int, seconds: float
) -> None:
    """Measure the service's delivery for some seconds."""
    url = place.url
    people = int(per_second * (seconds + WARM_UP + 5)) if per_second < 100 else per_second * 10
    articles = 1 if per_second < 100 else -(-int(seconds + WARM_UP + 5) // 10)
    api.arrivals()
    async with full_outbox(url, people, articles), delivering(url, api, per_second, in_flight):
        await asyncio.sleep(WARM_UP)
        api.arrivals()
        used, served = cpu(), place.cpu()
        await asyncio.sleep(seconds)
        used, served = cpu() - used, place.cpu() - served
        seen = await asyncio.to_thread(api.arrivals)
    pace = pace_of(seen.times)
    name = f"{per_second}/s, {in_flight} under way, {place.engine}"
    print(
        f"{name:34} {pace.per_second:8.2f}/s ({pace.per_second / per_second:.1%}), "
        f"fullest second {pace.fullest}, most under way {seen.most_at_once}; "
        f"CPU {used / seconds:.0%} of a core, {used / pace.number * 1e6:.0f} µs a message"
        + (f", and {served / pace.number * 1e6:.0f} µs in the database" if served else ""),
        flush=True,
    )
    found = {
        f"{kind}_per_second": pace.per_second,
        f"{kind}_cpu_ms_per_message": used / pace.number * 1e3,
        f"{kind}_database_ms_per_message": served / pace.number * 1e3,
    }
    if place.engine == "postgresql":  # on which many processes run
        figures.show(**found)
    else:
        figures.show(**{f"{kind}_per_second_sqlite": pace.per_second})


@contextmanager
def database(engine: str, folder: Path) -> Iterator[Database]:
    """Give an empty database."""
    if engine == "sqlite":
        yield Database(engine, f"sqlite:///{folder / 'bench.db'}")
        return
    server = start_server()
    try:
        yield Database(engine, server.url(), server.pid)
    finally:
        server.stop()


@contextmanager
def profiled() -> Iterator[None]:
    """Tell where the time goes, of the event loop's thread."""
    profile = cProfile.Profile()
    profile.enable()
    yield
    profile.disable()
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="./run.sh bench deliver", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", choices=["transport", "free", "paid"])
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    engines = [asked.database] if asked.database else ["sqlite", "postgresql"]
    around = profiled() if asked.profile else nullcontext()
    with tempfile.TemporaryDirectory() as folder, stand_in(LATENCY) as api, around:
        _log_to(Path(folder) / "service.log")
        if asked.only in (None, "transport"):
            asyncio.run(transports(api))
        for kind, per_second, in_flight in (("free", 30, 8), ("paid", 1000, MANY)):
            if asked.only not in (None, kind):
                continue
            for engine in engines:
                place = Path(folder) / f"{kind}-{engine}"
                place.mkdir()
                with database(engine, place) as empty:
                    asyncio.run(
                        delivery(
                            kind,
                            empty,
                            api,
                            per_second=per_second,
                            in_flight=in_flight,
                            seconds=asked.seconds,
                        )
                    )


def _log_to(path: Path) -> None:
    """Log as a service does, to a file."""
    configure_logging("info", "json")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(path.open("a", encoding="utf-8"))


if __name__ == "__main__":
    main()
