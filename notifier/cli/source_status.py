"""`source status`: how every source is, as its polls showed it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from notifier.cli.common import Json, print_json
from notifier.cli.loading import settings_and_logging
from notifier.cli.tables import print_table
from notifier.core.clock import system_clock
from notifier.core.market_calendar import Calendars
from notifier.ingest.source_alerts import source_statuses
from notifier.service.factories import opened_store
from notifier.service.settings import Settings
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport

_STYLES = {HealthState.OK: "green", HealthState.NEW: "dim", HealthState.OFF: "dim"}


def status(
    *,
    troubled: Annotated[
        bool, typer.Option("--troubled", help="Only sources that need a look.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show how every source is; end with 1 where one is in trouble."""
    settings = settings_and_logging(quiet=True)
    found = asyncio.run(_reports(settings))
    shown = [each for each in found if each.status.is_trouble or not troubled]
    if as_json:
        print_json([_as_json(each) for each in shown])
    else:
        _show(shown, ZoneInfo(settings.timezone), system_clock())
    if any(each.status.is_trouble for each in found):
        raise typer.Exit(1)


async def _reports(settings: Settings) -> list[SourceReport]:
    configured = {each.name: each for each in settings.sources}
    async with opened_store(settings) as store:
        return await source_statuses(store, configured, Calendars(), system_clock())


def _as_json(report: SourceReport) -> dict[str, object]:
    source, health = report.source, report.source.health
    return {
        "name": source.name,
        "label": report.label,
        "state": report.status.state.value,
        "since": _iso(report.status.since),
        "last_article": _iso(source.last_article_at),
        "last_success": _iso(source.last_success_at),
        "last_poll": _iso(source.last_polled_at),
        "next_poll": _iso(source.next_poll_at) if source.polled else None,
        "failures": source.failures,
        "problem": source.last_problem,
        "lag_p50": _seconds(health.lag(0.5)),
        "lag_p95": _seconds(health.lag(0.95)),
        "told": _iso(source.incident_notified_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _seconds(lag: timedelta | None) -> float | None:
    return None if lag is None else lag.total_seconds()


def _show(found: list[SourceReport], zone: ZoneInfo, now: datetime) -> None:
    print_table(
        ("Source", "State", "Last article", "Last success", "Delay: half, 95 %", "Next poll"),
        [_row(each, zone, now) for each in found],
    )
    for each in found:
        since = each.status.since
        about = f" ({each.status.state.value} since {_moment(since, zone, now)})" if since else ""
        problem = each.source.last_problem
        if problem or each.status.is_trouble:
            typer.echo(f"{each.source.name}{about}: {problem or '–'}")
    in_trouble = sum(each.status.is_trouble for each in found)
    noun = "source" if len(found) == 1 else "sources"
    typer.echo(f"{len(found)} {noun}, {in_trouble} in trouble")


def _row(report: SourceReport, zone: ZoneInfo, now: datetime) -> list[str | Text]:
    source, state = report.source, report.status.state
    return [
        source.name,
        Text(state.value, _STYLES.get(state, "red")),
        _moment(source.last_article_at, zone, now),
        _moment(source.last_success_at, zone, now),
        f"{_span(source.health.lag(0.5))}, {_span(source.health.lag(0.95))}",
        _until(source.next_poll_at if source.polled else None, now),
    ]


def _moment(moment: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    if moment is None:
        return "–"
    local = moment.astimezone(zone)
    is_recent = now - moment < timedelta(days=180)
    return f"{local:%m-%d %H:%M}" if is_recent else f"{local:%Y-%m-%d}"


def _until(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "–"
    return "due" if moment <= now else f"in {_span(moment - now)}"


def _span(span: timedelta | None) -> str:
    """Write a duration in its two largest units at most: `1h 5m`, `40s`."""
    if span is None:
        return "–"
    seconds = round(span.total_seconds())
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return f"{hours}h {minutes}m"
    return f"{minutes}m {seconds % 60}s" if minutes else f"{seconds}s"
