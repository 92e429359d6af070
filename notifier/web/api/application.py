"""The application of the API, with its document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from notifier import __version__
from notifier.web.api import own, public
from notifier.web.api.address import PATH
from notifier.web.api.asking import Limits, refused_unheard
from notifier.web.api.problems import HANDLERS
from notifier.web.api.schemas import Problem
from notifier.web.api.shared import Shared

MAX_BYTES = 100_000
"""The largest body: a query has at most 20,000 characters."""
_PUBLIC = ("/articles", "/stories", "/companies", "/topics", "/preview", "/openapi.json")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex",
}
_SHARED = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
_EXPOSED = {"Access-Control-Expose-Headers": "ETag, Retry-After"}
_PRIVATE = {"Cache-Control": "no-store"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def make_application(shared: Shared) -> ASGIApp:
    """Return the API, to be mounted."""
    app = _Documented(
        title="notifier",
        version=__version__,
        description="Market news, and what a chat follows of it.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            **HANDLERS,
            HTTPException: refused_unheard,
            RequestValidationError: refused_unheard,
        },
        servers=[{"url": f"{shared.catalogue.address}{PATH}"}],
        root_path_in_servers=False,
        # An included router is made anew by each application, while its first request waits.
        routes=[*public.router.routes, *own.router.routes],
    )
    app.state.shared = shared
    app.state.limits = Limits(shared)
    return _Bounds(app)


class _Documented(FastAPI):
    """Documents itself when it is asked, problems included, which FastAPI does not know."""

    @override
    def openapi(self) -> dict[str, Any]:
        """Return the document."""
        if not self.openapi_schema:
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            document = super().openapi()
            document["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
        return self.openapi_schema or {}


class _Bounds:
    """Bounds what is sent here, and says of every answer who may keep it, and read it.

    Scripts of any site may read what is public.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        below = scope["path"].removeprefix(scope.get("root_path", ""))
        is_public = any(below == each or below.startswith(f"{each}/") for each in _PUBLIC)
        headers = {**_HEADERS, **(_SHARED | _EXPOSED if is_public else _PRIVATE)}

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = MutableHeaders(scope=message)
                sent.update(headers)
                sent.add_vary_header("Accept-Language")
                sent.add_vary_header("Authorization")
            await send(message)

        if is_public and scope["method"] == "OPTIONS":
            return await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, add)
        if scope["method"] == "HEAD":  # whatever can be read
            return await self._app({**scope, "method": "GET"}, _bounded(receive), _bare(add))
        return await self._app(scope, _bounded(receive), add)


def _bare(send: Send) -> Send:
    """Leave the body of an answer out."""

    async def bare(message: Message) -> None:
        await send({**message, "body": b""} if "body" in message else message)

    return bare


def _bounded(receive: Receive) -> Receive:
    """Refuse a body that is too large, before all of it is read."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BYTES:
            raise HTTPException(413)
        return message

    return bounded
