"""How each role of the service is started: what it is made of, and what wakes it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from notifier.bot.context import Options
from notifier.bot.service import ChatService
from notifier.bot.webhook import path_of, secret_of, webhook_routes
from notifier.core.clock import Clock
from notifier.core.errors import StoreError, WebError
from notifier.core.i18n import words
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars
from notifier.delivery.channels.telegram import NewsBot, TelegramSender, make_bot
from notifier.delivery.channels.terminal import TerminalSender
from notifier.delivery.digest_job import Gatherer, timing_in
from notifier.delivery.outcome import Sender
from notifier.delivery.rate_limiter import Pacer
from notifier.delivery.renderer import Renderer
from notifier.delivery.worker import Deliverer, DeliverySettings
from notifier.ingest.active_sources import Roster, config_named
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Arrival, Pipeline
from notifier.ingest.poller import Poller
from notifier.ingest.source_alerts import Alarm, Operators, look
from notifier.ingest.websub import Callback, Subscriptions
from notifier.service.factories import Role, official_lists
from notifier.service.leadership import RENEW_EVERY, Leadership
from notifier.service.retention import Retention, Terms
from notifier.service.scheduler import Scheduler
from notifier.service.securities_sync import Syncer
from notifier.service.settings import Settings, WebSettings
from notifier.sources.config import SourceConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.parsing.sandbox import Workers
from notifier.sources.registry import make_source
from notifier.sources.status_report import Standing
from notifier.sources.templates import configured_name
from notifier.sources.websub_protocol import may_be_called
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.publisher import Publisher
from notifier.web.health import Expected, health_routes
from notifier.web.metrics import Metrics
from notifier.web.server import serving
from notifier.web.site import Site
from notifier.web.status import Looker
from notifier.web.websub_callback import hub_routes

log = get_logger(__name__)

BEAT = timedelta(seconds=0.5)
"""How often a stage looks for something due."""
SYNC_BEAT = timedelta(seconds=30)
GATHER_BEAT = timedelta(seconds=5)
ALARM_BEAT = timedelta(minutes=1)
ROSTER_BEAT = timedelta(seconds=5)
HUB_BEAT = timedelta(seconds=3)
RETENTION_BEAT = timedelta(seconds=10)
_TERMINAL_RATE = 1000.0
_STOP_WITHIN = 5.0
"""Seconds that work under way is given when the service stops; Docker kills after ten."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What every role is made with. What a role starts, `stack` stops."""

    settings: Settings
    clock: Clock
    stack: AsyncExitStack
    store: Store
    rules: Rules
    leadership: Leadership
    scheduler: Scheduler
    web: WebSettings
    publisher: Publisher
    bots: Sequence[NewsBot]
    pacers: Mapping[int, Pacer]
    fetcher: Fetcher
    workers: Workers
    pipeline: Pipeline
    roles: Collection[Role]
    metrics: Metrics
    disk: DiskWatch
    chats: list[ChatService] = field(default_factory=list)
    stops: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What waits for sends and answers that are under way."""
    watched: list[asyncio.Task[None]] = field(default_factory=list)
    calendars: Calendars = field(default_factory=Calendars)

    @property
    def configured(self) -> Mapping[str, SourceConfig]:
        """The settings of every source, by its name."""
        return {each.name: each for each in self.settings.sources}

    def feed(self, name: str) -> FeedConfig | None:
        """Return the settings of a feed that is polled somewhere."""
        config = config_named(name, self.configured, self.rules.directory)
        return config if isinstance(config, FeedConfig) else None

    def last_update_at(self) -> datetime | None:
        """Say when Telegram last answered getUpdates; of several bots the worst off counts."""
        heard = [chat.last_update_at for chat in self.chats]
        return min((each for each in heard if each is not None), default=None)

    async def look(self) -> list[Standing]:
        """Say how the sources are; raises StoreError."""
        return await look(self.store, self.configured, self.calendars, self.clock())


def watching(metrics: Metrics, on_arrival: Callable[[Arrival], None]) -> Callable[[Arrival], None]:
    """Return what counts and logs each article that is stored, and tells who wants to watch."""

    def watch(arrival: Arrival) -> None:
        metrics.article_taken(arrival)
        article = arrival.article
        log.info(
            "article_changed" if arrival.changed else "article_taken",
            source=article.source,
            article=article.id,
            story=article.story_id,
            alerts=arrival.alerts,
        )
        on_arrival(arrival)

    return watch


async def start_web(parts: Parts, listener: socket.socket) -> None:
    """Serve pages, feeds, health, and what hubs and Telegram call."""
    settings = parts.settings
    zone = ZoneInfo(settings.timezone)
    callback = Callback(
        parts.store,
        parts.pipeline,
        parts.workers,
        parts.clock,
        calendars=parts.calendars,
        config_of=parts.feed,
        disk=parts.disk,
    )
    looker = Looker(
        parts.store,
        parts.clock,
        standings=parts.look,
        last_update_at=parts.last_update_at,
        problem=lambda: parts.disk.problem,
    )
    routes = [
        *webhook_routes(
            {bot.number: secret_of(bot.token) for bot in parts.bots if settings.telegram.webhook},
            parts.store,
            parts.clock,
            on_received=lambda bot: _received(parts, bot),
        ),
        *hub_routes(callback, max_bytes=settings.fetch.max_bytes),
        *health_routes(
            looker.look,
            parts.metrics,
            Expected(
                receives=Role.CHAT in parts.roles
                and bool(parts.bots)
                and not settings.telegram.webhook,
                polls=Role.POLL in parts.roles,
            ),
            parts.clock(),
            with_metrics=settings.web.metrics,
        ),
    ]
    site = Site(parts.store, parts.publisher, settings.language, zone, routes, sources=parts.look)
    parts.watched.append(await parts.stack.enter_async_context(serving(site.app, listener)))


def start_delivery(parts: Parts, console: Console) -> None:
    """Send what is due, for each bot; without one, to the terminal."""
    settings = parts.settings
    if not parts.bots:
        console.print(words(settings.language)("terminal-no-token"), style="yellow")
        # A terminal takes everything at once.
        pacer = Pacer(parts.clock, _TERMINAL_RATE, pause=lambda _chat: timedelta(0))
        _start_deliverer(parts, None, TerminalSender(console), pacer)
    for bot in parts.bots:
        pacer = parts.pacers[bot.number]
        sender = TelegramSender(bot, pacer, paid=settings.delivery.is_paid)
        _start_deliverer(parts, bot.number, sender, pacer)
    zone = ZoneInfo(settings.timezone)
    gatherer = Gatherer(parts.store, parts.clock, zone, parts.calendars)
    parts.scheduler.every(GATHER_BEAT, "gather", gatherer.wake)


def _start_deliverer(parts: Parts, bot: int | None, sender: Sender, pacer: Pacer) -> None:
    settings, clock = parts.settings, parts.clock
    lease = f"deliver:{bot or 'terminal'}"
    deliverer = Deliverer(
        parts.store,
        sender,
        pacer,
        Renderer(_labels(settings), ZoneInfo(settings.timezone)),
        clock,
        DeliverySettings(
            max_in_flight=settings.delivery.max_in_flight,
            fresh_for=settings.delivery.fresh_for,
            burst=settings.delivery.burst,
            timing=timing_in(ZoneInfo(settings.timezone)),
        ),
        bot=bot,
        leads=parts.leadership.wanted(lease),
        on_result=parts.metrics.alert_attempted,
    )
    parts.stops.append(deliverer.stop)
    parts.scheduler.every(BEAT, lease, deliverer.wake)


async def start_chat(parts: Parts) -> None:
    """Receive and answer, for each bot."""
    options = _options(parts.settings, parts.web, parts.look)
    for bot in parts.bots:
        lease = f"chat:{bot.number}"
        leads = parts.leadership.wanted(lease)
        chat = ChatService(
            bot,
            parts.store,
            parts.rules,
            parts.clock,
            parts.pacers[bot.number],
            options=options,
            leads=leads,
            webhook=_webhook(parts.settings, bot),
        )
        parts.chats.append(chat)
        parts.stops.append(chat.stop)
        receiving = await parts.stack.enter_async_context(_background(chat.receive()))
        parts.watched.append(receiving)
        parts.scheduler.every(BEAT, lease, chat.wake)


async def start_polling(parts: Parts) -> None:
    """Poll the sources, and what belongs to that: hubs, alarms, official lists."""
    settings, clock, stack = parts.settings, parts.clock, parts.stack
    roster = Roster(
        settings.sources,
        parts.store,
        parts.rules,
        lambda config: make_source(config, parts.fetcher, parts.workers),
    )
    subscriptions = _subscriptions(parts, roster)
    poller = Poller(
        await roster.sources(),
        parts.store,
        parts.pipeline,
        clock,
        holder=parts.leadership.holder,
        concurrency=settings.fetch.concurrency,
        per_host=settings.fetch.per_host,
        calendars=parts.calendars,
        slowed=subscriptions.works,
        on_reading=subscriptions.heard,
        disk=parts.disk,
    )
    await poller.start()
    stack.push_async_callback(poller.stop)
    parts.scheduler.every(BEAT, "poll", poller.wake)
    parts.scheduler.every(ROSTER_BEAT, "roster", lambda: roster.wake(poller.set_sources))
    parts.scheduler.every(HUB_BEAT, "hubs", subscriptions.wake)
    alarm = Alarm(
        parts.store,
        clock,
        parts.calendars,
        configured=parts.configured,
        tell=operators(settings, clock).tell,
    )
    parts.scheduler.every(ALARM_BEAT, "alarm", alarm.wake)
    if settings.securities.sync_every is not None:
        lists, holder = official_lists(settings), parts.leadership.holder
        syncer = Syncer(parts.store, parts.rules, parts.fetcher, lists, clock, holder)
        every = settings.securities.sync_every
        parts.scheduler.every(SYNC_BEAT, "sync", lambda: syncer.wake(every))


def _webhook(settings: Settings, bot: NewsBot) -> str | None:
    """Return where Telegram is to call for a bot; None where we ask it."""
    if not settings.telegram.webhook:
        return None
    if not settings.web.address.startswith("https://"):
        raise WebError("for telegram.webhook, set web.public_url to an https:// address")
    return f"{settings.web.address}{path_of(bot.number)}"


async def _received(parts: Parts, bot: int) -> None:
    """Answer at once what a webhook brought, where this process answers."""
    for chat in parts.chats:
        if chat.number == bot:
            await chat.received()


def start_retention(parts: Parts) -> None:
    """Have what is too old deleted, by whichever process leads for it."""
    kept, lease = parts.settings.retention, "retention"
    terms = Terms(kept.articles, kept.alerts, kept.inbox, kept.audit)
    stage = Retention(parts.store, parts.clock, terms, leads=parts.leadership.wanted(lease))
    parts.scheduler.every(RETENTION_BEAT, lease, stage.wake)


def operators(settings: Settings, clock: Clock) -> Operators:
    """Say who runs the service, and in what words they are told."""
    return Operators(
        settings.telegram.operators,
        bot=settings.telegram.default_bot,
        language=settings.language,
        zone=ZoneInfo(settings.timezone),
        clock=clock,
    )


def _subscriptions(parts: Parts, roster: Roster) -> Subscriptions:
    address = parts.settings.web.public_url
    if address and not may_be_called(address, parts.settings.fetch.allow_private):
        address = None
    return Subscriptions(
        parts.store,
        parts.fetcher,
        parts.clock,
        address=address and address.rstrip("/"),
        polled=lambda: roster.names,
    )


def _options(
    settings: Settings, web: WebSettings, standings: Callable[[], Awaitable[list[Standing]]]
) -> Options:
    is_closed = settings.telegram.access == "list"
    return Options(
        default_language=settings.language,
        zone=ZoneInfo(settings.timezone),
        address=web.address,
        source_label=_labels(settings),
        max_subscriptions=settings.telegram.max_subscriptions,
        operators=frozenset(settings.telegram.operators),
        allowed=frozenset(settings.telegram.allowed) if is_closed else None,
        per_minute=settings.telegram.commands_per_minute,
        standings=standings,
    )


def _labels(settings: Settings) -> Callable[[str], str]:
    """Return what names a source for people; one that is gone keeps its short name."""
    labels = {source.name: source.label for source in settings.sources}
    return lambda name: labels.get(configured_name(name), name)


@asynccontextmanager
async def _background(work: Coroutine[None, None, None]) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


async def stop_in_time(
    stops: Sequence[Callable[[], Awaitable[None]]], leadership: Leadership
) -> None:
    """Give work under way its time to finish; what does not is taken up at the next start.

    We lead until then: another that took over would send what is under way once more.
    """

    async def lead_on() -> None:
        while True:
            with suppress(StoreError):
                await leadership.renew()
            await asyncio.sleep(RENEW_EVERY.total_seconds())

    try:
        async with asyncio.timeout(_STOP_WITHIN), _background(lead_on()):
            await asyncio.gather(*(stop() for stop in stops))
    except TimeoutError:
        log.warning("stopped_with_work_under_way")


def make_bots(settings: Settings) -> list[NewsBot]:
    """Make each bot that there is a token of, the default bot first."""
    where, in_flight = settings.telegram.base_url, settings.delivery.max_in_flight
    proxy = settings.telegram.proxy
    by = None if proxy is None else proxy.get_secret_value()
    return [
        make_bot(each.get_secret_value(), where, in_flight, proxy=by)
        for each in settings.telegram.tokens
    ]
