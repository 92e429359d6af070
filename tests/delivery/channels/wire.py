"""Servers that are no Bot API, and what an error of the way to one shows."""

from __future__ import annotations

import asyncio
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from telegram.error import TelegramError

from notifier.delivery.channels.telegram_request import TelegramRequest

ME = b'{"ok":true,"result":{"id":123456,"is_bot":true,"first_name":"N","username":"n"}}'
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def opened(**options: Any) -> AsyncIterator[TelegramRequest]:
    async with TelegramRequest(**{"connections": 2} | options) as request:
        yield request


@asynccontextmanager
async def listening(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Answer connections by `handler`, of a server that is no Bot API; give its address."""

    handling: set[asyncio.Task[None] | None] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handling.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=tls)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"{'https' if tls else 'http'}://{host}:{port}"
    finally:
        server.close()
        if handling:  # on a busy machine nobody may have come in time
            await asyncio.wait([task for task in handling if task], timeout=5)


def answering(answer: bytes) -> Handler:
    """Answer every request with the same bytes."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await read_request(reader):
            writer.write(answer)

    return handler


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            await reader.readexactly(int(value))
    return head


def page(status: str, body: bytes, kind: str = "application/json") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def error_of(call: Awaitable[object]) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await call
    return caught.value


def shown_by(error: BaseException | None) -> Iterator[str]:
    """Give everything that printing an error, or looking into it, can show."""
    while error is not None:
        yield from (repr(error), str(error), repr(error.args), repr(vars(error)))
        yield "".join(traceback.format_exception(error))
        error = error.__cause__ or error.__context__
