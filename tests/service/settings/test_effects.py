"""Settings of notifier.toml, from the file to what is seen of them."""

from __future__ import annotations

import io
import json
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import httpx
import pytest
from rich.console import Console
from structlog.testing import capture_logs

from notifier.core.errors import FetchError, ParseError
from notifier.core.i18n import LANGUAGES, translator
from notifier.service.app import Service, running_service
from notifier.service.factories import Role, reading_tools
from notifier.service.securities_sync import official_lists, sync
from notifier.sources.http.requests import Request
from notifier.store.engine.database import Store
from notifier.web.listening import listen
from tests.builders import FakeClock
from tests.delivery.channels.test_telegram_secrets import Proxy
from tests.delivery.channels.wire import listening
from tests.delivery.dispatch import Dispatch, FakeSender, until
from tests.fakes.bot_api import BotApi
from tests.fakes.news_server import NewsServer
from tests.service.settings.conftest import ConfigFolder
from tests.sources.parsing import sandbox_functions
from tests.web.launches import BOT, PLAYED_BY, launched

LOCAL = 'allow_private = ["127.0.0.0/8"]\n'


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)


# How sources are read


async def test_allow_private_lets_a_source_on_this_machine_be_read(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    news_server.serve("/a", "x")
    request = Request(news_server.url("/a"))
    for text, allowed in (("", False), (f"[fetch]\n{LOCAL}", True)):
        settings = config.write("notifier.toml", text).settings()
        async with reading_tools(settings) as (fetcher, _):
            if allowed:
                await fetcher.send(request)
            else:
                with pytest.raises(FetchError):
                    await fetcher.send(request)
    assert len(news_server.requests_for("/a")) == 1


async def test_contact_is_told_to_every_source(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    news_server.serve("/a", "x")
    text = f'[fetch]\n{LOCAL}contact = "ops@example.org"\n'
    async with reading_tools(config.write("notifier.toml", text).settings()) as (fetcher, _):
        await fetcher.send(Request(news_server.url("/a")))
    [request] = news_server.requests_for("/a")
    assert request.headers["user-agent"].endswith("(ops@example.org)")


@pytest.mark.parametrize(("max_bytes", "is_read"), [(1000, False), (2000, True)])
async def test_max_bytes_bounds_what_is_read(
    config: ConfigFolder, news_server: NewsServer, max_bytes: int, *, is_read: bool
) -> None:
    news_server.serve("/a", "x" * 1500)
    text = f"[fetch]\n{LOCAL}max_bytes = {max_bytes}\n"
    async with reading_tools(config.write("notifier.toml", text).settings()) as (fetcher, _):
        if is_read:
            await fetcher.send(Request(news_server.url("/a")))
        else:
            with pytest.raises(FetchError):
                await fetcher.send(Request(news_server.url("/a")))


async def test_timeout_ends_a_request(config: ConfigFolder, news_server: NewsServer) -> None:
    news_server.serve("/a", "x", delay=30)
    text = f'[fetch]\n{LOCAL}timeout = "1s"\n'
    async with reading_tools(config.write("notifier.toml", text).settings()) as (fetcher, _):
        with pytest.raises(FetchError):
            await fetcher.send(Request(news_server.url("/a")))


async def test_parse_timeout_ends_what_reads_too_long(config: ConfigFolder) -> None:
    text = '[fetch]\nparse_timeout = "1s"\n'
    async with reading_tools(config.write("notifier.toml", text).settings()) as (_, sandbox):
        with pytest.raises(ParseError):
            await sandbox.run(sandbox_functions.loop)
        assert await sandbox.run(sandbox_functions.double, 21) == 42


async def test_parse_memory_ends_what_takes_too_much(config: ConfigFolder) -> None:
    text = "[fetch]\nparse_memory = 256000000\n"
    async with reading_tools(config.write("notifier.toml", text).settings()) as (_, sandbox):
        with pytest.raises(ParseError):
            await sandbox.run(sandbox_functions.hog)


async def test_every_list_of_securities_is_read_where_the_settings_say(
    config: ConfigFolder, news_server: NewsServer, sqlite_store: Store
) -> None:
    keys = ("cninfo_url", "hkex_url", "hkex_english_url", "hkex_types_url", "sec_url")
    for key in keys:
        news_server.serve(f"/{key}", json.dumps({}))
    lines = "".join(f'{key} = "{news_server.url(f"/{key}")}"\n' for key in keys)
    text = f'[fetch]\n{LOCAL}contact = "ops@example.org"\n[securities]\n{lines}'
    settings = config.write("notifier.toml", text).settings()
    async with reading_tools(settings) as (fetcher, _):
        await sync(sqlite_store, (), fetcher, official_lists(settings))
    assert [key for key in keys if not news_server.requests_for(f"/{key}")] == []


# How Telegram is spoken to


async def test_webhook_has_telegram_call_the_public_address(
    config: ConfigFolder, sqlite_store: Store, bot_api: BotApi
) -> None:
    text = (
        f'[telegram]\nwebhook = true\nbase_url = "{bot_api.base_url}"\n'
        '[web]\nport = 0\npublic_url = "https://news.example.org"\n'
    )
    async with chatting(config, sqlite_store, text, bot_api):
        await bot_api.until(lambda: bool(bot_api.webhook))
    assert bot_api.webhook is not None
    assert bot_api.webhook["url"].startswith("https://news.example.org/telegram/")


@pytest.mark.parametrize("app", [True, False])
async def test_app_has_the_bot_offer_the_mini_app(
    config: ConfigFolder, sqlite_store: Store, bot_api: BotApi, *, app: bool
) -> None:
    text = (
        f'[telegram]\nbase_url = "{bot_api.base_url}"\n'
        f'[web]\nport = 0\npublic_url = "https://news.example.org/x/"\napp = {str(app).lower()}\n'
    )
    async with chatting(config, sqlite_store, text, bot_api):
        bot_api.say(42, "/settings")
        shown = await bot_api.until_message(42)
    opened = [each["web_app"]["url"] for each in shown.buttons if "web_app" in each]
    assert opened == (["https://news.example.org/x/app"] if app else [])
    assert (bot_api.world.menu_button["type"] == "web_app") is app


async def test_the_bot_is_reached_by_its_proxy(
    config: ConfigFolder, sqlite_store: Store, bot_api: BotApi
) -> None:
    proxy = Proxy()
    async with listening(proxy.handle) as url:
        text = f'[telegram]\nproxy = "{url}"\nbase_url = "{bot_api.base_url}"\n[web]\nport = 0\n'
        async with chatting(config, sqlite_store, text, bot_api):
            await bot_api.until_call("getUpdates")
    assert proxy.seen


def chatting(
    config: ConfigFolder, store: Store, text: str, bot_api: BotApi
) -> AbstractAsyncContextManager[Service]:
    """Run a service that answers in chats, with these settings."""
    where = f'[database]\nurl = "sqlite:///{store.file}"\n'
    written = config.write("notifier.toml", f"{text}{where}")
    settings = written.settings(NOTIFIER_TELEGRAM_TOKEN=bot_api.token)
    return running_service(settings, (Role.CHAT,), console=Console(file=io.StringIO()))


# How the API is served


async def test_the_api_is_served_as_the_settings_say(
    config: ConfigFolder, sqlite_store: Store
) -> None:
    token = "a-token-of-the-settings"
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    text = f'[database]\nurl = "sqlite:///{sqlite_store.file}"\n[web]\nport = {port}\n'
    api = 'api_per_minute = 1\ntrusted_proxies = ["198.51.100.0/24"]\n'
    web, sink = (Role.WEB,), io.StringIO()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as http:

        async def asked(bearer: str = "", through: str = "") -> int:
            headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            headers |= {"X-Forwarded-For": through} if through else {}
            return (await http.get("/topics", headers=headers)).status_code

        settings = config.write("notifier.toml", text + api).settings(NOTIFIER_WEB_API_TOKENS=token)
        async with running_service(settings, web, console=Console(file=sink)):
            assert [await asked(token), await asked(token)] == [200, 429]
            assert [await asked("another"), await asked()] == [401, 429]
            one, other = "203.0.113.1, 198.51.100.7", "203.0.113.2, 198.51.100.7"
            assert [await asked("", one), await asked("", other)] == [200, 200]
            assert [await asked("", one), await asked("", other)] == [429, 429]
        settings = config.write("notifier.toml", f"{text}api = false\n").settings()
        async with running_service(settings, web, console=Console(file=sink)):
            assert await asked(token) == 404


async def test_the_app_of_a_bot_without_its_token_is_used_as_long_as_the_settings_say(
    config: ConfigFolder, sqlite_store: Store
) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    key, clock = PLAYED_BY.public_key().public_bytes_raw().hex(), FakeClock()
    text = (
        f'[database]\nurl = "sqlite:///{sqlite_store.file}"\n[web]\nport = {port}\n'
        f'app_bots = [{BOT}]\napp_key = "{key}"\napp_max_age = "1h"\n'
    )
    settings, sink = config.write("notifier.toml", text).settings(), io.StringIO()
    service = running_service(settings, (Role.WEB,), console=Console(file=sink), clock=clock)
    asked = []
    async with service, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as http:
        init_data = launched(clock())
        another = launched(clock(), token="4243:AA-another")
        for given, minutes in ((init_data, 59), (another, 0), (init_data, 2)):
            clock.advance(minutes=minutes)
            answer = await http.get("/me", headers={"Authorization": f"tma {given}"})
            asked.append((answer.status_code, answer.json().get("type", "").rpartition("/")[2]))
        page = await http.get(f"http://127.0.0.1:{port}/app")
    assert page.status_code == 200
    assert asked == [(200, ""), (401, "launch-forged"), (401, "launch-stale")]


# What the web server shows


@pytest.mark.parametrize(
    ("password", "public_url", "statuses"),
    [
        ("", "", (200, 200)),
        ("", "https://news.example.org", (404, 404)),
        ("a long password", "https://news.example.org", (401, 200)),
    ],
)
async def test_status_password_lets_operators_in(
    config: ConfigFolder,
    sqlite_store: Store,
    password: str,
    public_url: str,
    statuses: tuple[int, int],
) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    where = f"[web]\nport = {port}\n"
    where += f'public_url = "{public_url}"\n' if public_url else ""
    settings = config.write("notifier.toml", where).settings(
        NOTIFIER_DATABASE_URL=f"sqlite:///{sqlite_store.file}",
        NOTIFIER_WEB_STATUS_PASSWORD=password,
    )
    console = Console(file=io.StringIO())
    with capture_logs():
        async with (
            running_service(settings, (Role.WEB,), console=console) as service,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            assert service.watched
            asked = [await client.get("/status"), await client.get("/status", auth=("x", password))]
    assert tuple(each.status_code for each in asked) == statuses


# How alerts are sent, as a service without a bot shows them


async def shown(
    config: ConfigFolder, store: Store, text: str, count: int, *, after: float
) -> list[str]:
    """Run a service with these settings over `count` alerts of some time ago; return its lines."""
    clock, sender = FakeClock(), FakeSender()
    desk = Dispatch(store, sender, clock)
    await desk.plan(42, titles=tuple(f"元宇宙 {number}" for number in range(count)))
    await desk.worker.stop()
    clock.advance(minutes=after)
    where = f'[database]\nurl = "sqlite:///{store.file}"\n[web]\nport = 0\n'
    settings = config.write("notifier.toml", f"{text}{where}").settings()
    out = io.StringIO()
    with capture_logs():
        async with running_service(
            settings, (Role.DELIVER,), console=Console(file=out, width=200), clock=clock
        ):
            await until(lambda: "元宇宙" in out.getvalue())
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("burst", "gathered"), [(2, True), (5, False)], ids=["more than burst", "no more"]
)
async def test_burst_is_how_much_news_comes_singly(
    config: ConfigFolder, sqlite_store: Store, burst: int, *, gathered: bool
) -> None:
    text = f"[delivery]\nburst = {burst}\n"
    told = await shown(config, sqlite_store, text, 3, after=0)
    heading = translator("en")("digest-title-burst", count=3)
    assert any(heading in line for line in told) is gathered


@pytest.mark.parametrize(("fresh_for", "late"), [("1h", True), ("none", False)])
async def test_fresh_for_is_how_old_news_may_be_that_comes_singly(
    config: ConfigFolder, sqlite_store: Store, fresh_for: str, *, late: bool
) -> None:
    text = f'[delivery]\nfresh_for = "{fresh_for}"\n'
    told = await shown(config, sqlite_store, text, 2, after=61)
    heading = translator("en")("digest-title-late", count=2)
    assert any(heading in line for line in told) is late


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_terminal_speaks_the_language_of_the_settings(
    config: ConfigFolder, sqlite_store: Store, language: str
) -> None:
    told = await shown(config, sqlite_store, f'language = "{language}"\n', 1, after=0)
    assert translator(language)("terminal-no-token", command="").splitlines()[0] in told


@pytest.mark.parametrize(
    ("timezone", "time"), [("Asia/Shanghai", "09:25"), ("America/New_York", "20:25")]
)
async def test_times_are_shown_in_the_time_zone_of_the_settings(
    config: ConfigFolder, sqlite_store: Store, timezone: str, time: str
) -> None:
    told = await shown(config, sqlite_store, f'timezone = "{timezone}"\n', 1, after=0)
    assert any(time in line for line in told)
