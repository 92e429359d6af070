"""What every process answers whatever its roles: whether it lives and is ready, and its numbers.

A process with the role "web" serves this beside its pages, any other by itself.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence

from starlette.routing import Route
from starlette.types import ASGIApp

from notifier.service.factories import Role
from notifier.service.parts import Parts
from notifier.web.health import Expected, health_routes
from notifier.web.server import application, serving
from notifier.web.status import StatusReader


async def start(parts: Parts, listener: socket.socket) -> None:
    """Answer what monitoring asks, in a process without pages."""
    await serve(parts, application(monitoring_routes(parts, status_reader(parts))), listener)


async def serve(parts: Parts, app: ASGIApp, listener: socket.socket) -> None:
    """Serve an application until the service stops."""
    proxies = [str(each) for each in parts.settings.web.trusted_proxies]
    served = serving(app, listener, trusted_proxies=proxies)
    parts.watched.append(await parts.stack.enter_async_context(served))


def status_reader(parts: Parts) -> StatusReader:
    """Return what reads how the service is."""
    return StatusReader(
        parts.store,
        parts.clock,
        source_reports=parts.source_reports,
        last_update_at=parts.last_update_at,
        problem=lambda: parts.disk.problem,
        disk_free=lambda: parts.disk.free,
        refused_bots=parts.refused_bots,
    )


def monitoring_routes(parts: Parts, status: StatusReader) -> Sequence[Route]:
    """Return the routes of health and metrics, for what this process has to do."""
    expected = Expected(
        receives=Role.CHAT in parts.roles and bool(parts.bots),
        polls=Role.POLL in parts.roles,
        delivers=Role.DELIVER in parts.roles,
    )
    return health_routes(
        status.read,
        parts.metrics,
        expected,
        parts.clock(),
        with_metrics=parts.settings.web.metrics,
    )
