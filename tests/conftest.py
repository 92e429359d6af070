"""Fixtures for every test: the fakes, and a database in each engine."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

# Nothing is timed in tests: an example may take long where the machine does other work. Fifty
# examples are enough for most rules; a test that needs more says so.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")

pytest_plugins = ["tests.fakes.fixtures", "tests.postgres", "tests.pgbouncer", "tests.databases"]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Begin with the room of chaos, whose tests wait for long: at the end all would wait for it."""
    yield
    items.sort(key=lambda item: "chaos" not in item.path.parts)


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Look for no garbage while tests are collected, of which hardly anything is."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what lasts as long as the tests, and look less often.

    It takes a sixth of the time else.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(autouse=True)
def unconfigured_logging() -> None:
    """Let no test hear less because one before it configured the log."""
    structlog.reset_defaults()
