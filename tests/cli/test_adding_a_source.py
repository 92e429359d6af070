"""docs/adding-a-source.md, followed to the letter by somebody new: a feed, a page, an API."""

from __future__ import annotations

import json
import re
import shlex
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
        (["--kind", "page"], "items: is missing"),
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


ODD = {
    "links": (
        "<item><title>{n}</title><link>https://e.example/live</link></item>",
        "have the link",
    ),
    "ids": (
        "<item><title>{n}</title><guid>0</guid><link>https://e.example/{n}</link></item>",
        "different items have the id or link '0'",
    ),
    "dates": (
        "<item><title>{n}</title><pubDate>Sat, 28 Nov 2026 01:30:00 GMT</pubDate></item>",
        "all dates are equal",
    ),
    "no dates": ("<item><title>{n}</title></item>", "no item says when it was published"),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_told_and_fails_nothing(newcomer: Path, tmp_path: Path, odd: str) -> None:
    assert newcomer.is_dir()
    item, said = ODD[odd]
    file = tmp_path / "feed.xml"
    items = "".join(item.replace("{n}", str(number)) for number in range(3))
    file.write_text(f"<rss version='2.0'><channel>{items}</channel></rss>", encoding="utf-8")
    result = CliRunner().invoke(app, ["source", "check", str(file), "--json"])
    assert result.exit_code == 0, result.output
    assert any(said in each for each in json.loads(result.stdout)["warnings"])
