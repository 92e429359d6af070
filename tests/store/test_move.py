"""A SQLite database that is loaded into PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from notifier.core.errors import SchemaError, StoreBusyError, StoreError
from notifier.store.articles import search
from notifier.store.chats.chats import find_chat
from notifier.store.engine import leases
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import alembic_config, head, upgrade, usable_from
from notifier.store.engine.tables import alert, chat, counter, metadata
from notifier.store.move import load
from tests.builders import BOT, NOW, a_chat
from tests.store.every_table import fill, reflected

LEFT = {"lease", "pace"}


@pytest.fixture
async def postgresql(postgres_url: str) -> AsyncIterator[Store]:
    """Provide an empty PostgreSQL database."""
    opened = open_store(postgres_url)
    yield opened
    await opened.close()


async def _rows(store: Store) -> dict[str, list[Any]]:
    async with store.read() as connection:
        return {
            each.name: sorted((await connection.execute(sa.select(each))).all(), key=repr)
            for each in metadata.sorted_tables
            if each.name not in LEFT
        }


async def test_all_is_there_afterwards_and_goes_on(
    tmp_path: Path, sqlite_store: Store, postgresql: Store
) -> None:
    async with sqlite_store.write() as connection:
        await connection.execute(sa.delete(counter).where(counter.c.name != usable_from(head())))
        await connection.run_sync(lambda c: fill(c, reflected(c)))
        # A line of a digest refers to what was stored after it.
        await connection.execute(sa.update(alert).where(alert.c.id == 1).values(parent_id=3))
        await search.index(connection, {1: ["chip", "C919", "芯片"]})
    before = await _rows(sqlite_store)
    assert all(before.values())
    loaded = await load(postgresql, tmp_path / "notifier.db", NOW)
    assert loaded == sum(map(len, before.values()))
    assert await _rows(postgresql) == before
    async with postgresql.read() as connection:
        asked = [search.TokenQuery(tokens=frozenset({"chip", "芯片"}))]
        assert await search.find(connection, asked, 1) == [1]
        assert await connection.scalar(sa.text("SELECT body::text FROM alert WHERE id = 1")) == "{}"
    # Numbers go on after those that were given.
    added = await a_chat(postgresql, 43)
    assert added.id == 2
    assert not list(tmp_path.glob("notifier.db.*"))  # noqa: ASYNC240


async def test_one_of_an_older_version_is_loaded(tmp_path: Path, postgresql: Store) -> None:
    old = open_store(f"sqlite:///{tmp_path / 'old.db'}")
    async with old.write() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0006"))
        await connection.run_sync(lambda c: fill(c, reflected(c)))
    await old.close()
    before = (tmp_path / "old.db").read_bytes()
    assert await load(postgresql, tmp_path / "old.db", NOW)
    async with postgresql.read() as connection:
        assert await connection.scalar(sa.select(sa.func.count()).select_from(alert)) == 5
    assert (tmp_path / "old.db").read_bytes() == before


async def test_nothing_is_added_to_what_is_there(
    tmp_path: Path, sqlite_store: Store, postgresql: Store
) -> None:
    await upgrade(postgresql)
    await a_chat(postgresql, 43)
    with pytest.raises(StoreError, match="is not empty: its table chat has rows"):
        await load(postgresql, tmp_path / "notifier.db", NOW)
    async with postgresql.read() as connection:
        assert (await connection.scalars(sa.select(chat.c.telegram_id))).all() == [43]


async def test_what_cannot_be_loaded_leaves_an_empty_database(
    tmp_path: Path, sqlite_store: Store, postgresql: Store
) -> None:
    await a_chat(sqlite_store, 42)
    file = tmp_path / "notifier.db"
    async with sqlite_store.write() as connection:
        await leases.acquire(
            connection, ["process:here:1"], "here:1:machine:x", NOW, timedelta(seconds=6)
        )
    with pytest.raises(StoreBusyError, match="a service runs on"):
        await load(postgresql, file, NOW)
    await sqlite_store.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("INSERT INTO counter VALUES (?, 1)", (usable_from("9999"),))
        connection.commit()
    with pytest.raises(SchemaError, match="newer notifier"):
        await load(postgresql, file, NOW + timedelta(minutes=1))
    (tmp_path / "dump").write_bytes(b"PGDMP")
    with pytest.raises(StoreError, match="pg_restore"):
        await load(postgresql, tmp_path / "dump", NOW)
    with pytest.raises(StoreError, match="there is no file"):
        await load(postgresql, tmp_path / "none.db", NOW)
    async with postgresql.read() as reading:
        assert await find_chat(reading, 42, bot=BOT) is None
