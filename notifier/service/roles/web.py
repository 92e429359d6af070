"""The role "web": pages, feeds, health, and what hubs and Telegram call."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from starlette.routing import Route

from notifier.core.i18n import translator
from notifier.ingest.websub import HubCallback
from notifier.service.factories import Role
from notifier.service.parts import Parts
from notifier.web.feeds.publisher import Publisher
from notifier.web.health import Expected, health_routes
from notifier.web.server import serving
from notifier.web.site import Site
from notifier.web.status import StatusReader
from notifier.web.websub_callback import hub_routes


async def start(parts: Parts) -> None:
    """Serve pages, feeds, health, and what hubs and Telegram call."""
    assert parts.listener is not None
    settings = parts.settings
    publisher = Publisher(
        parts.store, parts.rules, translator(settings.language), parts.web.address
    )
    zone = ZoneInfo(settings.timezone)
    callback = HubCallback(
        parts.store,
        parts.pipeline,
        parts.sandbox,
        parts.clock,
        calendars=parts.calendars,
        config_of=parts.feed,
        disk=parts.disk,
    )
    status = StatusReader(
        parts.store,
        parts.clock,
        source_reports=parts.source_reports,
        last_update_at=parts.last_update_at,
        problem=lambda: parts.disk.problem,
    )
    routes = [
        *_webhook_routes(parts),
        *hub_routes(callback, max_bytes=settings.fetch.max_bytes),
        *health_routes(
            status.read,
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
    site = Site(
        parts.store, publisher, settings.language, zone, routes, sources=parts.source_reports
    )
    parts.watched.append(await parts.stack.enter_async_context(serving(site.app, parts.listener)))


def _webhook_routes(parts: Parts) -> Sequence[Route]:
    """Return the routes that Telegram calls, where it is to call us."""
    if not parts.settings.telegram.webhook:
        return ()
    from notifier.bot.webhook import secret_of, webhook_routes  # noqa: PLC0415 - only with a bot

    return webhook_routes(
        {bot.number: secret_of(bot.token) for bot in parts.bots},
        parts.store,
        parts.clock,
        on_received=lambda bot: _received(parts, bot),
    )


async def _received(parts: Parts, bot: int) -> None:
    """Answer at once what a webhook brought, where this process answers."""
    for chat in parts.chats:
        if chat.number == bot:
            await chat.received()
