"""Connections to servers: opened, used for one request at a time, kept for the next.

They are httpcore's, HTTP/1.1 or HTTP/2 as the server likes, but its pool is not: that looks through
all of its connections and requests for each request (docs/decisions/0006-own-connection-pool.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

import httpcore
import httpx
from typing_extensions import override

from notifier.errors import FetchError
from notifier.sources.body import Body
from notifier.sources.guard import Dialler

_MAX_HEAD = 200_000
"""Bytes until the headers are read; httpcore itself gives up at 100 KB for one answer."""
_MAX_PIECES = 20_000
"""A body that comes in more pieces than this costs more than it can be worth."""
_BREATH = 50
"""After so many pieces others have their turn."""
_KEPT_FOR = 90.0
"""Seconds that an idle connection is kept: longer than the usual interval of a source."""
_MOST_KEPT = 256
_SWEPT_EVERY = 5.0
_LONGEST_REASON = 200

_Server = tuple[bytes, bytes, int | None]
"""Scheme, host and port."""


class Stream(httpcore.AsyncNetworkStream):
    """What httpcore reads from and writes to. Time is for the caller to limit."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.room = 0
        """How many bytes may still be read."""

    @property
    def speaks_http2(self) -> bool:
        """Whether that was agreed on when the connection was made."""
        tls = self._writer.get_extra_info("ssl_object")
        return tls is not None and tls.selected_alpn_protocol() == "h2"

    @property
    def is_quiet(self) -> bool:
        """Whether the server has neither sent anything that is not read yet, nor hung up."""
        # The reader has no public way to say what it holds.
        return not (self._reader.at_eof() or self._reader._buffer or self._writer.is_closing())  # type: ignore[attr-defined]  # noqa: SLF001

    def abort(self) -> None:
        """Hang up at once."""
        self._writer.transport.abort()

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            data = await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(_reason(error)) from error
        self.room -= len(data)
        if self.room < 0:
            raise httpcore.ReadError("it sends more than an answer needs")
        return data

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore.WriteError(_reason(error)) from error

    @override
    async def aclose(self) -> None:
        self.abort()

    @override
    def get_extra_info(self, info: str) -> Any:
        return not self.is_quiet if info == "is_readable" else self._writer.get_extra_info(info)


class Answer:
    """A server's answer, of which the headers have been read.

    `fields` are the headers with names in small letters; those that came several times are joined
    by commas, apart from `set_cookie`.
    """

    def __init__(self, response: httpcore.Response, host: str, stream: Stream) -> None:
        self.status = response.status
        self.fields, self.set_cookie = _fields(response.headers)
        self.is_read = False
        self._response = response
        self._host = host
        self._stream = stream

    async def read(self, max_bytes: int) -> bytes:
        """Read the body, at most so many bytes of it; raises FetchError."""
        body = Body(self.fields.get("content-encoding", ""), max_bytes, self._host)
        body.announce(self.fields.get("content-length"))
        self._stream.room = 2 * max_bytes + _MAX_HEAD
        with _told(self._host):
            pieces = 0
            async for piece in self._pieces():
                body.add(piece)
                pieces += 1
                if pieces > _MAX_PIECES:
                    raise FetchError(f"{self._host} sends its answer in crumbs")
                if pieces % _BREATH == 0:
                    await asyncio.sleep(0)
        self.is_read = True
        return body.whole()

    async def finish(self) -> None:
        """Get to the end of an answer that has no body, so that its connection can be kept."""
        if self.status != httpx.codes.NOT_MODIFIED and self.fields.get("content-length") != "0":
            return
        with _told(self._host):
            async for _ in self._pieces():
                return
        self.is_read = True

    async def close(self) -> None:
        """Say that no more of it is wanted."""
        with _told(self._host):
            await self._response.aclose()

    def _pieces(self) -> AsyncIterable[bytes]:
        assert isinstance(self._response.stream, AsyncIterable)
        return self._response.stream


@dataclass(slots=True)
class _Connection:
    stream: Stream
    http: httpcore.AsyncConnectionInterface
    kept_until: float = 0.0

    def is_usable(self, now: float) -> bool:
        return self.kept_until > now and self.stream.is_quiet


class Connections:
    """Sends requests, on connections that are kept for the next one to the same server.

    How many there are at once is for those who send to say. `within` is how many seconds it may
    take to connect.
    """

    def __init__(self, dialler: Dialler, within: float) -> None:
        self._dialler = dialler
        self._within = within
        self._kept: dict[_Server, list[_Connection]] = {}
        self._number = 0
        self._swept_at = 0.0
        self._is_closed = False

    def close(self) -> None:
        """Hang up on every connection that is kept, and keep no more."""
        self._is_closed = True
        for connection in chain.from_iterable(self._kept.values()):
            connection.stream.abort()
        self._kept.clear()

    @asynccontextmanager
    async def answer(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes | None
    ) -> AsyncIterator[Answer]:
        """Send a request and hold its answer; raises FetchError."""
        request = _request(method, url, headers, body)
        connection, response = await self._sent(request, url.host)
        answer = Answer(response, url.host, connection.stream)
        is_kept = False
        try:
            yield answer
        finally:
            try:
                await answer.close()
                is_kept = answer.is_read and connection.http.is_idle()
            finally:
                if is_kept:
                    self._keep(connection, _server(request.url))
                else:
                    connection.stream.abort()

    async def _sent(
        self, request: httpcore.Request, host: str
    ) -> tuple[_Connection, httpcore.Response]:
        # What is no GET may do something, which it must not do twice.
        kept = self._take(_server(request.url)) if request.method == b"GET" else None
        if kept is not None:
            # The server may be hanging up on it just now.
            with suppress(FetchError):
                return kept, await _exchanged(kept, request, host)
        fresh = await self._connect(request.url.origin)
        return fresh, await _exchanged(fresh, request, host)

    async def _connect(self, origin: httpcore.Origin) -> _Connection:
        stream = Stream(
            *await self._dialler.dial(
                origin.host.decode("ascii"),
                origin.port,
                tls=origin.scheme == b"https",
                within=self._within,
            )
        )
        if stream.speaks_http2:
            return _Connection(stream, httpcore.AsyncHTTP2Connection(origin, stream))
        return _Connection(stream, httpcore.AsyncHTTP11Connection(origin, stream))

    def _take(self, server: _Server) -> _Connection | None:
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(server, [])
        while kept:
            connection = kept.pop()
            self._number -= 1
            if connection.is_usable(now):
                return connection
            connection.stream.abort()
        return None

    def _keep(self, connection: _Connection, server: _Server) -> None:
        now = asyncio.get_running_loop().time()
        if now > self._swept_at + _SWEPT_EVERY:
            self._sweep(now)
        if self._is_closed or self._number >= _MOST_KEPT:
            connection.stream.abort()
            return
        connection.kept_until = now + _KEPT_FOR
        self._kept.setdefault(server, []).append(connection)
        self._number += 1

    def _sweep(self, now: float) -> None:
        """Hang up on those that nobody has come back to, or whose server has."""
        self._swept_at = now
        left: dict[_Server, list[_Connection]] = {}
        for server, kept in self._kept.items():
            for connection in kept:
                if connection.is_usable(now):
                    left.setdefault(server, []).append(connection)
                else:
                    connection.stream.abort()
        self._kept = left
        self._number = sum(map(len, left.values()))


async def _exchanged(
    connection: _Connection, request: httpcore.Request, host: str
) -> httpcore.Response:
    """Send a request and return when the headers of its answer are here."""
    connection.stream.room = _MAX_HEAD
    try:
        with _told(host):
            return await connection.http.handle_async_request(request)
    except BaseException:
        connection.stream.abort()
        raise


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Tell in an error of our own what goes wrong while a server is spoken to."""
    try:
        yield
    except FetchError:
        raise
    except Exception as error:  # the libraries raise many kinds at what a hostile server sends
        raise FetchError(f"{host} could not be read: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:_LONGEST_REASON] or type(error).__name__


def _server(url: httpcore.URL) -> _Server:
    return url.scheme, url.host, url.port


def _request(
    method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes | None
) -> httpcore.Request:
    target = httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    fields = [(b"host", url.netloc)]
    fields += [(name.encode(), value.encode()) for name, value in headers.items()]
    if body is not None:
        fields.append((b"content-length", b"%d" % len(body)))
    return httpcore.Request(method, target, headers=fields, content=body)


def _fields(headers: Sequence[tuple[bytes, bytes]]) -> tuple[dict[str, str], list[str]]:
    fields: dict[str, str] = {}
    cookies = []
    for raw_name, raw in headers:
        name, value = raw_name.decode("latin-1").lower(), raw.decode("latin-1")
        if name == "set-cookie":
            cookies.append(value)
        else:
            fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields, cookies
