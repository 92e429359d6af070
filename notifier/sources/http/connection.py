"""A connection to a server, on which it may send no more than its answers need."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
from typing_extensions import override

from notifier.core.errors import FetchError

_BESIDE_BODIES = 200_000
"""Bytes that a server may send beside a body: headers, interim answers, pings of HTTP/2."""
_BESIDE_A_CHUNK = 64

SocketOptions = Iterable[httpcore.SOCKET_OPTION] | None


class LimitedStream(httpcore.AsyncNetworkStream):
    """Reads and writes bytes, and raises an error where far more come than an answer needs.

    `patience` is how many seconds are waited where no time is given: httpcore gives none while it
    speaks to a SOCKS proxy.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, patience: float | None) -> None:
        self._stream = stream
        self._patience = patience
        self._allowance = _BESIDE_BODIES

    def chunk_taken(self, length: int) -> None:
        """Allow for what follows a chunk of a body."""
        self._allowance += 2 * length + _BESIDE_A_CHUNK

    def answer_taken(self) -> None:
        """Allow for what stands before the next answer."""
        self._allowance = _BESIDE_BODIES

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._stream.read(max_bytes, timeout or self._patience)
        self._allowance -= len(data)
        if self._allowance < 0:
            raise httpcore.RemoteProtocolError("it sends far more than an answer needs")
        return data

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()

    @override
    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                reason = error.__cause__.verify_message
                raise FetchError(
                    f"the certificate of {server_hostname} is not to be trusted: {reason}"
                ) from error
            reason = f": {error}" if str(error) else ""
            raise FetchError(f"{server_hostname} has no address that answers{reason}") from error
        except BaseException:
            # Where time runs out in a handshake nobody else closes the connection.
            await self._stream.aclose()
            raise
        return LimitedStream(stream, self._patience)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
