"""Servers that mean harm, each with what is told of it.

Run as a program, it lets all of them loose on one fetcher at once and prints by how many megabytes
its memory grew.
"""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import brotli
import zstandard
from hyperframe.frame import (
    ContinuationFrame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    RstStreamFrame,
    SettingsFrame,
)

from notifier.core.clock import system_clock
from notifier.core.errors import FetchError
from notifier.sources.http.client import Fetcher
from notifier.sources.http.transport import GuardedTransport
from tests.fakes.raw_server import (
    RawServer,
    Script,
    keeps_saying,
    raw_server,
    says,
    tls_of_the_fakes,
    trusting_the_fakes,
)

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = 100_000_000


def bomb(feed: Callable[[bytes], bytes], end: Callable[[], bytes]) -> bytes:
    """Pack a hundred megabytes of nothing, without ever holding them."""
    piece = bytes(1_000_000)
    return b"".join([*(feed(piece) for _ in range(BOMB // len(piece))), end()])


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return bomb(packer.compress, packer.flush)


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    return bomb(packer.process, packer.finish)


def zstd_bomb() -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return bomb(packer.compress, packer.flush)


def packed(encoding: str, make: Callable[[], bytes]) -> Script:
    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = OK + b"Content-Encoding: " + encoding.encode() + b"\r\n\r\n"
        await says(head, make())(seen, reader, writer)

    return script


def resets(after: bytes) -> Script:
    """Say so much, and reset the connection as a server does that crashes."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await seen.request(reader)
        writer.write(after)
        await writer.drain()
        linger_not = struct.pack("ii", 1, 0)
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)

    return script


async def to_ever_new_hosts(
    seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    location = f"http://host{seen.connections}.evil.example:{seen.port}/"
    reply = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n"
    await says(reply.encode())(seen, reader, writer)


async def silence(
    seen: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
) -> None:
    await reader.read()


def cookies(number: int) -> bytes:
    return b"".join(b"Set-Cookie: a%d=%s\r\n" % (each, b"x" * 40) for each in range(number))


def frames(*start: bytes, again: bytes = b"") -> Script:
    """Greet in HTTP/2, take the request, say `start`, then `again` without end."""

    async def script(
        seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.read(1000)
        writer.write(SettingsFrame(0).serialize() + b"".join(start))
        while again and not reader.at_eof():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0)
        await reader.read()

    return script


def plainly(frame: ContinuationFrame | HeadersFrame | PingFrame, *flags: str) -> bytes:
    for flag in flags:
        frame.flags.add(flag)
    return frame.serialize()


PING = PingFrame(0, b"12345678").serialize()
ANSWERED = plainly(HeadersFrame(1, b"\x88"), "END_HEADERS")
"""Status 200."""


@dataclass(frozen=True)
class Hostile:
    """A server, and what is told of it."""

    script: Script
    told: str
    tls: tuple[str, ...] | None = None


OVER_TIME = "did not answer within|has no address that answers$"
TOO_MUCH = "sent more than"
UNREADABLE = "could not be read"
ROUND_AND_ROUND = "redirects more than 5 times"

HOSTILE: Mapping[str, Hostile] = {
    # without end
    "endless body": Hostile(keeps_saying(OK + b"\r\n", b"x" * 10_000), TOO_MUCH),
    "endless chunks": Hostile(keeps_saying(CHUNKED, b"3e8\r\n" + b"x" * 1000 + b"\r\n"), TOO_MUCH),
    "endless header": Hostile(keeps_saying(OK + b"X: ", b"x" * 5000), UNREADABLE),
    "endless headers": Hostile(keeps_saying(OK, b"X-A: b\r\n" * 500), UNREADABLE),
    "endless reason": Hostile(keeps_saying(b"HTTP/1.1 200 ", b"x" * 5000), UNREADABLE),
    "endless size": Hostile(keeps_saying(CHUNKED, b"0" * 5000), UNREADABLE),
    "endless trailers": Hostile(keeps_saying(CHUNKED + b"0\r\n", b"X: y\r\n" * 500), UNREADABLE),
    "endless announcing": Hostile(
        keeps_saying(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "more than an answer needs"
    ),
    "small chunks": Hostile(says(CHUNKED, b"1\r\nx\r\n" * 50_000), "in too many small chunks"),
    # slow
    "silence": Hostile(silence, OVER_TIME),
    "drip": Hostile(keeps_saying(OK + b"\r\n", b".", 0.02), OVER_TIME),
    "drip of headers": Hostile(keeps_saying(OK, b"a", 0.02), OVER_TIME),
    "drip of announcing": Hostile(
        keeps_saying(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.2), OVER_TIME
    ),
    # small, and then large
    "gzip bomb": Hostile(packed("gzip", gzip_bomb), TOO_MUCH),
    "brotli bomb": Hostile(packed("br", brotli_bomb), TOO_MUCH),
    "zstd bomb": Hostile(packed("zstd", zstd_bomb), TOO_MUCH),
    # round and round
    "redirect to itself": Hostile(
        says(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"), ROUND_AND_ROUND
    ),
    "redirect to ever new hosts": Hostile(to_ever_new_hosts, ROUND_AND_ROUND),
    "redirect without end": Hostile(
        keeps_saying(b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n", b"x" * 10_000), ROUND_AND_ROUND
    ),
    "redirect with many cookies": Hostile(
        says(b"HTTP/1.1 302 Found\r\nLocation: /\r\n" + cookies(1500) + b"\r\n"), ROUND_AND_ROUND
    ),
    "redirect inside": Hostile(
        says(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n"), "not a public address"
    ),
    "redirect to a file": Hostile(
        says(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"), "is no http://"
    ),
    # lies
    "too short": Hostile(
        says(OK + b"Content-Length: 1000\r\n\r\n0123456789"), "received 10 bytes, expected 1000"
    ),
    "absurd length": Hostile(says(OK + b"Content-Length: 99999999999\r\n\r\n"), TOO_MUCH),
    "negative length": Hostile(says(OK + b"Content-Length: -1\r\n\r\nx"), UNREADABLE),
    "two lengths": Hostile(
        says(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx"), UNREADABLE
    ),
    "length in words": Hostile(says(OK + b"Content-Length: many\r\n\r\nx"), UNREADABLE),
    "cut chunk": Hostile(says(CHUNKED + b"3e8\r\nx"), UNREADABLE),
    "bad chunk": Hostile(says(CHUNKED + b"xyz\r\n"), UNREADABLE),
    "unasked 304": Hostile(says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "answered 304"),
    "unasked switch": Hostile(says(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), UNREADABLE),
    "unknown status": Hostile(says(b"HTTP/1.1 999 Go Away\r\n\r\n"), "answered 999$"),
    "no header": Hostile(says(OK + b"this is no header\r\n\r\n"), UNREADABLE),
    "null": Hostile(says(OK + b"X: \0\r\n\r\n"), UNREADABLE),
    "no http": Hostile(says(b"SSH-2.0-OpenSSH_9.6\r\n"), UNREADABLE),
    "junk": Hostile(says(bytes(range(256)) * 1000), UNREADABLE),
    # gone
    "hung up": Hostile(says(), "could not be read: Server disconnected without"),
    "reset": Hostile(resets(b""), UNREADABLE),
    "reset in the headers": Hostile(resets(OK), UNREADABLE),
    "reset in the body": Hostile(resets(OK + b"Content-Length: 9\r\n\r\nx"), UNREADABLE),
    # over TLS, and in HTTP/2
    "no handshake": Hostile(silence, OVER_TIME, ()),
    "endless pings": Hostile(frames(again=PING * 100), "more than an answer needs", ("h2",)),
    "pings in the body": Hostile(
        frames(ANSWERED, again=PING * 100), "more than an answer needs", ("h2",)
    ),
    "endless continuation": Hostile(
        frames(
            HeadersFrame(1, b"\x88").serialize(),
            again=ContinuationFrame(1, b"\x00\x01a\x01b" * 1000).serialize(),
        ),
        UNREADABLE,
        ("h2",),
    ),
    "go away": Hostile(frames(GoAwayFrame(0).serialize()), UNREADABLE, ("h2",)),
    "reset of a stream": Hostile(frames(RstStreamFrame(1).serialize()), UNREADABLE, ("h2",)),
    "reset of a body": Hostile(
        frames(ANSWERED, RstStreamFrame(1).serialize()), UNREADABLE, ("h2",)
    ),
    "junk for frames": Hostile(frames(bytes(range(256)) * 100), UNREADABLE, ("h2",)),
    "headers for another": Hostile(
        frames(HeadersFrame(3, b"\x88").serialize()), OVER_TIME, ("h2",)
    ),
}


async def at_loopback(host: str, port: int) -> Sequence[str]:
    """Find every name on this machine, apart from addresses."""
    return [host if host.replace(".", "").isdigit() else "127.0.0.1"]


async def attacked(stack: AsyncExitStack, hostile: Hostile) -> str:
    """Start a server, and give its address."""
    if hostile.tls is None:
        server = await stack.enter_async_context(raw_server(hostile.script))
        return f"http://evil.example:{server.port}/"
    context = tls_of_the_fakes(*hostile.tls) if hostile.tls else None
    server = await stack.enter_async_context(raw_server(hostile.script, context))
    return f"https://evil.example:{server.port}/"


def megabytes() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():
        # What `getrusage` says here begins with what the parent process had.
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        assert peak is not None
        return int(peak[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


async def let_loose() -> None:
    """Fetch from all of them at once, and tell what that took."""
    fetcher = Fetcher(
        clock=system_clock,
        user_agent="notifier/1",
        timeout=2,
        max_bytes=1_000_000,
        per_host=len(HOSTILE),
        transport=GuardedTransport(
            (ip_network("127.0.0.0/8"),),
            resolve=at_loopback,
            tls=trusting_the_fakes(),
        ),
    )

    async def fetch(url: str) -> None:
        with suppress(FetchError):
            await fetcher.get(url)

    async with AsyncExitStack() as stack:
        urls = [await attacked(stack, hostile) for hostile in HOSTILE.values()]
        before = megabytes()
        await asyncio.gather(*map(fetch, urls))
        print(megabytes() - before)
        await fetcher.close()


if __name__ == "__main__":
    asyncio.run(let_loose())
