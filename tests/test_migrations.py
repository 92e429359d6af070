"""The migrations and the tables say the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from notifier.errors import SchemaError, StoreError
from notifier.store.database import Store, open_store
from notifier.store.migrate import upgrade
from notifier.store.tables import metadata


async def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    def differences(connection: sa.Connection) -> list[object]:
        # The search index is each engine's own, and stands in no metadata.
        options = {"include_name": lambda name, *_: not str(name).startswith("article_search")}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    async with store.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    assert await upgrade(store) is False


async def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(4)]
    try:
        migrated = await asyncio.gather(*(upgrade(each) for each in stores))
    finally:
        for each in stores:
            await each.close()
    assert sorted(migrated) == [False, False, False, True]


async def test_a_database_of_a_newer_version_is_left_alone(store: Store) -> None:
    async with store.write() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match=r"newer notifier.*9999"):
        await upgrade(store)


async def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, " * 500)
    opened = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="not a database"):
        await upgrade(opened)
    await opened.close()
    assert path.read_text().startswith("Dear reader")
