"""The shipped alarms, over what the service says of itself in each of the outages they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from notifier.core.alerts import Alert, StoryContent
from notifier.core.errors import StoreError
from notifier.core.model import Article, Chat
from notifier.delivery.outcome import Dead, Refused, SendResult
from notifier.sources.health.status import HealthState, HealthStatus, SourceRecord
from notifier.sources.status_report import SourceReport
from notifier.store.alerts.status import OutboxSize
from notifier.web.health import Expected, health_routes
from notifier.web.metrics import Metrics
from notifier.web.status import ServiceStatus
from tests.builders import NOW
from tests.web.promql import Labels, Scrape, Vector, fires

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus-alerts.yaml").read_text(encoding="utf-8"))
ALARMS = {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}
UP = frozenset({("__name__", "up"), ("job", "notifier"), ("instance", "here:8080")})
MINUTE = timedelta(minutes=1)


def well() -> ServiceStatus:
    """Make what a service says that has all it needs."""
    record = SourceRecord("wire", last_polled_at=NOW, last_article_at=NOW)
    return ServiceStatus(
        now=NOW,
        queue=OutboxSize(3, 1, None),
        inbox=0,
        database_bytes=4096,
        source_reports=[SourceReport("Wire", record, HealthStatus(HealthState.OK))],
        last_update_at=NOW,
        disk_free=50_000_000_000,
    )


@cache
def sample(line: str) -> tuple[Labels, float]:
    """Read a line of a scrape; most are the same minute after minute."""
    ((read,),) = [family.samples for family in text_string_to_metric_families(line)]
    return frozenset({**read.labels, "__name__": read.name}.items()), read.value


@dataclass
class World:
    """A service at some moment: what its routes answer is what Prometheus sees."""

    metrics: Metrics = field(default_factory=lambda: Metrics(["wire"]))
    status: ServiceStatus = field(default_factory=well)
    is_running: bool = True
    is_target: bool = True
    has_database: bool = True

    async def scraped(self, client: httpx.AsyncClient) -> Vector:
        """Return what a scrape stores."""
        if not self.is_target:
            return {}
        answer = await client.get("/metrics")
        if not self.is_running or answer.status_code != 200:
            return {UP: 0.0}
        lines = answer.text.splitlines()
        return {UP: 1.0} | dict(sample(line) for line in lines if not line.startswith("#"))

    async def read(self) -> ServiceStatus:
        """Read how it is, as the routes do."""
        if not self.has_database:
            raise StoreError("the database is gone")
        return self.status


Step = Callable[[World, int], None]
"""What a minute does to the world, by its number."""


def attempt(world: World, outcome: Refused | Dead) -> None:
    article = Article(1, 1, "wire", "k", None, "t", "", NOW)
    alert = Alert(1, Chat(1, 42, "en"), StoryContent(article))
    world.metrics.alert_attempted(SendResult(alert, outcome, NOW, 0.2))


def says(**changes: Any) -> Step:
    def step(world: World, _minute: int) -> None:
        world.status = replace(world.status, **changes)

    return step


def sources(record: SourceRecord, state: HealthState = HealthState.OK) -> Step:
    return says(source_reports=[SourceReport("Wire", record, HealthStatus(state, NOW))])


def stands(**facts: bool) -> Step:
    def step(world: World, _minute: int) -> None:
        for name, value in facts.items():
            setattr(world, name, value)

    return step


def refused_once(world: World, minute: int) -> None:
    if minute == 12:
        attempt(world, Refused("401"))


def gives_up(world: World, minute: int) -> None:
    if minute == 20:
        for _ in range(60):
            attempt(world, Dead("too long"))


async def scrape(step: Step, minutes: int, *, breaks_at: int) -> list[Scrape]:
    """Return what Prometheus sees in so many minutes; the first ones are well.

    It looks every minute, or where that is often every five: as long as a sample counts for.
    """
    world, scrapes = World(), []
    expected = Expected(receives=True, polls=True, delivers=True)
    routes = health_routes(world.read, world.metrics, expected, NOW, with_metrics=True)
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for minute in range(0, minutes, 1 if minutes < 100 else 5):
            now = NOW + minute * MINUTE
            record = SourceRecord("wire", last_polled_at=now, last_article_at=now)
            world.status = replace(world.status, now=now)
            says(last_update_at=now)(world, minute)
            sources(record)(world, minute)
            if minute >= breaks_at:
                step(world, minute)
            scrapes.append(Scrape(minute * 60.0, await world.scraped(client)))
    return scrapes


def firing(scrapes: Sequence[Scrape]) -> set[str]:
    """Return the alarms that fire."""
    return {
        name for name, rule in ALARMS.items() if fires(rule["expr"], rule.get("for", "0s"), scrapes)
    }


POLLED = NOW + timedelta(days=1)
"""A source is polled all the time, whatever it brings."""
OUTAGES: dict[str, tuple[str, Step, int]] = {
    "killed": ("NotifierIsDown", stands(is_running=False), 20),
    "no target": ("NotifierIsNotWatched", stands(is_target=False), 20),
    "no database": ("NotifierIsNotReady", stands(has_database=False), 20),
    "nothing is sent": ("NotifierAlertsAreLate", says(queue=OutboxSize(9, 0, NOW)), 40),
    "deaf": ("NotifierHearsNothing", says(last_update_at=NOW), 20),
    "deaf from the start": ("NotifierHearsNothing", says(last_update_at=None), 20),
    "refused": ("NotifierIsRefused", refused_once, 20),
    "one bot refused": ("NotifierBotIsRefused", says(refused_bots={999: "its token is wrong"}), 20),
    "a source fails": (
        "NotifierSourceInTrouble",
        sources(
            SourceRecord("wire", last_polled_at=POLLED, last_article_at=POLLED), HealthState.FAILING
        ),
        90,
    ),
    "nothing comes": (
        "NotifierNothingComesIn",
        sources(SourceRecord("wire", last_polled_at=POLLED, last_article_at=NOW)),
        420,
    ),
    "nothing ever came": (
        "NotifierNothingComesIn",
        sources(SourceRecord("wire", last_polled_at=POLLED)),
        420,
    ),
    "given up": ("NotifierGivesUpMuch", gives_up, 40),
    "commands wait": ("NotifierCommandsWait", says(inbox=101), 20),
    "disk full": ("NotifierDiskIsFull", says(no_room="the disk is full"), 20),
    "disk nearly full": ("NotifierDiskFillsUp", says(disk_free=900_000_000), 30),
}


@pytest.mark.parametrize("breaks_at", [0, 10], ids=["from the start", "later"])
@pytest.mark.parametrize("outage", OUTAGES)
async def test_an_outage_sets_off_its_alarm(outage: str, breaks_at: int) -> None:
    alarm, step, minutes = OUTAGES[outage]
    assert alarm in firing(await scrape(step, minutes, breaks_at=breaks_at))


async def test_lack_of_rights_is_no_full_disk() -> None:
    lacks = says(lack_of_rights="this role may not write")
    assert firing(await scrape(lacks, 20, breaks_at=0)) == {"NotifierIsNotReady"}


def test_every_alarm_has_its_outage() -> None:
    assert {alarm for alarm, _, _ in OUTAGES.values()} == ALARMS.keys()


async def test_a_quiet_day_sets_off_nothing() -> None:
    assert firing(await scrape(lambda _world, _minute: None, 500, breaks_at=0)) == set()
