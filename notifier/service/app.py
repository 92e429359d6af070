"""The composition root: settings become parts, wired once; and the parts run as roles."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
)
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console

from notifier import __version__
from notifier.bot.service import known_bot
from notifier.core.clock import Clock, system_clock
from notifier.core.errors import NotifierError
from notifier.core.i18n import words
from notifier.core.log import get_logger
from notifier.delivery.rate_limiter import Pacer
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Arrival, Pipeline
from notifier.service.factories import Role, opened_store, reading_tools
from notifier.service.leadership import RENEW_EVERY, Leadership, new_holder
from notifier.service.scheduler import Scheduler
from notifier.service.settings import Settings, WebSettings
from notifier.service.wiring import (
    Parts,
    make_bots,
    operators,
    start_chat,
    start_delivery,
    start_polling,
    start_retention,
    start_web,
    stop_in_time,
    watching,
)
from notifier.store.chats import chats
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.topic_feeds import fill_topics
from notifier.web.metrics import Metrics
from notifier.web.server import listen

log = get_logger(__name__)

DISK_BEAT = timedelta(seconds=5)


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
        parts = Parts(
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
            Pipeline(store, rules, clock, watching(metrics, on_arrival)),
            roles,
            metrics,
            DiskWatch(
                store,
                clock,
                min_free=settings.database.min_free,
                tell=operators(settings, clock).tell_of_room,
            ),
        )
        stack.push_async_callback(stop_in_time, parts.stops, leadership)
        await parts.disk.wake()
        scheduler.every(DISK_BEAT, "disk", parts.disk.wake)
        if listener is not None:
            await start_web(parts, listener)
        if Role.DELIVER in roles:
            start_delivery(parts, console)
        if Role.CHAT in roles:
            await start_chat(parts)
        if Role.POLL in roles:
            await start_polling(parts)
        start_retention(parts)
        await leadership.renew()
        scheduler.start()
        stack.push_async_callback(scheduler.stop)
        log.info("started", version=__version__, roles=sorted(roles), address=web.address)
        yield Service(store, rules, publisher, tuple(parts.watched))
    log.info("stopped")


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
