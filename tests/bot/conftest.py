"""The bot that conversations are held with, where a test makes none of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from notifier.store.engine.database import Store
from tests.bot.harness import Bot, rules
from tests.delivery.dispatch import FakeSender


@pytest.fixture
async def bot(sqlite_store: Store) -> AsyncIterator[Bot]:
    """Return a bot on Monday, November 23, 2026, at 09:30 in Shanghai, that knows all companies."""
    made = Bot(sqlite_store, FakeSender(), rules())
    yield made
    await made.worker.stop()
