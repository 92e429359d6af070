"""The fan-out job: plans the alerts and edits that were left when their article was stored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from notifier.core.log import get_logger
from notifier.store.alerts import edits, fan_out
from notifier.store.alerts.fan_out import PlannedSlice
from notifier.store.engine.database import Store

log = get_logger(__name__)

_HEAD_START = 0.05
"""Seconds in which delivery may claim the first alerts, before the others take the database."""
_HOLD = 0.2
"""Seconds that a slice should take, for which other writers wait."""
_LEAST = 4_000
"""About so many are in the first slice; then as many as fit into `_HOLD`, at least so many"""
_MOST = 50_000
"""and at most so many."""


class FanOutJob:
    """Plans what is left, a slice a transaction; `on_planned` is called after each."""

    def __init__(
        self, store: Store, on_planned: Callable[[PlannedSlice], None] = lambda _slice: None
    ) -> None:
        self._store = store
        self._on_planned = on_planned
        self._size = _LEAST

    async def run_once(self) -> None:
        """Plan all that is left; raises StoreError, and goes on there the next time."""
        async with self._store.read() as connection:
            if not (await fan_out.is_left(connection) or await edits.is_left(connection)):
                return
        await asyncio.sleep(_HEAD_START)
        while await self._plan_next():
            pass

    async def _plan_next(self) -> bool:
        """Plan a slice, of edits once all alerts are planned; False where nothing is left."""
        edited = None
        async with self._store.write() as connection:
            began = time.perf_counter()
            planned = await fan_out.plan_next(connection, size=self._size)
            if planned is None:
                edited = await edits.plan_next(connection, size=self._size)
        seconds = time.perf_counter() - began
        if planned is not None:
            self._size = next_size(planned.alerts + planned.raised, seconds)
            log.info(
                "alerts_planned",
                source=planned.source,
                article=planned.article_id,
                story=planned.story_id,
                alerts=planned.alerts,
                raised=planned.raised,
            )
            self._on_planned(planned)
        elif edited is not None:
            self._size = next_size(edited.edits, seconds)
            log.info("edits_planned", story=edited.story_id, edits=edited.edits)
        return planned is not None or edited is not None


def next_size(alerts: int, seconds: float) -> int:
    """Return how large the next slice is, after one that took so long for so many alerts. Pure."""
    return round(min(max(alerts * _HOLD / max(seconds, 0.001), _LEAST), _MOST))
