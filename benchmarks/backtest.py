"""How long a back-test takes on many stored articles. Run: ./run.sh bench backtest [ARTICLES].

Synthetic articles of 800 characters over 30 days in a SQLite file; each query is asked of the last
7 and 30 days, beside a plain scan of the bodies with LIKE in the same run.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from benchmarks import figures
from notifier.core.document import read_entry
from notifier.core.model import Entry
from notifier.store.articles.search import written
from notifier.store.engine.database import Connection, Store, open_store
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.tables import article, story
from notifier.subscriptions.history import run_backtest
from notifier.subscriptions.query.ngrams import search_tokens
from notifier.subscriptions.query.query import parse

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CHARACTERS = 800
QUERIES = {
    "rare word": "稀土永磁",
    "word of every 20th": "元宇宙",
    "word of every 2nd": "市场",
    "two words": "元宇宙 稀土永磁",
    "one character": "稀",
    "nothing to look for": "lang:zh",
}
ROUNDS = 5


def bodies(number: int) -> list[str]:
    """Make texts of a Chinese look: words of random characters, and the words asked for."""
    chance = random.Random(7)
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3500)]
    words = [
        "".join(chance.choices(characters, k=chance.choice((1, 2, 2, 3)))) for _ in range(20000)
    ]
    made = []
    for each in range(number):
        text = "".join(chance.choices(words, k=CHARACTERS // 2))[:CHARACTERS]
        text += "元宇宙" * (each % 20 == 0) + "市场" * (each % 2) + "稀土永磁" * (each % 5000 == 0)
        made.append(f"<p>{text}</p>")
    return made


async def fill(store: Store, number: int) -> None:
    """Store articles with their search rows, in bulk."""
    batch = 2000
    texts = bodies(number)
    for start in range(0, number, batch):
        rows, search = [], []
        for offset, body in enumerate(texts[start : start + batch]):
            count = start + offset + 1
            seen = NOW - timedelta(days=30) + timedelta(days=30) * count / number
            entry = Entry(key=str(count), title=f"标题{count}", body=body, lang="zh-Hans")
            rows.append(
                {"id": count, "story_id": count, "source": "wire", "key": entry.key,
                 "title": entry.title, "body": body, "categories": [], "tickers": [],
                 "lang": entry.lang, "seen_at": seen}
            )  # fmt: skip
            tokens = search_tokens(read_entry(entry, "wire"), ())
            search.append({"id": count, "tokens": " ".join(map(written, tokens))})
        async with store.write() as connection:
            await connection.execute(
                sa.insert(story), [{"id": row["id"], "created_at": NOW} for row in rows]
            )
            await connection.execute(sa.insert(article), rows)
            await connection.execute(
                sa.text("INSERT INTO article_search (rowid, tokens) VALUES (:id, :tokens)"), search
            )


async def timed(work: Callable[[], Awaitable[int]]) -> tuple[float, int]:
    """Return the median time in milliseconds, and what came of it."""
    times, result = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = await work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), result


async def main(number: int) -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'backtest.db'}")
        await upgrade(store)
        start = time.perf_counter()
        await fill(store, number)
        size = await figures.database_bytes(store)
        took = time.perf_counter() - start
        print(f"{number:,} articles stored in {took:.0f} s, {size / 1e6:,.0f} MB")
        figures.show(article_bytes=size / number)
        print(
            f"{'query':<22}{'7 days ms':>10}{'30 days ms':>11}"
            f"{'found':>9}{'LIKE ms':>9}{'ratio':>7}"
        )
        async with store.read() as connection:
            for name, text in QUERIES.items():
                await measure(connection, name, text)
        await store.close()


async def measure(connection: Connection, name: str, text: str) -> None:
    """Print a line for one query."""
    query = parse(text, lambda _: ())

    async def tried(days: int) -> int:
        return (await run_backtest(connection, query, days=days, now=NOW, zone=ZONE)).total

    async def scanned() -> int:
        like = [article.c.body.like(f"%{word}%") for word in text.split()]
        statement = sa.select(sa.func.count()).select_from(article).where(*like)
        return int(await connection.scalar(statement) or 0)

    week, _ = await timed(lambda: tried(7))
    month, found = await timed(lambda: tried(30))
    scan, _ = await timed(scanned)
    print(f"{name:<22}{week:>10.0f}{month:>11.0f}{found:>9,}{scan:>9.0f}{scan / month:>6.1f}x")
    if name == "two words":
        figures.show(backtest_ms=month, backtest_of_like=scan / month)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
