"""The only door out: requests to sources, conditional, capped, guarded and polite.

fetch                      what to ask, and what an answer means
hop                        one request of several, and where its answer leads on to
pace                       how many requests a host gets, and how close together
guard                      which addresses may be dialled
connections                open connections to servers, lent to one request at a time
wire · http1 · http2       what is spoken on a connection
headers · body · cookies   the parts of an answer
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Final, TypeVar

from notifier.core.clock import Clock
from notifier.core.errors import FetchError
from notifier.sources.http.cookies import Jar
from notifier.sources.http.decompression import ENCODINGS
from notifier.sources.http.headers import (
    read_freshness,
    read_links,
    read_retry_after,
    read_validator,
)
from notifier.sources.http.pool import Answer, Connections
from notifier.sources.http.rate_limit import Pace
from notifier.sources.http.redirects import Hop, web_address
from notifier.sources.http.ssrf_guard import Dialler, IPNetwork, Resolver

_MAX_REDIRECTS: Final = 5
_OF_A_VISITOR: Final = frozenset({"user-agent", "accept-language"})
_COOKIES_LAST: Final = timedelta(hours=1)
_MANY_ADDRESSES: Final = 4096

_Taken = TypeVar("_Taken")


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for.

    `headers` are sent besides, or in place of, the usual ones; a form or JSON is a `body` with its
    content-type among them. `etag` and `last_modified` are what the last answer gave. The cookies
    that the address `cookies_from` sets are sent along: it is asked once an hour.
    """

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    etag: str | None = None
    last_modified: str | None = None
    cookies_from: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A server's answer: its body (decoded from gzip and the like) and what to ask with next.

    `fresh_for` is how many seconds the server says that the answer holds, or None where it says
    nothing; `links` are relation and whole address of each link in the header.
    """

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: float | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing has changed since the validators it was sent."""

    fresh_for: float | None = None


class Fetcher:
    """Fetches what sources name, within limits of size and time.

    `timeout` is the total for one request with its redirects, in seconds, apart from the wait for
    its turn: a host gets `per_host` requests at a time, begun `spacing` seconds after one another.
    `max_bytes` caps the decoded body. Nothing is remembered from one request to the next but open
    connections, when a host asked for rest, and the cookies of `Request.cookies_from`. HTTP/2 is
    spoken with servers that know it, unless `http2` is false. `resolve` and `tls` are the system's
    where they are left out.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        user_agent: str,
        timeout: float = 20,
        max_bytes: int = 10_000_000,
        per_host: int = 2,
        spacing: float = 0.0,
        http2: bool = True,
        allow_private: tuple[IPNetwork, ...] = (),
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.clock = clock
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._headers = {"user-agent": user_agent, "accept": "*/*", "accept-encoding": ENCODINGS}
        self._dialler = Dialler(allow_private, http2=http2, resolve=resolve, tls=tls)
        self._connections = Connections(self._dialler, within=timeout / 2)
        self._pace = Pace(per_host, spacing)
        self._visits: dict[str, _Visit] = {}
        # Sources ask for the same addresses again and again, and reading one takes its time.
        self._address = lru_cache(_MANY_ADDRESSES)(web_address)

    async def close(self) -> None:
        """Let go of every connection."""
        self._connections.close()
        self._dialler.close()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched | NotModified:
        """GET `url`, conditionally where validators are given; raises FetchError.

        `headers` are sent besides, or in place of, the usual ones.
        """
        return await self.send(
            Request(url, headers=headers or {}, etag=etag, last_modified=last_modified)
        )

    async def send(self, request: Request) -> Fetched | NotModified:
        """Ask for what `request` says; raises FetchError."""
        hop = self._first(request)
        if request.cookies_from is None:
            return await self._follow(hop, Jar(), self._take)
        visit = self._visits.setdefault(request.cookies_from, _Visit())
        jar = await self._visited(visit, request.cookies_from, request.headers)
        try:
            return await self._follow(hop, jar, self._take)
        except FetchError:
            # The cookies may be what it did not like.
            visit.ends_at = None
            raise

    def _first(self, asked: Request) -> Hop:
        headers = dict(self._headers)
        for name, value in asked.headers.items():
            headers[name.lower()] = value
        if known := read_validator(asked.etag):
            headers["if-none-match"] = known
        if known := read_validator(asked.last_modified):
            headers["if-modified-since"] = known
        return Hop.first(self._address(asked.url), asked.method, headers, asked.body)

    async def _visited(self, visit: _Visit, url: str, headers: Mapping[str, str]) -> Jar:
        """Return the cookies of an address, and ask it for them if that is an hour ago."""
        # A site may look whether it is the same visitor who comes back with them.
        looks = {name: headers[name] for name in headers if name.lower() in _OF_A_VISITOR}
        async with visit.turn:
            now = self.clock()
            if visit.ends_at is None or now >= visit.ends_at:
                visit.jar = Jar()
                first = self._first(Request(url, headers=looks))
                await self._follow(first, visit.jar, _look_in)
                visit.ends_at = now + _COOKIES_LAST
        return visit.jar

    async def _follow(
        self, hop: Hop, jar: Jar, take: Callable[[Hop, Answer], Awaitable[_Taken]]
    ) -> _Taken:
        """Go where redirects lead, and take the answer at the end; raises FetchError."""
        clock = asyncio.get_running_loop().time
        left = self._timeout
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                async with self._pace.turn(hop.host):
                    begun = clock()
                    async with asyncio.timeout(left):
                        taken = await self._one(hop, jar, take)
                    left -= clock() - begun
                if not isinstance(taken, Hop):
                    return taken
                hop = taken
        except TimeoutError as error:
            raise FetchError(f"{hop.host} did not answer within {self._timeout:g} s") from error
        raise FetchError(f"{hop.host} redirects more than {_MAX_REDIRECTS} times")

    async def _one(
        self, hop: Hop, jar: Jar, take: Callable[[Hop, Answer], Awaitable[_Taken]]
    ) -> _Taken | Hop:
        """Take the answer, or say where it leads on to."""
        answer = await self._connections.ask(hop.method, hop.url, hop.sent_with(jar), hop.body)
        try:
            jar.take(hop.url, answer.set_cookie)
            onward = hop.onward(answer.status, answer.fields.get("location"))
            if onward is None:
                return await take(hop, answer)
            await answer.finish()
            return onward
        finally:
            await answer.release()

    async def _take(self, hop: Hop, answer: Answer) -> Fetched | NotModified:
        now = self.clock()
        if answer.status == HTTPStatus.NOT_MODIFIED and hop.is_conditional:
            await answer.finish()
            return NotModified(read_freshness(answer.fields, now))
        if not hop.is_answered_by(answer.status):
            retry_after = read_retry_after(answer.fields.get("retry-after"), now)
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS and retry_after:
                self._pace.rest(hop.host, retry_after)
            raise FetchError(
                f"{hop.host} answered {_status(answer.status)}", retry_after=retry_after
            )
        return Fetched(
            url=str(hop.url),
            body=await answer.read(self._max_bytes),
            content_type=answer.fields.get("content-type", ""),
            etag=read_validator(answer.fields.get("etag")),
            last_modified=read_validator(answer.fields.get("last-modified")),
            fresh_for=read_freshness(answer.fields, now),
            links=read_links(answer.fields.get("link"), hop.url),
        )


@dataclass(slots=True)
class _Visit:
    """The cookies that an address gave, and when it is asked for them again; None for at once."""

    jar: Jar = field(default_factory=Jar)
    ends_at: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


async def _look_in(_hop: Hop, _answer: Answer) -> None:
    """Take nothing of an answer but its cookies, whatever its status."""


def _status(number: int) -> str:
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)
