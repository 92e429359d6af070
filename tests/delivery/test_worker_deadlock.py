"""A deadlock of one who plans with one who records: PostgreSQL fails one, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.errors import StoreError
from notifier.core.model import Match, Reason, ReasonKind
from notifier.store.articles.save import DecidedArticle, PlannedAlerts, save
from notifier.store.engine.database import Store, open_store
from tests.builders import NOW, a_subscription, an_entry
from tests.databases import Emptied
from tests.delivery.dispatch import FakeSender, dispatch, until
from tests.store.test_outbox import query_id

QUERIES = {1: "回购", 2: "芯片"}
SOMEBODY_WAITS = sa.text(
    "SELECT count(*) > 0 FROM pg_stat_activity"
    " WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def plan(store: Store, ids: dict[int, int], sender: FakeSender) -> None:
    """Store an article for the second chat and then, in the same transaction, one for the first.

    Between them what is under way arrives: recording it locks the first and waits for the second.
    """
    async with store.write() as connection:
        for chat in (2, 1):
            why = Match(ids[chat], (Reason(ReasonKind.TERM, QUERIES[chat]),))
            entry = an_entry(f"{QUERIES[chat]}来了", key=f"new {chat}")
            alerts = PlannedAlerts([ids[chat]])
            new = DecidedArticle(entry, None, -1, matches=[why], alerts=alerts)
            await save(connection, "wire", [new], NOW)
            if not sender.gate.is_set():
                sender.gate.set()
                await somebody_waits(store)


async def somebody_waits(store: Store) -> None:
    async with asyncio.timeout(30), store.autocommit() as connection:
        while not await connection.scalar(SOMEBODY_WAITS):  # noqa: ASYNC110
            await asyncio.sleep(0.001)


@pytest.fixture
async def hasty_store(migrated_postgresql: Emptied) -> AsyncIterator[Store]:
    """Return a database that looks for a deadlock before a second is over."""
    opened = open_store(f"{migrated_postgresql.url}&options=-c%20deadlock_timeout%3D50ms")
    yield opened
    await opened.close()


@pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)
@pytest.mark.usefixtures("ready_url")
async def test_everything_is_sent_once_after_a_deadlock(hasty_store: Store) -> None:
    sender, failed = FakeSender(), []
    async with dispatch(hasty_store, sender) as desk:
        await desk.plan(1, 2, titles=("元宇宙一", "元宇宙二"))
        ids = {}
        for chat, query in QUERIES.items():
            await a_subscription(hasty_store, chat, query)
            ids[chat] = await query_id(hasty_store, query)
        sender.gate.clear()
        await desk.run_once()
        await until(lambda: sender.at_once == 2)
        with capture_logs() as logs:
            try:
                await plan(hasty_store, ids, sender)
            except StoreError as error:  # the poll is repeated
                failed.append(str(error))
                await plan(hasty_store, ids, sender)
            await desk.worker.join()
        failed += [each["problem"] for each in logs if "problem" in each]
        assert "deadlock detected" in str(failed)
        await desk.deliver(6)
        assert await desk.all_sent()
    assert sorted(sender.sent) == [
        (1, "元宇宙一"),
        (1, "元宇宙二"),
        (1, "回购来了"),
        (2, "元宇宙一"),
        (2, "元宇宙二"),
        (2, "芯片来了"),
    ]
