"""What the web server answers: pages, feeds, and what other parts have it answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import resources
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router

from notifier.core.errors import StoreError
from notifier.core.i18n import LANGUAGES, Translator, accepted_language, translator
from notifier.core.log import get_logger
from notifier.core.text import strip_invalid
from notifier.store.chats import keys, subscriptions
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.web.feeds import opml
from notifier.web.feeds.addresses import FeedFormat, page_path, path
from notifier.web.feeds.answers import PRIVATE, PUBLIC, asked_page, feed_answer, moved, preflight
from notifier.web.feeds.publisher import Publisher
from notifier.web.pages import KINDS, Pages, Reports, no_reports
from notifier.web.server import application

log = get_logger(__name__)

_PAGE = {
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
_LASTING = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
_SHARED = ("GET", "OPTIONS")
"""How public feeds may be asked for, scripts of other sites among who asks."""


class Site:
    """Answers requests; `app` is the ASGI application, which has `routes` besides its own.

    `prefix` is the path of the public address, where that has one: what is asked for is found with
    and without it, as some reverse proxies take it off. The routes of `monitoring` are not found
    with it, so that a proxy that keeps readers from `/metrics` need not know another name of that.
    `sources` says how the sources are.
    """

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        language: str,
        zone: ZoneInfo,
        routes: Sequence[BaseRoute] = (),
        *,
        monitoring: Sequence[BaseRoute] = (),
        prefix: str = "",
        sources: Reports = no_reports,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._language = language
        self._source_reports = sources
        self._pages = Pages(store, publisher, zone, publisher.clock, prefix)
        self._prefix = prefix
        served = [
            Route("/", self._index),
            Route("/sources", self._sources),
            *(
                Route(f"/{kind}/{{name}}", partial(self._feed_page, kind))
                for kind in (*KINDS, "sources", "categories")
            ),
            Route("/icon.png", self._icon),
            Route("/feeds.opml", self._topics_opml),
            Route("/favicon.ico", self._icon),
            Route("/feeds/style.{language}.xml", self._style),
            Route("/feeds/private/{token}.{format}", self._private_feed),
            Route("/feeds/queries/{name:path}.{format}", self._feed, methods=_SHARED),
            Route("/feeds/{kind}/{name}.{format}", self._feed, methods=_SHARED),
            *routes,
        ]
        below, same = unquote(prefix), Router(served, redirect_slashes=False)
        prefixed = [Route(below, self._index), Mount(below, same)] if prefix else []
        self.app = application(
            routes=[*served, *monitoring, *prefixed],
            exception_handlers={
                HTTPException: self._http_error,
                StoreError: self._failed,
                Exception: self._failed,
            },
        )

    async def _feed(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        feed_format = _feed_format(request)
        kind = request.path_params.get("kind", "queries")
        name = f"{kind}/{request.path_params['name']}"
        rendered = await self._publisher.get(name, feed_format, asked_page(request))
        if rendered is not None:
            return await feed_answer(request, rendered, is_public=True)
        known = self._publisher.catalogue.canonical(name)
        if known is None or known == name:
            raise HTTPException(404)
        query = f"?{request.url.query}" if request.url.query else ""
        return moved(f"{self._prefix}{path(known, feed_format)}{query}")

    async def _private_feed(self, request: Request) -> Response:
        """Serve a chat's own feed to whoever has its token; anything else is nothing at all."""
        token = request.path_params["token"]
        async with self._store.read() as connection:
            chat = await keys.chat_of(connection, KeyKind.FEED, keys.digest(token))
            held = [] if chat is None else await subscriptions.of_chat(connection, chat.id)
        if chat is None:
            raise HTTPException(404)
        if request.path_params["format"] == "opml":
            title = translator(chat.language)("feed-private-title")
            return self._opml(title, opml.followed(held, self._publisher.rules), PRIVATE)
        feed_format = _feed_format(request)
        address = f"{self._publisher.catalogue.address}/feeds/private/{token}.{feed_format}"
        page = asked_page(request)
        rendered = await self._publisher.private(chat, address, feed_format, page)
        return await feed_answer(request, rendered, is_public=False)

    async def _topics_opml(self, request: Request) -> Response:
        title = self._words(request)("index-title")
        return self._opml(title, opml.topics(self._publisher.rules), PUBLIC)

    def _opml(self, title: str, feeds: Sequence[opml.Line], headers: Mapping[str, str]) -> Response:
        body = opml.opml(title, feeds, self._publisher.catalogue.address)
        return Response(body, media_type="text/x-opml; charset=utf-8", headers=headers)

    async def _style(self, request: Request) -> Response:
        """Serve what makes a page of a feed for a browser."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        body = self._pages.render("feeds/style.xml", translator(language))
        return Response(body, media_type="text/xsl", headers=_LASTING)

    async def _icon(self, _request: Request) -> Response:
        icon = await asyncio.to_thread(
            resources.files("notifier.web").joinpath("icon.png").read_bytes
        )
        return Response(icon, media_type="image/png", headers=_LASTING)

    async def _index(self, request: Request) -> Response:
        say, asked = self._words(request), request.query_params
        if asked.get("q", "").strip():
            body = await self._pages.search(say, strip_invalid(asked["q"]))
        else:
            number = asked.get("page", "1")
            is_number = number.isascii() and number.isdecimal() and 0 < len(number) < 7
            kind, page = asked.get("kind", ""), max(int(number), 1) if is_number else 1
            body = await self._pages.index(say, kind, page if kind in KINDS else 1)
        return HTMLResponse(body, headers=_PAGE)

    async def _feed_page(self, kind: str, request: Request) -> Response:
        """Answer with the page of a feed, which is named as the feed is."""
        name = f"{kind}/{request.path_params['name']}"
        body = await self._pages.feed(self._words(request), name)
        if body is not None:
            return HTMLResponse(body, headers=_PAGE)
        known = self._publisher.catalogue.canonical(name)
        if known is None or known == name:
            raise HTTPException(404)
        return moved(f"{self._prefix}{page_path(known)}")

    async def _sources(self, request: Request) -> Response:
        reports = await self._source_reports()
        return HTMLResponse(self._pages.sources(self._words(request), reports), headers=_PAGE)

    async def _http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return self._error_page(request, error.status_code, error.headers)

    async def _failed(self, request: Request, error: Exception) -> Response:
        # Not the path itself: that of a private feed is a secret.
        route = getattr(request.scope.get("route"), "path", "?")
        log.error("request_failed", path=route, problem=str(error))
        return self._error_page(request, 503 if isinstance(error, StoreError) else 500)

    def _error_page(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        key = "404" if status in {404, 405} else "500"
        body = self._pages.render("error.html", self._words(request), key=key)
        return HTMLResponse(body, status, headers={**_PAGE, **(headers or {})})

    def _words(self, request: Request) -> Translator:
        """Choose the reader's language: `?lang=`, else the browser's first that is one of ours."""
        asked = request.query_params.get("lang")
        accepted = request.headers.get("accept-language", "") if asked is None else asked
        return translator(accepted_language(accepted, self._language))


def _feed_format(request: Request) -> FeedFormat:
    try:
        return FeedFormat(request.path_params["format"])
    except ValueError:
        raise HTTPException(404) from None
