"""The routes of pages: how a browser is answered, in which language, and with which headers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from notifier.core.i18n import Translator, accepted_language, choose_language, translator
from notifier.core.numbers import read_number
from notifier.core.text import strip_invalid
from notifier.web.feeds.addresses import page_path
from notifier.web.feeds.answers import moved
from notifier.web.operators import Operators
from notifier.web.pages import sitemap
from notifier.web.pages.assets import ASSETS, asset
from notifier.web.pages.feed_page import feed_page
from notifier.web.pages.lists import KINDS, list_page, start_page
from notifier.web.pages.operator_page import operator_page, service_report
from notifier.web.pages.page_maker import PageMaker
from notifier.web.pages.qr_code import qr_code
from notifier.web.pages.search_page import search_page
from notifier.web.pages.sources_page import Reports, sources_page
from notifier.web.pages.story_page import story_page

_COOKIE = "language"
_SECURE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
PAGE = {"Vary": "Accept-Language, Cookie", **_SECURE}
"""Headers of every page."""
LASTING = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
"""Headers of what changes with a version of the service at most."""
_LAST_PAGE = 999_999


class PageRoutes:
    """Answers with pages, in `language` to readers whose own is none of ours.

    `sources` says how the sources are; without `operators` nobody sees how the service is.
    """

    def __init__(
        self, maker: PageMaker, language: str, sources: Reports, operators: Operators | None
    ) -> None:
        self._operators = operators
        self._maker = maker
        self._language = language
        self._sources = sources

    @property
    def routes(self) -> list[Route]:
        """Return the routes of all pages and of what they are shown with."""
        pages: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/": self.start,
            "/sources": self._all_sources,
            **{f"/{kind}": partial(self._list, kind) for kind in KINDS},
            **{
                f"/{kind}/{{name:path}}": partial(self._feed, kind)
                for kind in (*KINDS, "sources", "categories")
            },
            "/stories/{number}": self._story,
            "/qr/{kind}/{name:path}.svg": self._qr,
            "/sitemap.xml": self._sitemap,
            "/sitemap-{number}.xml": self._sitemap,
            "/robots.txt": self._robots,
            **{f"/{name}": partial(self._asset, name) for name in ASSETS},
            "/favicon.ico": partial(self._asset, "icon.png"),
        }
        if self._operators is not None:
            pages["/status"] = partial(self._status, self._operators)
        packed = [Middleware(GZipMiddleware, minimum_size=1000)]
        return [Route(path, page, middleware=packed) for path, page in pages.items()]

    def words(self, request: Request) -> Translator:
        """Choose the reader's language: `?lang=`, else the last so chosen, else the browser's."""
        chosen = _asked(request) or choose_language(request.cookies.get(_COOKIE), "")
        accepted = request.headers.get("accept-language", "")
        return translator(chosen or accepted_language(accepted, self._language))

    def error(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Answer with a page that says what is wrong."""
        key = "404" if status in {404, 405} else "500"
        body = self._maker.render("error.html", self.words(request), key=key)
        return HTMLResponse(body, status, headers={**PAGE, **(headers or {})})

    def _answer(self, request: Request, body: str | None) -> Response:
        """Answer with a page, and remember the language that it was asked for in."""
        if body is None:
            raise HTTPException(404)
        answer = HTMLResponse(body, headers=PAGE)
        chosen = _asked(request)
        if chosen:
            path = self._maker.prefix or "/"
            answer.set_cookie(_COOKIE, chosen, 31_536_000, path=path, httponly=True, samesite="lax")
        return answer

    async def start(self, request: Request) -> Response:
        """Answer with the start page, or with what is found for `?q=`."""
        say, wanted = self.words(request), strip_invalid(request.query_params.get("q", ""))
        if wanted.strip():
            return self._answer(request, await search_page(self._maker, say, wanted))
        return self._answer(request, await start_page(self._maker, say))

    async def _list(self, kind: str, request: Request) -> Response:
        page = read_number(request.query_params.get("page", ""), least=1, most=_LAST_PAGE) or 1
        body = await list_page(self._maker, self.words(request), kind, page)
        return self._answer(request, body)

    async def _feed(self, kind: str, request: Request) -> Response:
        """Answer with the page of a feed, which is named as the feed is."""
        name = f"{kind}/{request.path_params['name']}"
        body = await feed_page(self._maker, self.words(request), name, self._sources)
        known = self._maker.publisher.catalogue.canonical(name) if body is None else None
        if known is not None and known != name:
            return moved(request, f"{self._maker.prefix}{page_path(known)}")
        return self._answer(request, body)

    async def _story(self, request: Request) -> Response:
        number = read_number(request.path_params["number"], least=1)
        body = number and await story_page(self._maker, self.words(request), number)
        return self._answer(request, body or None)

    async def _all_sources(self, request: Request) -> Response:
        reports = await self._sources()
        return self._answer(request, sources_page(self._maker, self.words(request), reports))

    async def _status(self, operators: Operators, request: Request) -> Response:
        """Show operators, and nobody else, how the service is."""
        answer = operators.refusal(request)
        if answer is None:
            report = await service_report(self._maker.store, operators.status)
            answer = HTMLResponse(operator_page(self._maker, self.words(request), report))
        answer.headers.update({**PAGE, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"})
        return answer

    async def _qr(self, request: Request) -> Response:
        name = f"{request.path_params['kind']}/{request.path_params['name']}"
        code = await asyncio.to_thread(qr_code, self._maker.publisher.catalogue.url(name))
        if code is None:
            raise HTTPException(404)
        return Response(code, media_type="image/svg+xml", headers={**_SECURE, **LASTING})

    async def _sitemap(self, request: Request) -> Response:
        number = request.path_params.get("number")
        part = None if number is None else read_number(number, most=_LAST_PAGE) or 0
        body = await sitemap.sitemap(self._maker, part)
        if body is None:
            raise HTTPException(404)
        return Response(body, media_type="application/xml", headers=LASTING)

    async def _robots(self, _request: Request) -> Response:
        return PlainTextResponse(sitemap.robots(self._maker), headers=LASTING)

    async def _asset(self, name: str, _request: Request) -> Response:
        body = await asyncio.to_thread(asset, name)
        return Response(body, media_type=ASSETS[name], headers=LASTING)


def _asked(request: Request) -> str:
    """Return the language that an address asks for; empty where it is none of ours."""
    return choose_language(request.query_params.get("lang"), "")
