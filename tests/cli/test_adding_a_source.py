"""docs/adding-a-source.md, followed to the letter by somebody new: a feed, a page, an API."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from notifier.cli import app
from notifier.service.settings_loading import inspect_settings
from tests.fakes.news_server import NewsServer

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-source.md"
STEPS = GUIDE.read_text(encoding="utf-8").split("## A source of a known kind")[0]
COMMANDS = re.findall(r"^\$ notifier (source check https.+)$", STEPS, re.MULTILINE)
FEED = (
    "<rss version='2.0'><channel><item><title>贵州茅台：拟回购股份</title>"
    "<link>https://example.org/1</link><guid>g-1</guid><description>公告全文。</description>"
    "<pubDate>Sat, 28 Nov 2026 01:30:00 GMT</pubDate></item></channel></rss>"
)
PAGE = (
    "<ul class=news><li><h3><a href=/1>贵州茅台：拟回购股份</a></h3><p class=summary>公告全文。</p>"
    "<span class=time>2026-11-28 09:30</span></li></ul>"
    "<ul><li><h3>更多</h3></li><li class=ad>广告</li></ul>"
)
API = json.dumps(
    {
        "data": {
            "list": [
                {
                    "id": 1,
                    "title": "贵州茅台：拟回购股份",
                    "content": "公告全文。",
                    "ctime": 1795829400,
                }
            ]
        }
    }
)


@pytest.fixture
def newcomer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, news_server: NewsServer) -> Path:
    """Give the folder of settings of somebody whose sources are on this machine."""
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("NOTIFIER_CONFIG_DIR", str(folder))
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"sqlite:///{tmp_path / 'news.db'}")
    monkeypatch.setenv("NOTIFIER_FETCH_ALLOW_PRIVATE", "127.0.0.0/8")
    news_server.serve("/feed.xml", FEED)
    news_server.serve("/news/", PAGE, content_type="text/html")
    news_server.serve("/api/list", API, content_type="application/json")
    return folder


def test_every_option_says_what_it_is_for() -> None:
    result = CliRunner().invoke(app, ["source", "check", "--help"], env={"COLUMNS": "160"})
    rows = re.findall(r"│ +(--[a-z-]+) +(?:[A-Z=]+|<\w+>) *(.*?) *│", result.output)
    assert len(rows) > 12
    assert [name for name, told in rows if not told] == []


def test_the_guide_tries_a_feed_a_page_and_an_api() -> None:
    kinds = [re.search(r"--kind (\w+)", each) for each in COMMANDS]
    assert [each[1] for each in kinds if each] == ["feed", "page", "api"]


@pytest.mark.parametrize("command", COMMANDS, ids=["feed", "page", "api"])
def test_what_the_guide_says_is_typed_and_its_lines_are_a_source(
    newcomer: Path, news_server: NewsServer, command: str
) -> None:
    host = news_server.url("").rstrip("/")
    typed = [
        each if "{" in each else each.replace("https://example.org", host)
        for each in shlex.split(command)
    ]
    result = CliRunner().invoke(app, typed)
    assert result.exit_code == 0, result.output
    for shown in (
        "贵州茅台：拟回购股份",
        "2026-11-28 01:30 UTC",
        "公告全文。",
        "贵州茅台 (SH600519)",
        "(written ",
    ):
        assert shown in result.output
    lines = result.stdout.split("The lines for sources.toml:")[1]
    [table] = tomllib.loads(lines)["source"]
    (newcomer / "sources.toml").write_text(lines, encoding="utf-8")
    settings, problems = inspect_settings(newcomer, {"NOTIFIER_FETCH_ALLOW_PRIVATE": "127.0.0.0/8"})
    assert problems == []
    assert [each.name for each in settings.sources] == [table["name"]]
    again = CliRunner().invoke(app, ["source", "check", table["name"], "--json"])
    assert again.exit_code == 0, again.output
    [entry] = json.loads(again.stdout)["entries"]
    assert entry["title"] == "贵州茅台：拟回购股份"
    assert entry["published"] == "2026-11-28T01:30:00+00:00"
    assert entry["companies"] == ["贵州茅台 (SH600519)"]


def test_a_page_shows_what_its_selector_leaves_out(newcomer: Path, news_server: NewsServer) -> None:
    address = news_server.url("/news/")
    typed = ["source", "check", address, "--kind", "page", "--items", "li:has(h3)", "--json"]
    result = CliRunner().invoke(app, [*typed, "--author", ".nobody", "--title", "h3"])
    told = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert any("2 of 3 elements that stand side by side" in each for each in told["warnings"])
    assert any("no author in any of 2 items, at '.nobody'" in each for each in told["warnings"])
    assert 'author = ".nobody"' in told["toml"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--items", "li"], "say what it is by --kind"),
        (["--kind", "page"], "say by --items what holds one article each"),
        (["--kind", "api", "--items", "data"], "say by --title, or by --body"),
        (["--kind", "feed", "--set", "timeout"], "'timeout' must be KEY=VALUE"),
        (["--kind", "feed", "--set", "timeout=5 parsecs"], "timeout: '5 parsecs' is no duration"),
        (["--kind", "page", "--items", "p", "--link", "/{data-id}"], "an attribute is {@data-id}"),
        (["--kind", "posts", "--items", "li"], "--kind must be feed, page or api"),
        (["--kind", "page", "--items", "li[", "--title", "a"], "is no CSS selector"),
    ],
)
def test_a_slip_is_told(
    newcomer: Path, news_server: NewsServer, typed: list[str], said: str
) -> None:
    assert newcomer.is_dir()
    result = CliRunner().invoke(app, ["source", "check", news_server.url("/news/"), *typed])
    assert result.exit_code != 0
    assert said in re.sub(r"[\s│]+", " ", result.output)


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("/api/list", ["--kind", "api", "--title", "title"], "it has lists at data.list"),
        (
            "/api/list",
            ["--kind", "api", "--items", "data.list", "--title", "titel"],
            "(an item is an object of id, title, content, ctime)",
        ),
        ("/api/list", ["--kind", "page", "--items", "li"], "which kind = 'api' reads"),
        ("/api/list", [], "an API by --kind api --items PATH --title PATH"),
        ("/news/", [], "tried by --kind page --items SELECTOR"),
    ],
)
def test_what_brings_nothing_says_what_may_help_and_is_no_source(
    newcomer: Path, news_server: NewsServer, path: str, typed: list[str], said: str
) -> None:
    assert newcomer.is_dir()
    result = CliRunner().invoke(app, ["source", "check", news_server.url(path), *typed])
    assert result.exit_code == 1
    assert said in result.output
    assert "[[source]]" not in result.output


def test_an_object_of_lists_whose_names_are_no_days_has_no_dates_of_them(
    newcomer: Path, news_server: NewsServer
) -> None:
    assert newcomer.is_dir()
    typed = ["source", "check", news_server.url("/api/list"), "--kind", "api", "--items", "data"]
    result = CliRunner().invoke(app, [*typed, "--title", "title", "--time", "ctime"])
    assert result.exit_code == 0, result.output
    assert "2026-11-28 01:30 UTC  (written '1795829400')" in result.output
    result = CliRunner().invoke(app, [*typed, "--title", "title"])
    assert "cannot be read" not in result.output


def test_an_address_alone_is_tried_as_a_feed_and_becomes_a_source(
    newcomer: Path, news_server: NewsServer
) -> None:
    assert newcomer.is_dir()
    result = CliRunner().invoke(app, ["source", "check", news_server.url("/feed.xml")])
    assert result.exit_code == 0, result.output
    [table] = tomllib.loads(result.stdout.split("The lines for sources.toml:")[1])["source"]
    assert table == {"name": "127.0.0.1", "kind": "feed", "url": news_server.url("/feed.xml")}


def test_any_key_can_be_tried_and_stands_in_the_lines(
    newcomer: Path, news_server: NewsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRE_KEY", "s3cret")
    row = "<Row><T>贵州茅台：拟回购股份</T><At>28/11/2026 09:30 GMT</At></Row>"
    rows = f"<?xml version='1.0'?><D>{row}</D>"
    news_server.serve("/rows.xml", rows, content_type="text/xml")
    typed = [
        *("source", "check", news_server.url("/rows.xml?day={today:%Y%m%d}"), "--kind", "page"),
        *("--items", "Row", "--title", "T", "--time", "At", "--timezone", "Asia/Shanghai"),
        *("--set", "headers.X-Api-Key=${WIRE_KEY}", "--set", "timeout=5s"),
        *("--set", "time_format=%d/%m/%Y %H:%M %Z", "--set", "ignore_zone=true"),
        *("--set", "entry.author=A", "--set", 'headers.Referer = "https://example.org/"'),
    ]
    result = CliRunner().invoke(app, typed)
    assert result.exit_code == 0, result.output
    assert "2026-11-28 01:30 UTC" in result.output
    assert "s3cret" not in result.output
    [request] = news_server.requests_for("/rows.xml")
    assert request.headers["x-api-key"] == "s3cret"
    [table] = tomllib.loads(result.stdout.split("The lines for sources.toml:")[1])["source"]
    assert table == {
        "name": "127.0.0.1",
        "kind": "page",
        "url": news_server.url("/rows.xml?day={today:%Y%m%d}"),
        "headers": {"X-Api-Key": "${WIRE_KEY}", "Referer": "https://example.org/"},
        "timeout": "5s",
        "time_format": "%d/%m/%Y %H:%M %Z",
        "ignore_zone": True,
        "timezone": "Asia/Shanghai",
        "items": "Row",
        "entry": {"author": "A", "title": "T", "time": "At"},
    }


def test_a_secret_that_another_source_lacks_keeps_nobody_from_trying_one(
    newcomer: Path, news_server: NewsServer
) -> None:
    lines = '[[source]]\nname = "a"\nkind = "feed"\nurl = "https://example.org/?k=${NOT_SET}"\n'
    (newcomer / "sources.toml").write_text(lines, encoding="utf-8")
    tried = CliRunner().invoke(app, ["source", "check", news_server.url("/feed.xml")])
    assert tried.exit_code == 0, tried.output
    itself = CliRunner().invoke(app, ["source", "check", "a"])
    assert itself.exit_code == 1
    assert "set the environment variable NOT_SET" in itself.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("wire-5x", "there are: wire-5, wire-"),
        ("zzz", "there are 12, which `notifier source status` names"),
    ],
)
def test_a_name_that_is_none_is_told_with_those_that_are_like_it(
    newcomer: Path, name: str, said: str
) -> None:
    lines = [
        f'[[source]]\nname = "wire-{at}"\nkind = "feed"\nurl = "https://example.org/{at}"\n'
        for at in range(12)
    ]
    (newcomer / "sources.toml").write_text("".join(lines), encoding="utf-8")
    for typed in (["check", name], ["check", "x.html", "--source", name]):
        result = CliRunner().invoke(app, ["source", *typed])
        assert result.exit_code != 0
        assert said in re.sub(r"[\s│]+", " ", result.output)


def test_a_source_that_no_service_has_read_yet_is_told_from_one_that_is_none(
    newcomer: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_file, newcomer / "news.db")
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"sqlite:///{newcomer / 'news.db'}")
    lines = '[[source]]\nname = "wire"\nkind = "feed"\nurl = "https://example.org/feed"\n'
    (newcomer / "sources.toml").write_text(lines, encoding="utf-8")
    new = CliRunner().invoke(app, ["source", "poll", "wire"])
    none = CliRunner().invoke(app, ["source", "poll", "wier"])
    assert "no service has read that since; send it SIGHUP" in new.output
    assert "wier: is no source; there is: wire" in none.output
    assert (new.exit_code, none.exit_code) == (1, 1)


@pytest.mark.parametrize("zone", [[], ["--timezone", "UTC"]])
def test_times_without_a_zone_ask_for_one(newcomer: Path, tmp_path: Path, zone: list[str]) -> None:
    assert newcomer.is_dir()
    page = tmp_path / "page.html"
    times = ("2026-11-27 09:15", "2026-11-27 09:15:00+08:00", "3小时前")
    page.write_text("".join(f"<p><a href=/{at}>{at}</a><i>{at}</i></p>" for at in times), "utf-8")
    typed = [
        "source",
        "check",
        str(page),
        "--kind",
        "page",
        "--items",
        "p",
        "--time",
        "i",
        "--json",
    ]
    result = CliRunner().invoke(app, [*typed, *zone])
    asked = [each for each in json.loads(result.stdout)["warnings"] if "name no zone" in each]
    assert [each[:46] for each in asked] == (
        [] if zone else ["1 of 3 dates, such as '2026-11-27 09:15', name"]
    )


def test_a_part_that_no_item_has_is_told_once(newcomer: Path, tmp_path: Path) -> None:
    assert newcomer.is_dir()
    page = tmp_path / "page.html"
    page.write_text("<ul>" + "".join(f"<li>第{n}条公告</li>" for n in range(6)) + "</ul>", "utf-8")
    typed = [
        "source",
        "check",
        str(page),
        "--kind",
        "page",
        "--items",
        "li",
        "--title",
        "li, :scope",
    ]
    parts = ["--link", "a@href", "--time", "i", "--body", "p"]
    told = json.loads(
        CliRunner().invoke(app, [*typed[:-2], "--title", ":scope", *parts, "--json"]).stdout
    )
    assert [each.split(" in ")[0] for each in told["problems"]] == ["no link", "no body", "no time"]
    assert told["warnings"] == []
