"""The tests' own PostgreSQL: that it is real, fresh for each test, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import PostgresServer, start_server

_ORPHAN = """
import os, signal
from tests.postgres import start_server
server = start_server()
print(server.pid, server.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_the_server_is_postgresql_18_and_answers_through_asyncpg(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    version = await connection.fetchval("SHOW server_version")
    greeting = await connection.fetchval("SELECT $1::text || '！'", "科大讯飞")
    await connection.close()

    assert version.startswith("18")
    assert greeting == "科大讯飞！"


@pytest.mark.parametrize("test", ["one test", "another test"])
async def test_every_test_has_a_database_of_its_own(postgres_url: str, test: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("CREATE TABLE note (text text)")
    await connection.execute("INSERT INTO note VALUES ($1)", test)
    notes = await connection.fetch("SELECT text FROM note")
    await connection.close()

    assert [note["text"] for note in notes] == [test]


async def test_a_database_goes_even_when_a_connection_was_left_open(
    postgres_server: PostgresServer,
) -> None:
    async with postgres_server.database() as url:
        forgotten = await asyncpg.connect(url)

    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)
    forgotten.terminate()


async def test_two_servers_run_side_by_side(postgres_server: PostgresServer) -> None:
    second = start_server()
    try:
        async with second.database() as url:
            connection = await asyncpg.connect(url)
            assert await connection.fetchval("SELECT 1") == 1
            await connection.close()
        assert second.pid != postgres_server.pid
    finally:
        second.stop()


def test_a_stopped_server_leaves_no_process_and_no_folder() -> None:
    server = start_server()
    pid = server.pid

    server.stop()

    assert not _alive(pid)
    assert not server.folder.exists()


def test_a_killed_test_run_leaves_no_process_and_no_folder() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _ORPHAN],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    pid, folder = run.stdout.split()

    deadline = time.monotonic() + 30
    while (_alive(int(pid)) or Path(folder).exists()) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert not _alive(int(pid))
    assert not Path(folder).exists()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
