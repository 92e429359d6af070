"""How each source is, as operators see it: what its row tells, judged by its settings. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.core.market_calendar import Calendars
from notifier.sources.config import SourceConfig
from notifier.sources.health.status import SourceHealth, Verdict, judge
from notifier.sources.templates import PerSecurityConfig, configured_name, security_of


@dataclass(frozen=True, slots=True)
class Standing:
    """A source by the name that people know it by, what is known of it, and how it is."""

    label: str
    source: SourceHealth
    verdict: Verdict


def standings(
    known: Iterable[SourceHealth],
    configured: Mapping[str, SourceConfig],
    calendars: Calendars,
    now: datetime,
) -> list[Standing]:
    """Judge every source that is configured; of templates those that are polled now."""
    found = [
        Standing(
            _label(source.name, config),
            source,
            judge(source, now, config.place(calendars), speaks=not config.on_this_machine),
        )
        for source, config in _with_settings(known, configured)
    ]
    return sorted(found, key=lambda each: each.source.name)


def _with_settings(
    known: Iterable[SourceHealth], configured: Mapping[str, SourceConfig]
) -> Iterator[tuple[SourceHealth, SourceConfig]]:
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
            yield SourceHealth(name, polled=config.enabled), config


def _label(name: str, config: SourceConfig) -> str:
    return " ".join(filter(None, [config.label, security_of(name)]))
