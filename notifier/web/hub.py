"""Our own WebSub hub (https://www.w3.org/TR/websub/): feeds are pushed to whoever asks for that.

    POST /hub ─▶ a GET asks its callback whether it meant that ─▶ until its lease ends, each change
                                                                 of the feed is a POST there

`hub_pushes` does what is due. A stranger can have us ask any public server, once a request; so
requests a minute, followers and followers on one server are limited.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notifier.core.clock import Clock
from notifier.core.text import strip_invalid
from notifier.sources import websub_protocol
from notifier.sources.http.addresses import IPNetwork, may_be_named
from notifier.sources.websub_protocol import Mode
from notifier.store.articles import followers
from notifier.store.articles.followers import Asked
from notifier.store.engine.database import Store
from notifier.web.feeds.addresses import named
from notifier.web.feeds.publisher import Publisher
from notifier.web.request_body import read_body

_LEASE = timedelta(days=10)
"""How long a feed is pushed to who names no time."""
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=30)
_PER_MINUTE = 120
_SHARE = 4
"""On one server is at most one in so many of all followers."""
_MOST_BYTES = 8000


class Hub:
    """Takes requests of at most `most` followers; those in `allowed` networks may be private."""

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        clock: Clock,
        *,
        most: int,
        allowed: Collection[IPNetwork] = (),
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._most = most
        self._allowed = allowed
        self._minute: datetime | None = None
        self._asked = 0
        self.routes = [Route("/hub", self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        body = await read_body(request, _MOST_BYTES)
        status, why = await self._take(dict(parse_qsl(body.decode(errors="replace"))))
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        if status == 503:
            headers["Retry-After"] = "60"
        return PlainTextResponse(f"{why}\n", status, headers=headers)

    async def _take(self, form: Mapping[str, str]) -> tuple[int, str]:
        """Take a request; return the status to answer with, and why."""
        now = self._clock()
        if not self._has_time(now):
            return 503, "too many requests; try again in a minute"
        try:
            wish = read_request(form, self._publisher.catalogue.address, self._allowed)
        except ValueError as error:
            return 400, str(error)
        if not await self._publisher.is_pushed(wish.feed):
            return 404, "hub.topic is no feed of a topic or company here, and no other is pushed"
        share = max(self._most // _SHARE, 1)
        async with self._store.write() as connection:
            is_taken = await followers.ask(connection, wish, now)
            if not is_taken and wish.asked == Mode.UNSUBSCRIBE:
                return 404, "hub.callback has no such subscription"
            if not is_taken and not await followers.add(
                connection, wish, now, most=self._most, most_of_host=share
            ):
                return 503, "there is no room for more subscriptions"
        return 202, "accepted; hub.callback is asked"

    def _has_time(self, now: datetime) -> bool:
        """Return whether a request is one of the first of its minute: each writes to the store."""
        minute = now.replace(second=0, microsecond=0)
        self._asked = self._asked + 1 if minute == self._minute else 1
        self._minute = minute
        return self._asked <= _PER_MINUTE


def read_request(
    form: Mapping[str, str], address: str, allowed: Collection[IPNetwork] = ()
) -> Asked:
    """Read a form; raise ValueError, with a message for who sent it, where it cannot be taken.

    `address` is where our feeds are; of `allowed` networks private ones may be called.
    """
    mode, secret = form.get("hub.mode", "").lower(), form.get("hub.secret", "")
    if mode not in {Mode.SUBSCRIBE, Mode.UNSUBSCRIBE}:
        raise ValueError("hub.mode must be subscribe or unsubscribe")
    found = named(form.get("hub.topic", ""), address)
    if found is None:
        raise ValueError("hub.topic must be the address that a feed of ours names as its own")
    if len(secret.encode(errors="replace")) >= 200 or strip_invalid(secret) != secret:
        raise ValueError("hub.secret must be shorter than 200 bytes")
    callback = form.get("hub.callback", "")
    # An index of a database takes no longer ones, and a request no others.
    is_sound = callback.isascii() and len(callback) <= 1000 and " " not in callback
    parts = urlsplit(callback) if is_sound and websub_protocol.is_address(callback) else None
    host = (parts and parts.hostname) or ""
    if parts is None or parts.fragment or "@" in parts.netloc or len(host) > 255:
        raise ValueError("hub.callback must be a plain web address of at most 1000 characters")
    if not may_be_named(host, allowed):
        raise ValueError("hub.callback must be a public address")
    return Asked(found[0], found[1].value, callback, host, mode, secret, _lease(form))


def _lease(form: Mapping[str, str]) -> int:
    asked = form.get("hub.lease_seconds", "")
    is_number = asked.isascii() and asked.isdecimal() and asked.strip("0") != ""
    lease = timedelta(seconds=int(asked[:9])) if is_number else _LEASE
    return int(min(max(lease, _SHORTEST), _LONGEST).total_seconds())
