"""The fakes as fixtures; `tests/conftest.py` makes them known to every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.news_server import NewsServer


@pytest.fixture
def news_server() -> Iterator[NewsServer]:
    """Provide a news source of the test's own, on loopback."""
    with NewsServer() as server:
        yield server
