"""A request to the Bot API as httpcore takes it, and the connections it goes over."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpcore
import httpx
from telegram.error import NetworkError
from telegram.request import RequestData
from typing_extensions import override

LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer or a file that are read; Telegram gives a bot files of up to 20 MiB."""
_WRITTEN_AT_ONCE = 65_536

Headers = list[tuple[bytes, bytes]]


@lru_cache(maxsize=64)
def target_of(url: str, user_agent: str) -> tuple[httpcore.URL, Headers]:
    """Read an address; return it, and the headers of a request to it."""
    found = httpx.URL(url)
    headers = [
        (b"Host", found.netloc),
        (b"User-Agent", user_agent.encode()),
        (b"Accept-Encoding", b"identity"),
    ]
    if found.userinfo:
        credentials = f"{found.username}:{found.password}".encode()
        headers.append((b"Authorization", b"Basic " + b64encode(credentials)))
    return _core_url(found), headers


def proxy_at(address: str) -> httpcore.Proxy:
    """Return the proxy at an address, which may hold `user:password@`."""
    proxy = httpx.Proxy(address)
    return httpcore.Proxy(_core_url(proxy.url), auth=proxy.raw_auth)


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def body_of(data: RequestData | None) -> tuple[Headers, bytes | httpx.AsyncByteStream]:
    """Return the headers of a body, and the body: a form, in parts where there are files."""
    if data is None:
        return [], b""
    if data.multipart_data:
        form = httpx.Request(
            "POST", "http://form", data=data.json_parameters, files=data.multipart_data
        )
        assert isinstance(form.stream, httpx.AsyncByteStream)
        return [each for each in form.headers.raw if each[0].lower() != b"host"], form.stream
    # A form, as the library itself sends it: what stands in for the Bot API may read nothing else.
    content = urlencode({name: _as_text(each) for name, each in data.json_parameters.items()})
    length = str(len(content)).encode()
    kind = b"application/x-www-form-urlencoded"
    return [(b"Content-Type", kind), (b"Content-Length", length)], content.encode()


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def read_answer(response: httpcore.Response) -> bytes:
    """Read an answer, but no more of it than LARGEST_ANSWER."""
    chunks, room = [], LARGEST_ANSWER
    try:
        async for chunk in response.aiter_stream():
            room -= len(chunk)
            if room < 0:
                raise NetworkError(f"the answer is larger than {LARGEST_ANSWER} bytes")
            chunks.append(chunk)
    finally:
        await response.aclose()
    return b"".join(chunks)


class Backend(httpcore.AnyIOBackend):
    """Connects as httpcore does by itself, and writes head and body of a request together."""

    @override
    async def connect_tcp(self, *where: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        return _OneWrite(await super().connect_tcp(*where, **options))


class _OneWrite(httpcore.AsyncNetworkStream):
    """Writes a request at once: what is written is kept until its answer is read."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._unwritten = b""

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._unwritten += buffer
        if len(self._unwritten) > _WRITTEN_AT_ONCE:
            await self._flush(timeout)

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with suppress(httpcore.WriteError):  # there may be an answer all the same
            await self._flush(timeout)
        return await self._stream.read(max_bytes, timeout)

    async def _flush(self, seconds: float | None) -> None:
        written, self._unwritten = self._unwritten, b""
        await self._stream.write(written, seconds)

    @override
    async def aclose(self) -> None:
        await self._stream.aclose()

    @override
    async def start_tls(self, *context: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        return _OneWrite(await self._stream.start_tls(*context, **options))

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
