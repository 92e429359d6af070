"""A fetcher that may reach the fakes on loopback."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable

import pytest

from notifier.core.clock import Clock
from notifier.sources.http.client import Fetcher
from notifier.sources.http.ssrf_guard import Resolver
from notifier.sources.http.transport import GuardedTransport
from notifier.sources.parsing.sandbox import Sandbox
from tests.builders import FakeClock
from tests.fakes.sandbox import InlineSandbox

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)

MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
async def make_fetcher() -> AsyncIterator[MakeFetcher]:
    """Make fetchers that are closed when the test is over."""
    made: list[Fetcher] = []

    def make(
        *,
        timeout: float = 20,
        max_bytes: int = 100_000,
        per_host: int = 50,
        spacing: float = 0,
        http2: bool = True,
        private: bool = True,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        proxy: str | None = None,
        clock: Clock | None = None,
    ) -> Fetcher:
        fetcher = Fetcher(
            clock=clock or FakeClock(),
            user_agent="notifier/1 (ops@example.org)",
            timeout=timeout,
            max_bytes=max_bytes,
            per_host=per_host,
            spacing=spacing,
            transport=GuardedTransport(
                LOOPBACK if private else (),
                http2=http2,
                proxy=proxy,
                resolve=resolve,
                tls=tls,
            ),
        )
        made.append(fetcher)
        return fetcher

    yield make
    for fetcher in made:
        await fetcher.close()


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher) -> Fetcher:
    return make_fetcher()


@pytest.fixture
def sandbox() -> Sandbox:
    """Read what sources bring here: a process for it takes half a second to start."""
    return InlineSandbox()


@pytest.fixture
async def real_sandbox() -> AsyncIterator[Sandbox]:
    """Give one process that reads what sources bring; it starts when it is first asked."""
    made = Sandbox(timeout=20, memory=512_000_000, processes=1)
    yield made
    await made.close()
