"""Receiving by webhook: Telegram calls, and its updates go into the inbox before it is answered.

Each bot's secret is derived from its token, so that nothing more has to be kept or agreed upon.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from notifier.bot.receiver import store_updates
from notifier.core.clock import Clock
from notifier.core.numbers import read_number
from notifier.store.engine.database import Store
from notifier.web.request_body import read_body

_MAX_BYTES = 1_000_000
_HEADER = "x-telegram-bot-api-secret-token"


def secret_of(token: str) -> str:
    """Return the secret by which Telegram proves itself with every call for a bot."""
    return hmac.new(token.encode(), b"notifier webhook", hashlib.sha256).hexdigest()


def path_of(bot: int) -> str:
    """Return the path that Telegram calls for a bot."""
    return f"/telegram/{bot}"


def webhook_routes(secrets: Mapping[int, str], store: Store, clock: Clock) -> list[Route]:
    """Return the route that Telegram calls; `secrets` are by the bots' Telegram ids."""

    async def receive(request: Request) -> Response:
        bot = read_number(request.path_params["bot"]) or 0
        secret = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(secrets.get(bot, "").encode(), secret.encode()) or not secret:
            raise HTTPException(404)
        update = _parse(await read_body(request, _MAX_BYTES))
        if not await store_updates(store, bot, [update], clock()):
            raise HTTPException(400)
        return Response(status_code=200)

    return [Route("/telegram/{bot}", receive, methods=["POST"])]


def _parse(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(update, dict):
        raise HTTPException(400)
    return update
