"""Databases with the schema in place, copied or emptied instead of made anew for each test.

What SQLAlchemy makes of a statement is kept by its engine, and a test executes some dozens of
statements that others have executed. So all tests of a process share an engine for each kind of
database.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

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


@dataclass(frozen=True)
class Emptied:
    """A PostgreSQL database with the schema, and what deletes its rows."""

    url: str
    empty: Callable[[], None]


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server: PostgresServer) -> Iterator[Emptied]:
    """Provide a database to empty before each use, over one connection: each new one costs."""
    url = postgres_server.url("migrated")
    with asyncio.Runner() as runner:
        runner.run(postgres_server.execute("CREATE DATABASE migrated"))
        runner.run(migrate(url))
        connection = runner.run(asyncpg.connect(url))
        yield Emptied(url, lambda: runner.run(connection.execute(_EMPTY)))
        runner.run(connection.close())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables, once in each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'notifier.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncEngine:
    """Return the engine of `notifier.db` in the folder that a link leads to."""
    link = tmp_path_factory.mktemp("test") / "folder"
    link.symlink_to(".")
    return open_store(f"sqlite:///{link / 'notifier.db'}").engine


@pytest.fixture(scope="session")
def postgresql_engine(migrated_postgresql: Emptied) -> AsyncEngine:
    return open_store(migrated_postgresql.url).engine


@asynccontextmanager
async def _shared(engine: AsyncEngine) -> AsyncIterator[Store]:
    """Open a database by an engine that others use before and after; what one hears is its own."""
    store = Store(engine.execution_options())
    yield store
    await store.close()


@asynccontextmanager
async def _shared_sqlite(engine: AsyncEngine, folder: Path) -> AsyncIterator[Store]:
    """Open the `notifier.db` of a folder."""
    link = Path(engine.url.database or "").parent
    link.unlink()
    link.symlink_to(folder)
    async with _shared(engine) as store:
        yield store


@pytest.fixture(params=["sqlite", "postgresql"])
def ready_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database with the schema and no rows, once in each engine."""
    if request.param == "sqlite":
        path = tmp_path / "notifier.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    emptied: Emptied = request.getfixturevalue("migrated_postgresql")
    emptied.empty()
    return emptied.url


@pytest.fixture
async def store(
    request: pytest.FixtureRequest, ready_url: str, tmp_path: Path
) -> AsyncIterator[Store]:
    """Return a database with the schema in place, once in each engine."""
    if ready_url.startswith("sqlite"):
        shared = _shared_sqlite(request.getfixturevalue("sqlite_engine"), tmp_path)
    else:
        shared = _shared(request.getfixturevalue("postgresql_engine"))
    async with shared as opened:
        yield opened


@pytest.fixture
async def sqlite_store(
    migrated_file: Path, sqlite_engine: AsyncEngine, tmp_path: Path
) -> AsyncIterator[Store]:
    """Return a copy at `notifier.db` in the test's folder."""
    shutil.copy(migrated_file, tmp_path / "notifier.db")
    async with _shared_sqlite(sqlite_engine, tmp_path) as opened:
        yield opened
