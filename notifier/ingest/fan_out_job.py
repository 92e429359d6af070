"""The fan-out job: plans the alerts that were left when their article was stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from notifier.core.log import get_logger
from notifier.store.alerts import fan_out
from notifier.store.alerts.fan_out import PlannedSlice
from notifier.store.engine.database import Store

log = get_logger(__name__)

_HEAD_START = 0.05
"""Seconds in which delivery may claim the first alerts, before the others take the database."""


class FanOutJob:
    """Plans what is left, a slice a transaction; `on_planned` is called after each."""

    def __init__(
        self, store: Store, on_planned: Callable[[PlannedSlice], None] = lambda _slice: None
    ) -> None:
        self._store = store
        self._on_planned = on_planned

    async def run_once(self) -> None:
        """Plan all that is left; raises StoreError, and goes on there the next time."""
        async with self._store.read() as connection:
            if not await fan_out.is_left(connection):
                return
        await asyncio.sleep(_HEAD_START)
        while True:
            async with self._store.write() as connection:
                planned = await fan_out.plan_next(connection)
            if planned is None:
                return
            log.info(
                "alerts_planned",
                source=planned.source,
                article=planned.article_id,
                story=planned.story_id,
                alerts=planned.alerts,
            )
            self._on_planned(planned)
