"""Settings that bound how much is done at a time, from the file to what the other side sees."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from notifier.core.errors import FetchError
from notifier.service.app import running_service
from notifier.service.factories import Role, reading_tools
from notifier.service.settings import Settings
from notifier.sources.http.requests import Request
from notifier.store.engine.database import Store
from tests.builders import FakeClock
from tests.delivery.dispatch import Dispatch, FakeSender, until
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api.calls import Call
from tests.fakes.bot_api.faults import Answer, Fault
from tests.fakes.loopback import LoopbackServer
from tests.fakes.news_server import NewsServer
from tests.fakes.raw_server import RawServer, raw_server
from tests.service.settings.conftest import ConfigFolder

LOCAL = 'allow_private = ["127.0.0.0/8"]\n'
HELD = 0.5
"""Seconds after which a held answer is given: many can be asked for meanwhile."""


class HeldAnswers:
    """A server that holds each answer for a while; how many requests it held at most at a time."""

    def __init__(self) -> None:
        self.asked = self.most = self._now = 0
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._lock:
            self.asked += 1
            self._now += 1
            self.most = max(self.most, self._now)
        await asyncio.sleep(HELD)
        with self._lock:
            self._now -= 1
        await Response("x")(scope, receive, send)


def running(config: ConfigFolder, store: Store, text: str, **environment: str) -> Settings:
    """Return the settings of `text` for a service on this database, without pages."""
    where = f'[database]\nurl = "sqlite:///{store.file}"\n[web]\nport = 0\n'
    return config.write("notifier.toml", f"{text}{where}").settings(**environment)


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)


# How sources are read


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_concurrency_is_how_many_sources_are_read_at_a_time(
    config: ConfigFolder, sqlite_store: Store, concurrency: int
) -> None:
    app = HeldAnswers()
    with LoopbackServer(app) as server:
        feeds = (
            f'[[source]]\nkind = "feed"\nname = "s{number}"\nurl = "{server.url}/{number}"\n'
            for number in range(6)
        )
        config.write("sources.toml", "".join(feeds))
        text = (
            f'[fetch]\n{LOCAL}spacing = "0s"\nper_host = 50\nconcurrency = {concurrency}\n'
            '[securities]\nsync_every = "none"\n'
        )
        settings = running(config, sqlite_store, text)
        async with running_service(settings, (Role.POLL,), console=Console(file=io.StringIO())):
            await until(lambda: app.asked >= 6)
    assert app.most == concurrency


@pytest.mark.parametrize("per_host", [1, 3])
async def test_per_host_is_how_many_requests_a_host_has_at_a_time(
    config: ConfigFolder, per_host: int
) -> None:
    app = HeldAnswers()
    with LoopbackServer(app) as server:
        text = f'[fetch]\n{LOCAL}spacing = "0s"\nper_host = {per_host}\n'
        async with reading_tools(config.write("notifier.toml", text).settings()) as (fetcher, _):
            await asyncio.gather(
                *(fetcher.send(Request(f"{server.url}/{number}")) for number in range(5))
            )
    assert (app.asked, app.most) == (5, per_host)


async def test_spacing_is_what_lies_between_requests_to_a_host(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    news_server.serve("/a", "x")
    text = f'[fetch]\n{LOCAL}spacing = "0.4s"\n'
    begun = asyncio.get_running_loop().time()
    async with reading_tools(config.write("notifier.toml", text).settings()) as (fetcher, _):
        for _ in range(3):
            await fetcher.send(Request(news_server.url("/a")))
    assert asyncio.get_running_loop().time() - begun >= 2 * 0.4


@pytest.mark.parametrize("http2", [True, False])
async def test_http2_is_offered_to_a_server_or_not(config: ConfigFolder, *, http2: bool) -> None:
    hello = b""

    async def listen(
        _: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        nonlocal hello
        hello = await reader.read(4096)
        writer.close()

    text = f"[fetch]\n{LOCAL}http2 = {str(http2).lower()}\n"
    async with raw_server(listen) as server:
        settings = config.write("notifier.toml", text).settings()
        async with reading_tools(settings) as (fetcher, _):
            with pytest.raises(FetchError):
                await fetcher.send(Request(f"https://127.0.0.1:{server.port}/"))
    assert b"\x08http/1.1" in hello, "the protocols that a client knows stand in its first message"
    assert (b"\x02h2" in hello) is http2


@pytest.mark.parametrize(("every", "times"), [("20m", 2), ("2h", 1), ("none", 0)])
async def test_sync_every_is_how_often_the_official_lists_are_read(
    config: ConfigFolder, sqlite_store: Store, news_server: NewsServer, every: str, times: int
) -> None:
    keys = ("cninfo_url", "hkex_url", "hkex_english_url", "hkex_types_url", "sec_url")
    for key in (*keys, "feed"):
        news_server.serve(f"/{key}", "{}")
    feed = f'[[source]]\nkind = "feed"\nname = "s"\nurl = "{news_server.url("/feed")}"\n'
    config.write("sources.toml", feed)
    lines = "".join(f'{key} = "{news_server.url(f"/{key}")}"\n' for key in keys)
    text = f'[fetch]\n{LOCAL}spacing = "0s"\n[securities]\nsync_every = "{every}"\n{lines}'
    settings, clock = running(config, sqlite_store, text), FakeClock()
    for time in (1, 2):
        async with running_service(
            settings, (Role.POLL,), console=Console(file=io.StringIO()), clock=clock
        ):
            await news_server.until_requests("/feed", time)
            await news_server.until_requests("/cninfo_url", min(time, times))
        clock.advance(minutes=30)
    assert len(news_server.requests_for("/cninfo_url")) == times


# How Telegram is spoken to


def most_at_once(calls: Sequence[Call]) -> int:
    """Return how many calls waited for their answers at the same time, at most."""
    return max(
        sum(each.time <= call.time < (each.over or call.time + 1) for each in calls)
        for call in calls
    )


async def messages_of(
    config: ConfigFolder, store: Store, bot_api: BotApi, text: str, count: int
) -> list[Call]:
    """Send an alert to each of `count` chats; return the calls that brought them, when over."""
    clock = FakeClock()
    desk = Dispatch(store, FakeSender(), clock)
    await desk.plan(*range(1, count + 1))
    await desk.worker.stop()
    text += f'[telegram]\nbase_url = "{bot_api.base_url}"\n'
    settings = running(config, store, text, NOTIFIER_TELEGRAM_TOKEN=bot_api.token)
    async with running_service(
        settings, (Role.DELIVER,), console=Console(file=io.StringIO()), clock=clock
    ):
        await bot_api.until(
            lambda: sum(each.over is not None for each in bot_api.calls_of("sendMessage")) == count
        )
    return list(bot_api.calls_of("sendMessage"))


@pytest.mark.parametrize("allowed", [1, 3])
async def test_max_in_flight_is_how_many_messages_await_an_answer(
    config: ConfigFolder, sqlite_store: Store, bot_api: BotApi, allowed: int
) -> None:
    held = Fault(Answer.ORDINARY, accepted=True, delay=HELD)
    bot_api.fail("sendMessage", held, times=None)
    text = f"[delivery]\nper_second = 1000\nmax_in_flight = {allowed}\n"
    calls = await messages_of(config, sqlite_store, bot_api, text, 6)
    assert most_at_once(calls) == allowed


async def test_per_second_is_how_many_messages_the_bot_sends(
    config: ConfigFolder, sqlite_store: Store, bot_api: BotApi
) -> None:
    calls = await messages_of(config, sqlite_store, bot_api, "[delivery]\nper_second = 4\n", 6)
    # The first call may take longer on its way: it has to connect.
    assert calls[-1].time - calls[0].time >= 4 / 4
