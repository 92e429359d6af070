"""A worker that delivers, and what it sends by."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from notifier.store.engine.database import Store
from tests.delivery.dispatch import Dispatch, FakeSender, dispatch


@pytest.fixture
async def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
async def desk(sqlite_store: Store, sender: FakeSender) -> AsyncIterator[Dispatch]:
    async with dispatch(sqlite_store, sender) as made:
        yield made
        sender.gate.set()
