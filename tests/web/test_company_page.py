"""The page of a company: its names, how much is told of it and with whom, how to follow it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from notifier.core.model import Security
from notifier.store.articles import feeds
from notifier.store.engine.database import Store
from notifier.web.site import Site
from tests.builders import IFLYTEK, NOW, ZHENHUA, add_article, an_entry, small_rules
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher

BYD = Security("SZ002594", "SZSE", "比亚迪", ("比亚迪股份有限公司", "BYD", "cik:1"))
BYD_HK = Security("01211.HK", "HKEX", "比亚迪股份", ("BYD",))
APPLE = Security("AAPL", "NASDAQ", "Apple", ("苹果",))
ODD = Security("X", "OTC <b>", "X")
KNOWN = [IFLYTEK, ZHENHUA, BYD, BYD_HK, APPLE, ODD]


async def tell(store: Store, title: str, *symbols: str, days: float = 0) -> None:
    """Store an article that is about companies, so many days ago."""
    now = NOW - timedelta(days=days)
    async with store.write() as connection:
        article = await add_article(connection, an_entry(title), now=now)
        assert article
        await feeds.add(connection, {article.id: [f"securities/{each}" for each in symbols]}, now)


async def page_of(store: Store, path: str, language: str = "en", bot: str = "news_bot") -> Any:
    rules = small_rules(METAVERSE, securities=KNOWN)
    zone = ZoneInfo("Asia/Shanghai")
    site = Site(store, a_publisher(store, rules), "en", zone, bot_name=lambda: bot)
    transport = httpx.ASGITransport(site.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://news.example") as client:
        answer = await client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(path)]


@pytest.mark.parametrize(
    ("language", "name", "names", "codes"),
    [
        (
            "en",
            "BYD",
            ["比亚迪", "比亞迪", "比亚迪股份有限公司"],
            ["SZ002594 Shenzhen", "01211.HK Hong Kong"],
        ),
        (
            "zh-Hant",
            "比亞迪",
            ["比亚迪", "BYD", "比亚迪股份有限公司"],
            ["SZ002594 深圳", "01211.HK 香港"],
        ),
    ],
)
async def test_a_company_is_shown_with_all_its_names_and_listings(
    sqlite_store: Store, language: str, name: str, names: list[str], codes: list[str]
) -> None:
    page = await page_of(sqlite_store, "/securities/SZ002594", language)
    assert texts(page, "//h1") == [name]
    assert texts(page, "//dl//dd") == names
    assert texts(page, "//ul[@class='tags']/li") == codes
    assert page.xpath("//ul[@class='tags']//a/@href") == ["/securities/01211.HK"]


async def test_a_market_that_has_no_name_of_ours_is_named_as_it_is(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "/securities/X")
    assert texts(page, "//ul[@class='tags']/li") == ["X OTC <b>"]


async def test_a_chart_and_a_table_tell_how_much_was_told_on_each_day(sqlite_store: Store) -> None:
    for days in (31, 29, 2.02, 2, 0):
        await tell(sqlite_store, f"{days}", "SZ002230", days=days)
    await tell(sqlite_store, "又", "SH600320")

    page = await page_of(sqlite_store, "/securities/SZ002230")

    chart = page.find(".//figure/svg")
    assert chart.get("role") == "img"
    named = [page.find(f".//*[@id='{each}']").text for each in chart.get("aria-labelledby").split()]
    assert named == [
        "Articles a day: iFlytek (SZ002230)",
        "4 articles in 30 days, most on 11-21 (2)",
    ]
    heights = {each.findtext("title"): each.get("height") for each in chart.iterfind("rect")}
    assert heights == {"10-25: 1": "50", "11-21: 2": "100", "11-23: 1": "50"}
    rows = page.xpath("//figure//table/tr[td]")
    assert [(row.findtext("th"), row.findtext("td")) for row in rows] == [
        ("2026-11-23", "1"),
        ("2026-11-21", "2"),
        ("2026-10-25", "1"),
    ]
    assert [each.get("scope") for each in page.xpath("//figure//th")] == ["col"] * 2 + ["row"] * 3


async def test_companies_that_are_named_together_lead_to_each_other(sqlite_store: Store) -> None:
    await tell(sqlite_store, "一", "SZ002594", "SH600320", days=40)
    for title in ("二", "三"):
        await tell(sqlite_store, title, "SZ002594", "01211.HK", "AAPL")
    await tell(sqlite_store, "四", "SZ002594", "01211.HK", "SZ002230")

    page = await page_of(sqlite_store, "/securities/SZ002594")
    related = "//section[@aria-labelledby='related']//li"
    assert texts(page, related) == ["Apple (AAPL) 2", "iFlytek (SZ002230) 1"]

    page = await page_of(sqlite_store, "/securities/AAPL")
    assert texts(page, related) == ["BYD (SZ002594) 2"], "one company is named once"
    assert page.xpath("//article//div[@class='meta']/a/text()") == ["BYD", "BYD"]


@pytest.mark.parametrize(
    ("path", "carried"),
    [
        ("/securities/01211.HK", "s_01211_HK"),
        ("/topics/metaverse", "t_metaverse"),
        ("/sources/wire", "q_c291cmNlOiJ3aXJlIg"),
        ("/?q=元宇宙 -游戏", "q_5YWD5a6H5a6ZIC3muLjmiI8"),
    ],
)
async def test_a_page_leads_to_the_bot_which_knows_what_is_to_be_followed(
    sqlite_store: Store, path: str, carried: str
) -> None:
    await tell(sqlite_store, "元宇宙", "01211.HK")
    async with sqlite_store.write() as connection:
        await feeds.redefine(connection, "topics/metaverse", "x", [], NOW)
    page = await page_of(sqlite_store, path)
    assert page.xpath("//a[contains(@class,'primary')]/@href") == [
        f"https://t.me/news_bot?start={carried}"
    ]
    page = await page_of(sqlite_store, "/topics/metaverse", bot="")
    assert page.xpath("//a[contains(@href,'t.me')]") == []


async def test_a_page_says_what_it_is_to_whoever_shares_it(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "/securities/SZ002230")
    address = "https://news.example/securities/SZ002230"
    told = {
        each.get("property"): each.get("content") for each in page.iterfind(".//meta[@property]")
    }
    assert told == {
        "og:type": "website",
        "og:site_name": "Market news",
        "og:title": "iFlytek (SZ002230)",
        "og:description": "Stories about iFlytek (SZ002230)",
        "og:url": address,
        "og:image": "https://news.example/icon.png",
    }
    assert page.find(".//link[@rel='canonical']").get("href") == address
