"""Opening, reading and writing; and what a person is told where the database cannot serve."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from notifier.core.errors import StoreBusyError, StoreError
from notifier.store.engine import counters
from notifier.store.engine.counters import increment_counter, read_counter
from notifier.store.engine.database import Store, open_store
from tests.postgres import PostgresServer

_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[None]:
    command = [sys.executable, "-c", _HOLD, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield
        process.stdin.close()


async def counter(store: Store, name: str = "x") -> int:
    async with store.read() as connection:
        return await read_counter(connection, name)


async def test_what_is_written_can_be_read(store: Store) -> None:
    async with store.write() as connection:
        assert await increment_counter(connection, "x") == 1
    assert await counter(store) == 1


async def test_a_failure_in_a_transaction_undoes_all_of_it(store: Store) -> None:
    async def fail() -> None:
        async with store.write() as connection:
            await increment_counter(connection, "x")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await counter(store) == 0


async def test_a_cancelled_transaction_is_undone_and_holds_nothing_up(store: Store) -> None:
    begun = asyncio.Event()

    async def write_for_ever() -> None:
        async with store.write() as connection:
            await increment_counter(connection, "x")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_for_ever())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    async with store.write() as connection:
        assert await increment_counter(connection, "x") == 1


async def test_what_is_not_committed_is_not_seen(store: Store) -> None:
    async with store.write() as connection:
        await increment_counter(connection, "x")
        assert await counter(store) == 0


async def test_many_writers_at_once_all_get_their_turn(store: Store) -> None:
    async def write() -> None:
        async with store.write() as connection:
            await increment_counter(connection, "x")

    await asyncio.gather(*(write() for _ in range(40)))
    assert await counter(store) == 40


async def test_writers_of_several_processes_all_get_their_turn(
    store: Store, ready_url: str
) -> None:
    stores = [store, open_store(ready_url), open_store(ready_url)]

    async def write(store: Store) -> None:
        async with store.write() as connection:
            await increment_counter(connection, "x")

    await asyncio.gather(*(write(each) for each in stores for _ in range(5)))
    assert await counter(store) == 15
    for each in stores[1:]:
        await each.close()


async def test_a_slip_of_our_own_is_seen_as_it_is(store: Store) -> None:
    async with store.write() as connection:
        await increment_counter(connection, "x")
    with pytest.raises(IntegrityError):
        async with store.write() as connection:
            await connection.execute(sa.text("INSERT INTO counter (name, value) VALUES ('x', 2)"))


async def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        async with store.write() as connection:
            await connection.execute(
                sa.text("INSERT INTO feed_item (feed, article_id) VALUES ('topics/x', 1)")
            )


async def test_a_commit_reaches_the_disk_before_it_is_over(sqlite_store: Store) -> None:
    async with sqlite_store.write() as connection:
        mode = await connection.scalar(sa.text("PRAGMA journal_mode"))
        synchronous = await connection.scalar(sa.text("PRAGMA synchronous"))
    assert (mode, synchronous) == ("wal", 2)


async def test_a_file_held_by_another_process_is_told_in_a_sentence(
    tmp_path: Path, sqlite_store: Store
) -> None:
    path = tmp_path / "notifier.db"
    impatient = open_store(f"sqlite:///{path}", busy_after=0.05)
    with held_by_another_process(path):
        with pytest.raises(StoreBusyError, match=r"notifier\.db is held by another process; stop"):
            async with impatient.write() as connection:
                await increment_counter(connection, "x")
        assert await counter(impatient) == 0, "reading goes on"
    async with impatient.write() as connection:
        assert await increment_counter(connection, "x") == 1
    await impatient.close()


async def test_running_out_of_connections_is_told(postgres_url: str) -> None:
    opened = open_store(postgres_url, busy_after=0.05)
    held = [opened.engine.connect() for _ in range(20)]
    for each in held:
        await each.start()
    with pytest.raises(StoreBusyError, match=r"all connections to the database .* are in use"):
        async with opened.read():
            raise AssertionError
    for each in held:
        await each.close()
    async with opened.read() as connection:
        assert await connection.scalar(sa.text("SELECT 1")) == 1
    await opened.close()


async def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    away = open_store("postgresql://notifier:secret@127.0.0.1:1/news")
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        async with away.read():
            raise AssertionError
    assert "127.0.0.1:1/news" in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_a_database_that_the_server_does_not_have_is_told(
    postgres_server: PostgresServer,
) -> None:
    away = open_store(postgres_server.url("nowhere"))
    with pytest.raises(StoreError, match='database "nowhere" does not exist'):
        async with away.write():
            raise AssertionError
    await away.close()


async def test_a_server_that_goes_away_is_an_error_once_and_then_found_again(
    postgres_url: str,
) -> None:
    opened, other = open_store(postgres_url), open_store(postgres_url)

    async def write_while_the_server_falls() -> None:
        async with opened.write() as connection:
            number = await connection.scalar(sa.text("SELECT pg_backend_pid()"))
            async with other.write() as killer:
                await killer.execute(sa.select(sa.func.pg_terminate_backend(number)))
            await connection.execute(sa.text("SELECT 1"))

    with pytest.raises(StoreError, match="cannot be"):
        await write_while_the_server_falls()
    async with opened.read() as connection:
        assert await connection.scalar(sa.text("SELECT 1")) == 1
    await opened.close()
    await other.close()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("notifier.db", "cannot be read; write sqlite:///path"),
        ("", "cannot be read"),
        ("postgresql://user:password@host:many/name", "cannot be read"),
        ("postgresql://user:password@host:99999/name", "no possible port"),
        ("mysql://user:password@host/name", "'mysql' is no database that is known here"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_and_keeps_its_password(
    address: str, words: str
) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        open_store(address)
    assert "password@" not in str(caught.value).replace("user:password@host/name", "")


def test_postgresql_may_be_spelt_as_its_own_tools_do() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        assert not open_store(f"{scheme}://notifier@127.0.0.1:1/news").is_sqlite


async def test_the_databases_folder_is_made(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path}/a/b/notifier.db")
    async with opened.read():
        assert (tmp_path / "a" / "b" / "notifier.db").exists()
    await opened.close()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    opened = open_store(f"sqlite:///{tmp_path}/a/b/notifier.db")
    with pytest.raises(StoreError, match=r"folder cannot be made: .*/a/b"):
        async with opened.read():
            pass
    await opened.close()


def test_a_path_that_is_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder; give the name of a file in it"):
        open_store(f"sqlite:///{tmp_path}")


async def test_versions_become_visible_in_their_own_order(store: Store) -> None:
    """A reader that has seen a version has seen every earlier one."""
    name = counters.QUERIES
    first_has_raised, go_on = asyncio.Event(), asyncio.Event()

    async def first() -> int:
        async with store.write() as connection:
            version = await increment_counter(connection, name)
            first_has_raised.set()
            await go_on.wait()
            return version

    async def second() -> int:
        await first_has_raised.wait()
        async with store.write() as connection:
            return await increment_counter(connection, name)

    slow, quick = asyncio.create_task(first()), asyncio.create_task(second())
    await first_has_raised.wait()
    await asyncio.wait([quick], timeout=0.05)
    assert not quick.done()
    go_on.set()
    assert (await slow, await quick) == (1, 2)
