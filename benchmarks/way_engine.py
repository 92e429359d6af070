"""What the database can do of a fan-out, for `benchmarks.way`: ours, alone, beside one statement.

The fan-out decides whom to tell, in slices, and puts each chat into the queue. Beside it the same
rows go into the same tables, with the same indexes, by one `INSERT … SELECT` each, in one
transaction: that is the limit of the engine.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import sqlalchemy as sa

from benchmarks import figures
from benchmarks.bot_stand_in import TOKEN
from notifier.core.clock import system_clock
from notifier.store.alerts import fan_out
from notifier.store.engine.database import Connection, Store
from notifier.store.engine.tables import alert, article, queued_chat, story, subscription

_HOT_QUERY = 1
_ROUNDS = 3
_SIZE = 16_000


@dataclass(frozen=True)
class Hot:
    """An article that many are to be told of."""

    story_id: int
    article_id: int


_Insert = Callable[[Store, Hot], Awaitable[None]]


async def measure(store: Store) -> dict[str, float]:
    """Return the rows a second of each way, the best of some rounds."""
    ways: dict[str, _Insert] = {"ours": _ours, "engine": _engine}
    best = dict.fromkeys(ways, 0.0)
    for _ in range(_ROUNDS):
        for name, insert in ways.items():
            hot = await _new_article(store)
            began = time.perf_counter()
            await insert(store, hot)
            seconds = time.perf_counter() - began
            best[name] = max(best[name], await _remove(store, hot) / seconds)
    return best


def show(engine: str, found: dict[str, float]) -> None:
    """Print what was measured."""
    ratio = found["ours"] / found["engine"]
    print(
        f"  the fan-out by itself {found['ours']:,.0f} rows/s, one INSERT … SELECT a table "
        f"{found['engine']:,.0f}: {ratio:.2f} of what the engine can",
        flush=True,
    )
    figures.show(
        **{f"fan_out_{engine}_{name}": value for name, value in found.items()},
        **{f"fan_out_{engine}_ratio": ratio},
    )


async def _new_article(store: Store) -> Hot:
    now = system_clock()
    async with store.write() as connection:
        made = await connection.scalars(
            sa.insert(story).values(created_at=now).returning(story.c.id)
        )
        number = made.one()
        values = {"source": "wire", "key": f"engine {number}", "title": "", "body": ""}
        more = {"story_id": number, "categories": [], "tickers": [], "seen_at": now}
        new = sa.insert(article).values(values | more).returning(article.c.id)
        return Hot(number, (await connection.scalars(new)).one())


async def _remove(store: Store, hot: Hot) -> int:
    """Delete the alerts of an article again; return how many there were."""
    async with store.write() as connection:
        await connection.execute(sa.delete(queued_chat))
        gone = await connection.execute(sa.delete(alert).where(alert.c.story_id == hot.story_id))
    if not store.is_sqlite:
        async with store.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql("VACUUM ANALYZE alert, turn")
    return gone.rowcount


async def _ours(store: Store, hot: Hot) -> None:
    async with store.write() as connection:
        await fan_out.plan(
            connection,
            article_id=hot.article_id,
            story_id=hot.story_id,
            query_ids=[_HOT_QUERY],
            now=system_clock(),
            is_new=True,
        )
    while True:
        async with store.write() as connection:
            if await fan_out.plan_next(connection, size=_SIZE) is None:
                return


async def _engine(store: Store, hot: Hot) -> None:
    async with store.write() as connection:
        await _insert(connection, hot)


async def _insert(connection: Connection, hot: Hot) -> None:
    now = sa.literal(system_clock(), alert.c.due_at.type)
    rows = {
        "chat_id": subscription.c.chat_id,
        "thread_id": subscription.c.thread_id,
        "story_id": sa.literal(hot.story_id),
        "article_id": sa.literal(hot.article_id),
        "cadence": subscription.c.cadence,
        "rank": sa.literal(1),
        "state": sa.literal("new"),
        "due_at": now,
        "created_at": now,
    }
    wanted = (
        sa.select(*(value.label(name) for name, value in rows.items()))
        .where(subscription.c.query_id == _HOT_QUERY)
        .order_by(subscription.c.chat_id)
    )
    await connection.execute(sa.insert(alert).from_select(list(rows), wanted))
    bot = sa.literal(int(TOKEN.partition(":")[0]))
    queued = (
        sa.select(alert.c.chat_id, bot, alert.c.rank, alert.c.due_at)
        .where(alert.c.story_id == hot.story_id)
        .order_by(alert.c.chat_id)
    )
    columns = ["chat_id", "bot", "rank", "due_at"]
    await connection.execute(sa.insert(queued_chat).from_select(columns, queued))
