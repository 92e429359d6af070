"""Whether the service is alive, whether it is ready to do its work, and its metrics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from notifier.core.errors import StoreError
from notifier.web.metrics import CONTENT_TYPE, Metrics
from notifier.web.status import ServiceStatus

_RECEIVES_WITHIN = timedelta(minutes=3)
"""A getUpdates lasts half a minute; where several fail in a row, Telegram hears nothing of us."""
_POLLS_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Expected:
    """What this process has to do: so much is checked, and no more."""

    receives: bool = False
    """Whether it asks Telegram for updates, or is called by it."""
    polls: bool = False
    """Whether it polls sources."""
    delivers: bool = False
    """Whether it sends alerts."""
    oldest_due: timedelta = timedelta(minutes=15)
    """How long an alert may be due without having been sent."""


def find_problems(status: ServiceStatus, expected: Expected, started_at: datetime) -> list[str]:
    """Return, in words, what keeps the service from its work; nothing where all is well. Pure."""
    found = []
    if expected.receives:
        heard = status.last_update_at or started_at
        if status.now - heard > _RECEIVES_WITHIN:
            found.append(
                "Telegram has not answered getUpdates, or could not call the webhook, since "
                f"{heard:%Y-%m-%d %H:%M} UTC"
            )
    if expected.polls and status.source_reports:
        polled = [
            each.source.last_polled_at for each in status.source_reports if each.source.polled
        ]
        last = max((each for each in polled if each is not None), default=started_at)
        if polled and status.now - max(last, started_at) > _POLLS_WITHIN:
            found.append(f"no source has been polled since {last:%Y-%m-%d %H:%M} UTC")
    due = status.queue.oldest_due
    if expected.delivers and due is not None and status.now - due > expected.oldest_due:
        found.append(f"alerts have been due since {due:%Y-%m-%d %H:%M} UTC and were not sent")
    found += filter(None, (status.no_room, status.lack_of_rights))
    return found


ReadStatus = Callable[[], Awaitable[ServiceStatus]]
"""Reads how the database and the process are; raises StoreError."""


def health_routes(
    read_status: ReadStatus,
    metrics: Metrics,
    expected: Expected,
    started_at: datetime,
    *,
    with_metrics: bool,
) -> Sequence[Route]:
    """Return the routes that monitoring asks."""

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        warnings: list[str] = []
        try:
            status = await read_status()
            found = find_problems(status, expected, started_at)
            warnings += status.refused_bots.values()
        except StoreError as error:
            found = [str(error)]
        answer = {"ready": not found, "problems": found, "warnings": warnings}
        return JSONResponse(answer, 503 if found else 200)

    async def measure(_request: Request) -> Response:
        try:
            status = await read_status()
        except StoreError:
            return Response(metrics.render_without_database(), media_type=CONTENT_TYPE)
        if expected.receives and status.last_update_at is None:
            status = replace(status, last_update_at=started_at)
        is_ready = not find_problems(status, expected, started_at)
        body = metrics.render(status, started_at, is_ready=is_ready)
        return Response(body, media_type=CONTENT_TYPE)

    routes = [Route("/healthz", alive), Route("/readyz", ready)]
    return [*routes, Route("/metrics", measure)] if with_metrics else routes
