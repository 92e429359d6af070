"""The web server's pages: feeds, the index that lists them, how the sources are, and health."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router

from notifier.core.errors import StoreError
from notifier.core.i18n import LANGUAGES, Translator, choose_language, translator
from notifier.core.log import get_logger
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.store.articles import feeds
from notifier.store.chats import private_feeds, subscriptions
from notifier.store.engine.database import Store
from notifier.web.feeds import opml
from notifier.web.feeds.addresses import FeedFormat, path
from notifier.web.feeds.answers import PRIVATE, PUBLIC, asked_page, feed_answer, moved, preflight
from notifier.web.feeds.publisher import Page, Publisher
from notifier.web.server import application

log = get_logger(__name__)

_PAGE = {
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'",
}
_LASTING = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
_SHARED = ("GET", "OPTIONS")
"""How public feeds may be asked for, scripts of other sites among who asks."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A feed on the index page."""

    title: str
    path: str
    items: int
    """How many articles it shows."""
    changed: str
    """The local time, as it is shown."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source on the page of sources."""

    name: str
    state: HealthState
    is_trouble: bool
    last: str
    """The local time of its last article, as it is shown."""
    lag: str
    """From publication to our seeing it, of half and of 95 % of its articles, as it is shown."""


async def _none() -> Sequence[SourceReport]:
    return ()


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
        sources: Callable[[], Awaitable[Sequence[SourceReport]]] = _none,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._language = language
        self._zone = zone
        self._source_reports = sources
        self._pages = Environment(
            loader=PackageLoader("notifier.web"), autoescape=True, undefined=StrictUndefined
        )
        self._prefix = prefix
        self._pages.globals["prefix"] = prefix
        served = [
            Route("/", self._index),
            Route("/sources", self._sources),
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
            chat = await private_feeds.chat_of(connection, private_feeds.digest(token))
            held = [] if chat is None else await subscriptions.of_chat(connection, chat.id)
        if chat is None:
            raise HTTPException(404)
        if request.path_params["format"] == "opml":
            title = translator(chat.language)("feed-private-title")
            return self._opml(title, opml.followed(held, self._publisher.rules), PRIVATE)
        feed_format = _feed_format(request)
        address = f"{self._publisher.catalogue.address}/feeds/private/{token}.{feed_format}"
        page = Page(asked_page(request).size)
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
        body = self._pages.get_template("feeds/style.xml").render(say=translator(language))
        return Response(body, media_type="text/xsl", headers=_LASTING)

    async def _icon(self, _request: Request) -> Response:
        icon = await asyncio.to_thread(
            resources.files("notifier.web").joinpath("icon.png").read_bytes
        )
        return Response(icon, media_type="image/png", headers=_LASTING)

    async def _index(self, request: Request) -> Response:
        async with self._store.read() as connection:
            published = await feeds.all_feeds(connection)
        lines = {
            kind: [
                FeedLine(
                    self._publisher.catalogue.title(feed.name),
                    path(feed.name),
                    feed.items,
                    self._moment(feed.changed_at),
                )
                for feed in published
                if feed.name.startswith(f"{kind}/")
            ]
            for kind in ("topics", "securities")
        }
        say = self._words(request)
        page = self._pages.get_template("index.html")
        return HTMLResponse(page.render(say=say, lines=lines, languages=LANGUAGES), headers=_PAGE)

    async def _sources(self, request: Request) -> Response:
        """Show readers how the sources are; what servers said of failures is not for them."""
        say = self._words(request)
        lines = [
            SourceLine(
                each.label,
                each.status.state,
                each.status.is_trouble,
                self._moment(each.source.last_article_at),
                " · ".join(_span(each.source.health.lag(n), say.language) for n in (0.5, 0.95)),
            )
            for each in await self._source_reports()
            if each.status.state is not HealthState.OFF
        ]
        page = self._pages.get_template("sources.html")
        body = page.render(say=say, lines=lines, languages=LANGUAGES)
        return HTMLResponse(body, headers=_PAGE)

    def _moment(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}" if moment else "–"

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
        page = self._pages.get_template("error.html")
        body = page.render(say=self._words(request), key=key)
        return HTMLResponse(body, status, headers={**_PAGE, **(headers or {})})

    def _words(self, request: Request) -> Translator:
        """Choose the reader's language: `?lang=`, else the browser's first that is one of ours."""
        asked = request.query_params.get("lang")
        accepted = request.headers.get("accept-language", "") if asked is None else asked
        for tag in accepted.split(","):
            language = choose_language(tag.partition(";")[0].strip(), "")
            if language:
                return translator(language)
        return translator(self._language)


def _span(span: timedelta | None, language: str) -> str:
    if span is None:
        return "–"
    return format_timedelta(span, format="short", locale=language.replace("-", "_"))


def _feed_format(request: Request) -> FeedFormat:
    try:
        return FeedFormat(request.path_params["format"])
    except ValueError:
        raise HTTPException(404) from None
