"""Connections to servers: opened, used for one request at a time, kept for the next.

There is no pool of httpx's here: that looks through all of its connections and requests for each
request (docs/decisions/0006-connections-of-our-own.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, partial
from itertools import chain
from types import TracebackType

import httpcore
import httpx

from notifier.core.errors import FetchError
from notifier.sources.http.decompression import Body
from notifier.sources.http.http1 import Http1
from notifier.sources.http.http2 import Http2
from notifier.sources.http.ssrf_guard import Dialler
from notifier.sources.http.wire import Headers, Http, Sending, Wire

_AROUND = 200_000
"""Bytes that a server may send besides a body: headers, what comes before them, and pings."""
_AROUND_A_PIECE = 64
_MANY_PIECES = 10_000
"""A body of so many pieces, and of another for each thousand bytes that it may have, is no body:
each costs time, and a network that cuts as small as any needs fewer."""
_BREATH = 50
"""After so many pieces others have their turn."""
_KEPT_FOR = 90.0
"""Seconds that an idle connection is kept: longer than the usual interval of a source."""
_MOST_KEPT = 512
_MANY_REQUESTS = 4096
_SWEPT_EVERY = 5.0
_LONGEST_REASON = 200

_Server = tuple[bytes, bytes, int]
"""Scheme, host and port."""


class Answer:
    """A server's answer, of which the headers have been read.

    `fields` are the headers with names in small letters; those that came several times are joined
    by commas, apart from `set_cookie`.
    """

    def __init__(
        self, status: int, headers: Headers, http: Http, host: str, keep: Callable[[], None]
    ) -> None:
        self.status = status
        self.fields: dict[str, str] = {}
        self.set_cookie: list[str] = []
        self._is_read = False
        self._http = http
        self._host = host
        self._keep = keep
        for raw_name, raw in headers:
            name, value = raw_name.decode("latin-1"), raw.decode("latin-1")
            if name == "set-cookie":
                self.set_cookie.append(value)
            else:
                known = self.fields.get(name)
                self.fields[name] = value if known is None else f"{known}, {value}"

    async def read(self, max_bytes: int) -> bytes:
        """Read the body, at most so many bytes of it; raises FetchError."""
        body = Body(self.fields.get("content-encoding", ""), max_bytes, self._host)
        body.announce(self.fields.get("content-length"))
        self._http.wire.room = _AROUND
        with _Told(self._host):
            pieces, most = 0, _MANY_PIECES + max_bytes // 1000
            while (piece := await self._http.piece()) is not None:
                body.add(piece)
                self._http.wire.room += 2 * len(piece) + _AROUND_A_PIECE
                pieces += 1
                if pieces > most:
                    raise FetchError(f"{self._host} sends its answer in crumbs")
                if pieces % _BREATH == 0:
                    await asyncio.sleep(0)
        self._is_read = True
        return body.whole()

    async def finish(self) -> None:
        """Get to the end of an answer that has no body, so that its connection can be kept."""
        if self.status == httpx.codes.NOT_MODIFIED or self.fields.get("content-length") == "0":
            with _Told(self._host):
                self._is_read = await self._http.piece() is None

    async def release(self) -> None:
        """Keep the connection for the next request, or hang up if there is more to come on it."""
        is_kept = False
        try:
            with _Told(self._host):
                is_kept = self._is_read and await self._http.renew()
        finally:
            if is_kept:
                self._keep()
            else:
                self._http.wire.abort()


class Connections:
    """Sends requests, on connections that are kept for the next one to the same server.

    How many there are at once is for those who send to say. `within` is how many seconds it may
    take to connect.
    """

    def __init__(self, dialler: Dialler, within: float) -> None:
        self._dialler = dialler
        self._within = within
        self._kept: dict[_Server, list[tuple[Http, float]]] = {}
        self._number = 0
        self._swept_at = 0.0
        self._is_closed = False
        self._sending = lru_cache(_MANY_REQUESTS)(_sending)

    def close(self) -> None:
        """Hang up on every connection that is kept, and keep no more."""
        self._is_closed = True
        for http, _until in chain.from_iterable(self._kept.values()):
            http.wire.abort()
        self._kept.clear()

    async def ask(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """Send a request and return its answer, which is to be released; raises FetchError."""
        # The same sources are polled again and again, and it takes its time to write a request.
        sending = self._sending(method, url, tuple(headers.items()), body)
        server = _server(url)
        # What is no GET may do something, which it must not do twice.
        kept = self._take(server) if sending.method == b"GET" else None
        if kept is not None:
            # The server may be hanging up on it just now.
            with suppress(FetchError):
                return await self._answered(kept, sending, server, url.host)
        return await self._answered(await self._connect(server), sending, server, url.host)

    async def _answered(self, http: Http, sending: Sending, server: _Server, host: str) -> Answer:
        http.wire.room = _AROUND
        try:
            with _Told(host):
                status, headers = await http.ask(sending)
        except BaseException:
            http.wire.abort()
            raise
        return Answer(status, headers, http, host, partial(self._keep, http, server))

    async def _connect(self, server: _Server) -> Http:
        scheme, host, port = server
        wire = Wire(
            *await self._dialler.dial(
                host.decode("ascii"), port, tls=scheme == b"https", within=self._within
            )
        )
        if wire.speaks_http2:
            return Http2(wire, httpcore.Origin(scheme, host, port))
        return Http1(wire)

    def _take(self, server: _Server) -> Http | None:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(server, [])
        while kept:
            http, until = kept.pop()
            self._number -= 1
            if until > now and http.wire.is_quiet:
                return http
            http.wire.abort()
        return None

    def _keep(self, http: Http, server: _Server) -> None:
        now = asyncio.get_running_loop().time()
        if now > self._swept_at + _SWEPT_EVERY:
            self._sweep(now)
        if self._is_closed or self._number >= _MOST_KEPT:
            http.wire.abort()
            return
        self._kept.setdefault(server, []).append((http, now + _KEPT_FOR))
        self._number += 1

    def _sweep(self, now: float) -> None:
        """Hang up on those that nobody has come back to, or whose server has hung up."""
        self._swept_at = now
        left: dict[_Server, list[tuple[Http, float]]] = {}
        for server, kept in self._kept.items():
            for http, until in kept:
                if until > now and http.wire.is_quiet:
                    left.setdefault(server, []).append((http, until))
                else:
                    http.wire.abort()
        self._kept = left
        self._number = sum(map(len, left.values()))


class _Told:
    """Tells in an error of our own what goes wrong while `host` is spoken to."""

    __slots__ = ("_host",)

    def __init__(self, host: str) -> None:
        self._host = host

    def __enter__(self) -> None: ...

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        # The libraries raise many kinds at what a hostile server sends.
        if isinstance(error, Exception) and not isinstance(error, FetchError):
            reason = " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__
            raise FetchError(f"{self._host} could not be read: {reason}") from error


def _sending(
    method: str, url: httpx.URL, headers: tuple[tuple[str, str], ...], body: bytes | None
) -> Sending:
    lines = [(b"host", url.netloc)]
    lines += [(name.encode(), value.encode()) for name, value in headers]
    if body is not None:
        lines.append((b"content-length", b"%d" % len(body)))
    return Sending(method.encode(), url.raw_path, lines, body)


def _server(url: httpx.URL) -> _Server:
    default = 443 if url.scheme == "https" else 80
    return url.raw_scheme, url.raw_host, default if url.port is None else url.port
