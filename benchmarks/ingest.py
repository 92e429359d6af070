"""From a server's answer to stored articles with their alerts. Part of ./run.sh bench sources.

Feeds of labelled news are read and taken in by the service's own parser and pipeline: companies
recognised, 1,000 queries asked, stories found, feeds and search index kept, alerts planned. Beside
it stands what a simple reader does: feedparser, one INSERT and commit an article, nothing else.
A reading of many new articles shares transactions; readings of one show the price of a transaction.
The ways take turns, on an SQLite file that is flushed to disk as in the service.
"""

from __future__ import annotations

import asyncio
import io
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import count
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import feedparser

from benchmarks import figures
from evaluation.stories import SETS, labelled
from notifier.ingest.pipeline import Pipeline
from notifier.sources.feed import FeedConfig
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.items import ParseContext
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade
from notifier.subscriptions.rules import Rules

MANY = 20
ROUNDS = 7
QUERIES = 1000
_ALONE = "notifier, 1 a reading"
"""As nearly all readings are."""
EVERY = timedelta(days=3)
"""So much later the same news is news again."""
START = datetime(2026, 11, 16, tzinfo=UTC)
SOURCE = FeedConfig(kind="feed", name="wire", url="https://wire.example/feed.xml")


class Wire:
    """Writes feeds of news that was in none before, and keeps the time that goes with it."""

    def __init__(self) -> None:
        self._news = [item for name in SETS for item in labelled(name)]
        self._numbers = count()
        self.now = START

    def __call__(self) -> datetime:
        """Say the time of the newest article."""
        return self.now

    def feed(self, size: int) -> bytes:
        """Write a feed of the next articles."""
        return f'<rss version="2.0"><channel>{"".join(self._items(size))}</channel></rss>'.encode()

    def _items(self, size: int) -> Iterator[str]:
        for number in (next(self._numbers) for _ in range(size)):
            again, place = divmod(number, len(self._news))
            item = self._news[place]
            published = item.published + again * EVERY
            self.now = max(self.now, published.astimezone(UTC))
            body = "".join(f"<p>{escape(line)}</p>" for line in item.body.splitlines())
            yield (
                f"<item><title>{escape(item.title)}</title><guid>{number}</guid>"
                f"<link>https://wire.example/{number}</link>"
                f"<pubDate>{format_datetime(published)}</pubDate>"
                f"<description>{escape(body)}</description></item>"
            )


async def _subscribe(store: Store, wire: Wire) -> None:
    async with store.write() as connection:
        for number in range(QUERIES):
            chat = await chats.ensure_chat(
                connection, number % 100 + 1, bot=1, language="zh-Hans", now=wire.now
            )
            query = f"回购 {number}" if number % 50 else f"公告 | 股份{number}"
            await subscriptions.subscribe(
                connection, chat.id, canonical=query, text=query, now=wire.now
            )


def _simple(path: Path) -> Callable[[bytes], Awaitable[None]]:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE article (key TEXT PRIMARY KEY, title, url, body, published)")
    connection.commit()

    async def take(feed: bytes) -> None:
        for item in feedparser.parse(io.BytesIO(feed)).entries:
            row = (item.id, item.title, item.link, item.get("summary", ""), item.published)
            connection.execute("INSERT OR IGNORE INTO article VALUES (?, ?, ?, ?, ?)", row)
            connection.commit()

    return take


def _ours(pipeline: Pipeline, wire: Wire) -> Callable[[bytes], Awaitable[None]]:
    zone = ZoneInfo("Asia/Shanghai")

    async def take(feed: bytes) -> None:
        read = parse_feed(feed, "application/rss+xml", ParseContext(SOURCE.url, zone, wire.now))
        taken = await pipeline.ingest(SOURCE, read.entries, first=False)
        assert taken.new == len(read.entries), taken.problems

    return take


async def _measure() -> None:
    wire = Wire()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/notifier.db")
        try:
            await upgrade(store)
            await _subscribe(store, wire)
            pipeline = Pipeline(store, await Rules.load(store, []), wire)
            ours, simple = _ours(pipeline, wire), _simple(Path(folder) / "simple.db")
            ways = [
                ("simple reader, 20 a reading", simple, [MANY]),
                ("notifier, 20 a reading", ours, [MANY]),
                (_ALONE, ours, [1] * MANY),
            ]
            rounds: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in ways}
            for _ in range(ROUNDS):
                for name, take, sizes in ways:
                    feeds = [wire.feed(size) for size in sizes]
                    clock, cpu = time.perf_counter(), time.process_time()
                    for feed in feeds:
                        await take(feed)
                    rounds[name].append((time.perf_counter() - clock, time.process_time() - cpu))
        finally:
            await store.close()
    print("\n## From a feed's bytes to stored articles, median ms an article\n")
    print(f"{'':30}{'clock':>9}{'CPU':>9}")
    for name, found in rounds.items():
        clock, cpu = (median(each) / MANY * 1e3 for each in zip(*found[1:], strict=True))
        print(f"{name:30}{clock:9.2f}{cpu:9.2f}")
        if name == _ALONE:
            figures.show(article_cpu_ms=cpu)


def main() -> None:
    """Measure and print."""
    asyncio.run(_measure())


if __name__ == "__main__":
    main()
