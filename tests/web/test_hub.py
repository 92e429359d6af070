"""Push from a hub to an alert: asking, being asked back, believing, and going on where it fails."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from notifier.errors import StoreError
from notifier.markets import Calendars
from notifier.model import Entry
from notifier.pipeline import Ingested, Pipeline
from notifier.push import Callback, Pushed, Subscriptions
from notifier.sources.config import Reading
from notifier.sources.feed import FeedConfig
from notifier.sources.fetch import Fetcher
from notifier.sources.workers import Workers
from notifier.store import hubs, sources
from notifier.store.database import Store
from notifier.store.hubs import Hub
from notifier.web.hub import hub_routes
from notifier.web.server import listen, serving
from notifier.web.site import Site
from tests.builders import NOW, a_source, a_subscription, small_rules
from tests.desk import METAVERSE, Desk
from tests.fakes.hub import FakeHub
from tests.fakes.workers import WorkersHere
from tests.feeds.shelf import a_publisher
from tests.sources.conftest import LOOPBACK
from tests.sources.documents import rss

TOPIC = "https://wire.example/feed.xml"
NEWS = rss("<title>元宇宙来了</title><guid>1</guid><link>https://wire.example/1</link>")
MORE = rss("<title>元宇宙又来了</title><guid>2</guid><link>https://wire.example/2</link>")
MAX_BYTES = 20_000


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
    desk: Desk
    pipeline: BreakablePipeline
    subscriptions: Subscriptions
    configured: dict[str, FeedConfig]

    async def poll(self, *, new: int = 0, **fields: Any) -> None:
        """Have the source polled: it names the hub unless `fields` say otherwise."""
        reading = Reading(**{"hub": self.hub.url, "hub_topic": TOPIC, **fields})
        await self.subscriptions.heard(a_source(url=TOPIC), reading, Ingested(new=new))

    async def wake(self, **after: float) -> None:
        """Let time pass, and have what is due be asked."""
        self.desk.clock.advance(**after)
        await self.subscriptions.wake()

    async def subscribe(self) -> None:
        """Have the hub push from now on."""
        await self.poll()
        await self.wake()
        assert [answer.status_code for answer in await self.hub.verify()] == [200]
        await self.subscriptions.wake()

    async def kept(self) -> Hub | None:
        """Return what the database has of the subscription."""
        async with self.desk.store.read() as connection:
            return (await hubs.everything(connection)).get("wire")


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


@pytest.fixture
async def world(hub: FakeHub, sqlite_store: Store) -> AsyncIterator[World]:
    desk = Desk(sqlite_store)
    configured = {"wire": a_source(url=TOPIC)}
    pipeline = BreakablePipeline(
        sqlite_store, small_rules(METAVERSE), desk.clock, desk.arrivals.append
    )
    workers = WorkersHere()
    callback = Callback(
        sqlite_store,
        pipeline,
        workers,
        desk.clock,
        calendars=Calendars(),
        config_of=configured.get,
    )
    routes = hub_routes(callback, max_bytes=MAX_BYTES)
    site = Site(sqlite_store, a_publisher(sqlite_store), "en", ZoneInfo("UTC"), routes)
    listener = listen("127.0.0.1", 0)
    fetcher = Fetcher(clock=desk.clock, user_agent="notifier/1", allow_private=LOOPBACK)
    subscriptions = Subscriptions(
        sqlite_store,
        fetcher,
        desk.clock,
        address=f"http://127.0.0.1:{listener.getsockname()[1]}",
        polled=configured.keys,
    )
    await a_subscription(sqlite_store, 42)
    async with serving(site.app, listener):
        yield World(hub, desk, pipeline, subscriptions, configured)
    await fetcher.close()


# Subscribing


async def test_a_hub_that_a_feed_names_is_asked_to_push_and_confirmed(world: World) -> None:
    await world.poll()
    await world.wake()
    assert not world.subscriptions.works("wire")

    (answer,) = await world.hub.verify()

    (asked,) = world.hub.requests
    assert asked.form["topic"] == TOPIC
    assert len(asked.form["secret"]) >= 32
    assert answer.text == "ch4llenge"
    assert answer.headers["content-type"].startswith("text/plain")
    await world.wake()
    assert world.subscriptions.works("wire")
    assert world.hub.modes == ["subscribe"]


async def test_a_feed_without_a_hub_asks_nobody(world: World) -> None:
    await world.poll(hub=None)
    await world.poll(hub="javascript:alert(1)")
    await world.wake()
    assert world.hub.requests == []
    assert await world.kept() is None


async def test_a_feed_whose_articles_own_pages_are_read_asks_nobody(world: World) -> None:
    reading = Reading(hub=world.hub.url, hub_topic=TOPIC)
    await world.subscriptions.heard(a_source(url=TOPIC, full_text=True), reading, Ingested())
    await world.wake()
    assert world.hub.requests == []


async def test_the_feeds_own_address_is_the_topic_where_it_names_none(world: World) -> None:
    await world.poll(hub_topic=None)
    kept = await world.kept()
    assert kept is not None
    assert kept.topic == TOPIC


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"topic": "https://other.example/feed.xml"},
        {"challenge": ""},
        {"challenge": "x" * 2001},
    ],
    ids=lambda changed: next(iter(changed)) + "=" + next(iter(changed.values()))[:12],
)
async def test_what_was_not_asked_for_is_not_confirmed(
    world: World, changed: dict[str, str]
) -> None:
    await world.poll()
    await world.wake()
    callback = world.hub.requests[0].form["callback"]

    asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "c", **changed}
    answer = await world.hub.ask_back(callback, **asked)

    assert answer.status_code == 404
    assert (await world.hub.push(callback, NEWS, None)).status_code == 202
    await world.wake()
    assert not world.subscriptions.works("wire")


async def test_nobody_confirms_what_nobody_asked(world: World) -> None:
    await world.poll()
    await world.wake()
    callback = world.hub.requests[0].form["callback"].rpartition("/")[0] + "/guessed"

    asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "c"}

    assert (await world.hub.ask_back(callback, **asked)).status_code == 404
    assert (await world.hub.push(callback, NEWS, "sha256=00")).status_code == 410


async def test_a_hub_that_denies_is_left_alone_for_a_day(world: World) -> None:
    await world.poll()
    await world.wake()
    callback = world.hub.requests[0].form["callback"]

    answer = await world.hub.ask_back(callback, mode="denied", topic=TOPIC, reason="no")

    assert answer.status_code == 200
    await world.wake(hours=23)
    assert world.hub.modes == ["subscribe"]
    assert not world.subscriptions.works("wire")
    await world.wake(hours=2)
    assert world.hub.modes == ["subscribe", "subscribe"]


@pytest.mark.parametrize("status", [202, 500])
async def test_a_hub_that_does_not_confirm_is_asked_more_and_more_rarely(
    world: World, status: int
) -> None:
    world.hub.status = status
    await world.poll()
    for minutes, asked in ((0, 1), (4, 1), (2, 2), (9, 2), (2, 3)):
        await world.wake(minutes=minutes)
        assert len(world.hub.requests) == asked
    assert not world.subscriptions.works("wire")


async def test_a_hub_that_asks_for_time_gets_it(world: World) -> None:
    world.hub.status, world.hub.headers = 503, {"retry-after": "7200"}
    await world.poll()
    await world.wake()
    await world.wake(minutes=119)
    assert len(world.hub.requests) == 1
    await world.wake(minutes=2)
    assert len(world.hub.requests) == 2


# Leases


async def test_a_lease_is_renewed_before_its_end_with_the_same_callback(world: World) -> None:
    world.hub.lease_seconds = "3600"
    await world.subscribe()
    await world.wake(minutes=44)
    assert world.hub.modes == ["subscribe"]

    await world.wake(minutes=2)
    await world.hub.verify()

    first, second = world.hub.requests
    assert first.form["callback"] == second.form["callback"]
    await world.wake(minutes=40)
    assert world.subscriptions.works("wire")


async def test_polling_is_as_ever_once_a_lease_is_over(world: World) -> None:
    world.hub.lease_seconds = "3600"
    await world.subscribe()
    assert world.subscriptions.works("wire")
    world.hub.status = 500
    world.desk.clock.advance(minutes=61)
    assert not world.subscriptions.works("wire")


# Pushes


async def test_what_is_pushed_is_stored_and_told_at_once(world: World) -> None:
    await world.subscribe()

    assert await world.hub.publish(TOPIC, NEWS, method="sha512") == [200]

    assert await world.desk.feed() == ["元宇宙来了"]
    assert [arrival.alerts for arrival in world.desk.arrivals] == [1]


async def test_an_article_that_was_polled_is_not_new_when_it_is_pushed(world: World) -> None:
    await world.subscribe()
    await world.hub.publish(TOPIC, NEWS)
    await world.hub.publish(TOPIC, NEWS)
    polled = world.desk.arrivals[0].article
    again = await world.desk.take(polled_entry(polled.key, polled.title, polled.url))
    assert (again.new, again.changed) == (0, 0)
    assert len(world.desk.arrivals) == 1


async def test_a_push_that_is_not_signed_by_the_hub_is_ignored_and_logged(world: World) -> None:
    await world.subscribe()

    with capture_logs() as logs:
        assert await world.hub.publish(TOPIC, NEWS, secret="wrong") == [202]

    assert world.desk.arrivals == []
    assert "push_not_signed" in [line["event"] for line in logs]
    assert (await world.hub.push(world.hub.requests[0].form["callback"], NEWS, None)).is_success
    assert world.desk.arrivals == []


async def test_a_push_that_cannot_be_read_has_the_source_polled(world: World) -> None:
    await world.subscribe()
    await put_off_the_next_poll(world.desk.store)

    assert await world.hub.publish(TOPIC, "what is this?") == [202]

    assert await is_due(world.desk.store)
    assert await world.hub.publish(TOPIC, NEWS) == [200]


async def test_a_push_that_is_too_large_is_refused(world: World) -> None:
    await world.subscribe()
    assert await world.hub.publish(TOPIC, NEWS + " " * MAX_BYTES) == [413]
    assert world.desk.arrivals == []


async def test_a_hub_pushes_again_what_could_not_be_stored(world: World) -> None:
    await world.subscribe()
    world.pipeline.is_broken = True
    assert await world.hub.publish(TOPIC, NEWS) == [503]

    world.pipeline.is_broken = False
    assert await world.hub.publish(TOPIC, NEWS) == [200]
    assert len(world.desk.arrivals) == 1


async def test_a_push_is_read_in_a_worker_process(world: World, sqlite_store: Store) -> None:
    workers = Workers(timeout=20, memory=512_000_000, most=1)
    await world.subscribe()
    kept = await world.kept()
    assert kept is not None
    callback = Callback(
        sqlite_store,
        world.pipeline,
        workers,
        world.desk.clock,
        calendars=Calendars(),
        config_of=world.configured.get,
    )
    signature = "sha256=" + hmac.new(kept.secret.encode(), NEWS.encode(), "sha256").hexdigest()

    async def body() -> bytes:
        return NEWS.encode()

    taken = await callback.take(kept.token, signature=signature, body=body, content_type="")

    await workers.close()
    assert taken is Pushed.TAKEN
    assert len(world.desk.arrivals) == 1


# Polling beside it


async def test_polling_that_finds_what_was_not_pushed_is_fast_again_until_the_next_push(
    world: World,
) -> None:
    await world.subscribe()
    await world.poll(new=0)
    await world.wake()
    assert world.subscriptions.works("wire")

    await world.poll(new=2)
    await world.wake()
    assert not world.subscriptions.works("wire")

    await world.hub.publish(TOPIC, MORE)
    await world.wake()
    assert world.subscriptions.works("wire")


async def test_a_hub_that_failed_to_push_is_asked_anew_but_not_for_each_article(
    world: World,
) -> None:
    await world.subscribe()
    await world.poll(new=1)
    await world.wake(minutes=1)
    assert world.hub.modes == ["subscribe"]

    await world.hub.publish(TOPIC, NEWS)
    await world.wake(hours=7)
    await world.poll(new=1)
    await world.wake()
    await world.poll(new=1)
    await world.wake()
    assert world.hub.modes == ["subscribe", "subscribe"]


async def test_a_feed_that_moves_to_another_hub_leaves_the_first(world: World) -> None:
    await world.subscribe()
    first = world.hub.requests[0].form["callback"]
    with FakeHub() as other:
        await world.poll(hub=other.url)
        await world.wake()
        assert not world.subscriptions.works("wire")
        await other.verify()
        assert other.modes == ["subscribe"]
        assert await other.publish(TOPIC, NEWS) == [200]
    assert (await world.hub.push(first, NEWS, None)).status_code == 410


# Leaving


async def test_a_source_that_is_polled_no_more_is_unsubscribed(world: World) -> None:
    await world.subscribe()
    world.configured.clear()

    await world.wake()
    await world.wake(minutes=1)
    assert world.hub.modes == ["subscribe"]  # another process may only know of it later
    await world.wake(minutes=2)
    await world.wake()
    assert world.hub.modes == ["subscribe", "unsubscribe"]
    assert await world.hub.publish(TOPIC, NEWS) == [410]
    assert [answer.status_code for answer in await world.hub.verify()] == [200]
    assert await world.kept() is None


async def test_a_source_that_comes_back_goes_on_with_its_subscription(world: World) -> None:
    await world.subscribe()
    await world.poll(hub=None)
    await world.wake()
    assert not world.subscriptions.works("wire")

    await world.poll()
    await world.wake()
    assert await world.hub.verify()
    await world.wake()
    assert world.subscriptions.works("wire")
    assert await world.hub.publish(TOPIC, NEWS) == [200]


async def test_a_hub_that_does_not_let_go_is_forgotten_when_its_lease_is_over(
    world: World,
) -> None:
    world.hub.lease_seconds = "3600"
    await world.subscribe()
    world.hub.status = 500
    await world.poll(hub=None)
    for _ in range(3):
        await world.wake(minutes=30)
    assert await world.kept() is None
    assert len(world.hub.requests) < 6


async def test_a_hub_out_of_reach_keeps_no_other_back(world: World) -> None:
    dead = Reading(hub="http://127.0.0.1:9/", hub_topic="x://")
    await world.subscriptions.heard(a_source("dead"), dead, Ingested())
    await world.poll()
    await world.wake()
    assert len(await world.hub.verify()) == 1


def polled_entry(key: str, title: str, url: str | None) -> Entry:
    return Entry(key=key, title=title, url=url)


async def put_off_the_next_poll(store: Store) -> None:
    async with store.write() as connection:
        await sources.sync(connection, {"wire": "feed"}, NOW + timedelta(days=1))
    assert not await is_due(store)


async def is_due(store: Store) -> bool:
    async with store.write() as connection:
        return bool(await sources.claim_due(connection, ["wire"], holder="me", now=NOW, limit=1))
