"""Where the API is served. It is loaded when it is first asked, which takes time and memory."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from notifier.web.api.address import PATH
from notifier.web.api.shared import Shared


def api_routes(shared: Shared) -> Sequence[BaseRoute]:
    """Return the API as routes; its own address leads to its document."""
    mount = Mount(PATH, app=_WhenAsked(shared))
    # What is asked for is ours to refuse, also with a line break in it.
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return (Route(PATH, _lead_to_document), mount)


async def _lead_to_document(_request: Request) -> Response:
    return RedirectResponse(f"{PATH.rpartition('/')[2]}/openapi.json")


class _WhenAsked:
    """Makes the application at the first request."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._app: ASGIApp | None = None
        self._loading = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._loading:
            if self._app is None:
                self._app = await asyncio.to_thread(_load, self._shared)
        await self._app(scope, receive, send)


def _load(shared: Shared) -> ASGIApp:
    from notifier.web.api.application import make_application  # noqa: PLC0415

    return make_application(shared)
