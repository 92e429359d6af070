"""SQLite's driver: one call of its thread for each statement, and nothing that is left over."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError

from notifier.core.errors import StoreError
from notifier.store.engine.database import Connection, Store
from notifier.store.engine.tables import lease
from tests.builders import NOW

ROWS = [{"name": f"n{number}", "holder": "h", "until": NOW} for number in range(3)]


async def names(connection: Connection) -> list[str]:
    return list(await connection.scalars(sa.select(lease.c.name).order_by(lease.c.name)))


async def test_each_statement_is_one_call_of_the_thread(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    async with sqlite_store.write() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        real = raw._execute

        async def counted(*arguments: Any) -> Any:
            calls.append(arguments)
            return await real(*arguments)

        monkeypatch.setattr(raw, "_execute", counted)
        await connection.execute(sa.insert(lease), ROWS)
        assert await names(connection) == ["n0", "n1", "n2"]
    assert len(calls) == 3, "and one to commit"


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
