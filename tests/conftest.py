"""Fixtures for every test: the fakes, and a database in each engine."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

# Nothing is timed in tests: an example may take long where the machine does other work. Fifty
# examples are enough for most rules; a test that needs more says so.
settings.register_profile("suite", deadline=None, max_examples=50)
settings.load_profile("suite")

pytest_plugins = ["tests.fakes.fixtures", "tests.postgres", "tests.pgbouncer", "tests.databases"]


_ROOMS_THAT_WAIT = {"journeys", "chaos"}
"""They mostly wait for other processes, which are forked from one that takes seconds to start."""


def _waits(item: pytest.Item) -> bool:
    return item.path.relative_to(Path(__file__).parent).parts[0] in _ROOMS_THAT_WAIT


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Give a process of xdist whole files, and first of all give one of them all that waits.

    Whom to give each single test takes as long to find out as two hundred tests take.
    """
    for item in items if config.pluginmanager.hasplugin("xdist") else ():
        group = "waiting" if _waits(item) else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    yield
    items.sort(key=_waits, reverse=True)


def pytest_collection_finish() -> None:
    """Let the garbage collector leave alone what lasts as long as the tests, and look less often.

    It takes a sixth of the time else.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def unconfigured_logging() -> None:
    """Let no test hear less because one before it configured the log."""
    structlog.reset_defaults()
