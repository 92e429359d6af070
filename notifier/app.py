"""The composition root: settings become parts, wired once; and the parts run as roles."""

from __future__ import annotations

import asyncio
import signal
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
from enum import StrEnum
from zoneinfo import ZoneInfo

from rich.console import Console

from notifier import __version__
from notifier.alarm import Alarm, Operators, look
from notifier.alerts.delivery import Deliverer, DeliverySettings
from notifier.alerts.gathering import Gatherer, timing_in
from notifier.alerts.outcome import Sender
from notifier.alerts.pacer import Pacer
from notifier.alerts.rendering import Renderer
from notifier.chat.bot import NewsBot, TelegramSender, make_bot
from notifier.chat.service import ChatService, known_bot
from notifier.chat.talk import Options
from notifier.chat.terminal import TerminalSender
from notifier.chat.webhook import path_of, secret_of, webhook_routes
from notifier.clock import Clock, system_clock
from notifier.disk import DiskWatch
from notifier.errors import NotifierError, StoreError, WebError
from notifier.feeds.publish import Publisher
from notifier.feeds.topics import fill_topics
from notifier.leadership import RENEW_EVERY, Leadership, new_holder
from notifier.log import get_logger
from notifier.markets import Calendars
from notifier.metrics import Metrics
from notifier.pipeline import Arrival, Pipeline
from notifier.polling import Poller
from notifier.push import Callback, Subscriptions
from notifier.retention import Retention, Terms
from notifier.roster import Roster, config_named
from notifier.rules import Rules
from notifier.scheduler import Scheduler
from notifier.settings import Settings, WebSettings
from notifier.sources.config import SourceConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.fetch import Fetcher
from notifier.sources.registry import make_source
from notifier.sources.standing import Standing
from notifier.sources.templates import configured_name
from notifier.sources.websub import may_be_called
from notifier.sources.workers import Workers
from notifier.store import chats
from notifier.store.database import Store, open_store
from notifier.store.integrity import look_over
from notifier.store.migrate import upgrade
from notifier.sync import OfficialLists, Syncer
from notifier.vitals import Looker
from notifier.web.health import Expected, health_routes
from notifier.web.hub import hub_routes
from notifier.web.server import listen, serving
from notifier.web.site import Site
from notifier.words import words

log = get_logger(__name__)

BEAT = timedelta(seconds=0.5)
"""How often a stage looks for something due."""
SYNC_BEAT = timedelta(seconds=30)
GATHER_BEAT = timedelta(seconds=5)
ALARM_BEAT = timedelta(minutes=1)
ROSTER_BEAT = timedelta(seconds=5)
HUB_BEAT = timedelta(seconds=3)
DISK_BEAT = timedelta(seconds=5)
RETENTION_BEAT = timedelta(seconds=10)
_TERMINAL_RATE = 1000.0
_STOP_WITHIN = 5.0
"""Seconds that work under way is given when the service stops; Docker kills after ten."""


class Role(StrEnum):
    """What a process does; by default everything."""

    POLL = "poll"
    DELIVER = "deliver"
    CHAT = "chat"
    WEB = "web"


@asynccontextmanager
async def opened_store(settings: Settings, *, look: bool = False) -> AsyncIterator[Store]:
    """Open the database and bring its schema to this version; raises StoreError.

    With `look`, a SQLite file is looked over before, which may take some seconds.
    """
    store = open_store(settings.database.url.get_secret_value())
    try:
        if look and store.file is not None:
            await asyncio.to_thread(look_over, store.file)
        await upgrade(store)
        yield store
    finally:
        await store.close()


def make_fetcher(settings: Settings, clock: Clock = system_clock) -> Fetcher:
    """Make the one door out."""
    contact = f" ({settings.fetch.contact})" if settings.fetch.contact else ""
    return Fetcher(
        clock=clock,
        user_agent=f"notifier/{__version__}{contact}",
        timeout=settings.fetch.timeout.total_seconds(),
        max_bytes=settings.fetch.max_bytes,
        per_host=settings.fetch.per_host,
        spacing=settings.fetch.spacing.total_seconds(),
        http2=settings.fetch.http2,
        allow_private=settings.fetch.allow_private,
    )


@asynccontextmanager
async def reading_tools(
    settings: Settings, clock: Clock = system_clock
) -> AsyncIterator[tuple[Fetcher, Workers]]:
    """Give what sources are read with: the one door out, and where what came in is parsed."""
    fetcher = make_fetcher(settings, clock)
    workers = Workers(
        timeout=settings.fetch.parse_timeout.total_seconds(), memory=settings.fetch.parse_memory
    )
    try:
        yield fetcher, workers
    finally:
        await workers.close()
        await fetcher.close()


def official_lists(settings: Settings) -> OfficialLists:
    """Say where the official lists of securities are."""
    where = settings.securities
    return OfficialLists(
        cninfo=where.cninfo_url,
        hkex=where.hkex_url,
        hkex_english=where.hkex_english_url,
        hkex_types=where.hkex_types_url,
        sec=where.sec_url,
        contact=settings.fetch.contact,
    )


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: the parts that others may want to look at.

    `watched` are tasks that end only when the service does; one that ends before has failed.
    """

    store: Store
    rules: Rules
    publisher: Publisher
    watched: tuple[asyncio.Task[None], ...]


@asynccontextmanager
async def running_service(
    settings: Settings,
    roles: Collection[Role] = tuple(Role),
    *,
    console: Console,
    clock: Clock = system_clock,
    on_arrival: Callable[[Arrival], None] = lambda _arrival: None,
) -> AsyncIterator[Service]:
    """Run the service in the background while the block runs.

    It stops in the order of the work: nothing new in, what is under way out, leases back. Raises
    NotifierError where something is wrong at the start.
    """
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened_store(settings, look=True))
        rules = await Rules.load(store, settings.topics)
        await fill_topics(store, rules, clock())
        leadership = Leadership(store, clock, new_holder())
        await leadership.succeed()
        stack.push_async_callback(leadership.release)
        scheduler = Scheduler()
        scheduler.every(RENEW_EVERY, "lead", leadership.renew)
        web, listener = _web(settings, listening=Role.WEB in roles)
        publisher = Publisher(store, rules, words(settings.language), web.address)
        bots = [await stack.enter_async_context(known_bot(bot)) for bot in make_bots(settings)]
        await _adopt_chats(store, settings.telegram.default_bot)
        fetcher, workers = await stack.enter_async_context(reading_tools(settings, clock))
        pacers = {bot.number: Pacer(clock, settings.delivery.per_second) for bot in bots}
        for pacer in pacers.values():
            stack.push_async_callback(pacer.rest)
        metrics = Metrics()
        parts = _Parts(
            settings,
            clock,
            stack,
            store,
            rules,
            leadership,
            scheduler,
            web,
            publisher,
            bots,
            pacers,
            fetcher,
            workers,
            Pipeline(store, rules, clock, _watching(metrics, on_arrival)),
            roles,
            metrics,
            DiskWatch(
                store,
                clock,
                min_free=settings.database.min_free,
                tell=_operators(settings, clock).tell_of_room,
            ),
        )
        stack.push_async_callback(_stop_in_time, parts.stops, leadership)
        await parts.disk.wake()
        scheduler.every(DISK_BEAT, "disk", parts.disk.wake)
        if listener is not None:
            await _start_web(parts, listener)
        if Role.DELIVER in roles:
            _start_delivery(parts, console)
        if Role.CHAT in roles:
            await _start_chat(parts)
        if Role.POLL in roles:
            await _start_polling(parts)
        _start_retention(parts)
        await leadership.renew()
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
        log.info("started", version=__version__, roles=sorted(roles), address=web.address)
        yield Service(store, rules, publisher, tuple(parts.watched))
    log.info("stopped")


@dataclass(frozen=True, slots=True)
class _Parts:
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


def _watching(metrics: Metrics, on_arrival: Callable[[Arrival], None]) -> Callable[[Arrival], None]:
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


async def _start_web(parts: _Parts, listener: socket.socket) -> None:
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


def _start_delivery(parts: _Parts, console: Console) -> None:
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


def _start_deliverer(parts: _Parts, bot: int | None, sender: Sender, pacer: Pacer) -> None:
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


async def _start_chat(parts: _Parts) -> None:
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


async def _start_polling(parts: _Parts) -> None:
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
        tell=_operators(settings, clock).tell,
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


async def _received(parts: _Parts, bot: int) -> None:
    """Answer at once what a webhook brought, where this process answers."""
    for chat in parts.chats:
        if chat.number == bot:
            await chat.received()


def _start_retention(parts: _Parts) -> None:
    """Have what is too old deleted, by whichever process leads for it."""
    kept, lease = parts.settings.retention, "retention"
    terms = Terms(kept.articles, kept.alerts, kept.inbox, kept.audit)
    stage = Retention(parts.store, parts.clock, terms, leads=parts.leadership.wanted(lease))
    parts.scheduler.every(RETENTION_BEAT, lease, stage.wake)


def _operators(settings: Settings, clock: Clock) -> Operators:
    return Operators(
        settings.telegram.operators,
        bot=settings.telegram.default_bot,
        language=settings.language,
        zone=ZoneInfo(settings.timezone),
        clock=clock,
    )


def _subscriptions(parts: _Parts, roster: Roster) -> Subscriptions:
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


def _web(settings: Settings, *, listening: bool) -> tuple[WebSettings, socket.socket | None]:
    """Take the web server's address; with port 0 the system chooses one."""
    web = settings.web
    if not listening:
        return web, None
    listener = listen(web.host, web.port)
    return web.model_copy(update={"port": listener.getsockname()[1]}), listener


async def _adopt_chats(store: Store, bot: int) -> None:
    """Let the default bot serve the chats that were made while there was none."""
    if bot:
        async with store.write() as connection:
            await chats.adopt(connection, bot)


def make_bots(settings: Settings) -> list[NewsBot]:
    """Make each bot that there is a token of, the default bot first."""
    where, in_flight = settings.telegram.base_url, settings.delivery.max_in_flight
    proxy = settings.telegram.proxy
    by = None if proxy is None else proxy.get_secret_value()
    return [
        make_bot(each.get_secret_value(), where, in_flight, proxy=by)
        for each in settings.telegram.tokens
    ]


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


async def _stop_in_time(
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


async def run_until_stopped(settings: Settings, roles: Collection[Role], console: Console) -> None:
    """Run the service until SIGINT or SIGTERM; raises NotifierError where a part of it fails."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stop.set)
    async with running_service(settings, roles, console=console) as service:
        stopping = asyncio.create_task(stop.wait())
        ended, _ = await asyncio.wait(
            [stopping, *service.watched], return_when=asyncio.FIRST_COMPLETED
        )
        stopping.cancel()
        for task in ended - {stopping}:
            cause = None if task.cancelled() else task.exception()
            raise NotifierError("a part of the service ended unexpectedly") from cause
