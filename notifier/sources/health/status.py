"""The status of a source: well, silent, empty, changed, frozen or failing.

It is assessed by the source's own past (`notifier.sources.health.observations`): by the hours in
which it is active, and by what its pages usually hold. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from notifier.sources.health.observations import (
    CONFIRMATIONS,
    MAX_AGE,
    USUAL_SHARE,
    Anomaly,
    AnomalyKind,
    Health,
)
from notifier.sources.health.poll_interval import SourceCalendar, WeeklyActivity, surprisal

_HOUR = timedelta(hours=1)
FAILURES = 3
"""So many failures in a row are no accident any more."""
_LASTING = timedelta(minutes=10)
_SILENCE = 10.0
"""How surprising a silence must be, in nats."""
_EMPTINESS = 1.5
"""The same of a silence in which the page is empty, too."""
_SHORTEST_SILENCE = timedelta(minutes=30)
"""No silence reaches that before, which saves asking."""
_UNLEARNED = timedelta(days=14)
_EMPTY_UNLEARNED = timedelta(days=3)
"""How long it takes where nothing is learned yet; longer than a weekend."""
_GAPS = 5
"""At first, a silence of so many usual gaps between articles is much."""


class HealthState(StrEnum):
    """The state of a source."""

    OK = "ok"
    NEW = "new"  # not read successfully yet
    FAILING = "failing"
    EMPTY = "empty"  # its page holds nothing, where there were always many entries
    CHANGED = "changed"  # its page looks as if its layout had changed
    FROZEN = "frozen"  # it answers, but what it answers is too old
    LATE = "late"  # it is not read as often as it should be, such as because its server wants that
    SILENT = "silent"  # it answers, and brings nothing new
    OFF = "off"  # it is not polled


TROUBLES = frozenset(
    {
        HealthState.FAILING,
        HealthState.EMPTY,
        HealthState.CHANGED,
        HealthState.FROZEN,
        HealthState.LATE,
        HealthState.SILENT,
    }
)
"""What an operator should look at."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is stored of a source's polls."""

    name: str
    polled: bool = True
    """Some process polls it."""
    next_poll_at: datetime | None = None
    last_polled_at: datetime | None = None
    first_polled_at: datetime | None = None
    """When it was read successfully for the first time."""
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    """When its newest article was published, or seen where it does not say."""
    failures: int = 0
    """How many polls in a row failed."""
    last_problem: str | None = None
    incident_since: datetime | None = None
    """Since when it is in trouble, of whatever kind."""
    incident_notified_at: datetime | None = None
    """When its operators were alerted last."""
    health: Health = field(default_factory=Health)


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """The state of a source, and since when, where that is known and it is in trouble."""

    state: HealthState
    since: datetime | None = None

    @property
    def is_trouble(self) -> bool:
        """Whether an operator should look at it."""
        return self.state in TROUBLES


def assess(
    source: SourceRecord,
    now: datetime,
    calendar: SourceCalendar,
    *,
    expects_news: bool = True,
    promised_within: timedelta | None = None,
) -> HealthStatus:
    """Return the status of a source; it is never silent unless news is expected of it.

    It is late where it is not read `promised_within` that time, whatever keeps it.
    """
    if not source.polled:
        return HealthStatus(HealthState.OFF)
    if source.failures >= FAILURES:
        return HealthStatus(HealthState.FAILING, source.last_success_at)
    if promised_within is not None and _is_late(source, now, promised_within):
        return HealthStatus(HealthState.LATE, source.last_success_at)
    if source.first_polled_at is None:
        return HealthStatus(HealthState.NEW)
    health = source.health
    if not expects_news:
        return HealthStatus(HealthState.OK)
    if health.anomaly is not None and _is_certain(health.anomaly, health.activity, now, calendar):
        is_empty = health.anomaly.kind is AnomalyKind.EMPTY
        return HealthStatus(
            HealthState.EMPTY if is_empty else HealthState.CHANGED, health.anomaly.since
        )
    if health.last_new_at is not None and _is_silent(health, health.last_new_at, now, calendar):
        # Where its articles carry dates, the page itself shows that it stands still.
        dated = health.page_profile.shares.get(AnomalyKind.DATES, 0) >= USUAL_SHARE
        return HealthStatus(HealthState.FROZEN if dated else HealthState.SILENT, health.last_new_at)
    return HealthStatus(HealthState.OK)


def _is_late(source: SourceRecord, now: datetime, promised_within: timedelta) -> bool:
    """Return whether a source is overdue, or will be by the time that it is polled."""
    due = source.next_poll_at or now
    since = source.last_success_at or source.last_polled_at or due
    return max(now, due) - since > promised_within


def _is_certain(
    anomaly: Anomaly, activity: WeeklyActivity, now: datetime, calendar: SourceCalendar
) -> bool:
    if anomaly.polls < CONFIRMATIONS or now - anomaly.since < _LASTING:
        return False
    if anomaly.kind is not AnomalyKind.EMPTY:
        return True
    # A list of today's news is empty after midnight: only hours in which it should speak count.
    unlearned = _EMPTINESS / (_EMPTY_UNLEARNED / _HOUR)
    return surprisal(activity, anomaly.since, now, calendar, unlearned=unlearned) >= _EMPTINESS


def _is_silent(health: Health, since: datetime, now: datetime, calendar: SourceCalendar) -> bool:
    if now - since < _SHORTEST_SILENCE:
        return False
    gap = timedelta(seconds=min(health.usual_gap or 0, MAX_AGE.total_seconds()))
    unlearned = _SILENCE / (max(_UNLEARNED, _GAPS * gap) / _HOUR)
    return surprisal(health.activity, since, now, calendar, unlearned=unlearned) >= _SILENCE
