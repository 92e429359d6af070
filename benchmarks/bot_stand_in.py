"""A Bot API that only answers: every call the same, after a while, as fast as Python can.

A benchmark runs it in a process of its own. It takes each message for sent and keeps when it came.

    GET /arrivals    the seconds at which messages came since the last time this was asked,
                     and how many were under way at once at most
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from typing_extensions import override

TOKEN = "123456:BENCH-token-of-the-stand-in-000000000"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_BOT = {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
ME = _BOT | {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
MENU_BUTTON = {"type": "commands"}
SENT = {
    "message_id": 1,
    "date": 1763800000,
    "chat": {"id": 1, "type": "private", "first_name": "Reader"},
    "from": _BOT,
    "text": "快讯 " * 40,
    "entities": [{"type": "bold", "offset": 0, "length": 8}],
}


@dataclass(frozen=True)
class Arrivals:
    """When messages came, in seconds on the stand-in's clock, and how many were open at most."""

    times: list[float]
    most_at_once: int


@dataclass(frozen=True)
class StandIn:
    """A running stand-in."""

    url: str

    @property
    def base_url(self) -> str:
        """Where the Bot API answers."""
        return f"{self.url}/bot"

    def arrivals(self) -> Arrivals:
        """Take what has come since the last time."""
        with urllib.request.urlopen(f"{self.url}/arrivals") as answer:
            taken = json.load(answer)
        return Arrivals(taken["times"], taken["most"])


def free_port() -> int:
    """Find a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def stand_in(latency: float) -> Iterator[StandIn]:
    """Run a stand-in that answers each message `latency` seconds after it came."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bot_stand_in", str(port), str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield StandIn(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False).encode()
    return _page(body)


def _page(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % len(body) + body


class _Desk(asyncio.Protocol):
    """One connection."""

    latency = 0.0
    times: list[float] = []  # noqa: RUF012 - all connections share it
    now_open = 0
    most = 0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._read = b""

    @override
    def data_received(self, data: bytes) -> None:
        self._read += data
        while True:
            end = self._read.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._read[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            self._read = self._read[whole:]
            self._take(head.split(b" ", 2)[1])

    def _take(self, path: bytes) -> None:
        desk = _Desk
        loop = asyncio.get_running_loop()
        if path.endswith(b"/sendMessage"):
            desk.times.append(time.perf_counter())
            desk.now_open += 1
            desk.most = max(desk.most, desk.now_open)
            loop.call_later(desk.latency, self._done)
        elif path.endswith(b"/getMe"):
            self._transport.write(_answer(ME))
        elif path.endswith(b"/getChatMenuButton"):
            self._transport.write(_answer(MENU_BUTTON))
        elif path == b"/arrivals":
            body = json.dumps({"times": desk.times, "most": desk.most}).encode()
            self._transport.write(_page(body))
            desk.times, desk.most = [], desk.now_open
        elif path.endswith(b"/getUpdates"):
            loop.call_later(20, self._transport.write, _answer([]))
        else:
            self._transport.write(_answer(result=True))

    def _done(self) -> None:
        _Desk.now_open -= 1
        self._transport.write(_OK)


_OK = _answer(SENT)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(_Desk, "127.0.0.1", port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    _Desk.latency = float(sys.argv[2])
    asyncio.run(_serve(int(sys.argv[1])))
