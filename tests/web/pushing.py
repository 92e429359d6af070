"""A service that hubs push to, with the hub that its one source names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from notifier.core.errors import StoreError
from notifier.ingest.pipeline import Ingested, Pipeline
from notifier.ingest.websub import HubSubscriptions
from notifier.sources.config import Reading
from notifier.sources.feed import FeedConfig
from notifier.store.sources import websub
from notifier.store.sources.websub import HubSubscription
from tests.builders import a_source
from tests.fakes.hub import FakeHub
from tests.pipeline_harness import PipelineHarness
from tests.sources.documents import rss

TOPIC = "https://wire.example/feed.xml"
NEWS = rss("<title>元宇宙来了</title><guid>1</guid><link>https://wire.example/1</link>")
MORE = rss("<title>元宇宙又来了</title><guid>2</guid><link>https://wire.example/2</link>")
MAX_BYTES = 20_000
SECRET = "wire-secret-777"
"""What `${WIRE_KEY}` stands for."""


class BreakablePipeline(Pipeline):
    """A pipeline whose database is out of order for a while."""

    is_broken = False

    @override
    async def ingest(self, *arguments: Any, **options: Any) -> Ingested:
        if self.is_broken:
            raise StoreError("the disk is full")
        return await super().ingest(*arguments, **options)


@dataclass
class World:
    """A service with a web server on loopback, and the hub that its one source names."""

    hub: FakeHub
    harness: PipelineHarness
    pipeline: BreakablePipeline
    subscriptions: HubSubscriptions
    configured: dict[str, FeedConfig]

    async def poll(self, *, new: int = 0, **fields: Any) -> None:
        """Have the source polled: it names the hub unless `fields` say otherwise."""
        reading = Reading(**{"hub": self.hub.url, "hub_topic": TOPIC, **fields})
        await self.subscriptions.after_poll(a_source(url=TOPIC), reading, Ingested(new=new))

    async def wake(self, **after: float) -> None:
        """Let time pass, and have what is due be asked."""
        self.harness.clock.advance(**after)
        await self.subscriptions.run_once()

    async def subscribe(self) -> None:
        """Have the hub push from now on."""
        await self.poll()
        await self.wake()
        assert [answer.status_code for answer in await self.hub.verify()] == [200]
        await self.subscriptions.run_once()

    async def kept(self) -> HubSubscription | None:
        """Return what the database has of the subscription."""
        async with self.harness.store.read() as connection:
            return (await websub.by_source(connection)).get("wire")
