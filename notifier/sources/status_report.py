"""The status of each source for operators: its stored record, assessed by its settings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.core.market_calendar import Calendars
from notifier.sources.config import SourceConfig
from notifier.sources.health.poll_interval import promised_within
from notifier.sources.health.status import HealthStatus, SourceRecord, assess
from notifier.sources.templates import PerSecurityConfig, configured_name, security_of


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A source and its status."""

    label: str
    """The name that people know it by."""
    source: SourceRecord
    status: HealthStatus


def report_sources(
    known: Iterable[SourceRecord],
    configured: Mapping[str, SourceConfig],
    calendars: Calendars,
    now: datetime,
) -> list[SourceReport]:
    """Return a report on every configured source; of templates on those that are polled now."""
    found = [
        SourceReport(
            _label(source.name, config),
            source,
            assess(
                source,
                now,
                config.calendar(calendars),
                expects_news=not config.on_this_machine,
                promised_within=promised_within(config.poll_limits),
            ),
        )
        for source, config in _with_settings(known, configured)
    ]
    return sorted(found, key=lambda each: each.source.name)


def _with_settings(
    known: Iterable[SourceRecord], configured: Mapping[str, SourceConfig]
) -> Iterator[tuple[SourceRecord, SourceConfig]]:
    waiting = dict(configured)
    for source in known:
        config = configured.get(configured_name(source.name))
        waiting.pop(source.name, None)
        if config is None or (security_of(source.name) and not source.polled):
            continue
        yield source, config
    for name, config in waiting.items():
        is_template = isinstance(config, PerSecurityConfig) and config.per is not None
        if not is_template:
            yield SourceRecord(name, polled=config.enabled), config


def _label(name: str, config: SourceConfig) -> str:
    return " ".join(filter(None, [config.label, security_of(name)]))
