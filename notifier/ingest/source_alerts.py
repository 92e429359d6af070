"""Notifies operators of a source in trouble, once, and once when it is well again.

It also keeps the calendars of the markets up to date, by which silence is judged.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.core.alerts import Notice
from notifier.core.clock import Clock
from notifier.core.i18n import Translator, translator
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.sources.config import SourceConfig
from notifier.sources.health.status import HealthStatus, SourceRecord
from notifier.sources.status_report import SourceReport, report_sources
from notifier.store.alerts import outbox
from notifier.store.chats import chats
from notifier.store.engine.database import Connection, Store
from notifier.store.sources import incidents, sources

log = get_logger(__name__)

_FLAPS_WITHIN = timedelta(hours=6)
"""A source that operators were told of less than this ago …"""
_LASTS = timedelta(hours=1)
"""… must be in trouble for so long before they are told again."""
_LINES = 12
_NAME_LENGTH = 80
_PROBLEM_LENGTH = 120
"""So that one message of Telegram holds it all."""


@dataclass(frozen=True, slots=True)
class SourceAlert:
    """What operators are told of a source."""

    label: str
    """What the source is called."""
    status: HealthStatus
    """How it is now, and since when."""
    problem: str | None = None
    """What its last poll failed of."""
    next_poll_at: datetime | None = None


Notify = Callable[[Connection, Sequence[SourceAlert]], Awaitable[None]]
"""Notifies operators, in the transaction in which that is stored."""


async def source_statuses(
    store: Store, configured: Mapping[str, SourceConfig], calendars: Calendars, now: datetime
) -> list[SourceReport]:
    """Return how every configured source is; raises StoreError."""
    await calendars.refresh(now.date())
    async with store.read() as connection:
        known = await sources.health(connection)
    # Thousands of sources are judged aside, so that nothing waits; they may change meanwhile.
    return await asyncio.to_thread(report_sources, known, dict(configured), calendars, now)


class SourceAlerts:
    """Notifies operators of the configured sources, which are given by name."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        calendars: Calendars,
        *,
        configured: Mapping[str, SourceConfig],
        notify: Notify,
    ) -> None:
        self._store = store
        self._clock = clock
        self._calendars = calendars
        self._configured = configured
        self._notify = notify

    async def run_once(self) -> None:
        """Judge every source, and notify operators of what is new."""
        now = self._clock()
        found = await source_statuses(self._store, self._configured, self._calendars, now)
        turned = [each for each in found if _has_turned(each)]
        if not turned:
            return
        async with self._store.write() as connection:
            recorded = [await self._record(connection, each, now) for each in turned]
            alerts = [each for each in recorded if each is not None]
            if alerts:
                await self._notify(connection, alerts)
        for each in alerts:
            _log(each)

    async def _record(
        self, connection: Connection, report: SourceReport, now: datetime
    ) -> SourceAlert | None:
        """Store how a source is; return what operators are to be told."""
        source, status = report.source, report.status
        if not status.is_trouble:
            is_new = await incidents.close_incident(connection, source.name) and _is_told(source)
            return SourceAlert(report.label, status) if is_new else None
        if source.incident_since is None:
            await incidents.open_incident(connection, source.name, now)
        if _may_flap(source, now):
            return None
        is_new = await incidents.mark_notified(connection, source.name, now)
        if not is_new:
            return None
        return SourceAlert(report.label, status, source.last_problem, source.next_poll_at)


def _has_turned(report: SourceReport) -> bool:
    """Return whether a source came into trouble that operators are not told of, or out of it."""
    source = report.source
    if not report.status.is_trouble:
        return source.incident_since is not None
    return not _is_told(source)


@dataclass(frozen=True, slots=True)
class Operators:
    """Those who run the service, and how to notify them."""

    chats: Sequence[int]
    """Their chats, by Telegram's ids."""
    bot: int
    """The number of the bot that notifies them."""
    language: str
    """The language of chats that chose none."""
    zone: ZoneInfo
    """The time zone in which times are written."""
    clock: Clock

    async def notify_of_sources(
        self, connection: Connection, alerts: Sequence[SourceAlert]
    ) -> None:
        """Plan a notice of sources for each chat, in its own language."""
        await self._plan(connection, lambda say: format_alerts(alerts, say, self.zone))

    async def notify_of_disk(self, connection: Connection, has_space: bool) -> None:
        """Plan a notice that the disk is full, or has space again, for each chat."""

        def written(say: Translator) -> tuple[str, str]:
            text = say("disk-room") if has_space else say("disk-full")
            return html.escape(text, quote=False), text

        await self._plan(connection, written)

    async def _plan(
        self, connection: Connection, written: Callable[[Translator], tuple[str, str]]
    ) -> None:
        now = self.clock()
        for telegram_id in self.chats:
            chat = await chats.ensure_chat(
                connection,
                telegram_id,
                bot=self.bot,
                language=self.language,
                now=now,
                kind="private" if telegram_id > 0 else "group",
            )
            markup, plain = written(translator(chat.language))
            await outbox.plan_notice(connection, chat.id, Notice(markup, plain), now)


def _log(alert: SourceAlert) -> None:
    status = alert.status
    if not status.is_trouble:
        log.info("source_well_again", source=alert.label)
        return
    since = status.since.isoformat() if status.since else None
    log.warning(
        "source_in_trouble",
        source=alert.label,
        state=status.state.value,
        since=since,
        problem=alert.problem,
    )


def _is_told(source: SourceRecord) -> bool:
    if source.incident_notified_at is None or source.incident_since is None:
        return False
    return source.incident_notified_at >= source.incident_since


def _may_flap(source: SourceRecord, now: datetime) -> bool:
    """Return whether operators were just told of a source, which may go on to flap."""
    if source.incident_notified_at is None or now - source.incident_notified_at >= _FLAPS_WITHIN:
        return False
    return now - (source.incident_since or now) < _LASTS


def format_alerts(
    alerts: Sequence[SourceAlert], say: Translator, zone: ZoneInfo
) -> tuple[str, str]:
    """Return alerts as Telegram's HTML and as plain text."""
    lines = [_line(each, say, zone) for each in alerts[:_LINES]]
    if len(alerts) > _LINES:
        lines.append(say("alarm-more", count=str(len(alerts) - _LINES)))
    text = "\n".join(lines)
    return f"<b>{html.escape(say('alarm-title'))}</b>\n{html.escape(text, quote=False)}", (
        f"{say('alarm-title')}\n{text}"
    )


def _line(alert: SourceAlert, say: Translator, zone: ZoneInfo) -> str:
    since, again = alert.status.since, alert.next_poll_at
    return say(
        f"alarm-{alert.status.state}",
        name=alert.label[:_NAME_LENGTH],
        since=f"{since.astimezone(zone):%Y-%m-%d %H:%M}" if since else say("alarm-ever"),
        again=f"{again.astimezone(zone):%Y-%m-%d %H:%M}" if again else "–",
        problem=(alert.problem or "–")[:_PROBLEM_LENGTH],
    )
