"""A poller, and sources that bring what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from notifier.ingest.pipeline import Pipeline
from notifier.ingest.poller import Poller
from notifier.sources.config import Reading, SourceConfig, SourceState
from notifier.store.engine.database import Store
from notifier.store.engine.tables import source as source_table
from notifier.subscriptions.rules import Rules
from tests.builders import FakeClock, a_source, small_rules


class FakeSource:
    """A source whose readings are those that the test gives it, one a poll."""

    def __init__(self, name: str = "wire", *readings: Any, **fields: Any) -> None:
        self.config: SourceConfig = a_source(name, **fields)
        self.readings = list(readings)
        self.given: list[SourceState] = []
        self.times_stored = 0

    async def read(self, state: SourceState) -> Reading:
        self.given.append(dict(state))
        reading = self.readings.pop(0) if self.readings else Reading(state=state)
        if isinstance(reading, Exception):
            raise reading
        if callable(reading):
            reading = await reading()
        assert isinstance(reading, Reading)
        return reading

    def stored(self) -> None:
        self.times_stored += 1


async def a_poller(
    store: Store,
    clock: FakeClock,
    *sources: FakeSource,
    concurrency: int = 8,
    rules: Rules | None = None,
    **options: Any,
) -> Poller:
    poller = Poller(
        {each.config.name: each for each in sources},
        store,
        Pipeline(store, rules or small_rules(), clock),
        clock,
        holder="me",
        concurrency=concurrency,
        **options,
    )
    await poller.start()
    return poller


async def poll(poller: Poller) -> None:
    await poller.run_once()
    await poller.join()


async def row(store: Store, name: str = "wire") -> Any:
    async with store.read() as connection:
        rows = await connection.execute(sa.select(source_table).where(source_table.c.name == name))
        return rows.one()


def waiting_for(event: asyncio.Event) -> Callable[[], Awaitable[Reading]]:
    async def read() -> Reading:
        await event.wait()
        return Reading()

    return read
