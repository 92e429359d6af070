"""What every role of the service is made with."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console

from notifier.core.clock import Clock
from notifier.core.market_calendar import Calendars
from notifier.delivery.rate_limiter import RateLimiter
from notifier.ingest.active_sources import config_named
from notifier.ingest.disk_space import DiskWatch
from notifier.ingest.pipeline import Pipeline
from notifier.ingest.source_alerts import Operators, source_statuses
from notifier.securities.display import display_name
from notifier.service.factories import Role
from notifier.service.leadership import Leadership
from notifier.service.scheduler import Scheduler
from notifier.service.settings import Settings
from notifier.sources.config import SourceConfig
from notifier.sources.feed import FeedConfig
from notifier.sources.http.client import Fetcher
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.status_report import SourceReport
from notifier.sources.templates import configured_name
from notifier.sources.websub_protocol import may_be_called
from notifier.store.engine.database import Store
from notifier.store.engine.wakeups import Stage
from notifier.subscriptions.rules import Rules
from notifier.web.metrics import Metrics

if TYPE_CHECKING:  # a process without a bot does without its library
    from notifier.bot.service import BotService
    from notifier.delivery.channels.telegram import NewsBot

INTERVAL = timedelta(seconds=5)
"""How often polling, delivery and chats look for something due when nothing wakes them."""
SOON = 0.5
"""Seconds until they look again where nothing would wake them."""


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
    bots: Sequence[NewsBot]
    limiters: Mapping[int, RateLimiter]
    fetcher: Fetcher
    sandbox: Sandbox
    pipeline: Pipeline
    roles: Collection[Role]
    metrics: Metrics
    disk: DiskWatch
    calendars: Calendars
    listener: socket.socket | None
    """Where the process answers over HTTP; None with port 0."""
    console: Console
    """What stands in for a chat where there is no bot."""
    refused_bots: Mapping[int, str] = field(default_factory=dict)
    """The bots that Telegram refused, each with a sentence; the others go on without them."""
    chats: list[BotService] = field(default_factory=list)
    stops: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What waits for sends and answers that are under way."""
    watched: list[asyncio.Task[None]] = field(default_factory=list)
    configured: dict[str, SourceConfig] = field(default_factory=dict)
    """The settings of every source, by its name; changed where they are read anew."""
    reconfigured: list[Callable[[Sequence[SourceConfig]], Awaitable[None]]] = field(
        default_factory=list
    )
    """What is to be called then."""

    def run_woken(self, stage: Stage, name: str, job: Callable[[], Awaitable[None]]) -> None:
        """Run a job when its stage is woken, when the lease of its name is taken, and at times."""

        async def run() -> float | None:
            await job()
            return None if self.store.wakeups.are_heard else SOON

        wake = self.scheduler.every(INTERVAL, name, run, at_once=True)
        self.store.wakeups.on(stage, wake)
        self.leadership.when_taken(name, wake)

    @property
    def called_at(self) -> str | None:
        """Where hubs reach us and those who follow our feeds; None where nobody outside does."""
        address = self.settings.web.public_address
        allowed = self.settings.fetch.allow_private
        return address if address and may_be_called(address, allowed) else None

    def feed(self, name: str) -> FeedConfig | None:
        """Return the settings of a feed that is polled somewhere."""
        config = config_named(name, self.configured, self.rules.directory)
        return config if isinstance(config, FeedConfig) else None

    def last_update_at(self) -> datetime | None:
        """Return when Telegram was last heard; of several bots the worst off counts.

        A process that stands by, because another receives, has nothing to hear.
        """
        led = [chat for chat in self.chats if self.leadership.leads(f"chat:{chat.number}")]
        if self.chats and not led:
            return self.clock()
        heard = [chat.last_update_at for chat in led]
        known = [each for each in heard if each is not None]
        return min(known) if known and len(known) == len(heard) else None

    def source_label(self, name: str) -> str:
        """Name a source for people; one that is gone keeps its short name."""
        config = self.configured.get(configured_name(name))
        return name if config is None else config.label

    def company_name(self, symbol: str, name: str, language: str) -> str:
        """Return what a company is called in a language; one that is gone keeps its stored name."""
        security = self.rules.directory.get(symbol)
        return name if security is None else display_name(security, language)

    async def source_reports(self) -> list[SourceReport]:
        """Return how the sources are; raises StoreError."""
        return await source_statuses(self.store, self.configured, self.calendars, self.clock())


def operators(settings: Settings, clock: Clock) -> Operators:
    """Return who runs the service, and in what language they are notified."""
    return Operators(
        settings.telegram.operators,
        bot=settings.telegram.default_bot,
        language=settings.language,
        zone=ZoneInfo(settings.timezone),
        clock=clock,
    )
