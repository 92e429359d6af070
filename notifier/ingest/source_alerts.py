"""The stage "alarm": tells operators of a source in trouble, once, and once when it is well again.

It also keeps the calendars of the markets up to date, by which silence is judged.
"""

from __future__ import annotations

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.core.clock import Clock
from notifier.core.i18n import Translator, translator
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.sources.config import SourceConfig
from notifier.sources.health.status import SourceHealth, Verdict
from notifier.sources.status_report import Standing, standings
from notifier.store.alerts import outbox
from notifier.store.chats import chats
from notifier.store.engine.database import Connection, Store
from notifier.store.sources import incidents, sources

log = get_logger(__name__)

_RESTLESS = timedelta(hours=6)
"""A source that operators were told of less than this ago …"""
_LASTING = timedelta(hours=1)
"""… must be in trouble for so long before they are told again."""
_LINES = 12
_NAME_LENGTH = 80
_PROBLEM_LENGTH = 120
"""So that one message of Telegram holds it all."""


@dataclass(frozen=True, slots=True)
class SourceAlert:
    """What there is to tell of a source: how it is now, since when, and what its last poll said."""

    label: str
    verdict: Verdict
    problem: str | None = None


Tell = Callable[[Connection, Sequence[SourceAlert]], Awaitable[None]]
"""Has operators told, in the transaction in which that is noted."""


async def look(
    store: Store, configured: Mapping[str, SourceConfig], calendars: Calendars, now: datetime
) -> list[Standing]:
    """Say how every configured source is; raises StoreError."""
    await calendars.refresh(now.date())
    async with store.read() as connection:
        known = await sources.health(connection)
    # Thousands of sources are judged aside, so that nothing waits for it.
    return await asyncio.to_thread(standings, known, configured, calendars, now)


class SourceAlerts:
    """Looks after the configured sources, which are given by name."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        calendars: Calendars,
        *,
        configured: Mapping[str, SourceConfig],
        tell: Tell,
    ) -> None:
        self._store = store
        self._clock = clock
        self._calendars = calendars
        self._configured = configured
        self._tell = tell

    async def wake(self) -> None:
        """Judge every source, and tell what is new."""
        now = self._clock()
        found = await look(self._store, self._configured, self._calendars, now)
        turned = [each for each in found if _has_turned(each)]
        if not turned:
            return
        async with self._store.write() as connection:
            noted = [await self._note(connection, each, now) for each in turned]
            news = [each for each in noted if each is not None]
            if news:
                await self._tell(connection, news)
        for each in news:
            _log(each)

    async def _note(
        self, connection: Connection, standing: Standing, now: datetime
    ) -> SourceAlert | None:
        """Note how a source is; return what operators are to be told."""
        source, verdict = standing.source, standing.verdict
        if not verdict.is_trouble:
            is_news = await incidents.close_incident(connection, source.name) and _is_told(source)
            return SourceAlert(standing.label, verdict) if is_news else None
        if source.silent_since is None:
            await incidents.open_incident(connection, source.name, now)
        if _is_restless(source, now):
            return None
        is_news = await incidents.mark_notified(connection, source.name, now)
        return SourceAlert(standing.label, verdict, source.last_problem) if is_news else None


def _has_turned(standing: Standing) -> bool:
    """Tell whether a source came into trouble, of which operators are to be told, or out of it."""
    source = standing.source
    if not standing.verdict.is_trouble:
        return source.silent_since is not None
    return not _is_told(source)


@dataclass(frozen=True, slots=True)
class Operators:
    """The chats of those who run the service, by Telegram's number, and how to speak to them."""

    chats: Sequence[int]
    bot: int
    language: str
    zone: ZoneInfo
    clock: Clock

    async def tell(self, connection: Connection, news: Sequence[SourceAlert]) -> None:
        """Have each chat told of sources, in its own language."""
        await self._tell(connection, lambda say: format_alerts(news, say, self.zone))

    async def tell_of_room(self, connection: Connection, has_room: bool) -> None:
        """Have each chat told that the disk is full, or that there is room again."""

        def written(say: Translator) -> tuple[str, str]:
            text = say("disk-room") if has_room else say("disk-full")
            return html.escape(text, quote=False), text

        await self._tell(connection, written)

    async def _tell(
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
            await outbox.notice(connection, chat.id, markup, plain, now)


def _log(news: SourceAlert) -> None:
    verdict = news.verdict
    if not verdict.is_trouble:
        log.info("source_well_again", source=news.label)
        return
    since = verdict.since.isoformat() if verdict.since else None
    log.warning(
        "source_in_trouble",
        source=news.label,
        state=verdict.state.value,
        since=since,
        problem=news.problem,
    )


def _is_told(source: SourceHealth) -> bool:
    if source.told_at is None or source.silent_since is None:
        return False
    return source.told_at >= source.silent_since


def _is_restless(source: SourceHealth, now: datetime) -> bool:
    """Tell whether a source has just been told of, and may go on turning back and forth."""
    if source.told_at is None or now - source.told_at >= _RESTLESS:
        return False
    return now - (source.silent_since or now) < _LASTING


def format_alerts(news: Sequence[SourceAlert], say: Translator, zone: ZoneInfo) -> tuple[str, str]:
    """Put news into words: as Telegram's HTML and as plain text."""
    lines = [_line(each, say, zone) for each in news[:_LINES]]
    if len(news) > _LINES:
        lines.append(say("alarm-more", count=str(len(news) - _LINES)))
    text = "\n".join(lines)
    return f"<b>{html.escape(say('alarm-title'))}</b>\n{html.escape(text, quote=False)}", (
        f"{say('alarm-title')}\n{text}"
    )


def _line(news: SourceAlert, say: Translator, zone: ZoneInfo) -> str:
    since = news.verdict.since
    return say(
        f"alarm-{news.verdict.state}",
        name=news.label[:_NAME_LENGTH],
        since=f"{since.astimezone(zone):%Y-%m-%d %H:%M}" if since else say("alarm-ever"),
        problem=(news.problem or "–")[:_PROBLEM_LENGTH],
    )
