"""A PgBouncer in transaction mode before the tests' PostgreSQL, where one is installed."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import PostgresServer, as_nobody, give_away

_PROGRAM = shutil.which("pgbouncer", path="/usr/bin:/usr/sbin:/usr/local/bin")
_CONNECTIONS = 3
"""To the server; more clients than that have to share."""


@pytest.fixture
async def pgbouncer_url(postgres_server: PostgresServer, postgres_url: str) -> AsyncIterator[str]:
    """Provide the URL of the test's database through PgBouncer, as docs/operating.md sets it."""
    if _PROGRAM is None:
        pytest.skip("there is no pgbouncer here")
    folder = Path(tempfile.mkdtemp(prefix="notifier-pgbouncer-", dir="/tmp"))
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host={postgres_server.folder} user=postgres\n"
        "[pgbouncer]\nlisten_addr =\nauth_type = any\npool_mode = transaction\n"
        f"unix_socket_dir = {folder}\ndefault_pool_size = {_CONNECTIONS}\n"
        "server_reset_query_always = 1\n"
    )
    give_away(folder)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([_PROGRAM, str(settings)], stderr=log, **as_nobody())  # noqa: ASYNC220 - it returns at once
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    url = f"postgresql://postgres@/{name}?host={folder}&port=6432"
    try:
        await _until_it_answers(url)
        yield f"{url}&statement_cache_size=0&prepared_statement_cache_size=0"
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


async def _until_it_answers(url: str) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                connection = await asyncpg.connect(url, statement_cache_size=0)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                await connection.close()
                return
