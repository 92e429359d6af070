"""What a fleet of processes works with: sources and a Bot API for two bots, played by one server.

Every fetch and every message is kept with its time, to be judged in the end.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notifier.core.clock import system_clock
from notifier.store.engine.database import open_store
from tests.chaos.plan import Piece, Plan
from tests.chaos.verdict import Attempt, Expected
from tests.journeys.service import Place

TOKENS = ("101:fleet-token-of-the-first-bot-0000000", "102:fleet-token-of-the-second-bot-000000")
_LATENCY = 0.05


class World:
    """The sources and the Bot API."""

    def __init__(self, sources: int) -> None:
        first = Piece("始", "始", "始", frozenset())
        self.feeds: Sequence[list[Piece]] = [[first] for _ in range(sources)]
        self.fetches: defaultdict[int, list[float]] = defaultdict(list)
        self.attempts: list[Attempt] = []
        self.sent_at: Mapping[int, list[float]] = {int(each[:3]): [] for each in TOKENS}
        """When messages of each bot came."""

    async def feed(self, request: Request) -> Response:
        """Answer with what a source has published."""
        number = int(request.path_params["number"])
        self.fetches[number].append(time.time())
        items = "".join(
            f"<item><guid>{each.mark}</guid><title>{each.title}</title>"
            f"<link>https://example.org/{each.mark}</link>"
            f"<pubDate>{format_datetime(system_clock())}</pubDate>"
            f"<description>{each.body}</description></item>"
            for each in reversed(self.feeds[number])
        )
        body = f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'
        return Response(body, media_type="application/rss+xml")

    async def bot(self, request: Request) -> Response:
        """Answer the Bot API."""
        bot, method = int(request.path_params["token"][:3]), request.path_params["method"]
        me = {"id": bot, "is_bot": True, "first_name": "Fleet", "username": f"fleet_{bot}_bot"}
        if method == "getUpdates":
            await asyncio.sleep(5)
            return JSONResponse({"ok": True, "result": []})
        if method != "sendMessage":
            return JSONResponse({"ok": True, "result": me if method == "getMe" else True})
        at = time.time()
        fields = parse_qs((await request.body()).decode())
        chat, text = int(fields["chat_id"][0]), fields["text"][0]
        told = True
        try:
            await asyncio.sleep(_LATENCY)
        except asyncio.CancelledError:
            told = False
        self.sent_at[bot].append(at)
        self.attempts.append(Attempt(chat, text, at, time.time(), taken=True, told=told))
        message = {
            "message_id": len(self.attempts),
            "date": int(at),
            "chat": {"id": chat, "type": "private", "first_name": "Reader"},
            "from": me,
            "text": text,
        }
        return JSONResponse({"ok": True, "result": message})

    async def serve(self, port: int) -> None:
        """Serve until cancelled."""
        routes = [
            Route("/feed/{number:int}", self.feed),
            Route("/bot{token}/{method}", self.bot, methods=["GET", "POST"]),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            host="0.0.0.0",
            port=port,
            log_level="critical",
            lifespan="off",
        )
        await uvicorn.Server(config).serve()


def publish(world: World, pieces: list[Piece], chance: random.Random) -> None:
    """Publish the next piece in one of the sources."""
    if pieces:
        chance.choice(world.feeds).append(pieces.pop(0))


def make_place(
    folder: Path, url: str, port: int, sources: int, interval: float, *, fresh: bool = False
) -> Place:
    """Make the folder of an operator who polls these sources, and sends for both bots."""
    place = Place(folder, url, fresh=fresh, paced=True)
    place.environment |= {
        "NOTIFIER_TELEGRAM_TOKEN": ",".join(TOKENS),
        "NOTIFIER_TELEGRAM_BASE_URL": f"http://127.0.0.1:{port}/bot",
        "NOTIFIER_DELIVERY_BURST": "10000",
    }
    place.write(
        "sources.toml",
        "".join(
            f'[[source]]\nname = "s{number}"\nkind = "feed"\ninterval = "{interval:.0f}s"\n'
            f'interval_min = "{interval:.0f}s"\ninterval_max = "{interval:.0f}s"\n'
            # Each on a host of its own, so that none waits for another.
            f'url = "http://127.0.1.{number}:{port}/feed/{number}"\n'
            for number in range(sources)
        ),
    )
    return place


async def subscribe(url: str, plan: Plan) -> None:
    """Put what everyone asks for into a database that has its tables, half of them by each bot."""
    store = open_store(url)
    earlier = system_clock() - timedelta(minutes=1)
    for number, token in enumerate(TOKENS):
        asked = {chat: topics for chat, topics in plan.asked.items() if chat % 2 == number}
        bot = int(token.partition(":")[0])
        await Plan(asked, plan.pieces, {}).subscribe(store, bot, earlier)
    await store.close()


async def finish(world: World, expected: Expected) -> None:
    """Wait until everything has come, or nothing comes any more."""
    before = -1
    while len(world.attempts) != before:
        before = len(world.attempts)
        if before >= len(expected.words):
            await asyncio.sleep(3)
        else:
            await asyncio.sleep(15)


def problems(log: str) -> str:
    """Return the end of what a log says of problems."""
    lines = [line for line in log.splitlines() if '"level": "info"' not in line]
    return "\n".join(lines[-20:])[-6000:]
