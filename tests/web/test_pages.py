"""The pages by which a person finds a feed, as a browser without script shows them."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from notifier.core.i18n import LANGUAGES
from notifier.core.model import Topic
from notifier.securities.csv_file import shipped
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from notifier.web.site import Site
from tests.builders import NOW, an_article, small_rules
from tests.web.feeds.shelf import METAVERSE, a_publisher, place, put
from tests.web.test_site import a_client

COMPANY = "securities/SZ002230"


async def page_of(store: Store, path: str, rules: Rules | None = None) -> Any:
    async with a_client(store, rules) as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def shown(page: Any) -> list[tuple[str, str]]:
    """Return the feeds that a page lists: what each is called, and where it is."""
    return [
        (line.findtext("a"), line.findall("a")[-1].get("href"))
        for line in page.iterfind(".//ul/li")
    ]


def announced(page: Any) -> list[str]:
    return [link.get("href") for link in page.iterfind(".//link[@rel='alternate']")]


async def test_the_first_page_lists_topics_and_companies_that_changed_last(
    sqlite_store: Store,
) -> None:
    await put(sqlite_store, "元宇宙", "topics/metaverse", COMPANY)

    page = await page_of(sqlite_store, "/?lang=en")

    assert shown(page) == [
        ("元宇宙", "/feeds/topics/metaverse.rss"),
        ("iFlytek (SZ002230)", f"/feeds/{COMPANY}.rss"),
    ]
    assert [line.findtext("small") for line in page.iterfind(".//li")] == ["2026-11-23 09:30"] * 2
    assert announced(page) == [], "it has no feed of its own"
    async with a_client(sqlite_store) as client:
        for link in page.iterfind(".//a"):
            assert (await client.get(f"/{link.get('href')}".replace("//", "/"))).status_code == 200


async def test_further_companies_are_on_further_pages(sqlite_store: Store) -> None:
    article = await an_article(sqlite_store)
    for number in range(120):
        now = NOW - timedelta(seconds=number)
        await place(sqlite_store, article.id, [f"securities/S{number}"], now=now)
    path, found = "/", list[str]()
    while path:
        page = await page_of(sqlite_store, path)
        found += [title for title, _ in shown(page)]
        further = page.find(".//a[@rel='next']")
        path = "" if further is None else further.get("href")

    assert sorted(found) == sorted(f"S{number}" for number in range(120))
    for odd in ("0", "-1", "x", "9" * 9, "²", ""):
        await page_of(sqlite_store, f"/?kind=securities&page={odd}")
        await page_of(sqlite_store, f"/?kind=<x>&page={odd}")


@pytest.mark.parametrize("wanted", ["讯飞", "kdxf", "kedaxun", "002230", "sz002230", " 科大訊飛 "])
async def test_a_company_is_found_by_any_of_its_names(sqlite_store: Store, wanted: str) -> None:
    async with a_client(sqlite_store) as client:
        answer = await client.get("/", params={"q": wanted})
    page: Any = html.fromstring(answer.content)

    assert shown(page) == [("科大讯飞（SZ002230）", f"/feeds/{COMPANY}.rss")]
    assert page.find(".//input[@name='q']").get("value") == wanted.strip()
    (feed,) = announced(page)
    assert feed.startswith("/feeds/queries/"), "what the words find is the feed of this page"


async def test_a_topic_is_found_by_its_title_and_nothing_is_said_to_be_nothing(
    sqlite_store: Store,
) -> None:
    assert shown(await page_of(sqlite_store, "/?q=元宇", small_rules(METAVERSE))) == [
        ("元宇宙", "/feeds/topics/metaverse.rss")
    ]
    page = await page_of(sqlite_store, "/?q=%00<b>nothing&lang=en")
    assert shown(page) == []
    assert page.text_content().count("Nothing by that name.") == 2
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
    assert [each.findtext("h3/a") for each in page.iterfind(".//article")] == [
        "javascript",
        "元宇宙 S&P <10%",
    ]
    assert page.find(".//article/h3/a").get("href") == "https://x.example/10"
    assert page.find(".//script") is None


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
            "feeds/topics/metaverse.atom",
        ]
        for path in paths:
            url = httpx.URL(f"https://news.example/a b/{path}")
            page: Any = html.fromstring((await seen(url)).content)
            for link in page.xpath("//@href"):
                await seen(url.join(link))


@pytest.mark.parametrize("path", ["/", "/?q=kdxf", f"/{COMPANY}", "/sources"])
async def test_pages_are_for_everybody(sqlite_store: Store, path: str) -> None:
    await put(sqlite_store, "元宇宙", COMPANY)

    for language in LANGUAGES:
        page = await page_of(sqlite_store, f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.get("lang") == language
        assert len(page.findall(".//main")) == len(page.findall(".//h1")) == 1
        assert all(each.get("scope") for each in page.iterfind(".//th"))
        assert all(each.get("aria-label") for each in page.iterfind(".//input[@type='search']"))
        assert all(each.text_content().strip() for each in page.iterfind(".//a"))
        chosen = [each.get("href") for each in page.iterfind(".//nav/a")]
        assert len(chosen) == 3
        async with a_client(sqlite_store) as client:
            for each in chosen:
                answer = await client.get(
                    str(httpx.URL(f"https://x{path}").join(each).raw_path, "ascii")
                )
                assert answer.status_code == 200
                assert ("kdxf" in answer.text) == ("kdxf" in path)


async def test_pages_stay_small_and_quick_with_every_company_there_is(sqlite_store: Store) -> None:
    known = shipped()
    assert len(known) > 11_000
    topics = [Topic(f"t{n}", f"话题{n}", "元宇宙") for n in range(200)]
    rules = small_rules(*topics, securities=known)
    article = await an_article(sqlite_store)
    names = [*(f"securities/{each.symbol}" for each in known), *rules.topics]
    await place(sqlite_store, article.id, names)
    async with a_client(sqlite_store, rules) as client:
        for path in ("/", "/?kind=securities&page=200", "/?q=科技", "/?q=kdxf", "/?q=0"):
            await client.get(path)  # what is made once, such as an index of pinyin
            answer = await client.get(path)
            assert len(answer.content) < 100_000, path
            times = []
            for _ in range(5):
                started = time.process_time()
                await client.get(path)
                times.append(time.process_time() - started)
            print(f"{path}: {min(times) * 1000:.1f} ms, {len(answer.content)} bytes")
            assert min(times) < 0.02
