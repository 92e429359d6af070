"""Every source that is shipped reads the documented shape of its site's answer.

`shipped/NAME.*` is what a site answers, in our own words, `shipped/NAME.article.*` the page of an
article, and `shipped/expected.toml` says what comes of it. Sources that differ in nothing but a
column share the files of their common name: `stcn-gs` reads `stcn.html`.
"""

from __future__ import annotations

import asyncio
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from typing_extensions import override

from notifier.core.document import read_entry
from notifier.core.model import Entry
from notifier.securities.codes import canonical
from notifier.service.settings_loading import inspect_settings
from notifier.sources.config import Reading, SourceConfig, read_duration
from notifier.sources.http.client import Fetched, Fetcher, NotModified
from notifier.sources.http.requests import Request
from notifier.sources.parsing.cleaning import clean
from notifier.sources.placeholders import no_secrets
from notifier.sources.posts import PostsConfig
from notifier.sources.registry import make_source
from notifier.sources.templates import PerSecurityConfig, WatchedSecurity, instance
from tests.builders import FakeClock
from tests.fakes.sandbox import InlineSandbox

HERE = Path(__file__).parent / "shipped"
CONFIG = Path(__file__).resolve().parents[2] / "config"
EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (HERE / "expected.toml").read_text(encoding="utf-8")
)
WATCHED = {
    "us": WatchedSecurity("AAPL", "us", "0000320193"),
    "mainland": WatchedSecurity("SH600519", "mainland"),
}
PLACEHOLDER = re.compile(r"\{\w+\}")
TYPES = {".json": "application/json", ".html": "text/html", ".js": "application/javascript"}


def shipped() -> dict[str, SourceConfig]:
    settings, problems = inspect_settings(CONFIG, {})
    assert not problems
    return {source.name: source for source in settings.sources}


SHIPPED = shipped()


def common_name(name: str) -> str:
    """Return under which name a source's fixture is kept."""
    while name not in EXPECTED and "-" in name:
        name = name.rpartition("-")[0]
    return name


def fixture(name: str, *, article: bool = False) -> Path:
    stem = f"{common_name(name)}.article" if article else common_name(name)
    (found,) = (path for path in HERE.iterdir() if path.stem == stem)
    return found


@dataclass
class Answers(Fetcher):
    """Answers with a source's fixtures, and keeps what it was asked."""

    name: str

    def __post_init__(self) -> None:
        self.clock = FakeClock()
        self.secret_of = no_secrets
        self.asked: list[Request] = []

    @override
    async def send(self, request: Request) -> Fetched | NotModified:
        path = fixture(self.name, article=bool(self.asked))
        self.asked.append(request)
        text = path.read_text(encoding="utf-8")
        if len(self.asked) > 2:  # no site has one text for all its articles
            before, last, after = text.rpartition("。")
            text = f"{before}{last}（{len(self.asked)}）{after}"
        body = text.encode("gbk" if 'charset="gbk"' in text else "utf-8")
        kind = "text/html" if self.name == "wallstreetcn-rss" else TYPES.get(path.suffix, "")
        return Fetched(request.url, body, kind or "application/rss+xml")


def read(name: str, tmp_path: Path) -> tuple[Reading, list[Request]]:
    config = SHIPPED[name]
    if isinstance(config, PerSecurityConfig) and config.per:
        made = instance(config, WATCHED[config.markets[0]])
        assert made is not None
        config = made
    if isinstance(config, PostsConfig):
        post = tmp_path / "post.md"
        post.write_bytes(fixture(name).read_bytes())
        os.utime(post, (1, 1))
        config = config.model_copy(update={"path": tmp_path})
    answers = Answers(name)
    source = make_source(config, answers, InlineSandbox())
    return asyncio.run(source.read({})), answers.asked


def told(entry: Entry, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return of an entry what is expected of it, in the form in which that is written."""
    document = read_entry(entry, "x")
    codes = [symbol for ticker in entry.tickers for symbol in canonical(ticker)[:1]]
    all_of_it = {
        "title": entry.title,
        "url": entry.url,
        "published": entry.published,
        "tickers": codes,
        "marks": [symbol for mark in document.marks for symbol in canonical(mark.code)],
        "author": entry.author,
        "categories": list(entry.categories),
        "image": entry.image,
        "urgent": entry.urgent,
        "text": text if (text := wanted.get("text", "")) in document.text else document.text,
    }
    return {name: value for name, value in all_of_it.items() if name in wanted}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_source_reads_its_sites_answer(name: str, tmp_path: Path) -> None:
    reading, asked = read(name, tmp_path)

    expected = EXPECTED[common_name(name)]
    entries = [clean(entry) for entry in reading.entries]
    assert [
        told(entry, wanted) for entry, wanted in zip(entries, expected, strict=True)
    ] == expected
    assert reading.problems == ()
    for request in asked:
        assert not PLACEHOLDER.search(f"{request.url} {request.body!r} {request.headers}")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_source_says_what_an_operator_has_to_know(name: str) -> None:
    config = SHIPPED[name]
    assert config.title
    assert config.lang in {"zh-Hans", "zh-Hant", "en"}
    if config.kind != "posts":
        assert "interval" in config.model_fields_set
        assert config.poll_limits.shortest.total_seconds() >= 30
        assert len(config.terms or "") > 20
        if config.lang != "en":
            assert config.timezone in {"Asia/Shanghai", "Asia/Hong_Kong"}


def test_every_fixture_belongs_to_a_shipped_source() -> None:
    used = {common_name(name) for name in SHIPPED}
    assert {path.name.split(".")[0] for path in HERE.iterdir()} - {"expected"} == used
    assert set(EXPECTED) == used


def test_enough_sources_are_shipped_and_most_are_switched_on() -> None:
    assert len(SHIPPED) >= 70
    assert sum(config.enabled for config in SHIPPED.values()) >= 45


def test_shipped_sources_have_names_that_can_be_told_apart() -> None:
    titles = [config.title for config in SHIPPED.values()]
    assert len(set(titles)) == len(titles)


# What only some sites want to be asked


def test_cls_is_asked_with_the_signature_of_its_parameters(tmp_path: Path) -> None:
    _, (request,) = read("cls", tmp_path)
    asked = dict(parse_qsl(urlsplit(request.url).query))
    assert asked["app"] == "CailianpressWeb"
    assert asked["last_time"] == str(int(FakeClock().now.timestamp()))
    assert len(asked["sign"]) == 32


def test_cninfo_is_asked_for_the_evenings_notices_too(tmp_path: Path) -> None:
    _, (request,) = read("cninfo-bj", tmp_path)
    form = parse_qs((request.body or b"").decode(), keep_blank_values=True)
    assert request.method == "POST"
    assert form["column"] == ["bj"]
    assert form["seDate"] == ["2026-11-22~2026-11-24"]
    assert request.headers["Referer"].startswith("https://www.cninfo.com.cn/")


def test_stcns_flash_news_are_asked_for_with_a_pages_cookie(tmp_path: Path) -> None:
    _, (request,) = read("stcn-kx", tmp_path)
    assert request.url == "https://www.stcn.com/article/list.html?type=kx"
    assert request.headers["X-Requested-With"] == "XMLHttpRequest"
    assert request.cookies_from == "https://www.stcn.com/article/list/kx.html"


def test_jin10_is_asked_past_the_cache_that_stands_before_it(tmp_path: Path) -> None:
    _, (request,) = read("jin10", tmp_path)
    assert (
        request.url
        == f"https://www.jin10.com/flash_newest.js?t={int(FakeClock().now.timestamp() * 1000)}"
    )


def test_each_halt_of_a_symbol_is_one_of_its_own(tmp_path: Path) -> None:
    entries = read("nasdaq-halts", tmp_path)[0].entries
    assert [entry.title for entry in entries] == ["AAPL", "EXKT", "AAPL"]
    assert len({entry.key for entry in entries}) == 3


def test_irm_is_asked_for_answers(tmp_path: Path) -> None:
    _, (request,) = read("irm", tmp_path)
    form = parse_qs((request.body or b"").decode(), keep_blank_values=True)
    assert request.method == "POST"
    assert (form["searchTypes"], form["pageNo"]) == (["11"], ["1"])


def test_gem_and_the_main_board_are_two_files(tmp_path: Path) -> None:
    boards = [read(name, tmp_path)[1][0].url for name in ("hkexnews", "hkexnews-gem")]
    assert [url.rpartition("/")[2] for url in boards] == [
        "lcisehk1relsdc_1.json",
        "lcigem1relsdc_1.json",
    ]


def test_columns_differ_in_what_they_ask_for(tmp_path: Path) -> None:
    asked = {name: read(name, tmp_path)[1][0] for name in SHIPPED if SHIPPED[name].kind != "posts"}
    said = {f"{request.url} {request.body!r}" for request in asked.values()}
    assert len(said) == len(asked)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("yahoo", "https://feeds.finance.yahoo.com/rss/2.0/headline?s=AAPL&region=US&lang=en-US"),
        ("nasdaq", "https://www.nasdaq.com/feed/rssoutbound?symbol=AAPL"),
        ("seekingalpha-stock", "https://seekingalpha.com/api/sa/combined/AAPL.xml"),
        ("sec", "https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK=0000320193&"),
        (
            "eastmoney-stock",
            "https://np-anotice-stock.eastmoney.com/api/security/ann?stock_list=600519&sr=-1&",
        ),
    ],
)
def test_a_template_asks_for_a_security(name: str, address: str, tmp_path: Path) -> None:
    _, (request,) = read(name, tmp_path)
    assert request.url.startswith(address)


def test_the_guide_lists_what_is_shipped_and_says_where_it_was_seen() -> None:
    guide = (CONFIG.parent / "docs" / "sources.md").read_text(encoding="utf-8")
    text, _, seen = guide.partition("## Where each shape was seen")
    sightings = [row.split(" | ") for row in seen.splitlines() if row.startswith("| `")]
    assert sorted(re.findall("`([^`]+)`", "".join(row[0] for row in sightings))) == sorted(
        name for name in SHIPPED if name != "posts"
    )
    assert all(re.search(r"20\d\d|undated", row[2]) for row in sightings)
    rows = [row.split(" | ") for row in text.splitlines() if row.startswith("| `")]
    listed = [(row[0].strip("| `"), row[1], row[2].strip("`"), row[4]) for row in rows]
    assert listed == [
        (config.name, config.title, config.kind, "on" if config.enabled else "off")
        for config in SHIPPED.values()
        if config.kind != "posts"
    ]
    for row, config in zip(rows, [each for each in SHIPPED.values() if each.terms], strict=True):
        assert read_duration(row[3]) == config.interval
        assert row[5].strip(" |") == config.terms
