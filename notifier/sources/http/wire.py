"""A connection as bytes, and what it is to the two versions of HTTP that are spoken on it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import h11

Headers = Sequence[tuple[bytes, bytes]]
"""Names are in small letters."""


@dataclass(frozen=True)
class Sending:
    """A request as it goes out. `target` is path and query; the headers are complete."""

    method: bytes
    target: bytes
    headers: Headers
    body: bytes | None

    @cached_property
    def http1(self) -> h11.Request:
        """What it begins with in HTTP/1.1. It may be sent again and again."""
        return h11.Request(method=self.method, target=self.target, headers=list(self.headers))


class WireError(Exception):
    """A server does not keep to the protocol, or asks too much of us; says how."""


class Wire:
    """Reads and writes bytes. `room` is how many may still be read; time is not limited here."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.room = 0
        self._reader = reader
        self._writer = writer

    @property
    def speaks_http2(self) -> bool:
        """Whether that was agreed on when the connection was made."""
        tls = self._writer.get_extra_info("ssl_object")
        return tls is not None and tls.selected_alpn_protocol() == "h2"

    @property
    def is_quiet(self) -> bool:
        """Whether the server has neither hung up nor sent what nobody has asked for."""
        # The reader has no public way to say what it holds.
        unread = self._reader._buffer  # type: ignore[attr-defined]  # noqa: SLF001
        return not (unread or self._reader.at_eof() or self._writer.is_closing())

    async def read(self, most: int) -> bytes:
        """Read what there is; nothing at the end. Raises OSError or WireError."""
        data = await self._reader.read(most)
        self.room -= len(data)
        if self.room < 0:
            raise WireError("it sends far more than an answer needs")
        return data

    async def write(self, data: bytes) -> None:
        """Send; raises OSError."""
        self._writer.write(data)
        await self._writer.drain()

    def abort(self) -> None:
        """Hang up at once."""
        self._writer.transport.abort()


class Http(Protocol):
    """Requests on one connection, one after another. What is raised may be of any kind."""

    @property
    def wire(self) -> Wire:
        """What it is spoken on."""
        ...

    async def ask(self, sending: Sending) -> tuple[int, Headers]:
        """Send a request, and return status and headers of the answer."""
        ...

    async def piece(self) -> bytes | None:
        """Read on in the body; None at its end."""
        ...

    async def renew(self) -> bool:
        """Make ready for another request; tell whether there can be one."""
        ...
