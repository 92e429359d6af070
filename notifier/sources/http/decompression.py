"""The body of an answer: decompressed as it comes, and never more of it than may be kept."""

from __future__ import annotations

import zlib
from typing import Protocol

import brotli
import zstandard
from typing_extensions import override

from notifier.core.errors import FetchError

ENCODINGS = "gzip, br, zstd"
"""What is asked for: what this module decompresses bit by bit."""

_ZSTD_SLICE = 256
_ZSTD_WINDOW = 8 << 20
"""The largest window that zstd may have on the web (RFC 9659)."""
_GZIP = b"\x1f\x8b"


class BodyDecoder:
    """Takes the pieces of a body, and holds what they say.

    `encoding` is the header's Content-Encoding; no more than `max_bytes` are taken, neither before
    nor after decompression. Raises FetchError, which names `host`.
    """

    def __init__(self, encoding: str, max_bytes: int, host: str) -> None:
        self._host = host
        self._max_bytes = max_bytes
        self._taken = 0
        self._said: list[bytes] = []
        self._length = 0
        self._decoder = _decoder(encoding.strip().lower())
        if self._decoder is None:
            raise FetchError(f"{host} sent its answer as {encoding!r}, which was not asked for")

    def announce(self, length: str | None) -> None:
        """Take note of a Content-Length, and refuse at once what is too long."""
        if length is not None and length.isascii() and length.isdigit():
            self._check(int(length[:20]))

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._taken += len(piece)
        self._check(self._taken)
        assert self._decoder is not None
        try:
            # One byte more than is kept tells that there is more.
            said = self._decoder.feed(piece, self._max_bytes + 1 - self._length)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise FetchError(
                f"{self._host} sent a body that cannot be decompressed: {error}"
            ) from error
        self._said.append(said)
        self._length += len(said)
        self._check(self._length)

    def whole(self) -> bytes:
        """Say what all the pieces said, when they have come."""
        assert self._decoder is not None
        if not self._decoder.finished:
            raise FetchError(f"{self._host} sent a compressed body without its end")
        return b"".join(self._said)

    def _check(self, length: int) -> None:
        if length > self._max_bytes:
            raise FetchError(f"{self._host} sent more than {self._max_bytes:,} bytes")


class _Decoder(Protocol):
    """Reads one way of compression."""

    @property
    def finished(self) -> bool:
        """Whether what was fed has an end."""
        ...

    def feed(self, piece: bytes, room: int) -> bytes:
        """Read on. What is longer than `room` may be cut there, or a few megabytes later."""
        ...


def _decoder(encoding: str) -> _Decoder | None:
    match encoding:
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Gzip()
        case "br":
            return _Brotli()
        case "zstd":
            return _Zstd()
        case _:
            return None


class _Plain(_Decoder):
    finished = True

    @override
    def feed(self, piece: bytes, room: int) -> bytes:
        return piece


class _Gzip(_Decoder):
    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS + 16)

    @property
    @override
    def finished(self) -> bool:
        return self._member.eof

    @override
    def feed(self, piece: bytes, room: int) -> bytes:
        said = b""
        while len(said) < room:
            said += self._member.decompress(piece, room - len(said))
            piece = self._member.unused_data
            # There may be further members; what is none of them is left out, as browsers do.
            if not piece.startswith(_GZIP):
                break
            self._member = zlib.decompressobj(zlib.MAX_WBITS + 16)
        return said


class _Brotli(_Decoder):
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    @override
    def finished(self) -> bool:
        return bool(self._stream.is_finished())

    @override
    def feed(self, piece: bytes, room: int) -> bytes:
        said: bytes = self._stream.process(piece, output_buffer_limit=room) if piece else b""
        return said


class _Zstd(_Decoder):
    """The library has no limit for what a piece becomes, but four bytes become 128 KiB at most."""

    def __init__(self) -> None:
        self._library = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._frame = self._library.decompressobj()

    @property
    @override
    def finished(self) -> bool:
        return self._frame.eof

    @override
    def feed(self, piece: bytes, room: int) -> bytes:
        said = bytearray()
        for start in range(0, len(piece), _ZSTD_SLICE):
            rest = piece[start : start + _ZSTD_SLICE]
            while rest and len(said) < room:
                if self._frame.eof:
                    self._frame = self._library.decompressobj()
                said += self._frame.decompress(rest)
                rest = self._frame.unused_data if self._frame.eof else b""
        return bytes(said)
