"""Fixtures for every test: the fakes, and a database in each engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade

# Nothing is timed in tests: an example may take long where the machine does other work.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.fakes.fixtures", "tests.postgres", "tests.databases"]


@pytest.fixture(autouse=True)
def unconfigured_logging() -> None:
    """Let no test hear less because one before it configured the log."""
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, once in each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'notifier.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """Return a database with the schema in place, once in each engine."""
    opened = open_store(database_url)
    try:
        await upgrade(opened)
        yield opened
    finally:
        await opened.close()
