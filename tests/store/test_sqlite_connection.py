"""Connections to SQLite: statements tell what they did, and nothing is left over."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from notifier.core.errors import StoreError
from notifier.store.engine.database import Connection, Store, open_store
from notifier.store.engine.tables import lease
from tests.builders import NOW

ROWS = [{"name": f"n{number}", "holder": "h", "until": NOW} for number in range(3)]


async def names(connection: Connection) -> list[str]:
    return list(await connection.scalars(sa.select(lease.c.name).order_by(lease.c.name)))


def test_a_connection_that_nobody_closed_keeps_no_process_from_ending(tmp_path: Path) -> None:
    script = f"""
import asyncio
from notifier.store.engine.database import open_store

async def main():
    store = open_store("sqlite:///{(tmp_path / "notifier.db").as_posix()}")
    connection = store.engine.connect()
    await connection.start()
    print("open", flush=True)
    return connection

left_open = asyncio.run(main())
"""
    command = [sys.executable, "-W", "ignore", "-c", script]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (0, "open\n"), ended.stderr


async def test_a_statement_tells_how_many_rows_it_changed(sqlite_store: Store) -> None:
    async with sqlite_store.write() as connection:
        assert (await connection.execute(sa.insert(lease), ROWS)).rowcount == 3
        changed = await connection.execute(sa.update(lease).values(holder="x"))
        assert changed.rowcount == 3
        gone = await connection.execute(sa.delete(lease).returning(lease.c.name))
        assert sorted(gone.scalars()) == ["n0", "n1", "n2"]
        assert (await connection.execute(sa.delete(lease))).rowcount == 0


async def test_what_sqlite_refuses_is_raised_and_the_connection_goes_on(
    sqlite_store: Store,
) -> None:
    async with sqlite_store.write() as connection:
        await connection.execute(sa.insert(lease), ROWS)
    with pytest.raises(IntegrityError):
        async with sqlite_store.write() as connection:
            await connection.execute(sa.insert(lease), ROWS[:1])
    with pytest.raises(StoreError) as caught:
        async with sqlite_store.read() as connection:
            await connection.execute(sa.text("SELECT nothing FROM nowhere"))
    assert isinstance(caught.value.__cause__, OperationalError)
    async with sqlite_store.read() as connection:
        assert await names(connection) == ["n0", "n1", "n2"]


async def test_a_statement_that_is_given_up_midway_is_undone(sqlite_store: Store) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with sqlite_store.write() as connection:
            await connection.execute(sa.insert(lease), ROWS)
            begun.set()
            await connection.execute(
                sa.text(
                    "WITH RECURSIVE n(i) AS"
                    " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)"
                    " SELECT count(*) FROM n"
                )
            )

    task = asyncio.create_task(work())
    await begun.wait()
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    async with sqlite_store.write() as connection:
        assert await names(connection) == []


async def test_a_file_that_cannot_be_opened_is_told_and_leaves_no_thread(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'notifier.db'}")
    (tmp_path / "notifier.db").mkdir()
    before = set(threading.enumerate())
    with pytest.raises(StoreError, match="cannot be used: unable to open database file"):
        async with store.read() as connection:
            await names(connection)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=10)
        assert not thread.is_alive()
    await store.close()
