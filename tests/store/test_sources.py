"""Sources in the database: who polls which, when, and what their polls brought."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from notifier.sources.health.observations import Health
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.wakeups import Stage
from notifier.store.sources import sources
from notifier.store.sources.sources import DueSource
from tests.builders import NOW
from tests.store.polls import (
    LATER,
    TERM,
    claim,
    fail,
    health_of,
    live,
    note,
    succeed,
    succeeded,
    sync,
)


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


async def test_no_two_processes_get_the_same_source(store: Store, ready_url: str) -> None:
    names = [f"s{number}" for number in range(24)]
    await sync(store, **dict.fromkeys(names, "feed"))
    stores = [store, open_store(ready_url), open_store(ready_url)]
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
        assert not await sources.was_polled(connection, "a")
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
        assert await sources.was_polled(connection, "a") is not afresh
    claimed = await claim(store)
    assert claimed == (
        [DueSource("a", {}, first=True, failures=0, health=Health())] if afresh else []
    )


async def test_a_source_that_is_not_known_was_never_polled(store: Store) -> None:
    async with store.read() as connection:
        assert not await sources.was_polled(connection, "nobody")


# Sources that come and go


async def park(store: Store, *names: str) -> None:
    async with store.write() as connection:
        await sources.park(connection, names)


async def test_a_source_that_is_parked_is_polled_by_nobody_and_keeps_its_schedule(
    store: Store,
) -> None:
    await sync(store, a="feed x")
    await succeed(store, state={"etag": '"1"'})
    await park(store, "a")
    assert await claim(store, now=LATER) == []
    assert not (await health_of(store)).polled
    await sync(store, a="feed x")
    assert await claim(store) == [], "not due yet"
    (due,) = await claim(store, now=LATER)
    assert due.state == {"etag": '"1"'}


async def test_every_source_but_those_named_is_parked(store: Store) -> None:
    await sync(store, a="feed x", b="feed y", c="feed z")
    async with store.write() as connection:
        await sources.park_others(connection, ["b"])
    assert [due.name for due in await claim(store, "a", "b", "c")] == ["b"]


async def test_sources_that_are_not_ours_do_not_stand_in_the_way(store: Store) -> None:
    strangers = [f"s{number:03}" for number in range(130)]
    await sync(store, **dict.fromkeys(strangers, "feed"))
    async with store.write() as connection:
        await sources.sync(connection, {"a": "feed x"}, LATER)
    claimed = await claim(store, "a", limit=2, now=LATER)
    assert [due.name for due in claimed] == ["a"]


async def test_a_herd_of_sources_that_are_overdue_is_let_out_bit_by_bit(store: Store) -> None:
    names = [f"s{number:03}" for number in range(100)]
    await sync(store, **dict.fromkeys(names, "feed"))
    later = NOW + timedelta(hours=1)
    for _ in range(2):  # new ones first, then those that nobody polled for an hour
        at = later if _ else NOW
        async with store.write() as connection:
            await sources.sync(connection, dict.fromkeys(names, "feed"), at)
        assert len(await claim(store, *names, limit=100, now=at)) == 16
        second = at + timedelta(seconds=1)
        assert len(await claim(store, *names, limit=100, now=second)) == 48
        last = at + timedelta(seconds=3)
        assert len(await claim(store, *names, limit=100, now=last)) == 100


async def test_what_is_due_or_almost_is_not_put_off_by_a_start(store: Store) -> None:
    names = [f"s{number:03}" for number in range(40)]
    await sync(store, **dict.fromkeys(names, "feed"))
    await note(store, *(succeeded(name) for name in names))
    async with store.write() as connection:
        await sources.sync(connection, dict.fromkeys(names, "feed"), LATER)
    assert len(await claim(store, *names, limit=100, now=LATER)) == 40


async def test_of_two_processes_that_start_at_once_neither_fails(store: Store) -> None:
    async with store.write() as connection:
        await sources.sync(connection, {"a": "feed x"}, NOW)
        other = asyncio.create_task(sync(store, a="feed x"))
        await asyncio.sleep(0.1)  # on PostgreSQL it has seen none, and waits for ours
    await other


async def test_a_source_that_is_made_due_is_polled_at_once(store: Store) -> None:
    woken: list[Stage] = []
    store.wakeups.on(Stage.POLL, lambda: woken.append(Stage.POLL))
    await sync(store, a="feed x")
    await claim(store)
    await succeed(store)
    async with store.write() as connection:
        await sources.make_due(connection, "a", NOW)
    assert woken == [Stage.POLL]
    assert await claim(store)
