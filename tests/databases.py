"""A SQLite database with the schema in place, copied instead of made anew for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade


async def migrate(url: str) -> None:
    """Bring the database at `url` to the present schema."""
    opened = open_store(url)
    await upgrade(opened)
    await opened.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database to copy."""
    path = tmp_path_factory.mktemp("migrated") / "notifier.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
async def sqlite_store(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Store]:
    """Return a copy at `notifier.db` in the test's folder."""
    path = tmp_path / "notifier.db"
    shutil.copy(migrated_file, path)
    opened = open_store(f"sqlite:///{path}")
    yield opened
    await opened.close()
