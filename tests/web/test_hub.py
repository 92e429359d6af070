"""Our own hub over HTTP: who asks is asked back, and has the feed pushed when it changes."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import httpx
import pytest

from notifier.core.i18n import translator
from notifier.sources import websub_protocol
from notifier.sources.feed import FeedSource
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from notifier.store.articles import articles
from notifier.store.engine.database import Store, open_store
from notifier.web.feeds.publisher import Publisher
from notifier.web.hub import Hub
from notifier.web.hub_pushes import HubPushes
from notifier.web.listening import listen
from notifier.web.server import serving
from notifier.web.site import Site
from tests.builders import FakeClock, a_source, small_rules
from tests.fakes.follower import FakeFollower
from tests.fakes.sandbox import InlineSandbox
from tests.sources.conftest import LOOPBACK
from tests.web.feeds.filled_feeds import METAVERSE, put
from tests.web.pushing import World

FEED = "topics/metaverse"


@dataclass
class Publishing:
    """A service with a hub of its own, on loopback."""

    store: Store
    clock: FakeClock
    pushes: HubPushes
    address: str
    fetcher: Fetcher

    def topic(self, form: str = "rss", name: str = FEED) -> str:
        return f"{self.address}/feeds/{name}.{form}"

    async def ask(self, **form: str) -> int:
        """Ask the hub; return the status of its answer."""
        asked = {"hub.mode": "subscribe", "hub.topic": self.topic(), "hub.secret": "geheim"}
        asked |= {f"hub.{name}": value for name, value in form.items()}
        async with httpx.AsyncClient(verify=False) as client:  # no TLS here
            return (await client.post(f"{self.address}/hub", data=asked)).status_code

    async def work(self, **after: float) -> None:
        """Let time pass, and have all that is due be done."""
        self.clock.advance(**after)
        await self.pushes.run_once()
        await self.pushes.join()

    def restarted(self) -> None:
        """Forget what is in memory only."""
        self.pushes = a_pusher(self.store, self.address, self.fetcher, self.clock)


def a_publishing(store: Store, address: str, clock: FakeClock) -> Publisher:
    rules = small_rules(METAVERSE)
    return Publisher(store, rules, translator("en"), address, clock=clock, hub=f"{address}/hub")


def a_pusher(store: Store, address: str, fetcher: Fetcher, clock: FakeClock) -> HubPushes:
    return HubPushes(store, a_publishing(store, address, clock), fetcher, clock)


@pytest.fixture
def follower() -> Iterator[FakeFollower]:
    with FakeFollower() as follower:
        yield follower


@pytest.fixture
async def publishing(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Publishing]:
    shutil.copy(migrated_file, tmp_path / "publishing.db")
    store, clock = open_store(f"sqlite:///{tmp_path / 'publishing.db'}"), FakeClock()
    await put(store, "元宇宙产业创新园", FEED)
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    fetcher = Fetcher(
        clock=clock,
        user_agent="notifier/1",
        timeout=5,
        max_redirects=0,
        transport=GuardedTransport(LOOPBACK),
    )
    publisher = a_publishing(store, address, clock)
    hub = Hub(store, publisher, clock, most=8, allowed=LOOPBACK)
    site = Site(store, publisher, "en", ZoneInfo("UTC"), hub.routes)
    pushes = a_pusher(store, address, fetcher, clock)
    async with serving(site.app, listener):
        yield Publishing(store, clock, pushes, address, fetcher)
    await fetcher.close()
    await store.close()


async def test_our_own_subscriber_finds_the_hub_and_is_pushed_what_is_published(
    publishing: Publishing, world: World
) -> None:
    config = world.configured["wire"] = a_source(url=publishing.topic("atom"))
    source = FeedSource(config, publishing.fetcher, InlineSandbox())
    reading = await source.read({})
    assert reading.hub == f"{publishing.address}/hub"
    await world.subscriptions.after_poll(
        config, reading, await world.pipeline.ingest(config, reading.entries, first=True)
    )
    await world.wake()
    await publishing.work()
    await world.wake()
    assert world.subscriptions.pushes("wire")

    await put(publishing.store, "元宇宙又一园", FEED)
    await publishing.work(seconds=1)

    async with world.harness.store.read() as connection:
        stored = [article.title for article, _ in await articles.recent(connection, 10)]
    assert sorted(stored) == ["元宇宙产业创新园", "元宇宙又一园"]


@pytest.mark.parametrize("form", ["rss", "atom", "json"])
async def test_a_change_is_pushed_once_signed_and_as_the_feed_is_served(
    publishing: Publishing, follower: FakeFollower, form: str
) -> None:
    topic = publishing.topic(form)
    assert await publishing.ask(callback=follower.callback, topic=topic) == 202
    await publishing.work()
    [asked] = follower.asked
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", topic)
    assert asked["hub.lease_seconds"] == "864000"
    assert follower.pushes == []

    await put(publishing.store, "元宇宙二", FEED)
    await put(publishing.store, "元宇宙三", FEED)
    for _ in range(3):
        await publishing.work(seconds=6)

    [push] = follower.pushes
    async with httpx.AsyncClient(verify=False) as client:  # no TLS here
        served = await client.get(topic)
    assert push.body == served.content
    assert served.headers["content-type"].startswith(push.headers["content-type"])
    assert push.headers["link"] == served.headers["link"]
    assert f'<{publishing.address}/hub>; rel="hub"' in push.headers["link"]
    assert f'<{topic}>; rel="self"' in push.headers["link"]
    signature = push.headers["x-hub-signature"]
    assert signature.startswith("sha256=")
    assert websub_protocol.is_signed(signature, "geheim", push.body)


async def test_every_form_of_what_is_pushed_names_the_hub_and_nothing_else_does(
    publishing: Publishing,
) -> None:
    async def get(path: str) -> str:
        async with httpx.AsyncClient(verify=False) as client:  # no TLS here
            answer = await client.get(f"{publishing.address}/feeds/{path}")
        return f"{answer.headers['link']}\n{answer.text}"

    hub = f"{publishing.address}/hub"
    for form in ("rss", "atom"):
        links = feedparser.parse(await get(f"{FEED}.{form}")).feed.links
        assert [each.href for each in links if each.rel == "hub"] == [hub]
    _, _, feed = (await get(f"{FEED}.json")).partition("\n")
    assert json.loads(feed)["hubs"] == [{"type": "WebSub", "url": hub}]
    for path in (f"{FEED}.atom?n=20", f"{FEED}.rss?before=9", "queries/元宇宙.rss"):
        assert hub not in await get(path)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"mode": "publish"}, 400),
        ({"topic": "https://elsewhere.example/feeds/topics/metaverse.rss"}, 400),
        ({"topic": "{address}/feeds/private/token.rss"}, 404),
        ({"topic": "{address}/feeds/queries/x.rss"}, 404),
        ({"topic": "{address}/feeds/topics/none.rss"}, 404),
        ({"topic": "{address}/feeds/topics/metaverse.rss?n=3"}, 400),
        ({"topic": "{address}/feeds/topics/%00.rss"}, 404),
        ({"callback": "ftp://reader.example/"}, 400),
        ({"callback": "http://[::1"}, 400),
        ({"callback": "https://user:pass@reader.example/"}, 400),
        ({"callback": "https://reader.example/#a"}, 400),
        ({"callback": "https://reader.example/" + "x" * 1000}, 400),
        ({"callback": "http://10.0.0.1/"}, 400),
        ({"callback": "http://169.254.169.254/latest"}, 400),
        ({"callback": "http://0x0a.1/"}, 400),
        ({"secret": "x" * 200}, 400),
        ({"secret": "x" * 9000}, 413),
        ({"mode": "unsubscribe"}, 404),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_what_cannot_be_asked_for_is_refused(
    publishing: Publishing, form: dict[str, str], status: int
) -> None:
    asked = {"callback": "https://reader.example/hook"} | {
        name: value.format(address=publishing.address) for name, value in form.items()
    }
    assert await publishing.ask(**asked) == status


async def test_who_did_not_mean_it_is_pushed_nothing(
    publishing: Publishing, follower: FakeFollower
) -> None:
    follower.means = False
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    await put(publishing.store, "元宇宙二", FEED)
    await publishing.work(days=1)
    assert (len(follower.asked), follower.pushes) == (1, [])


async def test_who_is_renewed_without_its_knowing_keeps_its_secret(
    publishing: Publishing, follower: FakeFollower
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    follower.means = False
    await publishing.ask(callback=follower.callback, secret="another")
    await publishing.ask(callback=follower.callback, mode="unsubscribe")
    await publishing.work()
    await put(publishing.store, "元宇宙二", FEED)
    await publishing.work(seconds=1)
    [push] = follower.pushes
    assert websub_protocol.is_signed(push.headers["x-hub-signature"], "geheim", push.body)


async def test_who_leaves_or_lets_its_lease_pass_is_pushed_nothing(
    publishing: Publishing, follower: FakeFollower
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.ask(
        callback=follower.callback, topic=publishing.topic("atom"), lease_seconds="600"
    )
    await publishing.work()
    await publishing.ask(callback=follower.callback, mode="unsubscribe")
    await publishing.work(minutes=11)
    await put(publishing.store, "元宇宙二", FEED)
    await publishing.work(minutes=11)
    assert follower.pushes == []
    assert await publishing.ask(callback=follower.callback, mode="unsubscribe") == 404


async def test_a_push_that_fails_is_sent_again_later_and_later_and_in_the_end_no_more(
    publishing: Publishing, follower: FakeFollower
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    await put(publishing.store, "元宇宙二", FEED)
    follower.status = 503
    follower.headers = {"retry-after": "300"}
    await publishing.work()
    await publishing.work(seconds=299)
    assert len(follower.pushes) == 1
    follower.headers = {}
    for _ in range(4 * 24 * 4):
        await publishing.work(minutes=15)
    tried = len(follower.pushes)
    assert 10 < tried < 30
    follower.status = 200
    await publishing.work(days=1)
    assert len(follower.pushes) == tried


@pytest.mark.parametrize(("status", "more"), [(410, 0), (302, 1), (500, 1)])
async def test_who_is_gone_is_pushed_nothing_and_who_is_down_what_it_missed(
    publishing: Publishing, follower: FakeFollower, status: int, more: int
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    await put(publishing.store, "元宇宙二", FEED)
    follower.status, follower.headers = status, {"location": follower.callback}
    await publishing.work()
    follower.status = 200
    await publishing.work(minutes=2)
    await publishing.work(minutes=2)
    assert len(follower.pushes) == 1 + more


async def test_a_kill_after_the_change_or_amid_the_push_loses_none(
    publishing: Publishing, follower: FakeFollower
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    await put(publishing.store, "元宇宙二", FEED)
    publishing.restarted()
    await publishing.pushes.run_once()
    await asyncio.sleep(0)
    await publishing.pushes.stop()  # it was claimed, and nothing came of it

    publishing.restarted()
    await publishing.work(seconds=59)
    assert follower.pushes == []
    await publishing.work(seconds=1)

    [push] = follower.pushes
    assert "元宇宙二" in push.body.decode()


async def test_a_server_that_answers_nothing_keeps_no_push_from_others(
    publishing: Publishing, follower: FakeFollower
) -> None:
    await publishing.ask(callback=follower.callback)
    await publishing.work()
    with listen("127.0.0.1", 0) as silent:
        port = silent.getsockname()[1]
        for number in range(2):
            assert await publishing.ask(callback=f"http://127.1:{port}/{number}") == 202
        assert await publishing.ask(callback=f"http://127.1:{port}/2") == 503
        await publishing.pushes.run_once()
        await put(publishing.store, "元宇宙二", FEED)
        publishing.clock.advance(seconds=1)
        await publishing.pushes.run_once()
        for _ in range(100):
            if follower.pushes:
                break
            await asyncio.sleep(0.02)
        assert len(follower.pushes) == 1
        await publishing.pushes.stop()


async def test_so_many_requests_a_minute_are_taken(publishing: Publishing) -> None:
    answers = [await publishing.ask(mode="x") for _ in range(121)]
    assert answers == [400] * 120 + [503]
    publishing.clock.advance(minutes=1)
    assert await publishing.ask(mode="x") == 400
