"""The one place that asks the system for the time; everything else takes `now` as a value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present time, in UTC."""


def system_clock() -> datetime:
    """Return the present time, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the module the ban speaks of
