"""Databases with the schema in place, copied or emptied instead of made anew for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.tables import metadata
from tests.postgres import PostgresServer

_NUMBERED = [name for name, table in metadata.tables.items() if "id" in table.c]
_EMPTY = ";".join(
    [
        "DELETE FROM article_search",
        *(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)),
        *(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1, false)" for name in _NUMBERED),
    ]
)


async def migrate(url: str) -> None:
    """Bring the database at `url` to the present schema."""
    opened = open_store(url)
    await upgrade(opened)
    await opened.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@asynccontextmanager
async def holding(store: Store) -> AsyncIterator[None]:
    """Let nobody else write for a while; a transaction takes hold with its first statement."""
    async with store.write() as connection:
        await connection.execute(sa.text("SELECT 1"))
        yield


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite database to copy."""
    path = tmp_path_factory.mktemp("migrated") / "notifier.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_url(postgres_server: PostgresServer) -> str:
    """Return a PostgreSQL database to empty before each use."""
    url = postgres_server.url("migrated")
    asyncio.run(_execute(postgres_server.url(), "CREATE DATABASE migrated"))
    asyncio.run(migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables, once in each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'notifier.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database with the schema and no rows, once in each engine."""
    if request.param == "sqlite":
        path = tmp_path / "notifier.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("migrated_url")
    asyncio.run(_execute(url, _EMPTY))
    return url


@pytest.fixture
async def store(ready_url: str) -> AsyncIterator[Store]:
    """Return a database with the schema in place, once in each engine."""
    opened = open_store(ready_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """Return a copy at `notifier.db` in the test's folder."""
    path = tmp_path / "notifier.db"
    shutil.copy(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    await opened.close()
