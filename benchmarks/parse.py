"""What it costs to read a feed, in a process of its own. Part of ./run.sh bench sources.

Three feeds of random characters as sites write them: headlines of a line, summaries in HTML with a
picture, and full texts. The figures are CPU time, the least of many rounds, for other programs only
add to it; beside it what of that is feedparser's. Then the way through a worker, the least by the
clock.
"""

from __future__ import annotations

import asyncio
import io
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

import feedparser

from benchmarks import figures
from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.items import ParseContext
from notifier.sources.parsing.sandbox import Sandbox

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ORIGIN = ParseContext("https://news.example.cn/feed.xml", ZoneInfo("Asia/Shanghai"), NOW)
ROUNDS = 25
CALLS = 100
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>要闻</title>'
    "<link>https://news.example.cn/</link><language>zh-cn</language><ttl>5</ttl>"
    '<atom:link href="https://news.example.cn/feed.xml" rel="self"/>'
)


class Writer:
    """Writes feeds, the same in every run."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        self._characters = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]

    def text(self, length: int) -> str:
        """Write characters that mean nothing."""
        return "".join(self._chance.choices(self._characters, k=length))

    def paragraphs(self, number: int, length: int) -> str:
        """Write HTML."""
        return "".join(
            f"<p>{self.text(length)}，<b>{self.text(4)}</b>。</p>" for _ in range(number)
        )

    def item(self, count: int, more: str) -> str:
        """Write what every item says, and more."""
        date = format_datetime(NOW - timedelta(minutes=7 * count))
        return (
            f"<item><title>{self.text(26)}</title>"
            f"<link>https://news.example.cn/a/{1_000_000 + count}.html</link>"
            f'<guid isPermaLink="false">{1_000_000 + count}</guid><pubDate>{date}</pubDate>'
            f"<dc:creator>记者</dc:creator><category>公司</category>{more}</item>"
        )

    def feed(self, items: Sequence[str]) -> bytes:
        """Put items into a feed."""
        return f"{HEAD}{''.join(items)}</channel></rss>".encode()

    def headlines(self) -> bytes:
        """Write 30 items with a line of description."""
        lines = (f"<description>{self.text(100)}</description>" for _ in range(30))
        return self.feed([self.item(count, line) for count, line in enumerate(lines)])

    def summaries(self) -> bytes:
        """Write 30 items with a description in HTML and a picture, some escaped, some in CDATA."""
        items = []
        for count in range(30):
            image = f"https://img.example.cn/{count}.jpg"
            body = f'<p><img src="{image}" width="600"/></p>{self.paragraphs(3, 90)}'
            written = f"<![CDATA[{body}]]>" if count % 2 else escape(body)
            media = f'<media:content url="{image}" type="image/jpeg" medium="image"/>'
            items.append(self.item(count, f"{media}<description>{written}</description>"))
        return self.feed(items)

    def texts(self) -> bytes:
        """Write 100 items with a summary and the whole article."""
        items = []
        for count in range(100):
            summary, body = self.text(100), self.paragraphs(10, 150)
            content = f"<content:encoded><![CDATA[{body}]]></content:encoded>"
            items.append(self.item(count, f"<description>{summary}</description>{content}"))
        return self.feed(items)


def least(works: Sequence[Callable[[], object]]) -> list[float]:
    """Return the least CPU time of each, in milliseconds; they take turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for which, work in enumerate(works):
            begun = time.thread_time()
            work()
            best[which] = min(best[which], time.thread_time() - begun)
    return [seconds * 1000 for seconds in best]


def measure(name: str, document: bytes) -> None:
    """Print a line for one feed."""
    number = len(parse_feed(document, "", ORIGIN).entries)
    ours, feedparsers = least(
        [
            lambda: parse_feed(document, "", ORIGIN),
            lambda: feedparser.parse(
                io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False
            ),
        ]
    )
    print(
        f"{name:<11}{number:>5}{len(document) / 1000:>8,.0f} KB{ours:>10.1f} ms"
        f"{feedparsers:>12.1f} ms"
    )
    key = name.replace(" ", "_")
    figures.show(
        **{f"{key}_cpu_ms_per_item": ours / number, f"{key}_of_feedparser": feedparsers / ours}
    )


async def way_through_a_worker(document: bytes) -> None:
    """Print what it costs that documents are read in another process."""
    sandbox = Sandbox(timeout=10, memory=512_000_000, processes=1)
    try:
        begun = time.perf_counter()
        await sandbox.run(parse_feed, document, "", ORIGIN)
        first = time.perf_counter() - begun
        here = there = float("inf")
        for _ in range(CALLS):
            begun = time.perf_counter()
            parse_feed(document, "", ORIGIN)
            here = min(here, time.perf_counter() - begun)
            begun = time.perf_counter()
            await sandbox.run(parse_feed, document, "", ORIGIN)
            there = min(there, time.perf_counter() - begun)
    finally:
        await sandbox.close()
    print(
        f"the headlines through a worker: {there * 1e3:.1f} ms, here {here * 1e3:.1f} ms; "
        f"the first call, which starts it, {first:.2f} s"
    )


def main() -> None:
    """Measure, and print."""
    writer = Writer()
    headlines = writer.headlines()
    print("Reading a feed, CPU time")
    print(f"{'feed':<11}{'items':>5}{'size':>11}{'notifier':>13}{'feedparser':>15}")
    measure("headlines", headlines)
    measure("summaries", writer.summaries())
    measure("full text", writer.texts())
    asyncio.run(way_through_a_worker(headlines))


if __name__ == "__main__":
    main()
