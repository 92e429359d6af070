"""Values for tests: what a test does not speak of has a plain default here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from notifier.model import Entry

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def an_entry(title: str = "科大讯飞发布新产品", **fields: Any) -> Entry:
    """Build an entry; its key is its title unless another is given."""
    return Entry(**{"key": title, "title": title, "published": NOW - timedelta(minutes=5), **fields})


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        """Let time pass: `advance(minutes=5)`."""
        self.now += timedelta(**duration)
