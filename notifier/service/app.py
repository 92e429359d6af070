"""The composition root: settings become parts, made once; and the parts run as roles."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from rich.console import Console

from notifier import __version__
from notifier.core.clock import Clock, system_clock
from notifier.core.errors import ChatError, NotifierError, WebError
from notifier.core.garbage import collection_paused
from notifier.core.log import get_logger
from notifier.core.market_calendar import Calendars, load_calendars
from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.shared_pace import SharedPace
from notifier.delivery.telegram_limits import chat_pause
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Arrival, Pipeline
from notifier.service.factories import Role, reading_tools, upgraded_store
from notifier.service.leadership import RENEW_EVERY, Leadership, new_holder
from notifier.service.parts import Parts, operators
from notifier.service.reloading import reload
from notifier.service.retention import Retention
from notifier.service.scheduler import Scheduler
from notifier.service.settings import Settings, WebSettings
from notifier.service.stopping import background, stop_in_time
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from notifier.store.engine.lost_file import until_file_is_lost
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.topic_feeds import fill_topics
from notifier.web.listening import listen
from notifier.web.metrics import Metrics

if TYPE_CHECKING:  # a process without a bot does without its library
    from notifier.delivery.channels.telegram import NewsBot

log = get_logger(__name__)

_DISK_INTERVAL = timedelta(seconds=5)
_RETENTION_INTERVAL = timedelta(seconds=10)
_STARTED_IN_ORDER = (Role.WEB, Role.DELIVER, Role.CHAT, Role.POLL)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: the parts that others may want to look at."""

    store: Store
    rules: Rules
    address: str
    """Where its pages and feeds are, without a slash at the end."""
    reload: Callable[[], Awaitable[None]]
    """Takes over what changed in the files of settings, as far as that needs no restart."""
    watched: tuple[asyncio.Task[None], ...]
    """Tasks that end only when the service does; one that ends before has failed."""


@asynccontextmanager
async def running_service(
    settings: Settings,
    roles: Collection[Role] = tuple(Role),
    *,
    console: Console,
    clock: Clock = system_clock,
    on_arrival: Callable[[Arrival], None] = lambda _arrival: None,
    chat_pause: Callable[[int], timedelta] = chat_pause,
) -> AsyncIterator[Service]:
    """Run the service in the background while the block runs.

    `chat_pause` returns how long a chat is left alone after a call. The service stops in the order
    of the work: nothing new in, what is under way out, leases back. Raises NotifierError where
    something is wrong at the start.
    """
    async with AsyncExitStack() as stack:
        with collection_paused():
            parts = await _make_parts(
                settings, roles, stack, console, clock, on_arrival, chat_pause
            )
            stack.push_async_callback(stop_in_time, parts.stops, parts.leadership)
            await parts.disk.run_once()
            parts.scheduler.every(_DISK_INTERVAL, "disk", parts.disk.run_once)
            if parts.listener is not None and Role.WEB not in roles:
                await _start_monitoring(parts, parts.listener)
            for role in _STARTED_IN_ORDER:
                if role in roles and (parts.bots or role is not Role.CHAT):
                    await _start(role, parts)
            _start_retention(parts)
            await stack.enter_async_context(background(parts.store.listen()))
            await parts.leadership.renew()
            parts.scheduler.start()
            stack.push_async_callback(parts.scheduler.stop)
        address = settings.web.address if parts.listener else None
        log.info("started", version=__version__, roles=sorted(roles), address=address)
        yield Service(
            parts.store,
            parts.rules,
            settings.web.address,
            lambda: reload(parts),
            tuple(parts.watched),
        )
    log.info("stopped")


async def _make_parts(
    settings: Settings,
    roles: Collection[Role],
    stack: AsyncExitStack,
    console: Console,
    clock: Clock,
    on_arrival: Callable[[Arrival], None],
    chat_pause: Callable[[int], timedelta],
) -> Parts:
    """Make what every role is made with; what is to be closed is closed by `stack`."""
    store = await stack.enter_async_context(upgraded_store(settings))
    watching = background(until_file_is_lost(store), is_awaited=True)
    watched = await stack.enter_async_context(watching)
    # While the rules are compiled in a thread, Telegram is asked whether it knows the bots.
    compiling = background(Rules.load(store, settings.topics), is_awaited=True)
    loading = await stack.enter_async_context(compiling)
    leadership = Leadership(store, clock, new_holder())
    await leadership.succeed()
    stack.push_async_callback(leadership.release)
    scheduler = Scheduler()
    scheduler.every(RENEW_EVERY, "lead", leadership.renew)
    listener = _listener(settings.web, roles, stack)
    bots, refused_bots = await _known_bots(settings, stack)
    limiters = {
        bot.number: RateLimiter(
            clock,
            settings.delivery.per_second,
            chat_pause=chat_pause,
            shared=_shared_pace(bot.number, store, leadership, clock),
        )
        for bot in bots
    }
    for limiter in limiters.values():
        stack.push_async_callback(limiter.cool_down)
    await _adopt_chats(store, settings.telegram.default_bot)
    rules = await loading
    await fill_topics(store, rules, clock())
    fetcher, sandbox = await stack.enter_async_context(reading_tools(settings, clock))
    metrics = Metrics(each.name for each in settings.sources if each.enabled)
    return Parts(
        settings=settings,
        clock=clock,
        stack=stack,
        store=store,
        rules=rules,
        leadership=leadership,
        scheduler=scheduler,
        bots=bots,
        refused_bots=refused_bots,
        watched=[watched],
        limiters=limiters,
        fetcher=fetcher,
        sandbox=sandbox,
        pipeline=Pipeline(store, rules, clock, _watching(metrics, on_arrival)),
        roles=roles,
        metrics=metrics,
        disk=DiskWatch(
            store,
            clock,
            min_free=settings.database.min_free,
            notify=operators(settings, clock).notify_of_disk,
        ),
        calendars=Calendars(lambda today: sandbox.run(load_calendars, today)),
        listener=listener,
        console=console,
        configured={each.name: each for each in settings.sources},
    )


def _shared_pace(bot: int, store: Store, leadership: Leadership, clock: Clock) -> SharedPace:
    """Return what paces a bot beside memory, where another process sends for it."""
    others = [leadership.watched(f"{role}:{bot}") for role in (Role.DELIVER, Role.CHAT)]
    return SharedPace(store, clock, bot, is_needed=lambda: any(leads() for leads in others))


async def _known_bots(
    settings: Settings, stack: AsyncExitStack
) -> tuple[list[NewsBot], dict[int, str]]:
    """Open the bots, all at the same time; return them, and why others are refused.

    Raises ChatError where every token is wrong.
    """
    if not settings.telegram.tokens:
        return [], {}
    from notifier.delivery.channels.telegram import known_bot  # noqa: PLC0415 - only with a bot
    from notifier.service.bots import make_bots  # noqa: PLC0415

    refused: dict[int, ChatError] = {}

    async def opened(bot: NewsBot) -> NewsBot | None:
        try:
            return await stack.enter_async_context(known_bot(bot))
        except ChatError as error:
            refused[bot.number] = error
            return None

    tried = await asyncio.gather(*map(opened, make_bots(settings)))
    known = [bot for bot in tried if bot is not None]
    for number, error in refused.items():
        if not known:
            raise error
        log.error("bot_refused", bot=number, problem=str(error))
    return known, {number: str(error) for number, error in refused.items()}


async def _start(role: Role, parts: Parts) -> None:
    start: Callable[[Parts], Awaitable[None]]
    start = import_module(f"notifier.service.roles.{role}").start
    await start(parts)


async def _start_monitoring(parts: Parts, listener: socket.socket) -> None:
    # A process that answers nothing does without the web server's library.
    from notifier.service import monitoring  # noqa: PLC0415

    await monitoring.start(parts, listener)


def _start_retention(parts: Parts) -> None:
    """Have what is too old deleted, by whichever process leads for it."""
    kept, lease = parts.settings.retention, "retention"
    job = Retention(parts.store, parts.clock, kept, leads=parts.leadership.wanted(lease))
    parts.scheduler.every(_RETENTION_INTERVAL, lease, job.run_once)


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


def _listener(
    web: WebSettings, roles: Collection[Role], stack: AsyncExitStack
) -> socket.socket | None:
    """Take the address at which the process answers; None with port 0. Raises WebError."""
    if web.port:
        return stack.enter_context(listen(web.host, web.port))
    if set(roles) == {Role.WEB}:
        raise WebError("the role web has nothing to do without a port; set NOTIFIER_WEB_PORT")
    return None


async def _adopt_chats(store: Store, bot: int) -> None:
    """Assign the chats that were made while there was no bot to the default bot."""
    if bot:
        async with store.write() as connection:
            await chats.adopt(connection, bot)


async def _reload_whenever(
    changed: asyncio.Event, reload_settings: Callable[[], Awaitable[None]]
) -> None:
    while True:
        await changed.wait()
        changed.clear()
        await reload_settings()


async def run_until_stopped(
    settings: Settings,
    roles: Collection[Role],
    console: Console,
    *,
    chat_pause: Callable[[int], timedelta] = chat_pause,
) -> None:
    """Run the service until SIGINT or SIGTERM; raises NotifierError where a part of it fails.

    SIGHUP has it reload its settings; in a terminal, whose end it says, it ends the service.
    """
    stop, changed = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, (stop if sys.stdin.isatty() else changed).set)
    async with (
        running_service(settings, roles, console=console, chat_pause=chat_pause) as service,
        background(_reload_whenever(changed, service.reload)),
    ):
        stopping = asyncio.create_task(stop.wait())
        ended, _ = await asyncio.wait(
            [stopping, *service.watched], return_when=asyncio.FIRST_COMPLETED
        )
        stopping.cancel()
        for task in ended - {stopping}:
            cause = None if task.cancelled() else task.exception()
            if isinstance(cause, NotifierError):
                raise cause
            raise NotifierError("a part of the service ended unexpectedly") from cause
