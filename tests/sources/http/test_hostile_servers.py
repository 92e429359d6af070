"""Whatever a server does, it costs bounded time and memory, and concerns no other source."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from notifier.core.errors import FetchError
from notifier.sources.http.client import Fetched
from notifier.sources.http.requests import Request
from tests.fakes.news_server import NewsServer
from tests.fakes.raw_server import RawServer, raw_server, says, trusting_the_fakes
from tests.sources.conftest import MakeFetcher
from tests.sources.http.hostile import HOSTILE, OVER_TIME, at_loopback, attacked

MUST_BE_OVER = 30.0
"""Seconds after which a test gives up; that is no measure of how long anything takes."""


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_server_is_given_up_with_our_own_error_while_neighbours_are_read(
    make_fetcher: MakeFetcher, news_server: NewsServer, name: str
) -> None:
    news_server.serve("/feed.xml", "x")
    hostile = HOSTILE[name]
    timeout = 0.5 if hostile.told == OVER_TIME else MUST_BE_OVER
    fetcher = make_fetcher(timeout=timeout, resolve=at_loopback, tls=trusting_the_fakes())
    async with AsyncExitStack() as stack, asyncio.timeout(MUST_BE_OVER):
        url = await attacked(stack, hostile)

        attack = asyncio.create_task(fetcher.get(url))
        is_over = False
        while not is_over:
            is_over = attack.done()
            feed = Request(news_server.url("/feed.xml"), timeout=MUST_BE_OVER)
            assert isinstance(await fetcher.send(feed), Fetched)
            await asyncio.wait({attack}, timeout=0.1)

        with pytest.raises(FetchError, match=hostile.told):
            await attack
        await fetcher.close()


def test_all_hostile_servers_together_take_little_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sources.http.hostile"],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=MUST_BE_OVER * 2,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    # Each bomb alone is a hundred megabytes, and what is endless would be more.
    assert float(done.stdout) < 75


async def test_a_name_that_changes_its_address_is_checked_each_time_and_dialled_as_checked(
    make_fetcher: MakeFetcher,
) -> None:
    addresses = iter([["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1"]])

    async def changing(host: str, port: int) -> Sequence[str]:
        return next(addresses)

    fetcher = make_fetcher(resolve=changing)
    async with raw_server(says(b"HTTP/1.1 200 OK\r\n\r\nx")) as server:
        url = f"http://news.example:{server.port}/"

        assert isinstance(await fetcher.get(url), Fetched)
        with pytest.raises(FetchError, match=r"news\.example leads to 10\.0\.0\.1"):
            await fetcher.get(url)
        assert isinstance(await fetcher.get(url), Fetched)

    assert server.connections == 2


async def test_a_flood_of_sources_on_one_dead_host_keeps_no_other_waiting(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    async def silence(
        seen: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter
    ) -> None:
        await reader.read()

    news_server.serve("/feed.xml", "x")
    fetcher = make_fetcher(timeout=60, per_host=2, resolve=at_loopback)
    async with raw_server(silence) as server:
        url = f"http://dead.example:{server.port}/"
        waiting = [asyncio.create_task(fetcher.get(url)) for _ in range(100)]
        await asyncio.sleep(0)

        assert isinstance(await fetcher.get(news_server.url("/feed.xml")), Fetched)
        assert not any(task.done() for task in waiting)
        assert server.connections <= 2
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
