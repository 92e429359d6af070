"""WebSub subscriptions in the database: asked for once, found by their token, kept apart."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from notifier.store.engine.database import Store
from notifier.store.sources import websub
from notifier.store.sources.websub import HubSubscription
from tests.builders import NOW

LATER = NOW + timedelta(minutes=5)
MUCH_LATER = NOW + timedelta(days=7)


async def want(
    store: Store, source: str = "wire", token: str = "t1", **fields: str
) -> HubSubscription:
    named = {"url": "https://hub.example/", "topic": "https://wire.example/", **fields}
    async with store.write() as connection:
        await websub.subscribe(connection, source, token=token, secret="s", now=NOW, **named)
        return (await websub.by_source(connection))[source]


async def only(store: Store, source: str = "wire") -> HubSubscription:
    async with store.read() as connection:
        return (await websub.by_source(connection))[source]


async def test_a_wanted_subscription_is_due_and_not_confirmed(store: Store) -> None:
    assert await want(store) == HubSubscription(
        "wire", "https://hub.example/", "https://wire.example/", "t1", "s", renew_at=NOW
    )


async def test_a_subscription_is_found_by_its_token_alone(store: Store) -> None:
    await want(store, "wire", "t1")
    other = await want(store, "other", "t2")
    async with store.read() as connection:
        assert await websub.by_token(connection, "t2") == other
        assert await websub.by_token(connection, "t3") is None


async def test_of_several_processes_one_asks_the_hub(store: Store) -> None:
    hub = await want(store)

    async def claim() -> bool:
        async with store.write() as connection:
            return await websub.claim_request(connection, hub, again=LATER)

    assert sorted(await asyncio.gather(claim(), claim(), claim())) == [False, False, True]
    kept = await only(store)
    assert (kept.renew_at, kept.failures) == (LATER, 1)


async def test_a_confirmation_forgets_the_failures(store: Store) -> None:
    hub = await want(store)
    async with store.write() as connection:
        await websub.claim_request(connection, hub, again=LATER)
        await websub.confirm(connection, "t1", now=NOW, lease_until=MUCH_LATER, renew_at=MUCH_LATER)
    kept = await only(store)
    assert (kept.verified_at, kept.lease_until, kept.failures) == (NOW, MUCH_LATER, 0)

    async with store.write() as connection:
        await websub.deny(connection, "t1", again=LATER)
    kept = await only(store)
    assert (kept.verified_at, kept.lease_until, kept.renew_at) == (None, None, LATER)


async def test_a_hub_is_put_off_but_never_brought_forward(store: Store) -> None:
    await want(store)
    async with store.write() as connection:
        await websub.postpone(connection, "t1", MUCH_LATER)
        await websub.postpone(connection, "t1", LATER)
    assert (await only(store)).renew_at == MUCH_LATER


async def test_another_hub_takes_the_place_of_the_first(store: Store) -> None:
    await want(store)
    async with store.write() as connection:
        await websub.record_missed(connection, "wire", NOW, renew=False)
        await websub.unsubscribe(connection, ["wire"], NOW)
    kept = await want(store, token="t2", url="https://other.example/")
    assert (kept.token, kept.url, kept.missed_at, kept.leaving_at) == (
        "t2", "https://other.example/", None, None,
    )  # fmt: skip


async def test_a_push_makes_up_for_what_was_missed(store: Store) -> None:
    await want(store)
    async with store.write() as connection:
        await websub.record_missed(connection, "wire", LATER, renew=False)
    assert ((await only(store)).missed_at, (await only(store)).renew_at) == (LATER, NOW)
    async with store.write() as connection:
        await websub.record_push(connection, "wire", LATER)
    assert ((await only(store)).missed_at, (await only(store)).pushed_at) == (None, LATER)
    async with store.write() as connection:
        await websub.record_missed(connection, "wire", LATER, renew=True)
    assert (await only(store)).renew_at == LATER


async def test_a_subscription_that_ends_can_be_kept_and_is_forgotten_when_removed(
    store: Store,
) -> None:
    await want(store)
    other = await want(store, "other", "t2")
    async with store.write() as connection:
        await websub.unsubscribe(connection, ["wire"], NOW)
        await websub.unsubscribe(connection, ["wire"], LATER)
    assert (await only(store)).leaving_at == NOW

    async with store.write() as connection:
        await websub.keep(connection, "wire", LATER)
        await websub.keep(connection, "other", LATER)
    assert ((await only(store)).leaving_at, (await only(store)).renew_at) == (None, LATER)
    assert await only(store, "other") == other

    async with store.write() as connection:
        await websub.delete(connection, "t1")
        assert list(await websub.by_source(connection)) == ["other"]
