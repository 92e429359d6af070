"""Who leads: one at a time, and nobody who only believes it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from notifier.core.errors import StoreError
from notifier.service.leadership import RENEW_EVERY, TERM, Leadership, new_holder
from notifier.store.engine import leases
from notifier.store.engine.database import Store, open_store
from notifier.store.sources import sources
from tests.builders import FakeClock

SEND = "deliver:1"
INSTANT = timedelta(milliseconds=1)


class Process:
    """A process that wants to lead, on a machine with clocks of its own."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.clock = clock
        self.awake = 0.0
        self.leadership = Leadership(
            store, clock, new_holder(), monotonic=lambda: self.clock.now.timestamp() + self.awake
        )
        self.leads = self.leadership.wanted(SEND)
        self.renew = self.leadership.renew
        self.release = self.leadership.release


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def one(sqlite_store: Store, clock: FakeClock) -> Process:
    return Process(sqlite_store, clock)


@pytest.fixture
def two(sqlite_store: Store, clock: FakeClock) -> Process:
    return Process(sqlite_store, clock)


async def test_nobody_leads_before_asking(one: Process) -> None:
    assert not one.leads()


async def test_a_process_knows_what_others_lead_for(one: Process, two: Process) -> None:
    led_elsewhere = [each.leadership.watched(SEND) for each in (one, two)]
    await one.renew()
    await two.renew()
    assert [each() for each in led_elsewhere] == [False, True]
    await one.release()
    await two.renew()
    assert [each() for each in led_elsewhere] == [False, False]


async def test_one_leads_at_a_time(one: Process, two: Process) -> None:
    await one.renew()
    await two.renew()
    assert (one.leads(), two.leads()) == (True, False)


async def test_a_leader_that_renews_goes_on_leading(
    one: Process, two: Process, clock: FakeClock
) -> None:
    await one.renew()
    for _ in range(10):
        clock.now += RENEW_EVERY
        assert one.leads()
        await two.renew()
        await one.renew()
    assert (one.leads(), two.leads()) == (True, False)


async def test_another_takes_over_from_a_leader_that_was_killed(
    one: Process, two: Process, clock: FakeClock
) -> None:
    await one.renew()
    clock.now += TERM
    await two.renew()
    assert not two.leads()
    clock.now += INSTANT
    await two.renew()
    assert two.leads()


async def test_a_leader_that_stops_in_order_is_followed_at_once(one: Process, two: Process) -> None:
    await one.renew()
    await one.release()
    assert not one.leads()
    await two.renew()
    assert two.leads()


async def test_whoever_takes_a_lease_is_told_of_it_once(one: Process, two: Process) -> None:
    told: list[str] = []
    one.leadership.when_taken(SEND, lambda: told.append("one"))
    two.leadership.when_taken(SEND, lambda: told.append("two"))
    await one.renew()
    await two.renew()
    await one.renew()
    assert told == ["one"]
    await one.release()
    await two.renew()
    assert told == ["one", "two"]


async def test_a_process_that_hung_does_not_think_that_it_leads(
    one: Process, two: Process, clock: FakeClock
) -> None:
    await one.renew()
    clock.now += TERM + INSTANT
    assert not one.leads(), "even before another leads"
    await two.renew()
    await one.renew()
    assert (one.leads(), two.leads()) == (False, True)


async def test_a_process_that_hung_leads_again_where_nobody_took_over(
    one: Process, clock: FakeClock
) -> None:
    await one.renew()
    clock.now += TERM + INSTANT
    await one.renew()
    assert one.leads()


async def test_a_clock_that_is_set_back_does_not_prolong_a_lease(
    one: Process, clock: FakeClock
) -> None:
    await one.renew()
    one.awake += 2 * TERM.total_seconds()
    clock.now -= TERM
    assert not one.leads()


PRINT_HOLDER = (
    "from notifier.service.leadership import new_holder; print(new_holder(), flush=True); input()"
)


async def held_elsewhere(store: Store, now: datetime) -> asyncio.subprocess.Process:
    """Start another process of this machine that holds the lease."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PRINT_HOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    holder = (await process.stdout.readline()).decode().strip()
    async with store.write() as connection:
        assert await leases.acquire(connection, {SEND}, holder, now, TERM)
    return process


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc to know another process is gone")
async def test_what_a_killed_process_of_this_machine_held_is_taken_over_at_once(
    sqlite_store: Store, one: Process, clock: FakeClock
) -> None:
    other = await held_elsewhere(sqlite_store, clock.now)
    try:
        await one.leadership.succeed()
        await one.renew()
        assert not one.leads(), "it lives"
    finally:
        other.kill()
        await other.communicate()
    await one.leadership.succeed()
    await one.renew()
    assert one.leads()


async def test_nobody_takes_over_from_a_process_that_may_live(
    sqlite_store: Store, one: Process, clock: FakeClock
) -> None:
    mine = one.leadership.holder
    host, number, machine, name = mine.split(":")
    elsewhere = [
        mine.replace(name, "another1"),  # it has our number
        f"{host}:99999999:{machine[::-1]}:{name}",
        f"{host}:99999999::{name}",
        f"{host}:{number}:{name}",
        f"{host}:1:{machine}:{name}",
        "an old name",
        "",
    ]
    for holder in elsewhere:
        async with sqlite_store.write() as connection:
            assert await leases.acquire(connection, {SEND}, holder, clock.now, TERM)
        await one.leadership.succeed()
        await one.renew()
        assert not one.leads(), holder
        clock.now += TERM + INSTANT


async def test_two_may_lead_for_different_bots(one: Process, two: Process) -> None:
    await one.renew()
    other = two.leadership.wanted("deliver:2")
    await two.renew()
    assert (one.leads(), two.leads(), other()) == (True, False, True)


class Sharer:
    """A process that would send for several bots."""

    def __init__(self, store: Store, clock: FakeClock, *bots: int) -> None:
        self.under_way = False
        self.leadership = Leadership(
            store, clock, new_holder(), monotonic=lambda: clock().timestamp()
        )
        self._leads = {
            bot: self.leadership.wanted(f"deliver:{bot}", lambda: self.under_way) for bot in bots
        }

    @property
    def led(self) -> set[int]:
        return {bot for bot, leads in self._leads.items() if leads()}


async def renew(clock: FakeClock, *processes: Sharer, times: int = 1) -> None:
    for _ in range(times):
        clock.now += RENEW_EVERY
        for each in processes:
            await each.leadership.renew()
            of_each = [each.led for each in processes]
            assert sum(map(len, of_each)) == len(set[int]().union(*of_each)), "two lead for one bot"


async def test_those_who_send_for_the_same_bots_share_them(
    sqlite_store: Store, clock: FakeClock
) -> None:
    one, two, three = (Sharer(sqlite_store, clock, 1, 2, 3, 4, 5, 6) for _ in range(3))
    await renew(clock, one)
    assert one.led == {1, 2, 3, 4, 5, 6}
    await renew(clock, one, two, times=3)
    assert (one.led, two.led) == ({1, 2, 3}, {4, 5, 6})
    await renew(clock, one, two, three, times=6)
    assert [len(each.led) for each in (one, two, three)] == [2, 2, 2]
    await one.leadership.release()
    await renew(clock, two, three, times=6)
    assert (len(two.led), len(three.led)) == (3, 3)
    clock.now += TERM  # three is killed
    await renew(clock, two, times=2)
    assert two.led == {1, 2, 3, 4, 5, 6}


async def test_a_bot_is_handed_over_when_nothing_of_it_is_under_way(
    sqlite_store: Store, clock: FakeClock
) -> None:
    one, two = (Sharer(sqlite_store, clock, 1, 2) for _ in range(2))
    await renew(clock, one)
    one.under_way = True
    await renew(clock, one, two, times=5)
    assert (one.led, two.led) == ({1}, set()), "nothing new begins, and nobody else begins it"
    one.under_way = False
    await renew(clock, one, two)
    assert (one.led, two.led) == ({1}, {2})


async def test_a_bot_stays_where_the_one_that_was_to_get_it_is_gone(
    sqlite_store: Store, clock: FakeClock
) -> None:
    one, two = (Sharer(sqlite_store, clock, 1, 2) for _ in range(2))
    one.under_way = True
    await renew(clock, one)
    await renew(clock, one, two, times=2)
    assert one.led == {1}
    await two.leadership.release()
    await renew(clock, one)
    assert one.led == {1, 2}


async def test_only_who_wants_the_same_bots_gets_one(sqlite_store: Store, clock: FakeClock) -> None:
    one, two = Sharer(sqlite_store, clock, 1, 2), Sharer(sqlite_store, clock, 2, 3)
    await renew(clock, one, two, times=4)
    assert (one.led, two.led) == ({1, 2}, {3})


async def test_nobody_leads_while_the_database_is_away(clock: FakeClock) -> None:
    away = Process(open_store("postgresql://notifier@127.0.0.1:1/news"), clock)
    with pytest.raises(StoreError):
        await away.renew()
    assert not away.leads()


async def test_a_living_process_keeps_the_sources_it_took(
    sqlite_store: Store, one: Process, two: Process, clock: FakeClock
) -> None:
    async def claim(process: Process) -> list[str]:
        async with sqlite_store.write() as connection:
            due = await sources.claim_due(
                connection, ["a"], holder=process.leadership.holder, now=clock.now, limit=1
            )
        return [each.name for each in due]

    async with sqlite_store.write() as connection:
        await sources.sync(connection, {"a": "feed x"}, clock.now)
    await one.renew()
    await two.renew()
    assert await claim(one) == ["a"]
    assert await claim(two) == []
    clock.now += TERM + INSTANT
    await two.renew()
    assert await claim(two) == ["a"]


def test_every_process_has_a_name_of_its_own() -> None:
    assert len({new_holder() for _ in range(100)}) == 100
    assert len(new_holder()) <= 128 - len("shares:0123456789ab:"), "it stands in names of leases"
