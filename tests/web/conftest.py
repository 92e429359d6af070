"""Fixtures of the web server's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from zoneinfo import ZoneInfo

import pytest

from notifier.core.market_calendar import Calendars
from notifier.ingest.websub import HubCallback, HubSubscriptions
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.store.engine.database import Store
from notifier.web.listening import listen
from notifier.web.server import serving
from notifier.web.site import Site
from notifier.web.websub_callback import hub_routes
from tests.builders import a_source, a_subscription, small_rules
from tests.fakes.hub import FakeHub
from tests.fakes.sandbox import InlineSandbox
from tests.pipeline_harness import METAVERSE, PipelineHarness
from tests.sources.conftest import LOOPBACK
from tests.web.feeds.filled_feeds import a_publisher
from tests.web.pushing import MAX_BYTES, SECRET, TOPIC, BreakablePipeline, World


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


@pytest.fixture
async def world(hub: FakeHub, sqlite_store: Store) -> AsyncIterator[World]:
    harness = PipelineHarness(sqlite_store)
    configured = {"wire": a_source(url=TOPIC)}
    pipeline = BreakablePipeline(
        sqlite_store, small_rules(METAVERSE), harness.clock, harness.arrivals.append
    )
    sandbox = InlineSandbox()
    callback = HubCallback(
        sqlite_store,
        pipeline,
        sandbox,
        harness.clock,
        calendars=Calendars(),
        config_of=configured.get,
        secret_of={"WIRE_KEY": SECRET}.get,
    )
    routes = hub_routes(callback, max_bytes=MAX_BYTES)
    site = Site(sqlite_store, a_publisher(sqlite_store), "en", ZoneInfo("UTC"), routes)
    listener = listen("127.0.0.1", 0)
    fetcher = Fetcher(
        clock=harness.clock, user_agent="notifier/1", transport=GuardedTransport(LOOPBACK)
    )
    subscriptions = HubSubscriptions(
        sqlite_store,
        fetcher,
        harness.clock,
        address=f"http://127.0.0.1:{listener.getsockname()[1]}",
        polled=configured.keys,
    )
    await a_subscription(sqlite_store, 42)
    async with serving(site.app, listener):
        yield World(hub, harness, pipeline, subscriptions, configured)
    await fetcher.close()
