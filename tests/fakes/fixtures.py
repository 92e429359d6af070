"""The fakes as fixtures; `tests/conftest.py` makes them known to every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.bot_api import BotApi
from tests.fakes.news_server import NewsServer


@pytest.fixture
def bot_api() -> Iterator[BotApi]:
    """Provide a Telegram Bot API of the test's own, on loopback."""
    with BotApi() as api:
        yield api


@pytest.fixture
def news_server() -> Iterator[NewsServer]:
    """Provide a news source of the test's own, on loopback."""
    with NewsServer() as server:
        yield server
