"""HTTP/2 as httpcore speaks it, one request at a time."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator

import httpcore
from typing_extensions import override

from notifier.sources.http.wire import Headers, Http, Sending, Wire


class Http2(Http):
    """Speaks HTTP/2 on `wire`, to the server at `origin`."""

    def __init__(self, wire: Wire, origin: httpcore.Origin) -> None:
        self._wire = wire
        self._origin = origin
        self._http = httpcore.AsyncHTTP2Connection(origin, _Stream(wire))
        self._response: httpcore.Response | None = None
        self._pieces: AsyncIterator[bytes] | None = None

    @property
    @override
    def wire(self) -> Wire:
        return self._wire

    @override
    async def ask(self, sending: Sending) -> tuple[int, Headers]:
        target = httpcore.URL(
            scheme=self._origin.scheme,
            host=self._origin.host,
            port=self._origin.port,
            target=sending.target,
        )
        request = httpcore.Request(
            sending.method, target, headers=sending.headers, content=sending.body
        )
        self._response = await self._http.handle_async_request(request)
        assert isinstance(self._response.stream, AsyncIterable)
        self._pieces = aiter(self._response.stream)
        return self._response.status, self._response.headers

    @override
    async def piece(self) -> bytes | None:
        assert self._pieces is not None
        return await anext(self._pieces, None)

    @override
    async def renew(self) -> bool:
        assert self._response is not None
        await self._response.aclose()
        return self._http.is_idle() and self._http.is_available()


class _Stream(httpcore.AsyncNetworkStream):
    """A wire in httpcore's terms."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._wire.read(max_bytes)

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._wire.write(buffer)

    @override
    async def aclose(self) -> None:
        self._wire.abort()
