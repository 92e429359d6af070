"""Bodies: whole however they come in pieces, and never larger than may be."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import suppress

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.core.errors import FetchError
from notifier.sources.http.decompression import BodyDecoder

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstandard.compress,
}


def read(encoding: str, pieces: list[bytes], max_bytes: int = 1_000_000) -> bytes:
    body = BodyDecoder(encoding, max_bytes, "news.example")
    for piece in pieces:
        body.add(piece)
    return body.whole()


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("encoding", PACKERS)
@given(data=st.binary(max_size=2000), times=st.integers(1, 100), size=st.integers(1, 5000))
@settings(max_examples=30)
def test_a_body_is_whole_in_whatever_pieces_it_comes(
    encoding: str, data: bytes, times: int, size: int
) -> None:
    assert read(encoding, cut(PACKERS[encoding](data * times), size)) == data * times


@pytest.mark.parametrize("encoding", PACKERS)
@given(junk=st.binary(max_size=300), size=st.integers(1, 50))
@settings(max_examples=50)
def test_nothing_but_our_own_error_comes_of_junk(encoding: str, junk: bytes, size: int) -> None:
    with suppress(FetchError):
        assert len(read(encoding, cut(junk, size), max_bytes=1000)) <= 1000


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("length", [999, 1000, 1001, 5_000_000])
def test_the_limit_counts_what_was_decompressed(encoding: str, length: int) -> None:
    pieces = cut(PACKERS[encoding](b"x" * length), 100)

    if length <= 1000:
        assert len(read(encoding, pieces, max_bytes=1000)) == length
    else:
        with pytest.raises(FetchError, match=r"news\.example sent more than 1,000 bytes"):
            read(encoding, pieces, max_bytes=1000)


@pytest.mark.parametrize(
    ("encoding", "nothing"),
    [
        ("gzip", gzip.compress(b"", mtime=0)),
        ("zstd", zstandard.compress(b"")),
        ("zstd", b"\x50\x2a\x4d\x18\x04\x00\x00\x00skip"),
        ("br", b"\x0e" * 100),
    ],
    ids=["members", "frames", "skipped", "metadata"],
)
def test_what_says_nothing_is_not_read_without_end(encoding: str, nothing: bytes) -> None:
    with pytest.raises(FetchError):
        read(encoding, [nothing] * 10_000, max_bytes=10_000)


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_body_of_several_parts_is_one(encoding: str) -> None:
    pack = PACKERS[encoding]
    for size in (1, 7, 1000):
        assert read(encoding, cut(pack(b"one ") + pack(b"two"), size)) == b"one two"


def test_what_follows_a_compressed_body_is_left_out() -> None:
    assert read("gzip", [PACKERS["gzip"](b"all") + b"\0\0padding"]) == b"all"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_compressed_body_without_its_end_is_refused(encoding: str) -> None:
    packed = PACKERS[encoding](b"x" * 5000)

    for length in (0, len(packed) // 2, len(packed) - 1):
        with pytest.raises(FetchError, match="without its end"):
            read(encoding, [packed[:length]])


@pytest.mark.parametrize("encoding", ["deflate", "gzip, gzip", "compress", "utf-8"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match=f"as '{encoding}', which was not asked for"):
        BodyDecoder(encoding, 1000, "news.example")


@pytest.mark.parametrize("length", ["1001", "9" * 5000])
def test_a_body_that_is_announced_too_long_is_not_begun(length: str) -> None:
    with pytest.raises(FetchError, match="more than 1,000 bytes"):
        BodyDecoder("", 1000, "news.example").announce(length)


@pytest.mark.parametrize("length", [None, "1000", "", "-5", "many"])
def test_any_other_announcement_is_left_to_what_comes(length: str | None) -> None:
    BodyDecoder("", 1000, "news.example").announce(length)


def test_a_window_larger_than_the_web_allows_is_refused() -> None:
    packer = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=24)
    )
    stream = packer.compressobj()
    packed = stream.compress(b"x" * 1000) + stream.flush()

    with pytest.raises(FetchError, match="requires too much memory"):
        read("zstd", [packed])
