"""Twenty sources and their habits, for days or a month: `./run.sh month`.

All is the real service but for what sends messages: the poller, the fetcher and the pipeline, in
virtual time. Each source has a chat that follows what it writes about, and one chat follows all.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import structlog
from typing_extensions import override

from notifier.core.alerts import AlertContent, Digest, StoryContent
from notifier.core.market_calendar import Calendars
from notifier.ingest.pipeline import Pipeline
from notifier.ingest.poller import Poller
from notifier.ingest.source_alerts import source_statuses
from notifier.sources.config import SourceConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.registry import KINDS, make_source
from notifier.store.alerts import claims
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.tables import source as source_table
from tests.builders import NOW, FakeClock, a_subscription, arrived, small_rules
from tests.databases import migrate
from tests.fakes.sandbox import InlineSandbox
from tests.ingest.habits import HABITS, OF_SERVERS, SHANGHAI
from tests.ingest.publishers import TURN, WINDOW, Publisher
from tests.ingest.verdict import LOOKED, WOKEN, Outcome, Told, judge

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUICK, SLOW = timedelta(minutes=15), timedelta(hours=2)
"""The intervals of a few sources and of the others."""
LAST = 5 * HOUR
"""After the habits: what they kept back must have come by then."""
A_TURN = 2
"""Articles that a source brings out in each turn; one with a short interval more."""
_TOPICS = "光伏锂电芯片稀土航运煤炭白酒猪肉风电氢能机床纸浆乳业水泥玻璃轮胎钛材游戏影视旅游"
TOPICS = [_TOPICS[at : at + 2] for at in range(0, len(_TOPICS), 2)]
_WRITTEN: Mapping[str, Mapping[str, Any]] = {
    "feed": {},
    "page": {"items": "ul.news li", "entry": {"body": "p", "time": "time"}},
    "api": {
        "items": "data.list",
        "require": {"code": 0},
        "entry": {
            "key": "guid",
            "title": "title",
            "link": "link",
            "body": "description",
            "time": "pubDate",
        },
    },
}
"""Where the parts of an article are, by the kind of its source."""
EVERYBODY = 1
"""The chat that follows all sources; the others have the numbers of theirs from 100 on."""


class ClockLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is that of a clock, so that a server's rest ends when it says."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock_of_all = clock
        super().__init__()

    @override
    def time(self) -> float:
        return self._clock_of_all().timestamp()


@dataclass
class Month:
    """Polls sources for days, and accounts for every article and every silence."""

    store: Store
    clock: FakeClock
    days: float
    seed: int
    told: list[Told] = field(default_factory=list)
    in_trouble: dict[str, list[datetime]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.numbers = iter(range(1, 10_000_000))
        self.end = NOW + self.days * DAY
        self.publishers = {each.name: each for each in map(self._publisher, range(len(TOPICS)))}
        self.configs = {
            name: self._config(at, each) for at, (name, each) in enumerate(self.publishers.items())
        }
        self.in_trouble = {name: [] for name in self.publishers}
        self.planned = sorted(self._plan(), key=lambda planned: planned[0], reverse=True)

    def _plan(self) -> Iterator[tuple[datetime, Publisher]]:
        """Yield when which publisher brings something out."""
        for at, each in enumerate(self.publishers.values()):
            for turn in range((self.end - NOW) // TURN):
                for _ in range(3 * A_TURN if _is_quick(at) else A_TURN):
                    after = turn * TURN + self.chance.random() * TURN
                    yield (NOW + after).replace(microsecond=0), each

    def _publisher(self, at: int) -> Publisher:
        known = OF_SERVERS if _is_quick(at) else tuple(HABITS)
        # In two turns all of them have their turn somewhere.
        alike = [other for other in range(len(TOPICS)) if _is_quick(other) == _is_quick(at)]
        start = 2 * alike.index(at)
        turns = [known[(start + turn) % len(known)] for turn in range(len(known))]
        zone = SHANGHAI if _ignores_zone(at) else UTC
        made = Publisher(f"s{at:02}", TOPICS[at], turns, NOW, self.end, zone, _kind(at))
        for hours in range(3 * WINDOW, 0, -1):
            made.publish(next(self.numbers), NOW - hours * 4 * HOUR)
        return made

    def _config(self, at: int, publisher: Publisher) -> SourceConfig:
        return KINDS[publisher.kind].config.model_validate(
            {
                "kind": publisher.kind,
                "name": publisher.name,
                "url": f"{publisher.url}/rss",
                "interval": QUICK if _is_quick(at) else SLOW,
                "timezone": "Asia/Shanghai",
                "ignore_zone": _ignores_zone(at),
                "full_text": at % 16 == 1,
                **_WRITTEN[publisher.kind],
            }
        )

    async def run(self) -> Outcome:
        """Let the days pass; return what became of every article and every silence."""
        await a_subscription(self.store, EVERYBODY, "签约")
        for at, topic in enumerate(TOPICS):
            await a_subscription(self.store, 100 + at, topic)
        transport = httpx.MockTransport(self._answer)
        fetcher = Fetcher(clock=self.clock, user_agent="notifier/1", transport=transport)
        sources = {
            name: make_source(config, fetcher, InlineSandbox())
            for name, config in self.configs.items()
        }
        pipeline = Pipeline(self.store, small_rules(), self.clock)
        poller = Poller(sources, self.store, pipeline, self.clock, holder="me", concurrency=1)
        await poller.start()
        next_look = NOW
        while self.clock.now < self.end + LAST:
            await poller.run_once()
            await poller.join()
            await self._deliver()
            if self.clock.now >= next_look:
                await self._look()
                next_look = self.clock.now + LOOKED
            self._publish_until(max(await self._next_due(), self.clock.now + WOKEN))
        await fetcher.close()
        return judge(self.publishers, self.configs, self.told, self.in_trouble, self.end)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        return self.publishers[request.url.host.partition(".")[0]].answer(request, self.clock.now)

    async def _next_due(self) -> datetime:
        async with self.store.read() as connection:
            due: datetime | None = await connection.scalar(
                sa.select(sa.func.min(source_table.c.next_poll_at))
            )
        assert due is not None
        return due

    def _publish_until(self, moment: datetime) -> None:
        """Let time pass, in which publishers bring out their articles."""
        while self.planned and self.planned[-1][0] <= moment:
            at, publisher = self.planned.pop()
            publisher.publish(next(self.numbers), at)
        self.clock.now = moment

    async def _deliver(self) -> None:
        async with self.store.write() as connection:
            while claimed := await claims.claim(connection, self.clock.now, 100):
                for alert in claimed:
                    chat = alert.chat.telegram_id
                    reader = "everybody" if chat == EVERYBODY else f"s{chat - 100:02}"
                    self.told += [
                        Told(reader, self.clock.now, each.article)
                        for each in _stories(alert.content)
                    ]
                await arrived(connection, claimed, self.clock.now)

    async def _look(self) -> None:
        found = await source_statuses(self.store, dict(self.configs), Calendars(), self.clock.now)
        for each in found:
            if each.status.is_trouble or "hid changes" in (each.source.last_problem or ""):
                self.in_trouble[each.source.name].append(self.clock.now)


def _kind(at: int) -> str:
    return {3: "api", 4: "page"}.get(at % 10, "feed")


def _is_quick(at: int) -> bool:
    return at % 7 == 0


def _ignores_zone(at: int) -> bool:
    return at % 10 == 3


def _stories(content: AlertContent) -> list[StoryContent]:
    """Return what an alert tells of that is new."""
    if isinstance(content, Digest):
        assert content.more == 0
        return [each.story for each in content.lines]
    return [content] if isinstance(content, StoryContent) else []


def live(database: Path, *, days: float, seed: int = 2026) -> Outcome:
    """Let days pass for twenty sources whose habits take turns.

    `database` is an empty one, with the schema in place.
    """
    clock = FakeClock(NOW)

    async def run() -> Outcome:
        store = open_store(f"sqlite:///{database}")
        try:
            return await Month(store, clock, days, seed).run()
        finally:
            await store.close()

    with asyncio.Runner(loop_factory=lambda: ClockLoop(clock)) as runner:
        return runner.run(run())


def _main(days: float, seed: int) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "month.db"
        asyncio.run(migrate(f"sqlite:///{database}"))
        outcome = live(database, days=days, seed=seed)
    print(f"{outcome.count} articles of {len(TOPICS)} sources told in {days:g} days")
    print("how late at most, of sources read each 15 minutes and each 2 hours, while readable:")
    for habit in HABITS:
        print(
            f"  {habit:28} {outcome.latest_of(habit, QUICK):>8} {outcome.latest_of(habit, SLOW):>8}"
        )
    for name, found in outcome.wrong.items():
        print(f"{len(found)} {name}")
        for each, count in Counter(found).most_common(20):
            print(f"  {each}" + (f" ({count} times)" if count > 1 else ""))
    return 1 if any(outcome.wrong.values()) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="./run.sh month", description=__doc__)
    parser.add_argument("--days", type=float, default=31)
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    sys.exit(_main(chosen.days, chosen.seed))
