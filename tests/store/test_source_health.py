"""What polls taught of a source, and who was told of its trouble, in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from notifier.sources.health.observations import Anomaly, AnomalyKind, Health, PageProfile, Poll
from notifier.sources.health.poll_interval import WeeklyActivity
from notifier.sources.health.status import SourceRecord
from notifier.store.engine.database import Store
from notifier.store.engine.tables import source
from notifier.store.sources import incidents, sources
from tests.builders import NOW
from tests.store.polls import LATER, PLACE, claim, fail, health_of, succeed, sync

# What is remembered


async def test_what_polls_taught_is_there_at_the_next_poll(store: Store) -> None:
    await sync(store, a="feed x")
    taught = Health(
        WeeklyActivity(rates=(7,) * 168, shares=(9,) * 168, visits=(3,) * 168, at=1, whole=True),
        PageProfile(20.5, {AnomalyKind.LINKS: 0.95}, 9),
        lags=(3, 2, 1),
        last_new_at=NOW,
        usual_gap=60,
        anomaly=Anomaly(AnomalyKind.EMPTY, NOW, 2),
        problem="b.md: no title",
    )
    await succeed(store, health=taught)
    (due,) = await claim(store, now=LATER)
    assert due.health == taught
    assert (await health_of(store)).health == taught


async def test_what_an_earlier_version_learned_is_kept(sqlite_store: Store) -> None:
    stored = {
        "rhythm": {"rates": [7] * 168, "at": 1},
        "looks": {"entries": 20.5, "shares": {"links": 0.95}, "readings": 9},
        "lags": [3, 2, 1],
        "spoke_at": NOW.isoformat(),
        "gap": 60,
        "odd": {"what": "empty", "since": NOW.isoformat(), "times": 2},
        "complaint": "b.md: no title",
    }
    await sync(sqlite_store, a="feed x")
    async with sqlite_store.write() as connection:
        await connection.execute(sa.update(source).values(health=stored))
    (due,) = await claim(sqlite_store)
    assert due.health == Health(
        WeeklyActivity(rates=(7,) * 168, at=1),
        PageProfile(20.5, {AnomalyKind.LINKS: 0.95}, 9),
        lags=(3, 2, 1),
        last_new_at=NOW,
        usual_gap=60,
        anomaly=Anomaly(AnomalyKind.EMPTY, NOW, 2),
        problem="b.md: no title",
    )


@pytest.mark.parametrize(
    "damaged",
    [
        {"rhythm": {"rates": [1, 2]}},
        {"lags": "soon"},
        {"spoke_at": "2026-11-23T09:00:00"},
        {"odd": {"what": "strange"}},
        [],
        None,
    ],
)
async def test_what_cannot_be_read_is_learned_anew(sqlite_store: Store, damaged: object) -> None:
    await sync(sqlite_store, a="feed x")
    async with sqlite_store.write() as connection:
        await connection.execute(
            sa.update(source).values(health=sa.type_coerce(damaged, sa.JSON(none_as_null=False)))
        )
    (due,) = await claim(sqlite_store)
    assert due.health == Health()


async def test_the_last_article_is_the_newest_and_not_the_one_that_came_last(store: Store) -> None:
    await sync(store, a="feed x")
    seen = []
    for article_at in (None, NOW, NOW - timedelta(days=1), None, LATER):
        await succeed(store, last_article_at=article_at)
        seen.append((await health_of(store)).last_article_at)
    assert seen == [None, NOW, NOW, NOW, LATER]


async def test_health_tells_of_every_source(store: Store) -> None:
    await sync(store, b="feed y", a="feed x")
    await succeed(store)
    await fail(store, "b")
    async with store.read() as connection:
        a, b = await sources.health(connection)
    assert (a.name, a.first_polled_at, a.last_success_at, a.last_problem) == ("a", NOW, NOW, None)
    assert (b.name, b.first_polled_at, b.last_success_at, b.last_problem) == (
        "b",
        None,
        None,
        "503",
    )
    assert (a.failures, b.failures, b.last_polled_at, b.next_poll_at) == (0, 1, NOW, LATER)


async def test_a_source_that_reads_another_thing_forgets_what_it_was(store: Store) -> None:
    await sync(store, a="feed x")
    await succeed(store, health=Health(lags=(1,)), last_article_at=NOW, problem="odd")
    await sync(store, a="feed y")
    assert await health_of(store) == SourceRecord(
        "a", next_poll_at=NOW, last_polled_at=NOW, last_success_at=NOW
    )


async def test_what_came_without_a_poll_is_remembered(store: Store) -> None:
    await sync(store, a="feed x")
    poll = Poll(LATER, None, [NOW, None])
    async with store.write() as connection:
        await sources.record_push(connection, "a", poll, PLACE)
        await sources.record_push(connection, "nobody", poll, PLACE)
    known = await health_of(store)
    assert (known.health.lags, known.health.last_new_at) == ((60,), LATER)
    assert known.last_article_at == LATER, "the one without a date is of now"


# Trouble


async def test_operators_are_told_once_of_each_trouble(store: Store) -> None:
    await sync(store, a="feed x")
    async with store.write() as connection:
        assert not await incidents.mark_notified(connection, "a", NOW), "there is none"
        await incidents.open_incident(connection, "a", NOW)
        await incidents.open_incident(connection, "a", LATER)
        assert await incidents.mark_notified(connection, "a", LATER)
        assert not await incidents.mark_notified(connection, "a", LATER)
    known = await health_of(store)
    assert (known.incident_since, known.incident_notified_at) == (NOW, LATER)
    async with store.write() as connection:
        assert await incidents.close_incident(connection, "a")
        assert not await incidents.close_incident(connection, "a")
        await incidents.open_incident(connection, "a", LATER + timedelta(minutes=1))
        assert await incidents.mark_notified(connection, "a", LATER + timedelta(minutes=1))
