"""Whether the service says how it is: alive, ready, and in numbers."""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from notifier.core.alerts import Alert, StoryContent
from notifier.core.errors import StoreError
from notifier.core.model import Article, Chat
from notifier.delivery.outcome import Dead, Later, SendResult, Sent
from notifier.sources.health.status import HealthState, HealthStatus, SourceRecord
from notifier.sources.status_report import SourceReport
from notifier.store.alerts.status import OutboxSize
from notifier.web.health import Expected, find_problems, health_routes
from notifier.web.metrics import Metrics
from notifier.web.status import ServiceStatus
from tests.builders import NOW

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
WELL = ServiceStatus(
    now=NOW,
    queue=OutboxSize(3, 1, NOW - timedelta(seconds=90), 2, 4),
    inbox=2,
    database_bytes=4096,
    source_reports=[
        SourceReport(
            "Wire", SourceRecord("wire", last_polled_at=NOW), HealthStatus(HealthState.OK)
        ),
        SourceReport(
            "Old", SourceRecord("old", last_polled_at=NOW), HealthStatus(HealthState.FROZEN, NOW)
        ),
    ],
    last_update_at=NOW - timedelta(seconds=20),
)
BUSY = Expected(receives=True, polls=True, delivers=True)


def but(**changes: Any) -> ServiceStatus:
    values = {name: getattr(WELL, name) for name in ServiceStatus.__slots__}
    return ServiceStatus(**values | changes)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (WELL, []),
        (but(last_update_at=NOW - timedelta(minutes=4)), ["getUpdates"]),
        (but(last_update_at=None), ["getUpdates"]),
        (
            but(now=NOW + timedelta(hours=1), last_update_at=NOW + timedelta(hours=1)),
            ["source", "alerts"],
        ),
        (but(queue=OutboxSize(3, 1, NOW - timedelta(minutes=16))), ["alerts have been due"]),
        (but(no_room="the disk is full"), ["the disk is full"]),
    ],
    ids=["well", "deaf", "never heard", "idle", "stuck", "full"],
)
def test_what_keeps_the_service_from_its_work_is_said(
    status: ServiceStatus, said: list[str]
) -> None:
    found = find_problems(status, BUSY, NOW - timedelta(hours=1))
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


def test_a_process_is_asked_only_for_what_it_does() -> None:
    overdue = OutboxSize(3, 1, NOW - timedelta(hours=1))
    idle = but(last_update_at=None, source_reports=[], queue=overdue)
    assert find_problems(idle, Expected(), NOW - timedelta(days=1)) == []


def test_a_process_that_has_just_begun_is_given_time() -> None:
    assert find_problems(but(last_update_at=None), BUSY, NOW - timedelta(seconds=5)) == []


def client(found: ServiceStatus | StoreError, metrics: Metrics, **more: Any) -> httpx.AsyncClient:
    async def answer() -> ServiceStatus:
        if isinstance(found, StoreError):
            raise found
        return found

    options: dict[str, Any] = {"with_metrics": True} | more
    routes = health_routes(answer, metrics, BUSY, NOW - timedelta(hours=1), **options)
    transport = httpx.ASGITransport(Starlette(routes=routes))
    return httpx.AsyncClient(transport=transport, base_url="http://here")


async def test_readiness_is_told_with_its_reasons() -> None:
    async with client(WELL, Metrics()) as asking:
        ready = await asking.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "problems": [], "warnings": []}
    async with client(StoreError("the database is gone"), Metrics()) as asking:
        ready = await asking.get("/readyz")
        assert (await asking.get("/healthz")).status_code == 200, "alive all the same"
    assert (ready.status_code, ready.json()["problems"]) == (503, ["the database is gone"])


async def test_while_the_database_is_away_no_gauge_shows_what_it_was() -> None:
    metrics = Metrics()
    well = but(disk_free=10_000_000_000, no_room="the disk is full")
    async with client(well, metrics) as asking:
        before = (await asking.get("/metrics")).text
    async with client(StoreError("the database is gone"), metrics) as asking:
        away = (await asking.get("/metrics")).text
    async with client(well, metrics) as asking:
        after = (await asking.get("/metrics")).text
    known = {name: value for name, value in gauges(away).items() if not math.isnan(value)}
    assert known == {("notifier_ready", ""): 0}
    assert not [value for value in gauges(before).values() if math.isnan(value)]
    assert gauges(after) == gauges(before), "and then all is known again"


def gauges(text: str) -> dict[tuple[str, str], float]:
    """Return the value of each gauge, by its name and its labels."""
    return {
        (sample.name, str(sample.labels or "")): sample.value
        for family in text_string_to_metric_families(text)
        if family.type == "gauge"
        if not family.name.endswith("_created")
        for sample in family.samples
    }


async def test_metrics_are_served_only_where_they_are_wanted() -> None:
    async with client(WELL, Metrics(), with_metrics=False) as asking:
        assert (await asking.get("/metrics")).status_code == 404


def result(outcome: Sent | Later | Dead, published: datetime = NOW) -> SendResult:
    article = Article(1, 1, "wire", "k", None, "t", "", NOW, published_at=published)
    alert = Alert(1, Chat(1, 42, "en"), StoryContent(article))
    return SendResult(alert, outcome, NOW + timedelta(seconds=40), 0.2)


async def test_what_happens_is_counted() -> None:
    metrics = Metrics()
    for outcome in (Sent(1), Sent(2), Later(30, "flood", whole_chat=True), Dead("too long")):
        metrics.alert_attempted(result(outcome))
    async with client(WELL, metrics) as asking:
        text = (await asking.get("/metrics")).text
    for line in (
        'notifier_alert_attempts_total{kind="news",outcome="sent"} 2.0',
        "notifier_flood_waits_total 1.0",
        'notifier_alerts_given_up_total{reason="dead"} 1.0',
        'notifier_publish_to_alert_seconds_bucket{le="60.0",source="wire"} 2.0',
        "notifier_alerts_waiting 3.0",
        "notifier_fan_outs 2.0",
        "notifier_edit_fan_outs 4.0",
        "notifier_oldest_due_alert_seconds 90.0",
        "notifier_inbox_waiting 2.0",
        'notifier_sources{state="frozen"} 1.0',
        'notifier_source_in_trouble{source="old"} 1.0',
    ):
        assert line in text.splitlines(), line
    assert "42" not in re.findall(r'"([^"]*)"', text), "no chat is a label"


def test_dashboard_and_alarms_ask_for_metrics_that_there_are() -> None:
    metrics = Metrics()
    metrics.alert_attempted(result(Sent(1)))
    known = set(
        re.findall(
            r"^# TYPE (\S+)", metrics.render(WELL, NOW, is_ready=True).decode(), re.MULTILINE
        )
    )
    known |= {f"{name}_bucket" for name in known}
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    asked = [each["expr"] for panel in dashboard["panels"] for each in panel.get("targets", ())]
    asked.append((DEPLOY / "prometheus-alerts.yaml").read_text(encoding="utf-8"))
    named = {name for text in asked for name in re.findall(r"notifier_\w+", text)}
    assert len(asked) > 8
    assert named <= known
