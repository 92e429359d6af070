"""The pages by which a person finds a feed, as a browser without script shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from notifier.core.document import read_entry
from notifier.core.i18n import LANGUAGES
from notifier.core.model import Topic
from notifier.securities.csv_file import shipped
from notifier.store.articles import feeds, search
from notifier.store.engine.database import Store
from notifier.subscriptions.query.ngrams import search_tokens
from notifier.subscriptions.rules import Rules
from notifier.web.site import Site
from tests.builders import (
    NOW,
    FakeClock,
    add_article,
    an_article,
    an_entry,
    shipped_rules,
    small_rules,
)
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher, place, put
from tests.web.test_site import a_client

COMPANY = "securities/SZ002230"
BODY = "<p>" + "元宇宙产业创新园在上海被授牌，多家公司发布新产品。" * 20 + "</p>"
PATHS = (
    "/",
    "/securities?page=200",
    "/?q=科技",
    "/?q=元宇宙",
    "/?q=0",
    "/securities/SZ000001",
    "/topics/t7",
    "/stories/7",
    "/sources/wire",
)


async def page_of(store: Store, path: str, rules: Rules | None = None) -> Any:
    async with a_client(store, rules) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def shown(page: Any) -> list[tuple[str, str]]:
    """Return the feeds that a page lists: what each is called, and where its page is."""
    return [
        (line.text.strip(), line.get("href"))
        for line in page.xpath("//ul[contains(@class,'rows')]/li/a[1]")
    ]


def chips(page: Any, section: str) -> list[tuple[str, str, str | None]]:
    """Return what a section of the start page names, where it is, and how many it tells."""
    return [
        (each.text.strip(), each.get("href"), each.findtext("span"))
        for each in page.xpath(f"//section[@aria-labelledby='{section}']//li/a[not(@class)]")
    ]


def announced(page: Any) -> list[str]:
    return [link.get("href") for link in page.iterfind(".//link[@rel='alternate']")]


async def test_the_start_page_tells_what_is_new_and_of_whom(sqlite_store: Store) -> None:
    await put(sqlite_store, "元宇宙", "topics/metaverse", COMPANY)

    page = await page_of(sqlite_store, "/?lang=en")

    assert chips(page, "topics") == [("元宇宙", "/topics/metaverse", "1")]
    assert chips(page, "securities") == [("iFlytek", f"/{COMPANY}", "1")]
    assert page.xpath("//article/h3/span/text()") == ["元宇宙"]
    assert page.xpath("//article//time/text()") == ["11-23 09:25"]
    assert announced(page) == [], "it has no feed of its own"
    async with a_client(sqlite_store) as client:
        for link in page.xpath("//a/@href[not(starts-with(., '#'))]"):
            assert (await client.get(f"/{link}".replace("//", "/"))).status_code == 200


async def test_a_topic_without_news_is_on_the_start_page_without_a_number(
    sqlite_store: Store,
) -> None:
    long_ago = NOW - timedelta(days=3)
    async with sqlite_store.write() as connection:
        article = await add_article(connection, an_entry("元宇宙"), now=long_ago)
    assert article
    await place(sqlite_store, article.id, ["topics/metaverse", COMPANY], now=long_ago)
    page = await page_of(sqlite_store, "/")
    assert chips(page, "topics") == [("元宇宙", "/topics/metaverse", None)]
    assert chips(page, "securities") == [("科大讯飞", f"/{COMPANY}", None)]


async def test_further_companies_are_on_further_pages(sqlite_store: Store) -> None:
    article = await an_article(sqlite_store)
    for number in range(120):
        now = NOW - timedelta(seconds=number)
        await place(sqlite_store, article.id, [f"securities/S{number}"], now=now)
    path, found = "/securities", list[str]()
    while path:
        page = await page_of(sqlite_store, path)
        found += [title for title, _ in shown(page)]
        further = page.find(".//a[@rel='next']")
        path = "" if further is None else further.get("href")

    assert sorted(found) == sorted(f"S{number}" for number in range(120))
    for odd in ("0", "-1", "x", "9" * 9, "9" * 5000, "²", ""):
        await page_of(sqlite_store, f"/securities?page={odd}")
    async with a_client(sqlite_store) as client:
        assert (await client.get("/securities?page=4")).status_code == 404


@pytest.mark.parametrize("wanted", ["讯飞", "kdxf", "kedaxun", "002230", "sz002230", " 科大訊飛 "])
async def test_a_company_is_found_by_any_of_its_names(sqlite_store: Store, wanted: str) -> None:
    async with a_client(sqlite_store) as client:
        answer = await client.get("/", params={"q": wanted})
    page: Any = html.fromstring(answer.content)

    assert shown(page) == [("科大讯飞（SZ002230）", f"/{COMPANY}")]
    assert page.find(".//input[@name='q']").get("value") == wanted.strip()
    assert announced(page) == [], "no article has it as a word"


async def test_a_topic_is_found_by_its_title_and_nothing_is_said_to_be_nothing(
    sqlite_store: Store,
) -> None:
    assert shown(await page_of(sqlite_store, "/?q=元宇", small_rules(METAVERSE))) == [
        ("元宇宙", "/topics/metaverse")
    ]
    page = await page_of(sqlite_store, "/?q=%00<b>nothing&lang=en")
    assert shown(page) == []
    assert page.text_content().count("Nothing by that name.") == 1
    assert page.find(".//b") is None


async def test_a_feed_has_a_page_that_announces_it_alone(sqlite_store: Store) -> None:
    for title in ("元宇宙 S&P <10%", "javascript"):
        article = await an_article(sqlite_store, title, url=f"https://x.example/{len(title)}")
        await place(sqlite_store, article.id, ["topics/metaverse", COMPANY])

    page = await page_of(sqlite_store, "/topics/metaverse?lang=en")

    addresses = [
        f"https://news.example/feeds/topics/metaverse.{x}" for x in ("rss", "atom", "json")
    ]
    assert announced(page) == addresses
    assert [code.text for code in page.iterfind(".//code")] == addresses
    assert [each.get("data-copy") for each in page.iterfind(".//button[@data-copy]")] == addresses
    assert [each.findtext("h3/a") for each in page.iterfind(".//article")] == [
        "javascript",
        "元宇宙 S&P <10%",
    ]
    assert page.find(".//article/h3/a").get("href") == "https://x.example/10"
    async with a_client(sqlite_store) as client:
        code = await client.get(page.find(".//details/img").get("src"))
        assert (code.status_code, code.headers["content-type"]) == (200, "image/svg+xml")
        for path in ("/copy.js", "/style.css", "/icon.png"):
            assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Times are in GMT+08:00."),
        ("zh-Hans", "页面上的时间均为 GMT+08:00。"),
        ("zh-Hant", "頁面上的時間均為 GMT+08:00。"),
    ],
)
async def test_readers_are_told_whose_time_it_is(
    sqlite_store: Store, language: str, told: str
) -> None:
    await put(sqlite_store, "元宇宙", "topics/metaverse", COMPANY)
    for path in ("/", f"/{COMPANY}", "/stories/1", "/sources", "/topics", "/nothing"):
        async with a_client(sqlite_store) as client:
            assert told in (await client.get(f"{path}?lang={language}")).text


async def test_every_kind_has_pages_and_another_spelling_leads_there(sqlite_store: Store) -> None:
    await an_article(sqlite_store, categories=("要闻",))
    for path in (f"/{COMPANY}", "/sources/wire", "/categories/要闻"):
        page = await page_of(sqlite_store, path)
        assert len(announced(page)) == 3
    async with a_client(sqlite_store) as client:
        moved = await client.get("/securities/sz002230")
        assert (moved.status_code, moved.headers["location"]) == (301, f"/{COMPANY}")
        for path in ("/securities/XX", "/topics/x", "/sources/x", "/categories/x", "/topics/%00"):
            assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("is_stripped", [True, False])
async def test_every_link_works_behind_a_proxy_under_a_path(
    sqlite_store: Store, is_stripped: bool
) -> None:
    await put(sqlite_store, "元宇宙", "topics/metaverse", COMPANY)
    publisher = a_publisher(sqlite_store)
    publisher.catalogue.address = "https://news.example/a b"
    site = Site(sqlite_store, publisher, "en", ZoneInfo("UTC"), prefix="/a%20b")
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:

        async def seen(url: httpx.URL) -> httpx.Response:
            assert url.path.startswith("/a b/"), url
            asked = url.copy_with(path=url.path.removeprefix("/a b")) if is_stripped else url
            answer = await client.get(asked)
            assert answer.status_code == 200, url
            return answer

        paths = [
            "",
            "topics/metaverse",
            COMPANY,
            "sources",
            "?q=kdxf",
            "stories/1",
            "securities",
            "feeds/topics/metaverse.atom",
        ]
        for path in paths:
            url = httpx.URL(f"https://news.example/a b/{path}")
            page: Any = html.fromstring((await seen(url)).content)
            for link in page.xpath("//@href | //@src | //form/@action"):
                if not link.startswith("#"):
                    await seen(url.join(link))


@pytest.mark.parametrize("path", ["/", "/?q=kdxf", f"/{COMPANY}", "/stories/1", "/sources"])
async def test_pages_are_for_everybody(sqlite_store: Store, path: str) -> None:
    await put(sqlite_store, "元宇宙", COMPANY)

    for language in LANGUAGES:
        page = await page_of(sqlite_store, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.get("lang") == language
        assert len(page.findall(".//main")) == len(page.findall(".//h1")) == 1
        assert all(each.get("scope") for each in page.iterfind(".//th"))
        assert all(each.get("aria-label") for each in page.iterfind(".//input[@type='search']"))
        assert all(each.text_content().strip() for each in page.iterfind(".//a"))
        assert page.find(".//nav/a[@aria-current]").get("lang") == language
        chosen = [each.get("href") for each in page.iterfind(".//nav/a")]
        assert len(chosen) == 3
        async with a_client(sqlite_store) as client:
            for each in chosen:
                answer = await client.get(
                    str(httpx.URL(f"https://x{path}").join(each).raw_path, "ascii")
                )
                assert answer.status_code == 200
                assert ("kdxf" in answer.text) == ("kdxf" in path)


async def test_pages_stay_small_with_every_company_there_is(sqlite_store: Store) -> None:
    known = shipped()
    assert len(known) > 11_000
    topics = [Topic(f"t{n}", f"话题{n}", "元宇宙") for n in range(200)]
    rules = shipped_rules(*topics)
    names = [*(f"securities/{each.symbol}" for each in known), *rules.topics]
    for number in range(120):
        entry = an_entry(f"元宇宙{number}", body=BODY, url=f"https://x.example/{number}")
        now = NOW - timedelta(days=0 if number >= 12 else 7)
        async with sqlite_store.write() as connection:
            article = await add_article(connection, entry, now=now)
            assert article
            held = names[number * 5 :][:5] if number >= 12 else names[number::12]
            await feeds.add(connection, {article.id: held}, now)
            tokens = search_tokens(read_entry(article, "wire"), ())
            await search.index(connection, {article.id: tokens})
    publisher = a_publisher(sqlite_store, rules, "zh-Hans")
    site = Site(sqlite_store, publisher, "zh-Hans", ZoneInfo("Asia/Shanghai"))
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        for path in PATHS:
            answer = await client.get(path)
            assert answer.status_code == 200
            assert len(answer.content) < 100_000, path


async def test_a_page_is_made_anew_where_the_clock_was_set_back(sqlite_store: Store) -> None:
    clock = FakeClock()
    site = Site(sqlite_store, a_publisher(sqlite_store, clock=clock), "en", ZoneInfo("UTC"))
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        for path in ("/", "/topics/metaverse"):
            clock.now = NOW
            title = f"元宇宙 {path}"
            assert title not in (await client.get(path)).text
            await put(sqlite_store, title, "topics/metaverse", now=NOW - timedelta(days=2))
            clock.advance(seconds=9)
            assert title not in (await client.get(path)).text, "it is kept for ten seconds"
            clock.now = NOW - timedelta(hours=1)
            assert title in (await client.get(path)).text
