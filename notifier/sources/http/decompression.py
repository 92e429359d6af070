"""The body of an answer: decompressed as it comes, and never larger than allowed.

httpx would decompress a whole chunk before anybody could measure it.
"""

from __future__ import annotations

import asyncio
import zlib

import brotli
import httpx
import zstandard

from notifier.core.errors import FetchError

ENCODINGS = "gzip, br, zstd"
"""For Accept-Encoding: what is decompressed here step by step."""

_MANY_CHUNKS = 10_000
"""A body of so many chunks, and of another for each thousand bytes that it may have, is no body:
each costs time, and a network that cuts as small as any needs fewer."""
_YIELD_EVERY = 50
"""After so many chunks other tasks run."""
_ZSTD_SLICE = 256
_ZSTD_WINDOW = 8 << 20
"""The largest window that zstd may have on the web (RFC 9659)."""
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_FILE = _GZIP_MAGIC + b"\x08"
"""No text begins so, and nothing else that is read here."""


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the body of an answer, at most so many bytes of it; raise FetchError."""
    host = response.url.host
    body = BodyDecoder(response.headers.get("content-encoding", ""), max_bytes, host)
    body.announce(response.headers.get("content-length"))
    count, most = 0, _MANY_CHUNKS + max_bytes // 1000
    async for chunk in response.aiter_raw():
        body.add(chunk)
        count += 1
        if count > most:
            raise FetchError(f"{host} sends its answer in too many small chunks")
        if count % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
    whole = body.whole()
    return _unpacked(whole, max_bytes, host) if whole.startswith(_GZIP_FILE) else whole


def _unpacked(file: bytes, max_bytes: int, host: str) -> bytes:
    """Return what a file holds that is packed for itself, not for its way: `sitemap.xml.gz`."""
    body = BodyDecoder("gzip", max_bytes, host)
    body.add(file)
    return body.whole()


class BodyDecoder:
    """Takes the chunks of a body and holds what they decompress to.

    `encoding` is the header's Content-Encoding; no more than `max_bytes` are taken, neither before
    nor after decompression. Raises FetchError, which names `host`.
    """

    def __init__(self, encoding: str, max_bytes: int, host: str) -> None:
        self._host = host
        self._max_bytes = max_bytes
        self._received = 0
        self._decoded: list[bytes] = []
        self._length = 0
        decoder = _DECODERS.get(encoding.strip().lower())
        if decoder is None:
            raise FetchError(f"{host} sent its answer as {encoding!r}, which was not asked for")
        self._decoder = decoder()

    def announce(self, length: str | None) -> None:
        """Take note of a Content-Length, and refuse at once what is too long."""
        if length is not None and length.isascii() and length.isdigit():
            self._check(int(length[:20]))

    def add(self, chunk: bytes) -> None:
        """Take the next chunk."""
        self._received += len(chunk)
        self._check(self._received)
        try:
            # One byte more than is allowed shows that there is more.
            decoded = self._decoder.feed(chunk, self._max_bytes + 1 - self._length)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise FetchError(
                f"{self._host} sent a body that cannot be decompressed: {error}"
            ) from error
        self._decoded.append(decoded)
        self._length += len(decoded)
        self._check(self._length)

    def whole(self) -> bytes:
        """Return the body when all chunks have come."""
        if not self._decoder.finished:
            raise FetchError(f"{self._host} sent a compressed body without its end")
        return b"".join(self._decoded)

    def _check(self, length: int) -> None:
        if length > self._max_bytes:
            raise FetchError(f"{self._host} sent more than {self._max_bytes:,} bytes")


# A decoder's `feed` returns what a chunk decompresses to: at most `room` bytes, or a few megabytes
# more. `finished` is whether what it was fed has an end.


class _Plain:
    finished = True

    def feed(self, chunk: bytes, _room: int) -> bytes:
        return chunk


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS + 16)

    @property
    def finished(self) -> bool:
        return self._member.eof

    def feed(self, chunk: bytes, room: int) -> bytes:
        decoded = b""
        while len(decoded) < room:
            decoded += self._member.decompress(chunk, room - len(decoded))
            chunk = self._member.unused_data
            # There may be further members; what is none of them is left out, as browsers do.
            if not chunk.startswith(_GZIP_MAGIC):
                break
            self._member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        return decoded


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def finished(self) -> bool:
        return bool(self._stream.is_finished())

    def feed(self, chunk: bytes, room: int) -> bytes:
        return bytes(self._stream.process(chunk, output_buffer_limit=room)) if chunk else b""


class _Zstd:
    """The library has no limit for what a chunk becomes, but four bytes become 128 KiB at most."""

    def __init__(self) -> None:
        self._library = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._frame = self._library.decompressobj()

    @property
    def finished(self) -> bool:
        return self._frame.eof

    def feed(self, chunk: bytes, room: int) -> bytes:
        decoded = bytearray()
        for start in range(0, len(chunk), _ZSTD_SLICE):
            rest = chunk[start : start + _ZSTD_SLICE]
            while rest and len(decoded) < room:
                if self._frame.eof:
                    self._frame = self._library.decompressobj()
                decoded += self._frame.decompress(rest)
                rest = self._frame.unused_data if self._frame.eof else b""
        return bytes(decoded)


_DECODERS: dict[str, type[_Plain | _Gzip | _Brotli | _Zstd]] = {
    "": _Plain,
    "identity": _Plain,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "br": _Brotli,
    "zstd": _Zstd,
}
