"""A server over a socket: the same bytes are answered again below the application, no others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from notifier.web.answer_memory import AnswerMemory, SameAnswer
from notifier.web.listening import listen
from notifier.web.server import application, serving

SAME = b"GET /same HTTP/1.1\r\nHost: x\r\n\r\n"
OWN = b"GET /own HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class World:
    """A server whose application counts what it is asked, and a connection to it."""

    version: int = 1
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def _same(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        known = request.headers.get("if-none-match") == "1"
        return SameAnswer(
            b"" if known else f"same {self.version}", 304 if known else 200, {"X-A": "b"}
        )

    async def _own(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return PlainTextResponse(f"own {len(self.asked)}")

    def app(self) -> object:
        return application([Route("/same", self._same), Route("/own", self._own)])


class Reader:
    """A connection: sends bytes, and reads whole answers."""

    def __init__(self, streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
        self._from, self._to = streams

    async def send(self, data: bytes) -> None:
        self._to.write(data)
        await self._to.drain()
        await asyncio.sleep(0.02)  # as a segment of its own

    async def answer(self) -> tuple[bytes, dict[bytes, bytes], bytes]:
        """Return status line, headers and body of the next answer; raise TimeoutError."""
        async with asyncio.timeout(5):
            head = (await self._from.readuntil(b"\r\n\r\n")).split(b"\r\n")
            headers = dict(line.split(b": ", 1) for line in head[1:] if line)
            return (
                head[0],
                headers,
                await self._from.readexactly(int(headers.get(b"content-length", 0))),
            )

    async def ask(self, data: bytes) -> tuple[bytes, dict[bytes, bytes], bytes]:
        await self.send(data)
        return await self.answer()

    async def is_silent(self) -> bool:
        """Return whether nothing more comes."""
        try:
            async with asyncio.timeout(0.1):
                return await self._from.read(1) == b""
        except TimeoutError:
            return True

    def close(self) -> None:
        self._to.close()


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world, listener = World(), listen("127.0.0.1", 0)
    world.port = listener.getsockname()[1]
    async with serving(world.app(), listener, memory=AnswerMemory(lambda: world.version)):
        yield world


@pytest.fixture
async def reader(world: World) -> AsyncIterator[Reader]:
    reader = Reader(await asyncio.open_connection("127.0.0.1", world.port))
    yield reader
    reader.close()


@pytest.mark.parametrize(
    "request_",
    [SAME, SAME.replace(b"\r\n\r\n", b"\r\nIf-None-Match: 1\r\nConnection: keep-alive\r\n\r\n")],
)
async def test_who_asks_in_the_same_bytes_has_the_same_answer_without_the_application(
    world: World, reader: Reader, request_: bytes
) -> None:
    first = await reader.ask(request_)
    other = Reader(await asyncio.open_connection("127.0.0.1", world.port))
    again = [await reader.ask(request_), await other.ask(request_), await other.ask(request_)]
    other.close()
    for answer in (first, *again):
        answer[1].pop(b"date")
    assert again == [first] * 3
    assert world.asked == ["/same"]


async def test_a_change_and_time_end_what_is_remembered(world: World, reader: Reader) -> None:
    await reader.ask(SAME)
    world.version = 2
    assert (await reader.ask(SAME))[2] == b"same 2"
    await asyncio.sleep(0.6)
    await reader.ask(SAME)
    assert len(world.asked) == 3


@pytest.mark.parametrize(
    "request_",
    [
        OWN,
        SAME.replace(b"GET", b"HEAD"),
        SAME.replace(b"1.1", b"1.0"),
        SAME.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),
        SAME.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n"),
        SAME.replace(b"\r\n\r\n", b"\r\nX: " + b"x" * 4000 + b"\r\n\r\n"),
    ],
    ids=lambda request_: request_[:60].decode(),
)
async def test_what_is_not_the_same_for_all_or_not_all_of_a_request_is_asked_each_time(
    world: World, request_: bytes
) -> None:
    for _ in range(2):
        reader = Reader(await asyncio.open_connection("127.0.0.1", world.port))
        await reader.send(request_ + (b"ab" if b"Content-Length" in request_ else b""))
        assert not await reader.is_silent()
        reader.close()
    assert len(world.asked) == 2


async def test_a_request_in_pieces_and_two_at_once_are_answered_each_once(
    world: World, reader: Reader
) -> None:
    await reader.ask(SAME)
    await reader.send(SAME[:9])
    assert (await reader.ask(SAME[9:]))[2] == b"same 1"
    for count in (3, 5):
        await reader.send(OWN + SAME)
        bodies = [(await reader.answer())[2], (await reader.answer())[2]]
        assert bodies == [b"own %d" % count, b"same 1"]
        assert await reader.is_silent()


async def test_a_body_that_looks_like_a_request_is_a_body(world: World, reader: Reader) -> None:
    await reader.ask(SAME)
    head = b"POST /same HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(SAME)
    assert (await reader.ask(head))[0] == b"HTTP/1.1 405 Method Not Allowed"
    await reader.send(SAME)
    assert await reader.is_silent()
    assert (await reader.ask(SAME))[2] == b"same 1"


async def test_who_sends_half_a_request_before_is_not_answered_for_the_other(
    world: World, reader: Reader
) -> None:
    await reader.ask(SAME)
    await reader.send(b"GET /own HTTP/1.1\r\nX: ")
    assert (await reader.ask(SAME))[2] == b"own 2"
    assert await reader.is_silent()
