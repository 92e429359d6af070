"""Polling over time: what is written down, what is over, and which sources come and go."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import FetchError, StoreBusyError
from notifier.ingest.pipeline import Ingested
from notifier.sources.config import Reading, SourceConfig
from notifier.store.engine.database import Store, open_store
from notifier.store.sources.sources import health
from tests.builders import NOW, FakeClock, an_entry
from tests.databases import holding
from tests.delivery.dispatch import until
from tests.pollers import FakeSource, a_poller, poll, row, waiting_for

MINUTE = timedelta(minutes=1)


async def test_how_a_poll_ended_is_written_down_when_the_database_is_free_again(
    sqlite_store: Store, tmp_path: Path
) -> None:
    clock, source = FakeClock(), FakeSource("wire", FetchError("503"))
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.02)
    poller = await a_poller(impatient, clock, source)
    await poller.run_once()
    async with holding(sqlite_store):
        with pytest.raises(StoreBusyError):
            await poller.join()
        with pytest.raises(StoreBusyError):
            await poller.run_once()
    assert (await row(sqlite_store)).failures == 0
    await poller.run_once()
    assert (await row(sqlite_store)).failures == 1
    assert len(source.given) == 1, "it is not polled again for that"
    await impatient.close()


async def test_a_poller_stops_although_the_database_is_taken(
    sqlite_store: Store, tmp_path: Path
) -> None:
    source = FakeSource("wire", Reading((an_entry(),)))
    impatient = open_store(f"sqlite:///{tmp_path / 'notifier.db'}", busy_after=0.02)
    poller = await a_poller(impatient, FakeClock(), source)
    await poller.run_once()
    async with holding(sqlite_store):
        await poller.stop()
    await impatient.close()


# What is wrong with a page, and when it is over


async def problems_of(store: Store, *readings: Any) -> list[str | None]:
    """Poll a source once for each reading; return what was told of it after each."""
    clock, source = FakeClock(), FakeSource("wire", *readings)
    poller = await a_poller(store, clock, source)
    told = []
    for _ in readings:
        await poll(poller)
        told.append((await row(store)).last_problem)
        clock.advance(hours=2)
    return told


async def test_what_is_wrong_with_a_page_is_over_when_the_page_changes_and_not_before(
    sqlite_store: Store,
) -> None:
    odd = Reading((an_entry(),), problems=("2: no title",))
    same = Reading(unchanged=True)
    good = Reading((an_entry(),))
    assert await problems_of(sqlite_store, odd, same, FetchError("503"), same, good, same) == [
        "2: no title",
        "2: no title",
        "503",
        "2: no title",
        None,
        None,
    ]


async def test_a_lasting_problem_of_a_page_is_logged_once(sqlite_store: Store) -> None:
    odd = Reading((an_entry(),), problems=("2: no title",))
    with capture_logs() as logs:
        await problems_of(sqlite_store, odd, odd, Reading(unchanged=True), odd)
    assert [each["event"] for each in logs].count("entries_unreadable") == 1


async def test_of_very_many_problems_a_few_are_told(sqlite_store: Store) -> None:
    many = Reading(problems=tuple(f"{number}: no title" for number in range(1000)))
    (told,) = await problems_of(sqlite_store, many)
    assert told is not None
    assert told.startswith("0: no title; 1: no title; ")
    assert told.endswith("; and 995 more")


# Sources that come and go


async def test_sources_can_be_changed_while_they_are_polled(sqlite_store: Store) -> None:
    clock, over = FakeClock(), asyncio.Event()
    slow, steady, new = FakeSource("slow", waiting_for(over)), FakeSource("steady"), FakeSource("n")
    poller = await a_poller(sqlite_store, clock, slow, steady)
    await poller.run_once()
    await asyncio.sleep(0)
    await poller.set_sources({"steady": steady, "n": new})
    assert set(poller.names) == {"steady", "n"}
    over.set()
    await poll(poller)
    for _ in range(3):
        clock.advance(hours=1)
        await poll(poller)
    assert [len(each.given) for each in (slow, steady, new)] == [1, 4, 4]
    await poller.set_sources({"slow": slow, "steady": steady})
    await poll(poller)
    assert [len(each.given) for each in (slow, steady, new)] == [2, 4, 4]
    assert not slow.given[1], "and it goes on where it was"


async def test_what_another_process_polls_is_left_to_it(sqlite_store: Store) -> None:
    clock = FakeClock()
    ours, theirs = FakeSource("ours"), FakeSource("theirs")
    await a_poller(sqlite_store, clock, theirs, ours)
    poller = await a_poller(sqlite_store, clock, ours)
    await poller.set_sources({"ours": ours})
    clock.advance(hours=1)
    await poll(poller)
    assert (len(ours.given), len(theirs.given)) == (1, 0)


# One server, and those that push


async def test_many_sources_of_one_slow_server_leave_room_for_the_others(
    sqlite_store: Store,
) -> None:
    over = asyncio.Event()
    slow = [
        FakeSource(f"s{n}", waiting_for(over), url=f"https://slow.example/{n}") for n in range(12)
    ]
    other = FakeSource("t", url="https://quick.example/feed")
    poller = await a_poller(sqlite_store, FakeClock(), *slow, other, concurrency=4, per_host=2)
    await poller.run_once()
    await until(lambda: len(other.given) == 1)
    await until(lambda: sum(len(each.given) for each in slow) == 2)
    await asyncio.sleep(0.01)
    assert sum(len(each.given) for each in slow) == 2
    over.set()
    await poller.join()
    assert [len(each.given) for each in slow] == [1] * 12


@pytest.mark.parametrize(("pushed", "wait"), [(True, 10), (False, 1)])
async def test_a_source_that_is_pushed_is_polled_rarely(
    sqlite_store: Store, pushed: bool, wait: int
) -> None:
    source = FakeSource("wire", Reading((an_entry(),)))
    heard: list[tuple[str, int]] = []

    async def listen(config: SourceConfig, reading: Reading, result: Ingested) -> None:
        heard.append((config.name, result.new + len(reading.entries)))

    await poll(
        await a_poller(
            sqlite_store, FakeClock(), source, slowed=lambda _: pushed, on_reading=listen
        )
    )
    due = (await row(sqlite_store)).next_poll_at - NOW
    assert 0.9 * wait * MINUTE <= due <= wait * MINUTE
    assert heard == [("wire", 2)]


async def test_no_word_of_a_server_loosens_an_interval(sqlite_store: Store) -> None:
    sources = [
        FakeSource("mute", Reading(fresh_for=300)),
        FakeSource("said", Reading(fresh_for=300), interval="60s"),
    ]
    await poll(await a_poller(sqlite_store, FakeClock(), *sources))
    mute, said = [(await row(sqlite_store, name)).next_poll_at for name in ("mute", "said")]
    assert (mute - NOW, said - NOW) == (MINUTE, MINUTE)


async def test_how_late_articles_are_seen_is_remembered(sqlite_store: Store) -> None:
    clock = FakeClock()
    late = an_entry("迟", published=NOW + MINUTE)
    source = FakeSource("wire", Reading((an_entry(),)), Reading((an_entry(), late)))
    poller = await a_poller(sqlite_store, clock, source)
    await poll(poller)
    clock.advance(minutes=3)
    await poll(poller)
    async with sqlite_store.read() as connection:
        (known,) = await health(connection)
    assert known.health.lags == (120,), "of the first reading nothing is to be learned"
    assert known.last_article_at == NOW + MINUTE
