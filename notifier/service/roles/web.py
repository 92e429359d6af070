"""The role "web": pages, feeds, the API, and what hubs and Telegram call."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.routing import BaseRoute, Route

from notifier.core.errors import StoreError
from notifier.core.i18n import translator
from notifier.ingest.websub import HubCallback
from notifier.service.factories import make_caller
from notifier.service.monitoring import monitoring_routes, serve, status_reader
from notifier.service.parts import Parts
from notifier.service.stopping import background
from notifier.web.api.mounting import api_routes
from notifier.web.api.shared import SetMenu, Shared
from notifier.web.app.routes import app_routes
from notifier.web.feeds.catalogue import Catalogue
from notifier.web.feeds.publisher import Publisher
from notifier.web.hub import Hub
from notifier.web.hub_pushes import HubPushes
from notifier.web.launch_data import Bots
from notifier.web.operators import Operators
from notifier.web.site import Site
from notifier.web.websub_callback import hub_routes

_PUSH_INTERVAL = timedelta(seconds=0.5)
_NAME_INTERVAL = timedelta(minutes=1)
_WARM_AFTER = 5
"""Seconds after the start."""


async def start(parts: Parts) -> None:
    """Serve all of it; nothing where there is no port."""
    if parts.listener is None:
        return
    settings = parts.settings
    has_hub = parts.called_at is not None and settings.web.hub_followers > 0
    publisher = Publisher(
        parts.store,
        parts.rules,
        translator(settings.language),
        settings.web.address,
        sources=parts.configured,
        clock=parts.clock,
        hub=f"{parts.called_at}/hub" if has_hub else None,
    )
    zone = ZoneInfo(settings.timezone)
    callback = HubCallback(
        parts.store,
        parts.pipeline,
        parts.sandbox,
        parts.clock,
        calendars=parts.calendars,
        config_of=parts.feed,
        secret_of=parts.fetcher.secret_of,
        disk=parts.disk,
    )
    routes = [
        *_webhook_routes(parts),
        *hub_routes(callback, max_bytes=settings.fetch.max_bytes),
        *(app_routes(settings.language, settings.web.address) if settings.web.has_app else ()),
        *(_hub_routes(parts, publisher) if has_hub else ()),
        *_api_routes(parts, publisher.catalogue),
    ]
    status = status_reader(parts)
    password = settings.web.status_password
    operators = Operators(
        status,
        parts.clock,
        password=password.get_secret_value() if password else None,
        is_local=settings.web.public_url is None,
    )
    site = Site(
        parts.store,
        publisher,
        settings.language,
        zone,
        routes,
        monitoring=monitoring_routes(parts, status),
        prefix=urlsplit(settings.web.public_address).path,
        sources=parts.source_reports,
        bot_name=lambda: _bot_name(parts),
        operators=operators,
    )
    parts.scheduler.every(_NAME_INTERVAL, "bot_name", lambda: _learn_name(parts))
    await parts.stack.enter_async_context(background(_warm(site)))
    await serve(parts, site.app, parts.listener)


async def _warm(site: Site) -> None:
    """Make what the first readers would wait for, once the start itself is over."""
    await asyncio.sleep(_WARM_AFTER)
    with suppress(StoreError):
        await site.warm()


def _bot_name(parts: Parts) -> str:
    """Return the default bot's name; empty without one, and where Telegram was not reached."""
    return parts.bots[0].name_in_links if parts.bots else ""


async def _learn_name(parts: Parts) -> None:
    """Ask Telegram again what the default bot is called, where it was not reached at the start."""
    if parts.bots and not _bot_name(parts):
        await parts.bots[0].learn_name()


def _hub_routes(parts: Parts, publisher: Publisher) -> Sequence[Route]:
    """Start our own hub; return the routes at which it is asked."""
    caller = make_caller(parts.settings, parts.clock)
    parts.stack.push_async_callback(caller.close)
    pushes = HubPushes(parts.store, publisher, caller, parts.clock)
    parts.stack.push_async_callback(pushes.stop)
    parts.scheduler.every(_PUSH_INTERVAL, "push", pushes.run_once)
    hub = Hub(
        parts.store,
        publisher,
        parts.clock,
        most=parts.settings.web.hub_followers,
        allowed=parts.settings.fetch.allow_private,
    )
    return hub.routes


def _api_routes(parts: Parts, catalogue: Catalogue) -> Sequence[BaseRoute]:
    """Return the JSON API, where it is served."""
    web, telegram = parts.settings.web, parts.settings.telegram
    if not web.api:
        return ()
    shared = Shared(
        parts.store,
        parts.rules,
        catalogue,
        parts.clock,
        ZoneInfo(parts.settings.timezone),
        parts.settings.language,
        access=telegram.admitted,
        bots=Bots(telegram.tokens, web.app_bots, web.app_key, web.app_max_age),
        tokens=web.tokens,
        max_subscriptions=telegram.max_subscriptions,
        per_minute=web.api_per_minute,
        changes_per_minute=telegram.commands_per_minute,
        set_menu=_menu_change(parts),
    )
    return api_routes(shared)


def _menu_change(parts: Parts) -> SetMenu | None:
    """Return what plans that a chat's menu is set, where there are bots."""
    bots = frozenset({*(each.number for each in parts.bots), *parts.settings.web.app_bots})
    if not bots:
        return None
    from notifier.bot.menu_change import MenuChange  # noqa: PLC0415 - only with a bot

    return MenuChange(bots, parts.settings.telegram.admitted, parts.clock).plan


def _webhook_routes(parts: Parts) -> Sequence[Route]:
    """Return the routes that Telegram calls, where it is to call us."""
    if not parts.settings.telegram.webhook:
        return ()
    from notifier.bot.webhook import secret_of, webhook_routes  # noqa: PLC0415 - only with a bot

    return webhook_routes(
        {bot.number: secret_of(bot.token) for bot in parts.bots},
        parts.store,
        parts.clock,
    )
