"""The page of the Mini App, its files and its words."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.web.app.address import PATH
from notifier.web.pages.page_maker import templates
from notifier.web.request_body import read_body

_TYPES = {"js": "text/javascript", "css": "text/css", "json": "application/json"}
_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = {
    **_HEADERS,
    # Telegram's clients in a browser show the page in a frame.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' https://telegram.org/js/telegram-web-app.js; "
        "style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors https://web.telegram.org https://*.telegram.org"
    ),
}
_LASTING = {**_HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
_SPOKEN = (
    *("app-", "cadence-", "market-", "settings-button-", "zone-", "mute-0", "mute-1d", "mute-7d"),
    *("card-muted", "card-saved", "card-unmuted", "index-securities", "index-topics"),
    *("keyword-quoted", "preview-noisy", "preview-nothing", "preview-sampled-nothing"),
    "watch-done",
    *("button-feed-new", "button-feed-off", "button-undo", "button-watch", "feed-explained"),
)
"""How the keys begin of what the files say."""
_VALUES = ("average", "count", "days", "name", "text", "until", "what")
_LONGEST = 500
"""So many bytes of an address become a picture."""


def app_routes(language: str, address: str) -> Sequence[BaseRoute]:
    """Return the app's routes; the page begins in a language, until it knows the reader's.

    `address` is that at which readers reach the web server; of what is below it, and of nothing
    else, pictures are made.
    """
    app = _App(language, address)
    packed = [Middleware(GZipMiddleware, minimum_size=500)]
    return [
        Route(PATH, app.show_page),
        Route(f"{PATH}/qr", app.draw_code, methods=["POST"]),
        Mount(f"{PATH}/{{version}}", routes=[Route("/{name}", app.send_file)], middleware=packed),
    ]


@dataclass(frozen=True, slots=True)
class _Made:
    """What is served: the page, and the files of one version."""

    page: str
    files: Mapping[str, bytes]
    version: str


class _App:
    """Serves the app; its texts are put together when they are first asked for."""

    def __init__(self, language: str, address: str) -> None:
        self._language = language
        self._feeds = f"{address}/feeds/"
        self._making = asyncio.Lock()
        self._made: _Made | None = None

    async def show_page(self, _request: Request) -> Response:
        """Send the page."""
        return HTMLResponse((await self._served()).page, headers=_PAGE)

    async def send_file(self, request: Request) -> Response:
        """Send a file; a page of an earlier version gets what there is now, and keeps it not."""
        served, name = await self._served(), request.path_params["name"]
        if name not in served.files:
            raise HTTPException(404)
        is_same = request.path_params["version"] == served.version
        media_type = _TYPES[name.rpartition(".")[2]]
        headers = _LASTING if is_same else _HEADERS
        return Response(served.files[name], media_type=media_type, headers=headers)

    async def draw_code(self, request: Request) -> Response:
        """Draw a feed's address for a camera; it is sent, as what is asked for may be logged."""
        wanted = (await read_body(request, _LONGEST)).decode(errors="replace")
        if not wanted.startswith(self._feeds):
            raise HTTPException(404)
        code = await asyncio.to_thread(_code, wanted)
        return Response(code, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})

    async def _served(self) -> _Made:
        async with self._making:
            if self._made is None:
                self._made = await asyncio.to_thread(_make, self._language)
        return self._made


def _make(language: str) -> _Made:
    files = _files()
    version = hashlib.sha256(b"".join(files.values())).hexdigest()[:16]
    page = templates().get_template("app.html").render(say=translator(language), version=version)
    return _Made(page, files, version)


def _files() -> dict[str, bytes]:
    """Read all files, and make those that hold the words of each language."""
    folder = resources.files("notifier.web.app").joinpath("files")
    found = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    words = {f"words.{each}.json": _words(translator(each)) for each in LANGUAGES}
    return dict(sorted({**found, **words}.items()))


def _words(say: Translator) -> bytes:
    """Return what the page says, with `{name}` where a value is to stand."""
    blanks = {name: f"{{{name}}}" for name in _VALUES}
    spoken = {key: say(key, **blanks) for key in say.keys if key.startswith(_SPOKEN)}
    return json.dumps(spoken, ensure_ascii=False).encode()


def _code(text: str) -> bytes:
    import segno  # noqa: PLC0415 - only where a feed is looked at

    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="svg", scale=4, border=2)
    return drawn.getvalue()
