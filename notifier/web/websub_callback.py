"""Where hubs call: `GET /hub/<token>` asks whether we meant it, `POST` there pushes."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notifier.ingest.websub import HubCallback, PushOutcome
from notifier.web.request_body import read_body

_STATUS = {PushOutcome.INGESTED: 200, PushOutcome.IGNORED: 202, PushOutcome.GONE: 410}
_PLAIN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def hub_routes(callback: HubCallback, *, max_bytes: int) -> list[Route]:
    """Make the routes; a push larger than `max_bytes` is refused."""

    async def verify(request: Request) -> Response:
        asked = request.query_params
        answer = await callback.verify(
            request.path_params["token"],
            mode=asked.get("hub.mode", ""),
            topic=asked.get("hub.topic", ""),
            challenge=asked.get("hub.challenge", ""),
            lease_seconds=asked.get("hub.lease_seconds", ""),
        )
        if answer is None:
            raise HTTPException(404)
        return PlainTextResponse(answer, headers=_PLAIN)

    async def take(request: Request) -> Response:
        pushed = await callback.receive(
            request.path_params["token"],
            signature=request.headers.get("x-hub-signature"),
            body=lambda: read_body(request, max_bytes),
            content_type=request.headers.get("content-type", ""),
        )
        return Response(status_code=_STATUS[pushed])

    return [
        Route("/hub/{token}", verify, methods=["GET"]),
        Route("/hub/{token}", take, methods=["POST"]),
    ]
