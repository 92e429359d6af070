"""A source and a Bot API for `benchmarks.way`, in one process and so on one clock.

GET  /feed.xml        a feed; each answer holds what was ordered since the last one
POST /order           articles (a JSON list of texts) for the next answers, `each` in an answer
GET  /seen            for each article: when the feed with it went out, when its first message
                      came; and how many messages came in all
POST /bot…/METHOD     the Bot API: each message is answered `latency` seconds after it came
"""

from __future__ import annotations

import asyncio
import itertools
import re
import sys
import time
from collections import deque
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote_plus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.bot_stand_in import ME, MENU_BUTTON, SENT
from notifier.core.clock import system_clock

_KEPT = 30
"""Items a feed holds."""

_ANSWERS = {"getMe": ME, "getChatMenuButton": MENU_BUTTON}

_NUMBER = re.compile(r"№(\d+)№")
"""Stands in each article's title, so that its messages are known."""


class World:
    """The source and the Bot API."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._ordered = deque[list[str]]()
        self._items = deque[str](maxlen=_KEPT)
        self._numbers = itertools.count()
        self.answered: dict[int, float] = {}
        self.first: dict[int, float] = {}
        self.messages = 0

    async def feed(self, _request: Request) -> Response:
        """Answer with the next articles on top."""
        for text in self._ordered.popleft() if self._ordered else ():
            number = next(self._numbers)
            now = format_datetime(system_clock())
            self._items.appendleft(
                f"<item><guid>{number}</guid><title>№{number}№ {text[:24]}</title>"
                f"<link>https://wire.example/{number}</link><pubDate>{now}</pubDate>"
                f"<description>{text}</description></item>"
            )
            self.answered[number] = time.perf_counter()
        items = "".join(self._items)
        body = f'<rss version="2.0"><channel><title>wire</title>{items}</channel></rss>'
        return Response(body, media_type="application/rss+xml")

    async def order(self, request: Request) -> Response:
        """Take what the next answers are to hold."""
        ordered: dict[str, Any] = await request.json()
        texts, each = ordered["texts"], ordered["each"]
        self._items = deque(self._items, maxlen=max(_KEPT, each))
        self._ordered.extend(texts[at : at + each] for at in range(0, len(texts), each))
        return Response()

    async def seen(self, _request: Request) -> Response:
        """Tell what came when."""
        return JSONResponse(
            {"answered": self.answered, "first": self.first, "messages": self.messages}
        )

    async def bot(self, request: Request) -> Response:
        """Answer the Bot API."""
        method = request.path_params["method"]
        if method == "getUpdates":
            await asyncio.sleep(20)
            return JSONResponse({"ok": True, "result": []})
        if method != "sendMessage":
            return JSONResponse({"ok": True, "result": _ANSWERS.get(method, True)})
        now = time.perf_counter()
        text = unquote_plus((await request.body()).decode())
        if found := _NUMBER.search(text):
            self.first.setdefault(int(found[1]), now)
        self.messages += 1
        await asyncio.sleep(self._latency)
        return JSONResponse({"ok": True, "result": SENT})


def app(latency: float) -> Starlette:
    """Return the application."""
    world = World(latency)
    return Starlette(
        routes=[
            Route("/feed.xml", world.feed),
            Route("/order", world.order, methods=["POST"]),
            Route("/seen", world.seen),
            Route("/bot{token}/{method}", world.bot, methods=["GET", "POST"]),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(app(float(sys.argv[2])), port=int(sys.argv[1]), log_level="warning")
