"""A server that says exactly what it is told, byte by byte, and one that speaks HTTP/2.

    async with raw_server(says(b"HTTP/1.1 200 OK\\r\\n…")) as server:
        await fetcher.get(f"http://127.0.0.1:{server.port}/")

They run in the test's own event loop. When the block ends, every connection must have ended by the
client's doing: one that it forgot is an error.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Self

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded
from typing_extensions import override

CERTIFICATE = Path(__file__).parent / "loopback.pem"
"""Of news.example, evil.example and 127.0.0.1, with its key; signed by itself, for tests only."""


class RawServer:
    """What a server has seen: its port, how many connections it got, and what was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self.open = 0
        self.requests: list[bytes] = []

    async def request(self, reader: asyncio.StreamReader) -> bytes:
        """Read the head of a request."""
        head = await reader.readuntil(b"\r\n\r\n")
        self.requests.append(head)
        return head


Script = Callable[[RawServer, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_server(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Run `script` on each connection."""
    # Not asyncio's own server, which forgets a connection that never gets through its handshake.
    loop = asyncio.get_running_loop()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    seen = RawServer(listener.getsockname()[1])
    running: set[asyncio.Task[None]] = set()

    async def accept() -> None:
        while True:
            connection, _ = await loop.sock_accept(listener)
            running.add(asyncio.create_task(handle(connection)))

    async def handle(connection: socket.socket) -> None:
        seen.connections += 1
        seen.open += 1
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        with suppress(OSError, asyncio.IncompleteReadError), closing(connection):
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=tls)
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            try:
                await script(seen, reader, writer)
            finally:
                transport.abort()
                await asyncio.sleep(0)
        seen.open -= 1

    accepting = asyncio.create_task(accept())
    try:
        yield seen
        if running:
            _, forgotten = await asyncio.wait(running, timeout=10)
            assert not forgotten, "the client left a connection open"
    finally:
        accepting.cancel()
        for task in running:
            task.cancel()
        await asyncio.gather(accepting, *running, return_exceptions=True)
        listener.close()


def says(*parts: bytes, then_waits: bool = False) -> Script:
    """Answer the first request with `parts`, and hang up, or wait until the client does."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await seen.request(reader)
        for part in parts:
            writer.write(part)
            await writer.drain()
        if then_waits:
            await reader.read()

    return script


def keeps_saying(start: bytes, again: bytes, pause: float | None = None) -> Script:
    """Answer with `start`, then `again` without end, as fast as it is taken or with pauses."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await seen.request(reader)
        writer.write(start)
        while not reader.at_eof():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(pause or 0)

    return script


def trusting_the_fakes() -> ssl.SSLContext:
    """Make a client's context that trusts the certificate of the fakes and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(CERTIFICATE)
    return context


def tls_of_the_fakes(*protocols: str) -> ssl.SSLContext:
    """Make a server's context that agrees on one of `protocols`: h2, http/1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    context.set_alpn_protocols(list(protocols))
    return context


Reply = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


class _Http2(asyncio.Protocol):
    def __init__(self, server: Http2Server) -> None:
        self._server = server
        self._asked: dict[int, tuple[dict[str, str], bytes]] = {}

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.transports.append(transport)
        self._http = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        self._http.initiate_connection()
        transport.write(self._http.data_to_send())

    @override
    def data_received(self, data: bytes) -> None:
        for event in self._http.receive_data(data):
            if isinstance(event, RequestReceived):
                self._asked[event.stream_id] = (_decoded(event.headers), b"")
            elif isinstance(event, DataReceived):
                headers, body = self._asked[event.stream_id]
                self._asked[event.stream_id] = (headers, body + event.data)
            elif isinstance(event, StreamEnded):
                self._reply(event.stream_id)
        self._transport.write(self._http.data_to_send())

    def _reply(self, stream: int) -> None:
        request = self._asked.pop(stream)
        self._server.requests.append(request)
        status, headers, body = self._server.answer(*request)
        fields = [(":status", str(status)), *headers.items()]
        self._http.send_headers(stream, fields, end_stream=not body)
        for start in range(0, len(body), 16_384):
            piece = body[start : start + 16_384]
            is_last = start + len(piece) == len(body)
            self._http.send_data(stream, piece, end_stream=is_last)


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in headers}


class Http2Server:
    """Speaks HTTP/2 over TLS. `answer` is given headers and body of a request."""

    def __init__(self, answer: Callable[[Mapping[str, str], bytes], Reply]) -> None:
        self.answer = answer
        self.port = 0
        self.requests: list[tuple[Mapping[str, str], bytes]] = []
        self.transports: list[asyncio.Transport] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Serve on a free port of 127.0.0.1."""
        server = await asyncio.get_running_loop().create_server(
            lambda: _Http2(self), "127.0.0.1", 0, ssl=tls_of_the_fakes("h2")
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for transport in self.transports:
                transport.abort()
