"""How a source writes its dates: from sources.toml to the dates of its articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.service.factories import reading_tools
from notifier.sources.registry import make_source
from tests.builders import FakeClock
from tests.fakes.news_server import NewsServer
from tests.fakes.sandbox import InlineSandbox
from tests.service.settings.conftest import ConfigFolder

NOW = datetime(2026, 11, 28, 2, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> ConfigFolder:
    return ConfigFolder(tmp_path)


async def dates(config: ConfigFolder, server: NewsServer, text: str, body: str) -> list[str | None]:
    """Read a source with these lines; return its dates in UTC."""
    server.serve("/list", body, content_type="application/octet-stream")
    head = f'[[source]]\nname = "s"\nurl = "{server.url("/list")}"\n'
    config.write("sources.toml", head + text)
    settings = config.write(
        "notifier.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n'
    ).settings()
    async with reading_tools(settings, FakeClock(NOW)) as (fetcher, _):
        reading = await make_source(settings.sources[0], fetcher, InlineSandbox()).read({})
    return [f"{each.published:%m-%d %H:%M}" if each.published else None for each in reading.entries]


def api(*times: str) -> str:
    return json.dumps([{"t": f"{at}", "time": time} for at, time in enumerate(times)])


API = 'kind = "api"\n{}[source.entry]\ntitle = "t"\ntime = "time"\n'


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("", ["11-05 09:30", None]),
        ('time_format = "%m/%d/%Y %H:%M"\n', ["05-11 09:30", None]),
        ('time_format = ["%d/%m/%Y %H:%M", "%y%j"]\n', ["11-05 09:30", "11-27 00:00"]),
    ],
)
async def test_time_format_is_the_only_form_that_is_read(
    config: ConfigFolder, news_server: NewsServer, lines: str, read: list[str | None]
) -> None:
    body = api("05/11/2026 09:30", "26331")
    assert await dates(config, news_server, API.format(lines), body) == read


def test_a_form_that_is_none_is_told(config: ConfigFolder) -> None:
    config.write(
        "sources.toml",
        '[[source]]\nname = "s"\nkind = "feed"\nurl = "https://a.example"\n'
        'time_format = "DD/MM/YYYY"\n',
    )
    [problem] = config.problems()
    assert "is no form of a date; write one as in '%d/%m/%Y %H:%M'" in problem


@pytest.mark.parametrize(("ignored", "read"), [("true", "11-27 22:30"), ("false", None)])
async def test_ignore_zone_takes_every_date_for_the_sources_own(
    config: ConfigFolder, news_server: NewsServer, ignored: str, read: str | None
) -> None:
    item = "<item><title>x</title><pubDate>Sat, 28 Nov 2026 06:30:00 GMT</pubDate></item>"
    lines = f'kind = "feed"\ntimezone = "Asia/Shanghai"\nignore_zone = {ignored}\n'
    found = await dates(
        config, news_server, lines, f"<rss version='2.0'><channel>{item}</channel></rss>"
    )
    assert found == [read or "11-28 06:30"]


@pytest.mark.parametrize(
    ("lines", "written", "day"),
    [
        ('timezone = "America/New_York"', "11/05/2026 12:00", "11-05"),
        ('timezone = "America/Boise"', "11/05 12:00", "11-05"),
        ('timezone = "America/New_York"\nlang = "en-GB"', "11/05/2026 12:00", "05-11"),
        ('lang = "en-US"', "11/05 12:00", "11-05"),
        ('lang = "en-GB"', "05/11 12:00", "11-05"),
        ("", "05/11 12:00", "11-05"),
        ('timezone = "Europe/London"', "11/05/2026 12:00", "05-11"),
        ('timezone = "Europe/London"\nlang = "en"', "05/11 12:00", "11-05"),
        ('timezone = "Europe/Berlin"', "5/11", "11-04"),
        ('timezone = "Australia/Sydney"', "05/11 12:00", "11-05"),
        ('timezone = "Asia/Hong_Kong"\nlang = "zh-Hant"', "05/11 12:00", "11-05"),
        ('timezone = "Asia/Taipei"\nlang = "zh-Hant"', "11/05 12:00", "11-05"),
        ('timezone = "Asia/Shanghai"', "11-05 12:00", "11-05"),
        ('lang = "zh-Hans"', "11-05 12:00", "11-05"),
        ('timezone = "Asia/Shanghai"', "11/05/2026 12:00", "05-11"),
        ('timezone = "Asia/Shanghai"\nlang = "x-none"', "11-05 12:00", "11-05"),
    ],
)
async def test_the_sources_country_says_whether_the_month_comes_first(
    config: ConfigFolder, news_server: NewsServer, lines: str, written: str, day: str
) -> None:
    [found] = await dates(config, news_server, API.format(f"{lines}\n"), api(written))
    assert found is not None
    assert found[:5] == day


async def test_the_dates_of_a_document_show_their_order(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    body = api("11/27/2026 09:30", "11/05/2026 09:30")
    assert await dates(config, news_server, API.format(""), body) == ["11-27 09:30", "11-05 09:30"]


async def test_a_day_that_lists_are_grouped_by_is_that_of_their_items(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    groups = {"2026-11-27": [{"t": "甲", "time": "15:00"}], "11-26": [{"t": "乙", "time": "16:00"}]}
    lines = API.format('items = "data"\n')
    found = await dates(config, news_server, lines, json.dumps({"data": groups}))
    assert found == ["11-27 15:00", "11-26 16:00"]


PAGE = (
    "<h3>2026年11月27日 星期五</h3><p class=day>11月25日</p>"
    "<ul><li><a href=1>甲</a><span>15:00</span></li></ul>"
    "<h3>更早</h3><ul><li><a href=2>乙</a><span>11-20 16:00</span></li></ul>"
)


@pytest.mark.parametrize(("day", "read"), [("", "11-27 15:00"), ('day = ".day"\n', "11-25 15:00")])
async def test_day_is_the_heading_that_dates_the_items_below(
    config: ConfigFolder, news_server: NewsServer, day: str, read: str
) -> None:
    lines = f'kind = "page"\nitems = "li"\n[source.entry]\ntime = "span"\n{day}'
    assert await dates(config, news_server, lines, PAGE) == [read, "11-20 16:00"]


async def test_dates_that_cannot_be_read_are_counted(
    config: ConfigFolder, news_server: NewsServer
) -> None:
    config.write(
        "sources.toml",
        f'[[source]]\nname = "s"\nurl = "{news_server.url("/list")}"\n' + API.format(""),
    )
    news_server.serve("/list", api("2026-11-27", "27 Foo 2026", "27 Bar 2026"))
    settings = config.write(
        "notifier.toml", '[fetch]\nallow_private = ["127.0.0.0/8"]\n'
    ).settings()
    async with reading_tools(settings, FakeClock(NOW)) as (fetcher, _):
        reading = await make_source(settings.sources[0], fetcher, InlineSandbox()).read({})
    assert reading.problems == ("2 of 3 dates cannot be used; the first is '27 Foo 2026'",)
