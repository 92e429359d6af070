"""Twenty sources and their habits, for days or a month: `python -m tests.ingest.month`."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from typing_extensions import override

from notifier.core.alerts import AlertContent, Digest, StoryContent
from notifier.core.market_calendar import Calendars
from notifier.ingest.pipeline import Pipeline
from notifier.ingest.poller import Poller
from notifier.ingest.source_alerts import source_statuses
from notifier.sources.config import Source
from notifier.sources.feed import FeedConfig
from notifier.sources.health.poll_interval import promised_within
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.http.requests import Request
from notifier.sources.placeholders import no_secrets
from notifier.sources.registry import make_source
from notifier.store.alerts import claims
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import upgrade
from notifier.store.engine.tables import source as source_table
from tests.builders import NOW, FakeClock, a_subscription, arrived, small_rules
from tests.fakes.sandbox import InlineSandbox
from tests.ingest.habits import HABITS, UNREADABLE, WINDOW, Publisher

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
INTERVAL = 2 * HOUR
LAST = 14 * HOUR
"""What is published so shortly before the end need not be told any more."""


class Publishers(Fetcher):
    """Answers as publishers do, without a network."""

    def __init__(self, publishers: dict[str, Publisher], clock: FakeClock) -> None:
        self.publishers = publishers
        self.clock = clock
        self.now = clock
        self.secret_of = no_secrets

    @override
    async def send(self, request: Request) -> Fetched | NotModified:
        name = request.url.removeprefix("https://").partition(".")[0]
        return self.publishers[name].answer(request, self.now())


@dataclass
class Outcome:
    """What became of a month."""

    told: Counter[str] = field(default_factory=Counter)
    untold: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    told_though_old: list[str] = field(default_factory=list)
    silences_unseen: list[str] = field(default_factory=list)


class Month:
    """Polls sources day by day, and accounts for every article and every silence."""

    def __init__(self, store: Store, *, sources: int, days: int, seed: int) -> None:
        self.store = store
        self.days = days
        self.chance = random.Random(seed)
        self.clock = FakeClock(NOW)
        self.published: dict[str, tuple[str, datetime]] = {}
        self.numbers = iter(range(1, 10_000_000))
        names = list(HABITS)
        self.publishers = {
            f"s{at}": Publisher(
                f"s{at}", [], [names[(at + day) % len(names)] for day in range(len(names))], NOW
            )
            for at in range(sources)
        }
        for each in self.publishers.values():
            for hours in range(3 * WINDOW, 0, -1):
                each.publish(next(self.numbers), NOW - hours * 4 * HOUR)
        self.configs = {
            name: FeedConfig(
                kind="feed",
                name=name,
                url=f"https://{name}.example/rss",
                interval=INTERVAL,
                timezone="Asia/Shanghai",
            )
            for name in self.publishers
        }
        self.in_trouble: dict[str, list[datetime]] = {name: [] for name in self.publishers}

    async def run(self) -> Outcome:
        """Let the days pass; return what became of every article and every silence."""
        await a_subscription(self.store, 42, "元宇宙")
        fetcher = Publishers(self.publishers, self.clock)
        sources: dict[str, Source] = {
            name: make_source(config, fetcher, InlineSandbox())
            for name, config in self.configs.items()
        }
        pipeline = Pipeline(self.store, small_rules(), self.clock)
        poller = Poller(sources, self.store, pipeline, self.clock, holder="me", concurrency=1)
        await poller.start()
        outcome = Outcome()
        end = NOW + self.days * DAY
        next_look = NOW
        while self.clock.now < end:
            await poller.run_once()
            await poller.join()
            await self._account(outcome)
            if self.clock.now >= next_look:
                await self._look()
                next_look = self.clock.now + HOUR
            self._publish_until(await self._next_due())
        self._judge(outcome, end)
        return outcome

    async def _next_due(self) -> datetime:
        async with self.store.read() as connection:
            due: datetime | None = await connection.scalar(
                sa.select(sa.func.min(source_table.c.next_poll_at))
            )
        assert due is not None
        return max(due, self.clock.now + timedelta(seconds=1))

    def _publish_until(self, moment: datetime) -> None:
        """Let time pass, in which publishers bring out some three articles a day each."""
        hours = (moment - self.clock.now) / HOUR
        for name, each in self.publishers.items():
            if self.chance.random() < hours * 3 / 24:
                at = self.clock.now + self.chance.random() * (moment - self.clock.now)
                each.publish(next(self.numbers), at.replace(microsecond=0))
                self.published[each.history[-1].title] = (name, at)
        self.clock.now = moment

    async def _account(self, outcome: Outcome) -> None:
        async with self.store.write() as connection:
            while claimed := await claims.claim(connection, self.clock.now, 100):
                for alert in claimed:
                    outcome.told.update(_titles(alert.content))
                await arrived(connection, claimed, self.clock.now)

    async def _look(self) -> None:
        found = await source_statuses(self.store, dict(self.configs), Calendars(), self.clock.now)
        for each in found:
            if each.status.is_trouble:
                self.in_trouble[each.source.name].append(self.clock.now)

    def _judge(self, outcome: Outcome, end: datetime) -> None:
        for title, (name, at) in self.published.items():
            if not outcome.told[title] and at < end - LAST and self._was_readable(name, at, end):
                outcome.untold.append(f"{name} {self._habits_around(name, at)}: {title}")
        for title, count in outcome.told.items():
            name, at = self.published.get(title, ("", NOW))
            if not name:
                outcome.told_though_old.append(title)
            elif count > 1:
                outcome.told_twice.append(f"{name} {self._habits_around(name, at)}: {title}")
        for name, each in self.publishers.items():
            patience = promised_within(self.configs[name].poll_limits) + 4 * HOUR
            for day in range(self.days):
                begin = NOW + day * DAY
                is_whole = begin + DAY <= end
                if each.habit(begin) in UNREADABLE and is_whole:
                    seen = [at for at in self.in_trouble[name] if begin <= at <= begin + DAY]
                    if not seen or seen[0] > begin + patience:
                        outcome.silences_unseen.append(f"{name} day {day}: {each.habit(begin)}")

    def _was_readable(self, name: str, at: datetime, end: datetime) -> bool:
        """Return whether a source could be read some hours later, and before the end."""
        habit = self.publishers[name].habit
        hours = int((end - LAST - at) / HOUR)
        return any(habit(at + hour * HOUR) not in UNREADABLE for hour in range(4, hours + 1))

    def _habits_around(self, name: str, at: datetime) -> str:
        habit = self.publishers[name].habit
        return f"{habit(at - DAY) if at - DAY >= NOW else '–'} → {habit(at)} → {habit(at + DAY)}"


def _titles(content: AlertContent) -> list[str]:
    """Return the headlines that an alert tells, without counters of readers."""
    if isinstance(content, Digest):
        assert content.more == 0
        stories = [each.story for each in content.lines]
    elif isinstance(content, StoryContent):
        stories = [content]
    else:
        return []  # an edit of what was told
    return [each.article.title.partition(" (阅读")[0] for each in stories]


async def _main(days: int, sources: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'month.db'}")
        try:
            await upgrade(store)
            outcome = await Month(store, sources=sources, days=days, seed=seed).run()
        finally:
            await store.close()
    print(f"{len(outcome.told)} articles told of {sources} sources in {days} days")
    wrong = 0
    for name in ("untold", "told_twice", "told_though_old", "silences_unseen"):
        found = getattr(outcome, name)
        wrong += len(found)
        print(f"{len(found)} {name.replace('_', ' ')}")
        for each in found[:20]:
            print(f"  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(_main(chosen.days, chosen.sources, chosen.seed)))
