"""The only door out: requests to sources, conditional, capped, guarded and polite.

fetch         what to ask, where redirects lead, what an answer means
guard         which addresses may be dialled
connections   connections to servers, kept for the next request
pace          how many requests a host gets, and how close together
body · headers · cookies   the parts of an answer
"""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from http import HTTPStatus
from typing import Final, Self, TypeVar

import httpx

from notifier.clock import Clock
from notifier.errors import FetchError
from notifier.sources.body import ENCODINGS
from notifier.sources.connections import Answer, Connections
from notifier.sources.cookies import Jar
from notifier.sources.guard import Dialler, IPNetwork, Resolver
from notifier.sources.headers import (
    read_freshness,
    read_links,
    read_retry_after,
    read_validator,
)
from notifier.sources.pace import Pace

_MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_COOKIES_LAST: Final = 3600.0
_MANY_ADDRESSES: Final = 4096
_FOR_ONE_SERVER: Final = ("authorization", "cookie")
_OF_A_BODY: Final = ("content-type", "content-length")

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
        self._address = lru_cache(_MANY_ADDRESSES)(_web_address)

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
        jar = await self._visited(visit, request.cookies_from)
        try:
            return await self._follow(hop, jar, self._take)
        except FetchError:
            # The cookies may be what it did not like.
            visit.ends_at = 0.0
            raise

    def _first(self, request: Request) -> _Hop:
        return _Hop.first(request, self._address(request.url), self._headers)

    async def _visited(self, visit: _Visit, url: str) -> Jar:
        """Return the cookies of an address, and ask it for them if that is an hour ago."""
        async with visit.turn:
            now = asyncio.get_running_loop().time()
            if now >= visit.ends_at:
                visit.jar = Jar()
                hop = self._first(Request(url))
                await self._follow(hop, visit.jar, _look_in)
                visit.ends_at = now + _COOKIES_LAST
        return visit.jar

    async def _follow(
        self, hop: _Hop, jar: Jar, take: Callable[[_Hop, Answer], Awaitable[_Taken]]
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
                if not isinstance(taken, _Hop):
                    return taken
                hop = taken
        except TimeoutError as error:
            raise FetchError(f"{hop.host} did not answer within {self._timeout:g} s") from error
        raise FetchError(f"{hop.host} redirects more than {_MAX_REDIRECTS} times")

    async def _one(
        self, hop: _Hop, jar: Jar, take: Callable[[_Hop, Answer], Awaitable[_Taken]]
    ) -> _Taken | _Hop:
        """Take the answer, or say where it leads on to."""
        answer = await self._connections.ask(hop.method, hop.url, hop.sent_with(jar), hop.body)
        try:
            jar.take(hop.url, answer.set_cookie)
            onward = hop.onward(answer)
            if onward is None:
                return await take(hop, answer)
            await answer.finish()
            return onward
        finally:
            await answer.release()

    async def _take(self, hop: _Hop, answer: Answer) -> Fetched | NotModified:
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
    """The cookies that an address gave, and when (by the event loop's clock) it is asked again."""

    jar: Jar = field(default_factory=Jar)
    ends_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


async def _look_in(_hop: _Hop, _answer: Answer) -> None:
    """Take nothing of an answer but its cookies, whatever its status."""


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request of several: the first, or where a redirect led. Names of headers are small."""

    url: httpx.URL
    method: str
    headers: Mapping[str, str]
    body: bytes | None

    @classmethod
    def first(cls, request: Request, url: httpx.URL, usual: Mapping[str, str]) -> Self:
        """Begin with what is asked for; raises FetchError where it cannot be sent."""
        headers = dict(usual)
        if url.userinfo:
            headers["authorization"] = _basic(url)
            url = url.copy_with(userinfo=b"")
        for name, value in request.headers.items():
            headers[name.lower()] = value
        if known := read_validator(request.etag):
            headers["if-none-match"] = known
        if known := read_validator(request.last_modified):
            headers["if-modified-since"] = known
        for name, value in headers.items():
            if not (name.isascii() and name.isprintable() and value.isprintable()):
                raise FetchError(f"the header {name!r} cannot be sent as {value!r}")
        return cls(url, request.method.upper(), headers, request.body)

    @property
    def host(self) -> str:
        return self.url.host

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers

    def is_answered_by(self, status: int) -> bool:
        """Tell success: of a GET the whole content, of anything else whatever the server did."""
        return status == HTTPStatus.OK or (self.method != "GET" and 200 <= status < 300)

    def sent_with(self, jar: Jar) -> Mapping[str, str]:
        """Return the headers, with the cookies that belong there."""
        cookies = jar.header(self.url)
        if cookies is None:
            return self.headers
        own = self.headers.get("cookie")
        return {**self.headers, "cookie": f"{own}; {cookies}" if own else cookies}

    def onward(self, answer: Answer) -> _Hop | None:
        """Say where an answer leads on to, if it does; raises FetchError where nobody can go."""
        location = answer.fields.get("location")
        if answer.status not in _REDIRECTS or not location:
            return None
        # Servers write UTF-8 where only ASCII is allowed.
        written = location.encode("latin-1").decode("utf-8", "replace")
        url = _web_address(written, self.url).copy_with(userinfo=b"")
        hop = replace(self, url=url)
        if url.host != self.host or url.scheme < self.url.scheme:
            hop = hop.without(_FOR_ONE_SERVER)
        # What browsers do, whatever was asked of them.
        if answer.status == HTTPStatus.SEE_OTHER or (
            self.method == "POST"
            and answer.status in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND}
        ):
            hop = replace(hop, method="GET", body=None).without(_OF_A_BODY)
        return hop

    def without(self, names: Collection[str]) -> _Hop:
        """Leave some headers out."""
        kept = {name: value for name, value in self.headers.items() if name not in names}
        return replace(self, headers=kept)


def _web_address(text: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        url = base.join(text) if base else httpx.URL(text)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(f"the address {_shown(text)} cannot be read: {error}") from error
    if url.scheme not in {"http", "https"} or not url.raw_host:
        raise FetchError(f"{_shown(text)} is no http:// or https:// address")
    return url


def _shown(address: str) -> str:
    return repr(address[:100])


def _basic(url: httpx.URL) -> str:
    return "Basic " + b64encode(f"{url.username}:{url.password}".encode()).decode()


def _status(number: int) -> str:
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)
