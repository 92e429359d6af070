"""Publishers whose habits take turns, as servers that the real fetcher asks, without a network."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from xml.etree import ElementTree as ET

import httpx
from typing_extensions import override

from tests.ingest.habits import CUT_CHARACTER, HABITS, Poll, Story, as_api, as_page, plain

TURN = timedelta(hours=8)
"""How long a habit lasts."""
WINDOW = 10
"""Articles that a list shows."""
LOGIN = "Sign in to continue reading. Forgot your password?"
_CONTENT_TYPES = {
    "feed": "application/rss+xml; charset=utf-8",
    "page": "text/html; charset=utf-8",
    "api": "application/json; charset=utf-8",
}
_PAGE = re.compile(r"/a/(-?\d+)\.html")


class _Body(httpx.AsyncByteStream):
    """A body as it comes from a network."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content


def _answer(status: int, body: bytes = b"", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=_Body(body))


@dataclass
class Publisher:
    """A publisher whose list is read."""

    name: str
    topic: str
    """What it writes about."""
    habits: Sequence[str]
    """The habit of each turn."""
    begun: datetime
    ends: datetime
    """When all its habits end."""
    zone: tzinfo = UTC
    """Of its dates, which it calls GMT."""
    kind: str = "feed"
    """What it writes its list as: feed, page or api."""
    history: list[Story] = field(default_factory=list)
    """All that it has published, the oldest first."""
    polls: int = 0
    refused_in: int = -1
    """The turn in which it last said that it wants to rest."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://{self.name}.example"

    def turn(self, now: datetime) -> int:
        """Return which turn it is, from 0."""
        return (now - self.begun) // TURN

    def habit(self, now: datetime) -> str:
        """Return the habit of the turn."""
        return self.habits[self.turn(now) % len(self.habits)] if now < self.ends else "plain"

    def publish(self, number: int, now: datetime) -> Story:
        """Bring out an article."""
        self.history.append(Story(number, now.astimezone(UTC), self.topic))
        return self.history[-1]

    def answer(self, request: httpx.Request, now: datetime) -> httpx.Response:
        """Answer as the habit of the turn has it."""
        habit = self.habit(now)
        if page := _PAGE.search(request.url.path):
            return self._article(page[1], habit)
        if request.url.path not in {"/rss", "/moved"}:
            return _answer(404)
        if habit == "moved" and request.url.path == "/rss":
            return _answer(302, location="/moved")
        self.polls += 1
        if habit == "down":
            return _answer(500)
        if habit == "wants a day of rest" and self.refused_in != self.turn(now):
            self.refused_in = self.turn(now)
            return _answer(503, retry_after="86400")
        if habit == "too many requests" and self.polls % 4 == 0:
            return _answer(429, retry_after="99999999")
        if habit == "says 304" and "if-none-match" in request.headers:
            return _answer(304)
        return self._list(habit, now)

    def _list(self, habit: str, now: datetime) -> httpx.Response:
        since = (now - self.begun) % TURN
        poll = Poll(now, since, self.polls, self.url, self.zone)
        written = self._written(habit, poll).encode()
        body = written.replace(CUT_CHARACTER.encode(), CUT_CHARACTER.encode()[:2])
        headers = {"content_type": _CONTENT_TYPES[self.kind]}
        if habit == "says 304":
            headers["etag"] = '"always"'
        if habit == "fresh for hours":
            headers["cache_control"] = "max-age=36000"
        return _answer(200, body, **headers)

    def _written(self, habit: str, poll: Poll) -> str:
        stories = self.history[::-1][:WINDOW]
        if self.kind == "feed" or habit == "a page to log in":
            return HABITS[habit](stories, poll)
        render = plain if habit in {"cut", "nulls in the list"} else HABITS[habit]
        items = [
            {part.tag: part.text or "" for part in each}
            for each in ET.fromstring(render(stories, poll)).iter("item")
        ]
        write = as_page if self.kind == "page" else as_api
        written = write(items, with_nulls=habit == "nulls in the list")
        return written[:-150] if habit == "cut" and poll.count % 3 == 0 else written

    def _article(self, number: str, habit: str) -> httpx.Response:
        text = f"第{number}号全文：双方将在三年内完成建设，总投资约{number}亿元，首期明年投产。"
        shown = LOGIN if habit == "articles to log in for" else text * 3
        body = f"<html><body><article><p>{shown}</p></article></body></html>"
        return _answer(200, body.encode(), content_type="text/html; charset=utf-8")
