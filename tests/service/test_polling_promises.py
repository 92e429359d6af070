"""What servers answer keeps no source silent unseen: from sources.toml to what operators see."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.console import Console
from structlog.testing import capture_logs

from notifier.cli.source_poll import poll_now
from notifier.core.clock import system_clock
from notifier.core.errors import SourceError
from notifier.core.market_calendar import Calendars
from notifier.ingest.source_alerts import source_statuses
from notifier.service.app import Service, running_service
from notifier.service.factories import Role
from notifier.service.settings import Settings
from notifier.sources.health.status import HealthState
from notifier.store.engine.database import Store
from tests.builders import FakeClock
from tests.fakes.news_server import NewsServer
from tests.service.settings.conftest import ConfigFolder

RSS = "<rss version='2.0'><channel><item><title>{}</title><guid>{}</guid></item></channel></rss>"


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)


def settings_of(config: ConfigFolder, store: Store, *urls: str, more: str = "") -> Settings:
    """Return the settings of a service that reads feeds named s0, s1 …"""
    config.write(
        "sources.toml",
        "".join(
            f'[[source]]\nname = "s{at}"\nkind = "feed"\nurl = "{url}"\n{more}'
            for at, url in enumerate(urls)
        ),
    )
    text = (
        '[fetch]\nallow_private = ["127.0.0.0/8"]\nspacing = "0s"\n'
        '[securities]\nsync_every = "none"\n[web]\nport = 0\n'
        f'[database]\nurl = "sqlite:///{store.file}"\n'
    )
    return config.write("notifier.toml", text).settings()


@asynccontextmanager
async def polling(settings: Settings, clock: FakeClock | None = None) -> AsyncIterator[Service]:
    with capture_logs():
        async with running_service(
            settings,
            (Role.POLL,),
            console=Console(file=io.StringIO()),
            clock=clock or system_clock,
        ) as service:
            yield service


async def states(settings: Settings, store: Store, clock: FakeClock) -> dict[str, HealthState]:
    configured = {each.name: each for each in settings.sources}
    found = await source_statuses(store, configured, Calendars(), clock.now)
    return {each.source.name: each.status.state for each in found}


async def until_state(
    settings: Settings, store: Store, clock: FakeClock, name: str, state: HealthState
) -> None:
    async with asyncio.timeout(60):
        found = await states(settings, store, clock)
        while found[name] is not state:
            await asyncio.sleep(0.05)
            found = await states(settings, store, clock)


async def test_a_retry_after_of_a_day_is_shown_and_over_within_the_hour(
    config: ConfigFolder, sqlite_store: Store, news_server: NewsServer
) -> None:
    news_server.serve("/busy", "", status=503, headers={"retry-after": "86400"})
    news_server.serve("/fine", RSS.format("x", 1))
    settings = settings_of(config, sqlite_store, news_server.url("/busy"), news_server.url("/fine"))
    clock = FakeClock()
    async with polling(settings, clock):
        await news_server.until_requests("/busy")
        await until_state(settings, sqlite_store, clock, "s0", HealthState.LATE)
        await until_state(settings, sqlite_store, clock, "s1", HealthState.OK)
        clock.advance(minutes=61)
        await news_server.until_requests("/busy", 2)


@pytest.mark.parametrize("said", ["max-age=1800", "ttl"])
async def test_a_source_keeps_its_minute_whatever_its_server_says(
    config: ConfigFolder, sqlite_store: Store, news_server: NewsServer, said: str
) -> None:
    body = RSS.format("x", 1)
    headers = {"cache-control": said}
    if said == "ttl":
        body, headers = body.replace("<item>", "<ttl>60</ttl><item>"), {}
    news_server.serve("/feed", body, headers=headers)
    settings = settings_of(config, sqlite_store, news_server.url("/feed"))
    clock = FakeClock()
    async with polling(settings, clock):
        for count in range(1, 5):
            await news_server.until_requests("/feed", count)
            await until_state(settings, sqlite_store, clock, "s0", HealthState.OK)
            clock.advance(seconds=61)


async def test_a_command_has_the_running_service_read_a_source_now(
    config: ConfigFolder, sqlite_store: Store, news_server: NewsServer
) -> None:
    news_server.serve("/feed", RSS.format("x", 1))
    settings = settings_of(config, sqlite_store, news_server.url("/feed"), more='interval = "6h"\n')
    with pytest.raises(SourceError, match="no service has read that"):
        await poll_now(settings, "s0", 1)
    async with polling(settings):
        await news_server.until_requests("/feed")
        await until_state(settings, sqlite_store, FakeClock(), "s0", HealthState.OK)
        news_server.serve("/feed", RSS.format("y", 2))
        assert await poll_now(settings, "s0", 20) == ("read, 1 new article", True)
        news_server.serve("/feed", "", status=500)
        told, is_read = await poll_now(settings, "s0", 20)
    assert not is_read
    assert told.startswith("could not be read: 127.0.0.1 answered 500")
    with pytest.raises(SourceError, match="no process of the service is running"):
        await poll_now(settings, "s0", 1)
