"""What it costs to poll 500 feeds, beside stock httpx. Part of ./run.sh bench sources.

A server in a process of its own answers on loopback with feeds of some 20 KB, gzipped, each with a
tag of its own. Each client runs in a process of its own too, one after another; with more rounds
than one the figures are medians. What the clients bring home is compared.

    stock httpx    one AsyncClient as it comes, 50 requests in flight
    notifier       our Fetcher: httpx with guard and limits; where all feeds are of one host, with
                   50 requests in flight for that host
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import ipaddress
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TypeVar

from typing_extensions import override

from benchmarks import figures

URLS = 500
IN_FLIGHT = 50
SWEEPS = 2
PAUSE = 0.3
"""Seconds between two sweeps, as long as a host is left alone between two requests."""

T = TypeVar("T")
Result = tuple[int, str | None, bytes]
Get = Callable[[str, str | None], Awaitable[Result]]

CLIENTS = ("stock httpx", "notifier")
SCENARIOS = {
    "one host, fresh": (False, False),
    "one host, 304": (False, True),
    "500 hosts, fresh": (True, False),
    "500 hosts, 304": (True, True),
}
"""Whether there are many hosts, and whether the clients know the tags."""


def feed(number: int) -> bytes:
    """Make a feed of 30 items in random characters."""
    chance = random.Random(number)

    def text(length: int) -> str:
        return "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(length))

    items = "".join(
        f"<item><title>{text(20)}</title><link>https://example.org/{number}/{item}</link>"
        f"<guid>{number}-{item}</guid><pubDate>Mon, 23 Nov 2026 01:31:00 GMT</pubDate>"
        f"<description>{text(130)}</description></item>"
        for item in range(30)
    )
    return f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'.encode()


class Server(asyncio.Protocol):
    """Answers GET /NUMBER with that feed, or with 304 to who knows it."""

    bodies: tuple[bytes, ...] = ()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin with nothing read."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._unread = b""

    @override
    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._unread += data
        while b"\r\n\r\n" in self._unread:
            head, _, self._unread = self._unread.partition(b"\r\n\r\n")
            number = int(head.split(b" ", 2)[1][1:])
            common = b'Server: x\r\nDate: Mon, 23 Nov 2026 01:31:00 GMT\r\nETag: "%d"\r\n' % number
            common += b"Last-Modified: Mon, 23 Nov 2026 01:30:00 GMT\r\nConnection: keep-alive\r\n"
            if b"if-none-match" in head.lower():
                self._transport.write(b"HTTP/1.1 304 Not Modified\r\n" + common + b"\r\n")
                continue
            body = self.bodies[number]
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
                b"Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
                b"Content-Length: %d\r\n%b\r\n%b" % (len(body), common, body)
            )


async def serve() -> None:
    """Serve on a free port of every address of loopback, and print it."""
    Server.bodies = tuple(gzip.compress(feed(number)) for number in range(URLS))
    server = await asyncio.get_running_loop().create_server(Server, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@asynccontextmanager
async def stock_httpx() -> AsyncIterator[Get]:
    """Provide httpx as it comes."""
    import httpx  # noqa: PLC0415 - each client is alone in its process

    async with httpx.AsyncClient() as client:

        async def get(url: str, tag: str | None) -> Result:
            answer = await client.get(url, headers={"If-None-Match": tag} if tag else {})
            return answer.status_code, answer.headers.get("etag"), answer.content

        yield get


@asynccontextmanager
async def ours(per_host: int, spacing: float) -> AsyncIterator[Get]:
    """Provide our fetcher."""
    from notifier.core.clock import system_clock  # noqa: PLC0415
    from notifier.sources.http.client import Fetched, Fetcher  # noqa: PLC0415
    from notifier.sources.http.transport import GuardedTransport  # noqa: PLC0415

    fetcher = Fetcher(
        clock=system_clock,
        user_agent="notifier (ops@example.org)",
        per_host=per_host,
        spacing=spacing,
        transport=GuardedTransport((ipaddress.ip_network("127.0.0.0/8"),)),
    )

    async def get(url: str, tag: str | None) -> Result:
        answer = await fetcher.get(url, etag=tag)
        return (200, answer.etag, answer.body) if isinstance(answer, Fetched) else (304, tag, b"")

    yield get
    await fetcher.close()


def provided(client: str, *, has_many_hosts: bool) -> AbstractAsyncContextManager[Get]:
    """Provide a client by its name."""
    if client == "notifier":
        return ours(2, 0.2) if has_many_hosts else ours(IN_FLIGHT, 0)
    return stock_httpx()


async def poll(client: str, scenario: str, port: int) -> None:
    """Poll all feeds several times, and print requests and CPU of it."""
    has_many_hosts, knows = SCENARIOS[scenario]
    hosts = [f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(URLS)]
    urls = [
        f"http://{host if has_many_hosts else '127.0.0.1'}:{port}/{number}"
        for number, host in enumerate(hosts)
    ]
    tags = [f'"{number}"' if knows else None for number in range(URLS)]
    async with provided(client, has_many_hosts=has_many_hosts) as get:
        digest = hashlib.sha256()
        for status, tag, body in await swept(get, urls, [None] * URLS):
            digest.update(f"{status} {tag} {len(body)} ".encode() + body)
        seconds = cpu = 0.0
        for _ in range(SWEEPS):
            await asyncio.sleep(PAUSE)
            began, began_cpu = time.perf_counter(), cpu_seconds()
            results = await swept(partial(in_short, get), urls, tags)
            seconds += time.perf_counter() - began
            cpu += cpu_seconds() - began_cpu
            digest.update(repr(results).encode())
    number = URLS * SWEEPS
    print(json.dumps([number / seconds, cpu / number * 1e6, digest.hexdigest()]))


async def in_short(get: Get, url: str, tag: str | None) -> tuple[int, int]:
    """Return status and length of an answer; to hold all answers would cost time of its own."""
    status, _, body = await get(url, tag)
    return status, len(body)


async def swept(
    get: Callable[[str, str | None], Awaitable[T]], urls: list[str], tags: list[str | None]
) -> list[T]:
    """Ask for each address once, with so many requests in flight."""
    results: dict[int, T] = {}
    numbers = iter(range(len(urls)))

    async def work() -> None:
        for number in numbers:
            results[number] = await get(urls[number], tags[number])

    await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))
    return [results[number] for number in range(len(urls))]


def cpu_seconds() -> float:
    """Return the CPU time of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def started(*arguments: str) -> subprocess.Popen[str]:
    """Run this module in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.poll", *arguments], stdout=subprocess.PIPE, text=True
    )


def measured(client: str, scenario: str, port: str) -> tuple[float, float, str]:
    """Return requests a second, microseconds of CPU a request, and a digest of the answers."""
    process = started("poll", client, scenario, port)
    out, _ = process.communicate(timeout=120)
    if process.returncode:
        raise SystemExit(f"{client} failed at {scenario!r}")
    rate, cpu, digest = json.loads(out)
    return rate, cpu, digest


def main(rounds: int = 1) -> None:
    """Measure every client at every scenario, and print a table."""
    server = started("serve")
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    try:
        for scenario in SCENARIOS:
            compare(scenario, port, rounds)
    finally:
        server.terminate()
        server.wait()


def compare(scenario: str, port: str, rounds: int) -> None:
    """Print the table of one scenario."""
    runs: dict[str, list[tuple[float, float, str]]] = {client: [] for client in CLIENTS}
    for _ in range(rounds):
        for client in CLIENTS:
            runs[client].append(measured(client, scenario, port))
    if len({digest for done in runs.values() for _, _, digest in done}) != 1:
        raise SystemExit(f"the clients do not agree on what they got: {scenario}")
    rates = {
        client: statistics.median(rate for rate, _, _ in done) for client, done in runs.items()
    }
    cpus = {client: statistics.median(cpu for _, cpu, _ in done) for client, done in runs.items()}
    print(f"\nPolling {URLS} feeds, {IN_FLIGHT} in flight: {scenario}")
    print(f"{'':<14}{'requests/s':>11}{'ratio':>8}{'CPU µs each':>13}{'ratio':>8}")
    stock, ours = CLIENTS
    key = scenario.replace(", ", "_").replace(" ", "_")
    figures.show(**{f"fetch_cpu_ratio_{key}": cpus[stock] / cpus[ours]})
    for client in CLIENTS:
        print(
            f"{client:<14}{rates[client]:>11,.0f}{rates[client] / rates[stock]:>7.1f}x"
            f"{cpus[client]:>13,.0f}{cpus[stock] / cpus[client]:>7.1f}x"
        )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            asyncio.run(serve())
        case ["poll", name, what, at]:
            asyncio.run(poll(name, what, int(at)))
        case _:
            main()
