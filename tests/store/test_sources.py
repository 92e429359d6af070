"""Sources in the database: who polls which, when, and what their polls brought."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifier.health import Health
from notifier.silence import SourceHealth
from notifier.store import leases, sources
from notifier.store.database import Store, open_store
from notifier.store.sources import DueSource, Failed, Succeeded
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
TERM = timedelta(seconds=8)


async def sync(store: Store, **identities: str) -> None:
    async with store.write() as connection:
        await sources.sync(connection, identities, NOW)


async def claim(
    store: Store, *names: str, holder: str = "me", limit: int = 10, now: datetime = NOW
) -> list[DueSource]:
    async with store.write() as connection:
        return await sources.claim_due(
            connection, set(names or ("a", "b")), holder=holder, now=now, limit=limit
        )


async def live(store: Store, holder: str, now: datetime = NOW) -> None:
    async with store.write() as connection:
        assert await leases.acquire(connection, f"process:{holder}", holder, now, TERM)


def succeeded(name: str = "a", **values: Any) -> Succeeded:
    told: dict[str, Any] = {"at": NOW, "next_poll_at": LATER, "state": {}, "health": Health()}
    return Succeeded(name, **told | values)


async def note(store: Store, *polls: Succeeded | Failed) -> None:
    async with store.write() as connection:
        await sources.note(connection, polls)


async def succeed(store: Store, name: str = "a", **values: Any) -> None:
    await note(store, succeeded(name, **values))


async def fail(store: Store, name: str = "a") -> None:
    await note(store, Failed(name, NOW, LATER, "503"))


async def health_of(store: Store, name: str = "a") -> SourceHealth:
    async with store.read() as connection:
        return {each.name: each for each in await sources.health(connection)}[name]


async def test_a_new_source_is_due_at_once_and_for_the_first_time(store: Store) -> None:
    await sync(store, a="feed x")
    assert await claim(store) == [DueSource("a", {}, first=True, failures=0, health=Health())]


async def test_a_source_that_is_not_configured_is_not_claimed(store: Store) -> None:
    await sync(store, a="feed x", b="feed y")
    assert [due.name for due in await claim(store, "b")] == ["b"]


async def test_a_claimed_source_is_left_to_a_process_that_lives(store: Store) -> None:
    await sync(store, a="feed x")
    await live(store, "other")
    assert await claim(store, holder="other")
    assert await claim(store, holder="me") == []


async def test_a_source_is_taken_over_when_its_process_shows_no_life_any_more(
    store: Store,
) -> None:
    await sync(store, a="feed x")
    await live(store, "other")
    await claim(store, holder="other")
    assert await claim(store, now=NOW + TERM) == []
    assert await claim(store, now=NOW + TERM + timedelta(milliseconds=1))


async def test_a_process_may_claim_again_what_it_gave_up_without_a_word(store: Store) -> None:
    await sync(store, a="feed x")
    await live(store, "me")
    assert await claim(store, holder="me")
    assert await claim(store, holder="me")


async def test_a_source_is_due_only_from_its_time_on(store: Store) -> None:
    await sync(store, a="feed x")
    await succeed(store)
    assert await claim(store, now=LATER - timedelta(milliseconds=1)) == []
    assert await claim(store, now=LATER)


async def test_the_longest_due_come_first_and_no_more_than_there_is_room_for(
    store: Store,
) -> None:
    names = [f"s{number:02}" for number in range(20)]
    await sync(store, **dict.fromkeys(names, "feed"))
    await note(
        store,
        *(
            succeeded(name, next_poll_at=NOW + timedelta(seconds=number))
            for number, name in enumerate(reversed(names))
        ),
    )
    claimed = await claim(store, *names, limit=5, now=LATER)
    assert sorted(due.name for due in claimed) == ["s15", "s16", "s17", "s18", "s19"]


async def test_no_two_processes_get_the_same_source(store: Store, database_url: str) -> None:
    names = [f"s{number}" for number in range(24)]
    await sync(store, **dict.fromkeys(names, "feed"))
    stores = [store, open_store(database_url), open_store(database_url)]
    for number in range(3):
        await live(store, f"p{number}")
    claims = await asyncio.gather(
        *(
            claim(stores[number], *names, holder=f"p{number}", limit=3)
            for number in range(3)
            for _ in range(3)
        )
    )
    for other in stores[1:]:
        await other.close()
    holders: dict[str, set[int]] = {}
    for index, claimed in enumerate(claims):
        assert len(claimed) <= 3
        for due in claimed:
            holders.setdefault(due.name, set()).add(index // 3)
    assert holders
    assert all(len(each) == 1 for each in holders.values())


async def test_success_keeps_the_state_and_forgets_the_failures(store: Store) -> None:
    await sync(store, a="feed x")
    await fail(store)
    await succeed(store, state={"etag": '"1"'}, problem="one entry has no title")
    assert await claim(store, now=LATER) == [
        DueSource("a", {"etag": '"1"'}, first=False, failures=0, health=Health())
    ]


async def test_failures_are_counted_and_leave_the_state_alone(store: Store) -> None:
    await sync(store, a="feed x")
    await succeed(store, state={"etag": '"1"'})
    await fail(store)
    await fail(store)
    assert await claim(store, now=LATER) == [
        DueSource("a", {"etag": '"1"'}, first=False, failures=2, health=Health())
    ]


async def test_a_source_that_never_succeeded_stays_new(store: Store) -> None:
    await sync(store, a="feed x")
    await fail(store)
    async with store.read() as connection:
        assert not await sources.polled(connection, "a")
    (due,) = await claim(store, now=LATER)
    assert due.first


@pytest.mark.parametrize(("identity", "afresh"), [("feed x", False), ("feed y", True)])
async def test_a_source_starts_afresh_only_when_it_reads_another_thing(
    store: Store, identity: str, afresh: bool
) -> None:
    await sync(store, a="feed x")
    await succeed(store, state={"etag": '"1"'})
    await sync(store, a=identity)
    async with store.read() as connection:
        assert await sources.polled(connection, "a") is not afresh
    claimed = await claim(store)
    assert claimed == (
        [DueSource("a", {}, first=True, failures=0, health=Health())] if afresh else []
    )


async def test_a_source_that_is_not_known_was_never_polled(store: Store) -> None:
    async with store.read() as connection:
        assert not await sources.polled(connection, "nobody")
