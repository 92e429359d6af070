"""Indexes of tables that were there before are made while others write, and anew by a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from notifier.core.errors import StoreError
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import alembic_config, upgrade
from tests.builders import NOW
from tests.databases import migrate

NAME = "ix_alert_story_id"
_IS_VALID = sa.text(
    f"SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname = '{NAME}'"
)
_STOP = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%'"
)


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[Store]:
    """Return a database that lacks an index."""
    await migrate(postgres_url)
    opened = open_store(postgres_url)
    async with opened.write() as connection:
        await connection.execute(sa.text(f"DROP INDEX {NAME}"))
    yield opened
    await opened.close()


async def is_valid(store: Store) -> bool | None:
    """Return whether the index is of use; None where there is none."""
    async with store.read() as connection:
        found: bool | None = await connection.scalar(_IS_VALID)
        return found


@asynccontextmanager
async def being_made(store: Store) -> AsyncIterator[asyncio.Task[bool]]:
    """Have a starting process make the index, which cannot be finished before the block is."""
    async with store.read(snapshot=True) as backup, asyncio.timeout(20):
        await backup.execute(sa.text("SELECT count(*) FROM alert"))
        starting = asyncio.create_task(upgrade(store))
        while await is_valid(store) is None:  # noqa: ASYNC110 - in the server
            await asyncio.sleep(0.01)
        yield starting


async def test_others_write_and_start_while_an_index_is_made(
    store: Store, postgres_url: str
) -> None:
    other = open_store(postgres_url)
    async with being_made(store) as starting:
        async with other.write() as connection:
            row = {"chat_id": 1, "state": "new", "due_at": NOW, "created_at": NOW}
            await connection.execute(sa.insert(sa.table("alert", *map(sa.column, row))), row)
        assert await upgrade(other) is False
        assert not starting.done()
    assert await starting is False
    assert await is_valid(store)
    await other.close()


async def test_what_a_process_that_died_left_half_made_is_made_by_the_next(store: Store) -> None:
    async with being_made(store) as starting:
        async with store.read() as connection:
            await connection.execute(_STOP)
        with pytest.raises(StoreError):
            await starting
    assert await is_valid(store) is False
    assert await upgrade(store) is False
    assert await is_valid(store)


async def test_processes_that_start_at_once_through_a_pool_make_it_once(
    store: Store, pgbouncer_url: str
) -> None:
    stores = [open_store(pgbouncer_url) for _ in range(4)]
    async with asyncio.timeout(20):
        await asyncio.gather(*map(upgrade, stores))
    for each in stores:
        await each.close()
    assert await is_valid(store)


async def test_an_upgrade_of_a_file_makes_what_its_migrations_do_not(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'notifier.db'}")
    async with opened.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0009"))
        await connection.execute(sa.text(f"DROP INDEX {NAME}"))
    await upgrade(opened)
    async with opened.read() as connection:
        found = await connection.run_sync(lambda each: sa.inspect(each).get_indexes("alert"))
    assert NAME in {each["name"] for each in found}
    await opened.close()


def _indexed(connection: sa.Connection) -> dict[str, set[str | None]]:
    """Return the indexes of each table, and the constraints that have one."""
    inspector = sa.inspect(connection)
    return {
        name: {each["name"] for each in inspector.get_indexes(name)}
        | {each["name"] for each in inspector.get_unique_constraints(name)}
        for name in inspector.get_table_names()
    }


async def test_a_migration_makes_no_index_of_a_table_that_was_there_before(
    postgres_url: str,
) -> None:
    """It would keep others from writing to the table; it is declared, and made by `upgrade`."""
    script = ScriptDirectory.from_config(alembic_config())
    opened = open_store(postgres_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0006"))
        before = await connection.run_sync(_indexed)
        for revision in reversed([*script.iterate_revisions("head", "0006")]):
            number = revision.revision
            await connection.run_sync(
                lambda each, to=number: command.upgrade(alembic_config(each), to)  # type: ignore[misc]
            )
            after = await connection.run_sync(_indexed)
            assert not any(after.get(name, set()) - known for name, known in before.items()), number
            before = after
    await opened.close()
