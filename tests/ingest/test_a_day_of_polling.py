"""A day of polling and of watching over it, from midnight to midnight, in a few seconds.

The clock jumps from one thing that is due to the next. Four weeks taught what the sources are like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from pydantic import TypeAdapter
from typing_extensions import override

from notifier.core.errors import FetchError
from notifier.core.market_calendar import Calendars, Market
from notifier.core.model import Entry
from notifier.ingest.poller import Poller
from notifier.ingest.source_alerts import SourceAlert, SourceAlerts
from notifier.sources.config import Reading, SourceState
from notifier.sources.health.observations import Health, Poll, learn
from notifier.sources.health.poll_interval import SourceCalendar
from notifier.sources.health.status import HealthState
from notifier.store.engine.database import Connection, Store
from notifier.store.engine.tables import article
from notifier.store.engine.tables import source as source_table
from tests.builders import FakeClock, an_entry
from tests.pollers import FakeSource, a_poller

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=SHANGHAI)
BURST = MIDNIGHT + timedelta(hours=9, minutes=15)
LOOKS = HOUR / 2
"""How often sources are judged, to spare time; in earnest it is each minute."""
AWAKE_AGAIN = MIDNIGHT + timedelta(hours=15)
PLACE = SourceCalendar(SHANGHAI, Calendars()[Market.SHANGHAI])


@dataclass
class Paper:
    """What a publisher has on its page; `dead` says that its server does not answer."""

    publishes: Callable[[datetime], bool]
    dead: bool = False
    page: list[Entry] = field(default_factory=list)

    def issue(self, now: datetime) -> None:
        if self.publishes(now):
            self.page.append(an_entry(f"{now:%d日%H时%M分}的消息", published=now))


def morning(moment: datetime) -> bool:
    return moment.weekday() < 5 and (moment.hour, moment.minute) == (9, 15)


def office(moment: datetime) -> bool:
    return moment.weekday() < 5 and 8 <= moment.hour < 20 and moment.minute % 10 == 0


def with_a_break(moment: datetime) -> bool:
    return office(moment) and not MIDNIGHT <= moment < AWAKE_AGAIN


@cache
def taught(publishes: Callable[[datetime], bool]) -> Health:
    """Return what four weeks of polling every five minutes teach."""
    health, moment = Health(), MIDNIGHT - 28 * DAY
    page = [an_entry(f"旧闻{number}") for number in range(3)]
    while moment < MIDNIGHT:
        new = [moment] if publishes(moment) else []
        health = learn(health, Poll(moment, page if new else None, new), PLACE)
        moment += 5 * MINUTE
    return health


class PaperSource(FakeSource):
    """Reads a paper, and remembers when it was asked."""

    def __init__(self, name: str, paper: Paper, clock: FakeClock, interval: str) -> None:
        super().__init__(
            name,
            interval=interval,
            interval_min=interval,
            interval_max="15m" if interval != "30m" else "30m",
            timezone="Asia/Shanghai",
        )
        self.paper = paper
        self.clock = clock
        self.polled_at: list[datetime] = []

    @override
    async def read(self, state: SourceState) -> Reading:
        self.polled_at.append(self.clock.now)
        if self.paper.dead:
            raise FetchError("does not answer")
        latest = self.paper.page[-20:]
        seen = latest[-1].key if latest else ""
        if state.get("seen") == seen:
            return Reading(state=state, unchanged=True)
        return Reading(tuple(latest), state={"seen": seen})


@dataclass
class Day:
    """The sources, the poller and the source alerts of a day."""

    store: Store
    clock: FakeClock
    sources: Sequence[PaperSource]
    poller: Poller
    source_alerts: SourceAlerts
    told: list[tuple[str, HealthState, datetime]]

    async def pass_until(self, end: datetime) -> None:
        """Let time pass: publishers publish, the poller polls, sources are judged now and then."""
        while self.clock.now < end:
            before = self.clock.now
            await self.poller.run_once()
            await self.poller.join()
            look = self._next_look()
            self.clock.now = min(await self._next_due(), look, end)
            for minute in range(int((self.clock.now - before) / MINUTE) + 2):
                moment = before.replace(second=0, microsecond=0) + minute * MINUTE
                if before < moment <= self.clock.now:
                    for source in self.sources:
                        source.paper.issue(moment)
            if self.clock.now == look:
                await self.source_alerts.run_once()

    async def _next_due(self) -> datetime:
        async with self.store.read() as connection:
            due: datetime | None = await connection.scalar(
                sa.select(sa.func.min(source_table.c.next_poll_at))
            )
        assert due is not None
        return max(due.astimezone(SHANGHAI), self.clock.now + timedelta(seconds=0.5))

    def _next_look(self) -> datetime:
        whole = self.clock.now.replace(minute=0, second=0, microsecond=0)
        return whole + ((self.clock.now - whole) // LOOKS + 1) * LOOKS

    async def restart(self) -> None:
        """Stop the poller and start another, as a new process does."""
        await self.poller.stop()
        self.poller = await a_poller(self.store, self.clock, *self.sources)


@pytest.fixture
async def day(sqlite_store: Store) -> Day:
    clock = FakeClock(MIDNIGHT)
    sources = [
        PaperSource("bursts", Paper(morning), clock, "2m"),
        PaperSource("dead", Paper(office, dead=True), clock, "60s"),
        PaperSource("frozen", Paper(with_a_break), clock, "30m"),
        PaperSource("steady", Paper(office), clock, "30m"),
    ]
    told: list[tuple[str, HealthState, datetime]] = []

    async def tell(_connection: Connection, news: Sequence[SourceAlert]) -> None:
        told.extend((each.label, each.status.state, clock.now) for each in news)

    poller = await a_poller(sqlite_store, clock, *sources)
    async with sqlite_store.write() as connection:
        for source in sources:
            known = taught(source.paper.publishes)
            source.paper.page = [an_entry("昨日的消息", published=known.last_new_at)]
            await connection.execute(
                sa.update(source_table)
                .where(source_table.c.name == source.config.name)
                .values(
                    first_polled_at=MIDNIGHT - 28 * DAY,
                    state={"seen": "昨日的消息"},
                    health=TypeAdapter(Health).dump_python(known, mode="json", by_alias=True),
                )
            )
    configured = {each.config.name: each.config for each in sources}
    source_alerts = SourceAlerts(
        sqlite_store, clock, Calendars(), configured=configured, notify=tell
    )
    return Day(sqlite_store, clock, sources, poller, source_alerts, told)


async def seen_at(store: Store, title: str) -> datetime:
    async with store.read() as connection:
        statement = sa.select(article.c.seen_at).where(article.c.title == title)
        found: datetime | None = await connection.scalar(statement)
    assert found is not None
    return found.astimezone(SHANGHAI)


async def test_a_day_of_polling(day: Day) -> None:
    await day.pass_until(MIDNIGHT + 12 * HOUR)
    await day.restart()
    await day.pass_until(MIDNIGHT + 24 * HOUR)

    bursts, dead, _, steady = day.sources

    # What comes in a burst at a quarter past nine is seen within the interval …
    assert await seen_at(day.store, "24日09时15分的消息") - BURST <= 2 * MINUTE
    # … although the source was left in peace all night.
    asked_at_night = [moment for moment in bursts.polled_at if moment < MIDNIGHT + 8 * HOUR]
    assert len(asked_at_night) <= 8 * 60 / 13

    # A dead source costs a request an hour, once it is known to be dead, and is never given up.
    gaps = [later - sooner for sooner, later in pairwise(dead.polled_at)]
    assert all(HOUR <= gap <= 1.2 * HOUR for gap in gaps[5:])
    assert len(dead.polled_at) <= 24 + 5
    assert dead.polled_at[-1] > MIDNIGHT + 22.5 * HOUR

    # A steady one is read at its interval while it speaks, whatever the others do.
    at_work = [moment for moment in steady.polled_at if 8 <= moment.hour < 20]
    assert all(later - sooner <= 30 * MINUTE for sooner, later in pairwise(at_work))

    # Of trouble operators are told once, and once when it is over.
    assert [(name, state) for name, state, _ in day.told] == [
        ("dead", HealthState.FAILING),
        ("frozen", HealthState.FROZEN),
        ("frozen", HealthState.OK),
    ]
    (_, _, failing), (_, _, noticed), (_, _, over) = day.told
    assert failing <= MIDNIGHT + HOUR
    assert MIDNIGHT + 8 * HOUR < noticed <= MIDNIGHT + 13 * HOUR
    assert AWAKE_AGAIN <= over <= AWAKE_AGAIN + HOUR
