"""What the web server answers: pages, feeds, and what other parts have it answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from notifier.core.errors import StoreError
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.log import get_logger
from notifier.store.chats import keys, subscriptions
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.web.feeds import opml
from notifier.web.feeds.addresses import FeedFormat, path
from notifier.web.feeds.answers import PRIVATE, PUBLIC, asked_page, feed_answer, moved, preflight
from notifier.web.feeds.catalogue import LIVE, STORED
from notifier.web.feeds.publisher import Publisher
from notifier.web.operators import Operators
from notifier.web.page_routes import LASTING, PageRoutes
from notifier.web.pages.lists import start_page
from notifier.web.pages.page_maker import PageMaker, load_templates
from notifier.web.pages.sources_page import Reports, no_reports
from notifier.web.server import application

log = get_logger(__name__)

_SHARED = ("GET", "OPTIONS")
"""How public feeds may be asked for, scripts of other sites among who asks."""


class Site:
    """Answers requests; `app` is the ASGI application, which has `routes` besides its own.

    `prefix` is the path of the public address, where that has one: what is asked for is found with
    and without it, as some reverse proxies take it off. The routes of `monitoring` are not found
    with it, so that a proxy that keeps readers from `/metrics` need not know another name of that.
    `sources` says how the sources are, `bot_name` what the bot is called in Telegram;
    `operators` lets in who may see how the service is.
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
        bot_name: Callable[[], str] = str,
        operators: Operators | None = None,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._language = language
        self._maker = PageMaker(store, publisher, zone, publisher.clock, prefix, bot_name)
        self._pages = PageRoutes(self._maker, language, sources, operators)
        # Feeds first: they are what most ask for, and routes are tried one by one.
        served = [
            Route("/feeds.opml", self._topics_opml),
            Route("/feeds/style.{language}.xml", self._style),
            Route("/feeds/private/{token}.{format}", self._private_feed),
            # Queries and the words of categories may have a slash.
            Route("/feeds/{kind}/{name:path}.{format}", self._feed, methods=_SHARED),
            *self._pages.routes,
            *routes,
        ]
        below, same = unquote(prefix), Router(served, redirect_slashes=False)
        prefixed = [Route(below, self._pages.start), Mount(below, same)] if prefix else []
        self.app = application(
            routes=[*served, *monitoring, *prefixed],
            exception_handlers={
                HTTPException: self._http_error,
                StoreError: self._failed,
                Exception: self._failed,
            },
        )

    async def warm(self) -> None:
        """Make what the first readers would wait for: templates, messages, the index of names.

        Messages are those of the service's own language: each takes memory for what it knows of
        dates, and Traditional characters for their phrases. The pages themselves are made anew:
        news may come meanwhile.
        """
        await asyncio.to_thread(load_templates)
        await asyncio.to_thread(self._publisher.rules.directory.search, "a")
        await start_page(self._maker, translator(self._language))
        self._maker.forget()

    async def _feed(self, request: Request) -> Response:
        kind = request.path_params.get("kind", "queries")
        if kind not in STORED | LIVE:
            # Scripts of other sites may not ask for a private feed, whose own route has no OPTIONS.
            raise HTTPException(404)
        if request.method == "OPTIONS":
            return preflight()
        feed_format = _feed_format(request)
        name = f"{kind}/{request.path_params['name']}"
        rendered = await self._publisher.get(name, feed_format, asked_page(request))
        if rendered is not None:
            return await feed_answer(request, rendered, is_public=True)
        known = self._publisher.catalogue.canonical(name)
        if known is None or known == name:
            raise HTTPException(404)
        return moved(request, f"{self._maker.prefix}{path(known, feed_format)}")

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
        say, rules = self._pages.words(request), self._publisher.rules
        return self._opml(say("index-title"), opml.topics(rules, say.language), PUBLIC)

    def _opml(self, title: str, feeds: Sequence[opml.Line], headers: Mapping[str, str]) -> Response:
        body = opml.opml(title, feeds, self._publisher.catalogue.address)
        return Response(body, media_type="text/x-opml; charset=utf-8", headers=headers)

    async def _style(self, request: Request) -> Response:
        """Serve what makes a page of a feed for a browser."""
        language = request.path_params["language"]
        if language not in LANGUAGES:
            raise HTTPException(404)
        body = self._maker.render("feeds/style.xml", translator(language))
        return Response(body, media_type="text/xsl", headers=LASTING)

    async def _http_error(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return self._pages.error(request, error.status_code, error.headers)

    async def _failed(self, request: Request, error: Exception) -> Response:
        # Not the path itself: that of a private feed is a secret.
        route = getattr(request.scope.get("route"), "path", "?")
        log.error("request_failed", path=route, problem=str(error))
        return self._pages.error(request, 503 if isinstance(error, StoreError) else 500)


def _feed_format(request: Request) -> FeedFormat:
    try:
        return FeedFormat(request.path_params["format"])
    except ValueError:
        raise HTTPException(404) from None
