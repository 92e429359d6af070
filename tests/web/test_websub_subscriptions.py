"""Subscriptions to hubs over time: leases, polling beside them, and their end."""

from __future__ import annotations

from notifier.ingest.pipeline import Ingested
from notifier.sources.config import Reading
from tests.builders import a_source
from tests.fakes.hub import FakeHub
from tests.web.pushing import MORE, NEWS, TOPIC, World

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
    assert world.subscriptions.pushes("wire")


async def test_polling_is_as_ever_once_a_lease_is_over(world: World) -> None:
    world.hub.lease_seconds = "3600"
    await world.subscribe()
    assert world.subscriptions.pushes("wire")
    world.hub.status = 500
    world.harness.clock.advance(minutes=61)
    assert not world.subscriptions.pushes("wire")


# Polling beside it


async def test_polling_that_finds_what_was_not_pushed_is_fast_again_until_the_next_push(
    world: World,
) -> None:
    await world.subscribe()
    await world.poll(new=0)
    await world.wake()
    assert world.subscriptions.pushes("wire")

    await world.poll(new=2)
    await world.wake()
    assert not world.subscriptions.pushes("wire")

    await world.hub.publish(TOPIC, MORE)
    await world.wake()
    assert world.subscriptions.pushes("wire")


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
        assert not world.subscriptions.pushes("wire")
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
    assert not world.subscriptions.pushes("wire")

    await world.poll()
    await world.wake()
    assert await world.hub.verify()
    await world.wake()
    assert world.subscriptions.pushes("wire")
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
    await world.subscriptions.after_poll(a_source("dead"), dead, Ingested())
    await world.poll()
    await world.wake()
    assert len(await world.hub.verify()) == 1
