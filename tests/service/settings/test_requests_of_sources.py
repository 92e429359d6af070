"""How a source asks: from sources.toml and the environment to what its server is asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from notifier.core.errors import FetchError, ParseError
from notifier.service.factories import reading_tools
from notifier.service.settings import Settings
from notifier.sources.config import Reading
from notifier.sources.registry import make_source
from tests.builders import FakeClock
from tests.delivery.channels.test_telegram_secrets import Proxy
from tests.delivery.channels.wire import listening
from tests.fakes.news_server import NewsServer
from tests.service.settings.conftest import ConfigFolder

NOW = datetime(2026, 11, 28, 20, tzinfo=UTC)
RSS = "<rss version='2.0'><channel><item><title>x</title><link>a?b=1</link></item></channel></rss>"
SECRET = "s3cr3t/+key"


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)


def settings_of(config: ConfigFolder, lines: str, **environment: str) -> Settings:
    config.write("sources.toml", f'[[source]]\nname = "s"\n{lines}')
    config.write("notifier.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n')
    return config.settings(**environment)


async def read(settings: Settings) -> Reading:
    async with reading_tools(settings, FakeClock(NOW)) as (fetcher, sandbox):
        return await make_source(settings.sources[0], fetcher, sandbox).read({})


async def test_a_day_is_written_in_the_form_that_a_site_wants(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    lines = (
        f'kind = "feed"\nurl = "{news_server.url("/{today:%Y%m%d}/list.xml?d={yesterday}")}"\n'
        'timezone = "Asia/Shanghai"\n'
    )
    news_server.serve("/20261129/list.xml", RSS)
    await read(settings_of(config, lines))
    assert news_server.requests[0].target == "/20261129/list.xml?d=2026-11-28"


@pytest.mark.parametrize("wrong", ["{today:Ymd}", "{now_s:%Y}", "{tomorow:%Y}"])
def test_a_day_in_no_form_is_told(config: ConfigFolder, wrong: str) -> None:
    config.write(
        "sources.toml",
        f'[[source]]\nname = "s"\nkind = "feed"\nurl = "https://a.example/{wrong}"\n',
    )
    [problem] = config.problems()
    assert wrong in problem


@pytest.mark.parametrize("by_file", [True, False])
async def test_a_secret_is_taken_from_the_environment_and_shown_nowhere(
    config: ConfigFolder,
    news_server: NewsServer,
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_file: bool,
) -> None:
    if by_file:
        file = config.path / "key"
        file.write_text(f"{SECRET}\n")
        monkeypatch.setenv("WIRE_KEY_FILE", str(file))
        environment = {"WIRE_KEY_FILE": str(file)}
    else:
        monkeypatch.setenv("WIRE_KEY", SECRET)
        environment = {"WIRE_KEY": SECRET}
    news_server.serve("/list", '[{"t": "x", "l": "?id=1"}]')
    lines = (
        f'kind = "api"\nurl = "{news_server.url("/list")}"\nparams = {{ key = "${{WIRE_KEY}}" }}\n'
        'headers = { Authorization = "Bearer ${WIRE_KEY}", X-Mine = "${WIRE_KEY}" }\n'
        '[source.entry]\ntitle = "t"\nlink = "l"\n'
    )
    settings = settings_of(config, lines, **environment)
    reading = await read(settings)
    [asked] = news_server.requests
    assert asked.target == "/list?key=s3cr3t%2F%2Bkey"
    assert asked.headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in f"{reading} {settings} {settings.sources[0].identity}"
    assert "s3cr3t" not in str(reading)
    news_server.serve("/list", "", status=500)
    with pytest.raises(FetchError) as failed:
        await read(settings)
    assert "s3cr3t" not in str(failed.value)


KEY = "KEYsecret777"
API = 'params = { key = "${WIRE_KEY}" }\n[source.entry]\ntitle = "t"\nlink = "l"\nbody = "b"\n'
REFUSED = '{"code": 401, "msg": "%s"}'


@pytest.mark.parametrize(
    "said",
    [
        f"bad key {KEY}",
        f"{KEY[:9]}… is not known",
        f"{'x' * 90} {KEY}",
        f"https://a.example/?key={KEY}&x=1",
    ],
)
async def test_an_error_that_repeats_a_secret_is_told_without_it(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("WIRE_KEY", KEY)
    news_server.serve("/list", REFUSED % said)
    lines = f'kind = "api"\nurl = "{news_server.url("/list")}"\nrequire = {{ code = 200 }}\n{API}'
    with pytest.raises(ParseError, match="code is 401, not 200; it says") as failed:
        await read(settings_of(config, lines, WIRE_KEY=KEY))
    assert KEY[:8] not in str(failed.value)


@pytest.mark.parametrize("to", [f"ftp://x/{KEY}", f"//[/{KEY}", f"https://127.0.0.1:1/?k={KEY}"])
async def test_a_redirect_that_repeats_a_secret_is_told_without_it(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setenv("WIRE_KEY", KEY)
    news_server.redirect("/list", to)
    lines = f'kind = "feed"\nurl = "{news_server.url("/list")}?key=${{WIRE_KEY}}"\n'
    with pytest.raises(FetchError) as failed:
        await read(settings_of(config, lines, WIRE_KEY=KEY))
    assert KEY not in str(failed.value)


@pytest.mark.parametrize("key", [KEY, "a/b+c=d&e'f", "密钥密钥密钥密钥"])
async def test_an_article_that_repeats_a_secret_goes_on_without_it(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("WIRE_KEY", key)
    link = f"https://a.example/1?key={quote(key, safe='')}"
    item = {"t": f"特斯拉 {key}", "l": link, "b": f'<a href="{link}">{escape(key)}</a>公司公告'}
    news_server.serve("/list", json.dumps([item]))
    lines = f'kind = "api"\nurl = "{news_server.url("/list")}"\n{API}'
    reading = await read(settings_of(config, lines, WIRE_KEY=key))
    [entry] = reading.entries
    assert (entry.title, entry.url) == ("特斯拉 ***", "https://a.example/1?key=***")
    assert "公司公告" in entry.body
    for spelt in (key, quote(key, safe=""), escape(key)):
        assert spelt not in str(reading)


async def test_a_hub_whose_address_holds_a_secret_is_not_followed(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", KEY)
    lines = f'kind = "feed"\nurl = "{news_server.url("/rss")}?key=${{WIRE_KEY}}"\n'
    for topic, hub in (("https://a.example/rss", "https://hub.example/"), (KEY, None)):
        links = f'<https://hub.example/>; rel="hub", <https://a.example/{topic}>; rel="self"'
        news_server.serve("/rss", RSS, headers={"link": links})
        assert (await read(settings_of(config, lines, WIRE_KEY=KEY))).hub == hub


async def test_a_short_secret_that_is_a_word_leaves_the_news_alone(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "china")
    news_server.serve("/list", '[{"t": "Made in china", "l": "https://a.example/china/1"}]')
    lines = f'kind = "api"\nurl = "{news_server.url("/list")}"\n{API}'
    [entry] = (await read(settings_of(config, lines, WIRE_KEY="china"))).entries
    assert (entry.title, entry.url) == ("Made in china", "https://a.example/china/1")


async def test_a_secret_header_goes_to_no_other_server(
    config: ConfigFolder, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", SECRET)
    port = news_server.url("").rpartition(":")[2].strip("/")
    news_server.redirect("/list", f"http://127.0.0.2:{port}/other", status=302)
    news_server.serve("/other", RSS)
    lines = (
        f'kind = "feed"\nurl = "{news_server.url("/list")}"\n'
        'headers = { X-Mine = "${WIRE_KEY}", X-Open = "yes" }\n'
    )
    settings = settings_of(config, lines, WIRE_KEY=SECRET)
    with pytest.raises(FetchError):  # nobody listens there
        await read(settings)
    news_server.redirect("/list", news_server.url("/other"), status=302)
    await read(settings)
    assert news_server.requests[-1].headers["x-mine"] == SECRET


def test_a_secret_that_is_not_set_is_told_at_the_start(config: ConfigFolder) -> None:
    config.write(
        "sources.toml",
        '[[source]]\nname = "s"\nkind = "feed"\nurl = "https://a.example/${WIRE_KEY}"\n',
    )
    [problem] = config.problems()
    assert problem == (
        "sources.toml: source s: ${WIRE_KEY} is not set; set the environment variable WIRE_KEY, "
        "or WIRE_KEY_FILE to the name of a file that holds it"
    )


async def test_timeout_ends_a_request_of_a_source(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    news_server.serve("/list", RSS, delay=30)
    lines = f'kind = "feed"\nurl = "{news_server.url("/list")}"\ntimeout = "1s"\n'
    with pytest.raises(FetchError, match="did not answer within 1 s"):
        await read(settings_of(config, lines))


async def test_a_source_is_reached_by_its_own_proxy(config: ConfigFolder) -> None:
    proxy = Proxy()
    async with listening(proxy.handle) as url:
        lines = f'kind = "feed"\nurl = "https://news.example/rss"\nproxy = "{url}"\n'
        with pytest.raises(FetchError):
            await read(settings_of(config, lines))
    assert proxy.seen


def test_a_proxys_password_does_not_stand_in_the_file(config: ConfigFolder) -> None:
    config.write(
        "sources.toml",
        '[[source]]\nname = "s"\nkind = "feed"\nurl = "https://a.example/"\n'
        'proxy = "http://me:hidden@proxy.example:8080"\n',
    )
    [problem] = config.problems()
    assert "write it as ${NAME}" in problem
    assert "hidden" not in problem


SOURCE = '[[source]]\nname = "s"\nkind = "feed"\nurl = "https://a.example/"\nproxy = "{}"\n'


@pytest.mark.parametrize(
    "proxy",
    [
        "http://proxy.example:port", "http://proxy.example:99999", "http://proxy.example:0",
        "socks5://proxy.example:-1", "http://[::1:80", "http://:3128", "proxy.example:3128",
        "ftp://proxy.example:21",
    ],
)  # fmt: skip
def test_a_proxy_that_cannot_be_is_refused(config: ConfigFolder, proxy: str) -> None:
    config.write("sources.toml", SOURCE.format(proxy))
    [problem] = config.problems()
    assert "source s" in problem
    assert "must be the address of a proxy" in problem


@pytest.mark.parametrize(
    "proxy",
    [
        "http://proxy.example", "https://proxy.example:3128", "socks5://[::1]:1080",
        "http://me:${WORD}@proxy.example:3128", "http://${WHO}:${WORD}@${HOST}:${PORT}",
    ],
)  # fmt: skip
def test_a_proxy_that_can_be_is_taken(config: ConfigFolder, proxy: str) -> None:
    config.write("sources.toml", SOURCE.format(proxy))
    secrets = {"WHO": "me", "WORD": "hidden", "HOST": "proxy.example", "PORT": "3128"}
    assert config.problems(**secrets) == []


async def test_a_link_is_made_of_what_an_item_says(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    news_server.serve("/list", '<ul><li data-id="7 8"><b>甲</b></li></ul>')
    lines = (
        f'kind = "page"\nurl = "{news_server.url("/list")}"\nitems = "li"\n[source.entry]\n'
        'title = "b"\nlink = "https://example.org/a/{@data-id}.html"\n'
    )
    [entry] = (await read(settings_of(config, lines))).entries
    assert entry.url == "https://example.org/a/7%208.html"


def test_a_link_that_is_made_of_nothing_is_told(config: ConfigFolder) -> None:
    config.write(
        "sources.toml",
        '[[source]]\nname = "s"\nkind = "page"\nurl = "https://a.example/"\nitems = "li"\n'
        '[source.entry]\nlink = "https://example.org/a/"\n',
    )
    [problem] = config.problems()
    assert "must have selectors in braces" in problem
