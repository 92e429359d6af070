"""What `notifier source check` tells of sources, addresses and files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from notifier.cli.source_check import check_all
from notifier.cli.source_check_output import Checked, print_in_a_line, print_jsonl, print_one
from notifier.service.settings import Settings
from notifier.service.settings_loading import inspect_settings
from tests.builders import an_entry
from tests.fakes.news_server import NewsServer

LIST = "<ul><li><a href=/a/1>甲公司公告</a><i>2026-11-23 09:30</i></li></ul>"
TEXT = "公司周一公告称，新产品已经通过验收，预计下季度开始交付，首批客户来自三个省份。"
SOURCES = """
[[source]]
name = "yw"
kind = "page"
url = "{url}"
timezone = "Asia/Shanghai"
items = "li"
article = {{ body = "div.text" }}
[source.entry]
time = "i"

[[source]]
name = "flash"
kind = "api"
enabled = false
url = "{url}"
items = "data.list"
require = {{ code = 0 }}
entry = {{ title = "title" }}

[[source]]
name = "company"
kind = "feed"
per = "security"
markets = ["us"]
url = "{url}?s={{symbol}}"

[[source]]
name = "notices"
kind = "api"
per = "security"
markets = ["mainland", "hong-kong"]
url = "{url}?code={{code}}&t={{now_s}}&page={{page}}"
items = "data"
entry = {{ title = "title" }}
"""


ODD = {
    "texts": (
        "<item><title>{n}</title><description>请登录后查看全文</description></item>",
        "3 of 3 items have the same text, '请登录后查看全文'",
    ),
    "links": (
        "<item><title>{n}</title><link>https://e.example/live</link></item>",
        "3 different items have the id or link 'https://e.example/live'",
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


@pytest.fixture
def settings(tmp_path: Path, news_server: NewsServer) -> Settings:
    """Give the settings of a page, an API and a template on the news server."""
    sources = SOURCES.format(url=news_server.url("/list"))
    (tmp_path / "sources.toml").write_text(sources, encoding="utf-8")
    environment = {"NOTIFIER_FETCH_ALLOW_PRIVATE": "127.0.0.0/8"}
    read, problems = inspect_settings(tmp_path, environment)
    assert problems == []
    assert read is not None
    return read


async def checked(
    settings: Settings, *what: str, source: str | None = None
) -> tuple[bool, dict[str, Checked]]:
    found: list[Checked] = []
    configured = {each.name: each for each in settings.sources}
    fine = await check_all(what, configured, source, settings, found.append)
    assert [each.what for each in found] == list(what)
    return fine, {each.what: each for each in found}


async def test_source_is_read_with_the_whole_text_of_its_articles(
    settings: Settings, news_server: NewsServer
) -> None:
    news_server.serve("/list", LIST, content_type="text/html")
    news_server.serve("/a/1", f"<div class=text>{TEXT}</div>", content_type="text/html")

    fine, found = await checked(settings, "yw")

    (entry,) = found["yw"].entries
    assert fine
    assert (entry.title, entry.body) == ("甲公司公告", TEXT)


async def test_each_source_that_differs_from_what_was_expected_is_told_in_a_line(
    settings: Settings, news_server: NewsServer
) -> None:
    news_server.serve("/list", "<title>验证</title><a href=x>x</a>", content_type="text/html")

    names = ("yw", "flash", "company:AAPL", "company:00700.HK", "company")
    fine, found = await checked(settings, *names)

    page = "the page has 1 link, title “验证”"
    assert not fine
    assert {name: each.problems for name, each in found.items()} == {
        "yw": (f"no item matches 'li'; {page}: layout changed?",),
        "flash": ("this is no JSON but a page, title “验证”: was the request refused?",),
        "company:AAPL": found["company:AAPL"].problems,
        "company:00700.HK": ("company has nothing for 00700.HK",),
        "company": ("is a template; name a security too, as in company:AAPL",),
    }
    assert found["company:AAPL"].problems[0].startswith("this is no feed")
    assert news_server.requests[2].target == "/list?s=AAPL"


async def test_files_are_read_as_a_source_reads_what_it_fetches(
    settings: Settings, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(LIST, encoding="utf-8")

    fine, found = await checked(settings, str(saved), source="yw")

    (entry,) = found[str(saved)].entries
    assert fine
    assert entry.published is not None
    assert entry.published.isoformat() == "2026-11-23T01:30:00+00:00"


async def test_a_post_that_says_when_it_was_published_is_not_odd(
    settings: Settings, tmp_path: Path
) -> None:
    post = tmp_path / "post.md"
    date = "Mon, 23 Nov 2026 01:00:00 GMT"
    post.write_text(f"---\ntitle: a\ndate: {date}\nlink: https://e.example/1\n---\nb", "utf-8")
    _, found = await checked(settings, str(post))
    assert (found[str(post)].entries[0].date_text, found[str(post)].warnings) == (date, ())


async def test_what_is_odd_is_told_and_fails_nothing(settings: Settings, tmp_path: Path) -> None:
    files = {odd: tmp_path / f"{odd}.xml" for odd in ODD}
    for odd, (item, _) in ODD.items():
        items = "".join(item.replace("{n}", str(number)) for number in range(3))
        feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
        files[odd].write_text(feed, encoding="utf-8")

    fine, found = await checked(settings, *map(str, files.values()))

    assert fine
    told = {odd: found[str(file)].warnings for odd, file in files.items()}
    missed = [odd for odd, (_, said) in ODD.items() if not any(said in each for each in told[odd])]
    assert missed == [], told


async def test_an_api_that_is_a_template_is_asked_for_a_security_by_its_code(
    settings: Settings, news_server: NewsServer
) -> None:
    news_server.serve("/list", '{"data": [{"title": "关于厂史馆开放的公告"}]}')

    fine, found = await checked(settings, "notices:SH600519", "notices:00700.HK")

    assert fine
    entry = found["notices:SH600519"].entries[0]
    assert (entry.title, entry.tickers) == ("关于厂史馆开放的公告", ())
    targets = [request.target for request in news_server.requests]
    assert [re.sub(r"t=\d{10}&", "", target) for target in targets] == [
        "/list?code=600519&page=1",
        "/list?code=00700&page=1",
    ]


async def test_a_link_that_begins_with_a_host_leads_there_and_a_feeds_own_date_is_read(
    settings: Settings, tmp_path: Path
) -> None:
    saved = tmp_path / "feed.xml"
    saved.write_text(
        "<rss version='2.0'><channel><link>https://wire.example/</link>"
        "<item><title>甲</title><link>www.wire.example/a/1.html</link>"
        "<pubTime>2026-11-23 09:30:00</pubTime></item>"
        "<item><title>乙</title><link>www.html</link></item></channel></rss>",
        encoding="utf-8",
    )

    _, found = await checked(settings, str(saved), source="company")

    first, second = found[str(saved)].entries
    assert (first.url or "").endswith("//www.wire.example/a/1.html")
    assert first.published is not None
    assert (second.url or "").endswith("/www.html")


async def test_what_is_no_file_is_told_by_what_it_is(settings: Settings, tmp_path: Path) -> None:
    large = tmp_path / "large.xml"
    large.write_bytes(b" " * (settings.fetch.max_bytes + 1))

    names = ("nosuch", "/dev/zero", str(large), "a" * 300, "https://[", "http://x/?s={symbol}")
    fine, found = await checked(settings, *names)

    assert not fine
    assert [each.problems[0] for each in found.values()] == [
        "is no file, no address and no configured source; there are: yw, flash, company, notices",
        "is no ordinary file",
        "is larger than 10,000,000 bytes",
        "cannot be read: File name too long",
        "is no address",
        '`markets`, and in `url` {symbol}, {code}, {yahoo}, {cik}, go with `per = "security"`',
    ]


def test_lines_for_programs_say_any_name_and_whatever_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_jsonl(Checked("bad\udcff.xml", (), ("甲", "乙"), 0.123456))
    print_jsonl(Checked("good.xml", (), (), 0))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        {"file": "bad\udcff.xml", "entries": 0, "error": "甲; 乙", "seconds": 0.1235},
        {"file": "good.xml", "entries": 0, "error": None, "seconds": 0},
    ]


def test_lines_for_people_count_what_came_and_name_what_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    entry = an_entry("甲公司[bold]公告")
    for each in (Checked("a", (entry,), ("乙",), 0), Checked("b", (), (), 0),
                 Checked("c", (), ("丙",), 0)):  # fmt: skip
        print_in_a_line(each)
    told = capsys.readouterr()
    print_one(Checked("a", (entry,), (), 0))

    assert told.out.splitlines() == [
        "a: 1 entry, the newest of 2026-11-23 01:25 UTC",
        "b: 0 entries",
    ]
    assert told.err.splitlines() == ["error: a: 乙", "error: c: 丙"]
    assert "甲公司[bold]公告" in capsys.readouterr().out
