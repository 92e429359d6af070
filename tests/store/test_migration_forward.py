"""A database of each released version is brought to this one with everything in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command

from notifier.core.alerts import AlertState
from notifier.store.alerts import claims, status
from notifier.store.chats import chats, inbox, subscriptions
from notifier.store.engine import jobs, leases
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import alembic_config, upgrade
from notifier.store.engine.tables import lease
from tests.builders import BOT, NOW
from tests.store.every_table import fill, reflected

HOUR = timedelta(hours=1)
RELEASED = ("0001", "0006")
BEFORE = "0006"
"""The version whose processes go on while this one upgrades."""


@pytest.fixture(params=RELEASED)
async def old_store(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """Return a database of an earlier version with something in every table."""
    opened = open_store(database_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), request.param))
        await connection.run_sync(lambda c: fill(c, reflected(c)))
    yield opened
    await opened.close()


async def _counts(store: Store) -> dict[str, int]:
    def count(connection: sa.Connection) -> dict[str, int]:
        names = sa.inspect(connection).get_table_names()
        return {
            name: int(
                connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0
            )
            for name in names
            if not name.startswith("article_search")
        }

    async with store.read() as connection:
        return await connection.run_sync(count)


async def test_nothing_is_lost(old_store: Store) -> None:
    before = await _counts(old_store)
    assert min(before.values()) == 1
    assert await upgrade(old_store)
    before["counter"] += 1  # since when the schema can be used
    after = await _counts(old_store)
    assert {name: after[name] for name in before} == before


async def test_the_service_goes_on_with_it(old_store: Store) -> None:
    await upgrade(old_store)
    async with old_store.write() as connection:
        await chats.adopt(connection, BOT)
        ((chat, held),) = await subscriptions.of_all(connection)
        assert (chat.bot, held.text, held.cadence) == (BOT, "元宇宙", "instant")
        assert len(await inbox.next_due(connection, 1, NOW, 10)) == 1
        assert await claims.requeue_orphans(connection, NOW, bot=BOT) == 1
        (first,) = await claims.claim(connection, NOW, 10, bot=BOT)
        assert first.chat == chat
        counts = await status.counts(connection)
    assert (counts[AlertState.SENT], counts[AlertState.DEAD]) == (1, 1)


async def test_foreign_keys_are_in_force_afterwards(old_store: Store) -> None:
    await upgrade(old_store)
    async with old_store.write() as connection:
        await connection.execute(sa.text("DELETE FROM chat"))
        assert await connection.scalar(sa.text("SELECT count(*) FROM subscription")) == 0


@pytest.mark.parametrize("old_store", ["0001"], indirect=True)
async def test_a_refresh_of_the_securities_stays_put_off(old_store: Store) -> None:
    """It was kept as a lease, which counted as a process that lives."""
    async with old_store.write() as connection:
        await connection.execute(
            sa.insert(lease).values(name="sync:securities", holder="x", until=NOW + HOUR)
        )
    await upgrade(old_store)
    async with old_store.write() as connection:
        assert "x" not in await leases.all_holders(connection)
        claimed = [
            await jobs.claim(connection, jobs.SECURITIES_SYNC, now, every=HOUR, retry=HOUR)
            for now in (NOW, NOW + HOUR)
        ]
    assert claimed == [False, True]


async def test_what_the_version_before_writes_meanwhile_is_taken_and_used(
    database_url: str,
) -> None:
    opened = open_store(database_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), BEFORE))
        theirs = await connection.run_sync(reflected)
    assert await upgrade(opened)
    async with opened.write() as connection:
        await connection.run_sync(lambda c: c.execute(sa.delete(theirs.tables["counter"])))
        await connection.run_sync(lambda c: fill(c, theirs))
        for table in theirs.sorted_tables:
            if not table.name.startswith("article_search"):
                assert (await connection.execute(sa.select(table))).all()
        assert await claims.requeue_orphans(connection, NOW) == 1
        assert len(await claims.claim(connection, NOW, 10)) == 1
    await opened.close()
