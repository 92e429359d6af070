"""Push from a hub to an alert: asking, being asked back, believing what is pushed."""

from __future__ import annotations

import hmac
from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from notifier.core.market_calendar import Calendars
from notifier.core.model import Entry
from notifier.ingest.pipeline import Ingested
from notifier.ingest.websub import HubCallback, PushOutcome
from notifier.sources.config import Reading
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.engine.database import Store
from notifier.store.engine.tables import article
from notifier.store.sources import sources
from tests.builders import NOW, a_source
from tests.sources.documents import rss
from tests.web.pushing import MAX_BYTES, NEWS, SECRET, TOPIC, World

# Subscribing


async def test_a_hub_that_a_feed_names_is_asked_to_push_and_confirmed(world: World) -> None:
    await world.poll()
    await world.wake()
    assert not world.subscriptions.pushes("wire")

    (answer,) = await world.hub.verify()

    (asked,) = world.hub.requests
    assert asked.form["topic"] == TOPIC
    assert len(asked.form["secret"]) >= 32
    assert answer.text == "ch4llenge"
    assert answer.headers["content-type"].startswith("text/plain")
    await world.wake()
    assert world.subscriptions.pushes("wire")
    assert world.hub.modes == ["subscribe"]


async def test_a_feed_without_a_hub_asks_nobody(world: World) -> None:
    await world.poll(hub=None)
    await world.poll(hub="javascript:alert(1)")
    await world.wake()
    assert world.hub.requests == []
    assert await world.kept() is None


async def test_a_feed_whose_articles_own_pages_are_read_asks_nobody(world: World) -> None:
    reading = Reading(hub=world.hub.url, hub_topic=TOPIC)
    await world.subscriptions.after_poll(a_source(url=TOPIC, full_text=True), reading, Ingested())
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
    assert not world.subscriptions.pushes("wire")


async def test_nobody_confirms_what_nobody_asked(world: World) -> None:
    await world.poll()
    await world.wake()
    address = world.hub.requests[0].form["callback"].rpartition("/")[0]
    asked = {"mode": "subscribe", "topic": TOPIC, "challenge": "c"}

    for guessed in ("guessed", "%00", "%E8%AE%A2%ED%A0%80", "x" * 5000):
        callback = f"{address}/{guessed}"
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
    assert not world.subscriptions.pushes("wire")
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
    assert not world.subscriptions.pushes("wire")


async def test_a_hub_that_asks_for_time_gets_it(world: World) -> None:
    world.hub.status, world.hub.headers = 503, {"retry-after": "7200"}
    await world.poll()
    await world.wake()
    await world.wake(minutes=119)
    assert len(world.hub.requests) == 1
    await world.wake(minutes=2)
    assert len(world.hub.requests) == 2


# Pushes


async def test_what_is_pushed_is_stored_and_told_at_once(world: World) -> None:
    await world.subscribe()

    assert await world.hub.publish(TOPIC, NEWS, method="sha512") == [200]

    assert await world.harness.feed() == ["元宇宙来了"]
    assert [arrival.alerts for arrival in world.harness.arrivals] == [1]


async def test_an_article_that_was_polled_is_not_new_when_it_is_pushed(world: World) -> None:
    await world.subscribe()
    await world.hub.publish(TOPIC, NEWS)
    await world.hub.publish(TOPIC, NEWS)
    polled = world.harness.arrivals[0].article
    again = await world.harness.take(polled_entry(polled.key, polled.title, polled.url))
    assert (again.new, again.changed) == (0, 0)
    assert len(world.harness.arrivals) == 1


async def test_a_push_that_is_not_signed_by_the_hub_is_ignored_and_logged(world: World) -> None:
    await world.subscribe()

    with capture_logs() as logs:
        assert await world.hub.publish(TOPIC, NEWS, secret="wrong") == [202]

    assert world.harness.arrivals == []
    assert "push_not_signed" in [line["event"] for line in logs]
    assert (await world.hub.push(world.hub.requests[0].form["callback"], NEWS, None)).is_success
    assert world.harness.arrivals == []


async def test_a_push_that_cannot_be_read_has_the_source_polled(world: World) -> None:
    await world.subscribe()
    await put_off_the_next_poll(world.harness.store)

    assert await world.hub.publish(TOPIC, "what is this?") == [202]

    assert await is_due(world.harness.store)
    assert await world.hub.publish(TOPIC, NEWS) == [200]


async def test_a_source_s_secrets_are_masked_in_what_a_hub_pushes(world: World) -> None:
    await world.subscribe()
    world.configured["wire"] = a_source(url=TOPIC, headers={"Authorization": "Key ${WIRE_KEY}"})
    pushed = rss(
        f"<title>元宇宙 for {SECRET}</title><guid>{SECRET}-1</guid>"
        f"<link>https://wire.example/1?key={SECRET}</link>"
        f"<description>Read it with {SECRET}.</description>"
    )
    with capture_logs() as logs:
        assert await world.hub.publish(TOPIC, pushed) == [200]
        assert await world.hub.publish(TOPIC, f"<{SECRET}>?") == [202]
    async with world.harness.store.read() as connection:
        (stored,) = (await connection.execute(sa.select(article))).all()
    assert stored.title == "元宇宙 for ***"
    assert SECRET not in f"{stored} {logs}"


async def test_a_push_that_is_too_large_is_refused(world: World) -> None:
    await world.subscribe()
    assert await world.hub.publish(TOPIC, NEWS + " " * MAX_BYTES) == [413]
    assert world.harness.arrivals == []


async def test_a_hub_pushes_again_what_could_not_be_stored(world: World) -> None:
    await world.subscribe()
    world.pipeline.is_broken = True
    assert await world.hub.publish(TOPIC, NEWS) == [503]

    world.pipeline.is_broken = False
    assert await world.hub.publish(TOPIC, NEWS) == [200]
    assert len(world.harness.arrivals) == 1


async def test_a_push_is_read_in_a_worker_process(world: World, sqlite_store: Store) -> None:
    sandbox = Sandbox(timeout=20, memory=512_000_000, processes=1)
    await world.subscribe()
    kept = await world.kept()
    assert kept is not None
    callback = HubCallback(
        sqlite_store,
        world.pipeline,
        sandbox,
        world.harness.clock,
        calendars=Calendars(),
        config_of=world.configured.get,
    )
    signature = "sha256=" + hmac.new(kept.secret.encode(), NEWS.encode(), "sha256").hexdigest()

    async def body() -> bytes:
        return NEWS.encode()

    taken = await callback.receive(kept.token, signature=signature, body=body, content_type="")

    await sandbox.close()
    assert taken is PushOutcome.INGESTED
    assert len(world.harness.arrivals) == 1


def polled_entry(key: str, title: str, url: str | None) -> Entry:
    return Entry(key=key, title=title, url=url)


async def put_off_the_next_poll(store: Store) -> None:
    async with store.write() as connection:
        await sources.sync(connection, {"wire": "feed"}, NOW + timedelta(days=1))
    assert not await is_due(store)


async def is_due(store: Store) -> bool:
    async with store.write() as connection:
        return bool(await sources.claim_due(connection, ["wire"], holder="me", now=NOW, limit=1))
