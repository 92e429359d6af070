"""What it costs one process to poll 33 sources a second. Part of ./run.sh bench sources.

The service itself polls feeds on loopback, each of a host of its own: two thirds know their tag and
answer 304, the others send their ten items every time, with the time of day as many sites do. Every
second an article is published somewhere, and when each is stored is compared with when it was
published. First every feed is read once; then what the process costs is measured for a while.
"""

from __future__ import annotations

import asyncio
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from ipaddress import ip_network

import sqlalchemy as sa
from pydantic import SecretStr
from rich.console import Console
from typing_extensions import override

from benchmarks import figures
from notifier.core.log import configure_logging
from notifier.service.app import running_service
from notifier.service.settings import (
    DatabaseSettings,
    FetchSettings,
    SecuritiesSettings,
    Settings,
    WebSettings,
)
from notifier.sources.feed import FeedConfig
from notifier.store.engine.database import Store
from notifier.store.engine.tables import article, source

ITEMS = 10
"""Of a feed that is read each time; the others begin with one, which makes the start shorter."""
BETWEEN_ARTICLES = 1.0
TAGGED = 3
"""All but every third source know their tag."""


class Feeds:
    """What the server's feeds hold: their newest items, and how often each has changed."""

    def __init__(self, count: int) -> None:
        self._chance = random.Random(7)
        start = time.time() - 3600
        self._items = [
            [self._item(number, index, start) for index in range(1 if number % TAGGED else ITEMS)]
            for number in range(count)
        ]
        self._versions = [0] * count
        self.answered = 0

    def publish(self) -> None:
        """Add an article to some feed."""
        number = self._chance.randrange(len(self._items))
        self._versions[number] += 1
        item = self._item(number, ITEMS + self._versions[number], time.time())
        self._items[number] = [item, *self._items[number][: ITEMS - 1]]

    def answer(self, head: bytes) -> bytes:
        """Answer a request for a feed, or for the count of those."""
        path = head.split(b" ", 2)[1][1:]
        if path == b"count":
            return b"%d\n" % self.answered
        self.answered += 1
        number = int(path)
        tag = b'"%d-%d"' % (number, self._versions[number])
        common = b"ETag: %b\r\n" % tag if number % TAGGED else b""
        if common and tag in head:
            return b"HTTP/1.1 304 Not Modified\r\n" + common + b"\r\n"
        items = "".join(self._items[number])
        body = (
            f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'.encode()
        )
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
            b"Content-Length: %d\r\n%b\r\n%b" % (len(body), common, body)
        )

    def _item(self, number: int, index: int, published: float) -> str:
        moment = formatdate(published)
        return (
            f"<item><title>{self._text(20)}</title><guid>{number}-{index}</guid>"
            f"<link>https://s{number}.example/{index}</link><pubDate>{moment}</pubDate>"
            f"<description>{self._text(130)}</description></item>"
        )

    def _text(self, length: int) -> str:
        return "".join(chr(self._chance.randrange(0x4E00, 0x9000)) for _ in range(length))


class Server(asyncio.Protocol):
    """Answers GET /NUMBER with that feed."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._unread = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            self._transport.write(self._feeds.answer(head))


async def serve(count: int) -> None:
    """Serve on a free port of every address of loopback, print it, and go on publishing."""
    feeds = Feeds(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Server(feeds), "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    while True:
        await asyncio.sleep(BETWEEN_ARTICLES)
        feeds.publish()


def settings_for(folder: str, port: int, count: int, interval: float) -> Settings:
    """Set the service up as an operator with as many sources would."""
    sources = tuple(
        FeedConfig(
            kind="feed",
            name=f"s{number}",
            url=f"http://127.{1 + number // 250}.0.{1 + number % 250}:{port}/{number}",
            interval=timedelta(seconds=interval),
        )
        for number in range(count)
    )
    return Settings.model_construct(
        database=DatabaseSettings(url=SecretStr(f"sqlite:///{folder}/bench.db")),
        fetch=FetchSettings(allow_private=(ip_network("127.0.0.0/8"),)),
        securities=SecuritiesSettings(sync_every=None),
        web=WebSettings(port=0),
        sources=sources,
    )


async def measure(count: int, interval: float, seconds: float, port: int, server: int) -> None:
    """Run the service until every source was read, then measure for so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_for(folder, port, count, interval)
        console = Console(file=io.StringIO())
        began = time.monotonic()
        async with running_service(settings, console=console) as service:
            while unread := await never_polled(service.store):
                left = f"{unread:,} sources are still to be read once"
                print(left, end="\r", flush=True, file=sys.stderr)
                await asyncio.sleep(0.5)
            print(f"every source has been read once after {time.monotonic() - began:.0f} s")
            await asyncio.sleep(interval)
            since = datetime.now(UTC)  # noqa: TID251 - beside the system's own clock
            before = await answered(port)
            cpu, workers, wall = time.process_time(), cpu_of_workers(server), time.monotonic()
            await asyncio.sleep(seconds)
            wall = time.monotonic() - wall
            cpu, workers = time.process_time() - cpu, cpu_of_workers(server) - workers
            done = await answered(port) - before
            lags = await lags_since(service.store, since)
        print(f"{done / wall:.1f} polls/s, wanted {count / interval:.1f}")
        print(
            f"{cpu / wall:.2f} of a core in the service, {workers / wall:.3f} in its parsers, "
            f"{cpu / done * 1e3:.1f} ms a poll"
        )
        figures.show(poll_cpu_ms=(cpu + workers) / done * 1e3, polls_per_second=done / wall)
        middle, late, last = (lags[int(share * (len(lags) - 1))] for share in (0.5, 0.95, 1))
        print(
            f"{len(lags)} articles seen after {middle:.0f} s (half), {late:.0f} s (95 %), "
            f"{last:.0f} s (all)"
        )


async def never_polled(store: Store) -> int:
    """Count the sources that were not read yet."""
    statement = sa.select(sa.func.count()).where(source.c.first_polled_at.is_(None))
    async with store.read() as connection:
        return await connection.scalar(statement) or 0


async def answered(port: int) -> int:
    """Ask the server how many requests it has answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /count HTTP/1.1\r\n\r\n")
    count = int(await reader.readline())
    writer.close()
    return count


async def lags_since(store: Store, since: datetime) -> list[float]:
    """Return, sorted, how many seconds after publication each article seen since then came."""
    columns = (article.c.seen_at, article.c.published_at)
    async with store.read() as connection:
        rows = await connection.execute(sa.select(*columns).where(article.c.seen_at >= since))
        return sorted((row.seen_at - row.published_at).total_seconds() for row in rows)


def cpu_of_workers(server: int) -> float:
    """Return the seconds of CPU that our processes but the server took; 0 where nobody tells."""
    return figures.processor_seconds(figures.children(os.getpid()) - {server})


def run(*, count: int, interval: float, seconds: float) -> None:
    """Start the server, and measure the service."""
    configure_logging("error", "console")
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sources_at_scale", str(count)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline())
        print(f"\n{count:,} sources, each polled every {interval:.0f} s")
        asyncio.run(measure(count, interval, seconds, port, server.pid))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
