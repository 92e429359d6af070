"""A database with the schema in place for each test of the contract, without making it anew."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import asyncpg
import pytest

from notifier.store.database import open_store
from notifier.store.migrate import upgrade
from notifier.store.tables import metadata
from tests.postgres import PostgresServer

_EMPTY = f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"


async def _migrate(url: str) -> None:
    opened = open_store(url)
    await upgrade(opened)
    await opened.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite database to copy."""
    path = tmp_path_factory.mktemp("migrated") / "notifier.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_url(postgres_server: PostgresServer) -> str:
    """Give a PostgreSQL database to empty before each use."""
    url = postgres_server.url("contract")
    asyncio.run(_execute(postgres_server.url(), "CREATE DATABASE contract"))
    asyncio.run(_migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database without rows, once in each engine."""
    if request.param == "sqlite":
        path = tmp_path / "notifier.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("migrated_url")
    asyncio.run(_execute(url, _EMPTY))
    return url
