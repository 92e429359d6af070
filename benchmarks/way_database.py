"""A database with a million subscriptions, for `benchmarks.way`. Made by a process of its own.

100,000 chats hold ten subscriptions each, to 100,000 queries, a few of them by many; and 54,000 of
the chats one more, to the same word: an article with it is a hot one.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from benchmarks.bot_stand_in import TOKEN
from benchmarks.match_world import World, Zipf
from notifier.core.clock import system_clock
from notifier.store.chats.queries import digest
from notifier.store.engine import counters
from notifier.store.engine.database import Connection, insert, open_store
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.tables import chat, counter, query, subscription
from notifier.subscriptions.query.query import parse

CHATS = 100_000
QUERIES = 100_000
EACH = 10
"""Subscriptions a chat."""

FANS = 54_000
HOT = "元宇宙"
_ROWS = 5_000


async def build(url: str, chats: int, queries: int, fans: int) -> None:
    """Fill an empty database."""
    store = open_store(url)
    await upgrade(store)
    earlier = system_clock() - timedelta(hours=1)
    world = World()
    texts = _texts(world, queries)
    number = int(TOKEN.partition(":")[0])
    async with store.write() as connection:
        await _insert(
            connection,
            chat,
            (
                {
                    "id": each,
                    "bot": number,
                    "telegram_id": each,
                    "language": "zh-Hans",
                    "created_at": earlier,
                    "preferences": {},
                }
                for each in range(1, chats + 1)
            ),
        )
        await _insert(
            connection,
            query,
            (
                {"id": each, "canonical": text, "digest": digest(text), "version": each}
                for each, text in enumerate(texts, 1)
            ),
        )
        await connection.execute(
            insert(connection, counter)
            .values(name=counters.QUERIES, value=len(texts))
            .on_conflict_do_update(index_elements=["name"], set_={"value": len(texts)})
        )
        await _insert(
            connection,
            subscription,
            (
                {"chat_id": who, "query_id": what, "text": texts[what - 1], "created_at": earlier}
                for who, what in _wishes(chats, len(texts), fans)
            ),
        )
    if not store.is_sqlite:
        async with store.write() as connection:
            await connection.exec_driver_sql("ANALYZE")
    await store.close()


def _texts(world: World, queries: int) -> list[str]:
    """Return the queries in canonical form, the hot one first."""
    terms = world.terms(queries)
    wanted = (each.text for each in world.subscriptions(terms, 3 * queries))
    found = dict.fromkeys(itertools.chain([f'"{HOT}"'], wanted))
    for each in terms:  # hot terms come up again and again; the rest is watched by somebody too
        found.setdefault(f'"{each}"')
    canonical = dict.fromkeys(parse(each, lambda symbol: (symbol,)).canonical for each in found)
    return list(itertools.islice(canonical, queries))


def _wishes(chats: int, queries: int, fans: int) -> Iterator[tuple[int, int]]:
    chance = random.Random(7)
    popular = Zipf([str(each) for each in range(2, queries + 1)], 0.876)
    for who in range(1, chats + 1):
        wanted: set[int] = set()
        while len(wanted) < EACH:
            wanted.add(int(popular.draw(chance)))
        if who <= fans:
            wanted.add(1)
        yield from ((who, each) for each in wanted)


async def _insert(connection: Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    for some in _batches(rows):
        await connection.execute(sa.insert(table), list(some))


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    rest = iter(rows)
    while some := list(itertools.islice(rest, _ROWS)):
        yield some


if __name__ == "__main__":
    address, *sizes = sys.argv[1:]
    asyncio.run(build(address, *map(int, sizes)))
