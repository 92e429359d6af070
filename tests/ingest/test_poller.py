"""Polling: each source in its own time, and none disturbed by another."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import FetchError, ParseError, StoreBusyError
from notifier.securities.directory import Directory
from notifier.sources.config import Reading
from notifier.store.engine.database import Store, open_store
from tests.builders import IFLYTEK, NOW, FakeClock, an_entry
from tests.databases import holding
from tests.pipeline_harness import StumblingRules
from tests.pollers import FakeSource, a_poller, poll, row, waiting_for

MINUTE = timedelta(minutes=1)
A_WHILE = {"seconds": 135}
"""Longer than the wait after one failure."""


async def test_what_a_source_brings_is_stored_and_it_is_asked_again_after_its_interval(
    sqlite_store: Store,
) -> None:
    clock = FakeClock()
    source = FakeSource("wire", Reading((an_entry(),), state={"etag": '"1"'}), interval="60s")
    poller = await a_poller(sqlite_store, clock, source)
    await poll(poller)
    await poll(poller)
    assert source.given == [{}], "not due yet"
    clock.advance(seconds=60)
    await poll(poller)
    assert source.given == [{}, {"etag": '"1"'}]
    assert source.times_stored == 2
    state = await row(sqlite_store)
    assert (state.last_success_at, state.last_problem) == (clock.now, None)
    assert clock.now + 0.9 * MINUTE <= state.next_poll_at <= clock.now + MINUTE


async def test_it_is_known_when_there_is_more_to_do(sqlite_store: Store) -> None:
    clock, over = FakeClock(), asyncio.Event()

    async def slow() -> Reading:
        await over.wait()
        return Reading((an_entry(),))

    source = FakeSource("wire", slow, interval="60s")
    poller = await a_poller(sqlite_store, clock, source)
    soon = await poller.run_once()
    assert soon is not None, "what is being read is recorded soon"
    assert soon <= 1
    over.set()
    await poller.join()
    later = await poller.run_once()
    next_poll_at = (await row(sqlite_store)).next_poll_at
    assert later == (next_poll_at - clock.now).total_seconds() > 30


async def test_a_disabled_source_is_not_polled(sqlite_store: Store) -> None:
    source = FakeSource(enabled=False)
    await poll(await a_poller(sqlite_store, FakeClock(), source))
    assert source.given == []


async def test_a_failing_source_does_not_disturb_the_others(sqlite_store: Store) -> None:
    clock = FakeClock()
    bad = FakeSource("bad", FetchError("bad.example answered 503", retry_after=600))
    odd = FakeSource("odd", ParseError("this is no RSS or Atom feed"))
    good = FakeSource("good", Reading((an_entry(),)))
    await poll(await a_poller(sqlite_store, clock, bad, odd, good))
    assert (await row(sqlite_store, "good")).last_success_at == NOW
    failed, unread = await row(sqlite_store, "bad"), await row(sqlite_store, "odd")
    assert (failed.last_problem, failed.failures) == ("bad.example answered 503", 1)
    assert NOW + 10 * MINUTE <= failed.next_poll_at <= NOW + 11 * MINUTE
    assert unread.last_problem == "this is no RSS or Atom feed"
    assert NOW + 2 * MINUTE <= unread.next_poll_at <= NOW + 2.2 * MINUTE
    assert bad.times_stored == 0


async def test_a_bug_in_a_source_is_noted_and_it_is_polled_again(
    sqlite_store: Store,
) -> None:
    clock = FakeClock()
    source = FakeSource("wire", ZeroDivisionError("a bug"), Reading((an_entry(),)))
    poller = await a_poller(sqlite_store, clock, source)
    with capture_logs() as logs:
        await poll(poller)
    assert {"event": "poll_failed_unexpectedly", "log_level": "error", "exc_info": True} in logs
    assert (await row(sqlite_store)).last_problem == "an unexpected error; see the log"
    clock.advance(**A_WHILE)
    await poll(poller)
    state = await row(sqlite_store)
    assert (state.last_success_at, state.failures, state.last_problem) == (clock.now, 0, None)


async def test_the_problems_of_a_reading_are_noted_and_the_rest_is_stored(
    sqlite_store: Store,
) -> None:
    source = FakeSource(
        "posts", Reading((an_entry(),), problems=("a.md: no title", "b.md: no end"))
    )
    await poll(await a_poller(sqlite_store, FakeClock(), source))
    state = await row(sqlite_store, "posts")
    assert state.last_problem == "a.md: no title; b.md: no end"
    assert (state.last_success_at, source.times_stored) == (NOW, 1)


async def test_no_more_sources_are_read_at_once_than_there_is_room_for(
    sqlite_store: Store,
) -> None:
    over = asyncio.Event()
    sources = [FakeSource(f"s{number}", waiting_for(over)) for number in range(7)]
    poller = await a_poller(sqlite_store, FakeClock(), *sources, concurrency=3)
    for _ in range(3):
        await poller.run_once()
        await asyncio.sleep(0)
    assert sum(len(source.given) for source in sources) == 3
    over.set()
    for _ in range(3):
        await poll(poller)
    assert [len(source.given) for source in sources] == [1] * 7


async def test_a_source_that_is_being_read_is_not_read_a_second_time(sqlite_store: Store) -> None:
    clock, over = FakeClock(), asyncio.Event()
    slow = FakeSource("slow", waiting_for(over))
    poller = await a_poller(sqlite_store, clock, slow)
    await poller.run_once()
    clock.advance(hours=1)
    await poller.run_once()
    over.set()
    await poller.join()
    assert len(slow.given) == 1


async def test_a_state_is_kept_only_when_everything_is_stored(
    sqlite_store: Store, tmp_path: Path
) -> None:
    clock, reading, held = FakeClock(), asyncio.Event(), asyncio.Event()
    brought = Reading((an_entry(),), state={"etag": '"1"'})

    async def read_while_the_database_is_taken() -> Reading:
        reading.set()
        await held.wait()
        return brought

    source = FakeSource("wire", read_while_the_database_is_taken, brought)
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.02)
    poller = await a_poller(impatient, clock, source)
    await poller.run_once()
    await reading.wait()
    async with holding(sqlite_store):
        held.set()
        with pytest.raises(StoreBusyError):  # the poll has failed, and cannot be written down yet
            await poller.join()
    await poller.join()
    state = await row(sqlite_store)
    assert (state.state, state.failures, source.times_stored) == ({}, 1, 0)
    assert "held by another process" in state.last_problem

    clock.advance(**A_WHILE)
    await poll(poller)
    assert source.given == [{}, {}]
    assert (await row(sqlite_store)).state == {"etag": '"1"'}
    await impatient.close()


async def test_a_reading_with_an_article_that_could_not_be_taken_is_asked_for_again(
    sqlite_store: Store,
) -> None:
    clock, rules = FakeClock(), StumblingRules(Directory([IFLYTEK]), [])
    brought = Reading((an_entry("绊倒", key="1"), an_entry()), state={"etag": '"1"'})
    source = FakeSource("wire", brought, brought)
    poller = await a_poller(sqlite_store, clock, source, rules=rules)
    with capture_logs():
        await poll(poller)
    state = await row(sqlite_store)
    assert (state.state, state.failures, source.times_stored) == ({}, 0, 0)
    assert state.last_problem == "1: an unexpected error; see the log"
    rules.stumbles = False
    clock.advance(minutes=1)
    await poll(poller)
    state = await row(sqlite_store)
    assert (state.state, state.last_problem, source.times_stored) == ({"etag": '"1"'}, None, 1)


async def test_what_stops_in_the_middle_is_read_again_by_the_next_process(
    sqlite_store: Store,
) -> None:
    clock = FakeClock()
    source = FakeSource("wire", waiting_for(asyncio.Event()), Reading((an_entry(),)))
    poller = await a_poller(sqlite_store, clock, source)
    await poller.run_once()
    await asyncio.sleep(0)
    await poller.stop()
    assert (await row(sqlite_store)).last_polled_at is None
    await poll(await a_poller(sqlite_store, clock, source))
    assert (await row(sqlite_store)).last_success_at == NOW
