"""Fixtures of the API's tests."""

from __future__ import annotations

import pytest

from notifier.store.engine.database import Store
from tests.web.api.client import Api


@pytest.fixture
def api(sqlite_store: Store) -> Api:
    return Api(sqlite_store)
