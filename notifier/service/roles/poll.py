"""The role "poll": reads the sources, and what belongs to that."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from notifier.ingest.active_sources import ActiveSources
from notifier.ingest.fan_out_job import FanOutJob
from notifier.ingest.poller import Poller
from notifier.ingest.source_alerts import SourceAlerts
from notifier.ingest.websub import HubSubscriptions
from notifier.service.parts import INTERVAL, Parts, operators
from notifier.service.securities_sync import Syncer, official_lists
from notifier.service.stopping import background
from notifier.sources.config import Source
from notifier.sources.registry import make_source
from notifier.store.engine.wakeups import Stage

_HOLIDAYS_AFTER = 5
"""Seconds after the start, which they would make longer."""
_SYNC_INTERVAL = timedelta(seconds=30)
_ALARM_INTERVAL = timedelta(minutes=1)
_ACTIVE_SOURCES_INTERVAL = timedelta(seconds=5)
_HUBS_INTERVAL = timedelta(seconds=3)


async def start(parts: Parts) -> None:
    """Poll the sources, and what belongs to that: hubs, source alerts, official lists."""
    settings, clock, stack = parts.settings, parts.clock, parts.stack
    active = ActiveSources(
        settings.sources,
        parts.store,
        parts.rules,
        lambda config: make_source(config, parts.fetcher, parts.sandbox),
    )
    subscriptions = _subscriptions(parts, active)
    poller = Poller(
        await active.sources(),
        parts.store,
        parts.pipeline,
        clock,
        holder=parts.leadership.holder,
        concurrency=settings.fetch.concurrency,
        per_host=settings.fetch.per_host,
        calendars=parts.calendars,
        slowed=subscriptions.pushes,
        on_reading=subscriptions.after_poll,
        disk=parts.disk,
    )
    await poller.start()
    stack.push_async_callback(poller.stop)
    poll_now = parts.scheduler.every(INTERVAL, "poll", poller.run_once, at_once=True)
    parts.store.wakeups.on(Stage.POLL, poll_now)

    async def set_sources(wanted: Mapping[str, Source]) -> None:
        await poller.set_sources(wanted)
        poll_now()

    parts.reconfigured.append(lambda configured: active.reconfigure(configured, set_sources))
    parts.scheduler.every(_ACTIVE_SOURCES_INTERVAL, "roster", lambda: active.refresh(set_sources))
    fan_out = FanOutJob(parts.store, parts.metrics.alerts_planned)
    parts.run_woken(Stage.FAN_OUT, "fan_out", fan_out.run_once)
    parts.scheduler.every(_HUBS_INTERVAL, "hubs", subscriptions.run_once)
    source_alerts = SourceAlerts(
        parts.store,
        clock,
        parts.calendars,
        configured=parts.configured,
        notify=operators(settings, clock).notify_of_sources,
    )
    parts.scheduler.every(_ALARM_INTERVAL, "alarm", source_alerts.run_once)
    await stack.enter_async_context(background(_learn_holidays(parts)))
    if settings.securities.sync_every is not None:
        lists = official_lists(settings)
        syncer = Syncer(parts.store, parts.rules, parts.fetcher, lists, clock)
        every = settings.securities.sync_every
        parts.scheduler.every(_SYNC_INTERVAL, "sync", lambda: syncer.run_once(every), at_once=True)


async def _learn_holidays(parts: Parts) -> None:
    """Learn when the markets trade, by which polls are planned."""
    await asyncio.sleep(_HOLIDAYS_AFTER)
    await parts.calendars.refresh(parts.clock().date())


def _subscriptions(parts: Parts, active: ActiveSources) -> HubSubscriptions:
    return HubSubscriptions(
        parts.store,
        parts.fetcher,
        parts.clock,
        address=parts.called_at,
        polled=lambda: active.names,
    )
