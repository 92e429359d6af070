"""What monitoring reads: how much was done, how fast, and what waits. In Prometheus' format.

What happens is counted where it happens; what lies in the database is read when somebody asks.
Labels are sources and outcomes, never chats: their number is bounded. What can be counted stands at
0 from the start, because nobody can be alarmed by the first step of a counter that was not there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from notifier.core.alerts import Digest, Notice, StoryContent, StoryEdit
from notifier.delivery.outcome import (
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Outcome,
    Refused,
    Rejected,
    Requeued,
    SendResult,
    Sent,
    TopicGone,
)
from notifier.ingest.pipeline import Arrival
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.store.alerts.fan_out import PlannedSlice
from notifier.web.status import ServiceStatus

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_DELAYS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 6 * 3600, 24 * 3600)
_QUANTILES = (0.5, 0.95)
_SENDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
_OUTCOMES = (Sent, Later, Rejected, Dead, ChatGone, ChatMoved, TopicGone, Refused)
_GIVEN_UP = (Dead, ChatGone)
_CHANGES = ("new", "changed")
_UNKNOWN = math.nan
"""What a gauge shows that cannot be read just now; it is neither much nor little."""
_KINDS = {StoryContent: "news", StoryEdit: "edit", Digest: "digest", Notice: "notice"}
"""The label of an alert by its content."""


class Metrics:
    """Counts what happens in this process, and renders it with what a `ServiceStatus` says.

    `sources` are the names of those that are configured.
    """

    def __init__(self, sources: Iterable[str] = ()) -> None:
        registry = self._registry = CollectorRegistry()
        counter = partial(Counter, registry=registry)
        gauge = partial(Gauge, registry=registry)
        histogram = partial(Histogram, registry=registry)
        self._attempts = counter(
            "notifier_alert_attempts", "Sends of alerts by what came of them", ["kind", "outcome"]
        )
        self._deaths = counter("notifier_alerts_given_up", "Alerts that were given up", ["reason"])
        self._floods = counter("notifier_flood_waits", "Times that Telegram asked for a pause")
        self._sends = histogram("notifier_send_seconds", "Seconds that a send took", buckets=_SENDS)
        self._delays = histogram(
            "notifier_publish_to_alert_seconds",
            "Seconds from an article's publication to its alert",
            ["source"],
            buckets=_DELAYS,
        )
        self._articles = counter("notifier_articles", "Articles taken in", ["source", "change"])
        self._planned = counter("notifier_alerts_planned", "Alerts that articles made", ["source"])
        self._waiting = gauge("notifier_alerts_waiting", "Alerts that wait")
        self._sending = gauge("notifier_alerts_sending", "Alerts under way")
        self._fan_outs = gauge("notifier_fan_outs", "Articles of which alerts are to be planned")
        self._edit_fan_outs = gauge(
            "notifier_edit_fan_outs", "Stories of which edits are to be planned"
        )
        self._oldest = gauge(
            "notifier_oldest_due_alert_seconds", "How long the longest overdue chat waits"
        )
        self._inbox = gauge("notifier_inbox_waiting", "Updates to be answered")
        self._database = gauge("notifier_database_bytes", "Size of the database")
        self._last_update = gauge(
            "notifier_last_get_updates_seconds",
            "Since Telegram last answered getUpdates, or was seen to call",
        )
        self._sources = gauge("notifier_sources", "Configured sources by how they are", ["state"])
        self._lag = gauge(
            "notifier_source_lag_seconds",
            "From publication to our seeing it",
            ["source", "quantile"],
        )
        self._silent = gauge(
            "notifier_source_in_trouble", "1 where a source is in trouble", ["source"]
        )
        self._refused_bots = gauge(
            "notifier_bot_refused",
            "1 for a bot whose token Telegram refused at the start, while others go on",
            ["bot"],
        )
        self._ready = gauge("notifier_ready", "1 where /readyz answers 200")
        self._last_article = gauge(
            "notifier_last_article_seconds",
            "Since the newest article of any source; without one, since the start",
        )
        self._disk_free = gauge("notifier_disk_free_bytes", "What the database's disk has left")
        self._disk_full = gauge("notifier_disk_full", "1 while there is no room for new articles")
        self._numbers = (
            *(self._waiting, self._sending, self._fan_outs, self._edit_fan_outs, self._oldest),
            *(self._inbox, self._database, self._last_update, self._last_article),
            *(self._disk_free, self._disk_full),
        )
        self._by_label = (self._sources, self._lag, self._silent, self._refused_bots)
        for kind in _KINDS.values():
            for outcome in _OUTCOMES:
                self._attempts.labels(kind, _label(outcome))
        for outcome in _GIVEN_UP:
            self._deaths.labels(_label(outcome))
        self.expect(sources)

    def expect(self, sources: Iterable[str]) -> None:
        """Begin to count for sources, from 0."""
        for source in sources:
            self._planned.labels(source)
            self._delays.labels(source)
            for change in _CHANGES:
                self._articles.labels(source, change)

    def alert_attempted(self, result: SendResult) -> None:
        """Count what became of an alert."""
        if isinstance(result.outcome, Requeued):
            return
        outcome: Outcome = result.outcome
        kind = _KINDS[type(result.alert.content)]
        self._attempts.labels(kind, _label(type(outcome))).inc()
        self._sends.observe(result.seconds)
        match outcome:
            case Sent():
                self._delay(result)
            case Later(whole_chat=True):
                self._floods.inc()
            case Dead() | ChatGone():
                self._deaths.labels(_label(type(outcome))).inc()
            case _:
                pass

    def _delay(self, result: SendResult) -> None:
        content = result.alert.content
        if isinstance(content, StoryContent) and content.article.published_at is not None:
            delay = (result.started_at - content.article.published_at).total_seconds()
            self._delays.labels(content.article.source).observe(max(0.0, delay))

    def article_taken(self, arrival: Arrival) -> None:
        """Count an article that was stored or changed, and the alerts it made."""
        source = arrival.article.source
        self._articles.labels(source, _CHANGES[arrival.changed]).inc()
        self._planned.labels(source).inc(arrival.alerts)

    def alerts_planned(self, planned: PlannedSlice) -> None:
        """Count alerts that were planned after their article was stored."""
        self._planned.labels(planned.source).inc(planned.alerts)

    def render(self, status: ServiceStatus, started_at: datetime, *, is_ready: bool) -> bytes:
        """Return everything, as Prometheus reads it."""
        self._ready.set(is_ready)
        queue = status.queue
        self._waiting.set(queue.waiting)
        self._sending.set(queue.sending)
        self._fan_outs.set(queue.fan_outs)
        self._edit_fan_outs.set(queue.edit_fan_outs)
        self._oldest.set(_age(queue.oldest_due, status.now))
        self._inbox.set(status.inbox)
        self._database.set(status.database_bytes or 0)
        self._last_update.set(
            _UNKNOWN if status.last_update_at is None else _age(status.last_update_at, status.now)
        )
        self._disk_free.set(_UNKNOWN if status.disk_free is None else status.disk_free)
        self._disk_full.set(status.no_room is not None)
        self._last_article.set(_last_article(status, started_at))
        for bot in status.refused_bots:
            self._refused_bots.labels(str(bot)).set(1)
        self._set_sources(status.source_reports)
        return generate_latest(self._registry)

    def render_without_database(self) -> bytes:
        """Return what this process counted itself, while the database does not answer.

        What was read the last time is not known any more.
        """
        self._ready.set(0)
        for gauge in self._numbers:
            gauge.set(_UNKNOWN)
        for gauge in self._by_label:
            gauge.clear()
        return generate_latest(self._registry)

    def _set_sources(self, source_reports: Iterable[SourceReport]) -> None:
        counts = dict.fromkeys(HealthState, 0)
        self._silent.clear()  # of sources that are no more
        self._lag.clear()
        for each in source_reports:
            counts[each.status.state] += 1
            name = each.source.name
            self._silent.labels(name).set(each.status.is_trouble)
            for quantile in _QUANTILES:
                lag = each.source.health.lag(quantile)
                if lag is not None:
                    self._lag.labels(name, str(quantile)).set(lag.total_seconds())
        for state, count in counts.items():
            self._sources.labels(state.value).set(count)


def _label(outcome: type[Outcome]) -> str:
    return outcome.__name__.lower()


def _last_article(status: ServiceStatus, started_at: datetime) -> float:
    """Return the seconds since any source that is polled brought something."""
    polled = [each.source for each in status.source_reports if each.source.polled]
    if not polled:
        return _UNKNOWN
    found = [each.last_article_at for each in polled if each.last_article_at is not None]
    return _age(max(found, default=started_at), status.now)


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())
