"""What is found by the query language, and what a subscription to it would bring."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lxml import html

from notifier.core.i18n import LANGUAGES, translator
from notifier.store.engine.database import Store
from tests.builders import NOW, add_indexed, an_entry
from tests.pipeline_harness import PipelineHarness, news
from tests.web.test_site import a_client


async def page_of(store: Store, query: str, language: str = "en") -> Any:
    async with a_client(store) as client:
        answer = await client.get("/", params={"q": query, "lang": language})
    assert answer.status_code == 200
    return html.fromstring(answer.content)


async def told(store: Store) -> None:
    harness = PipelineHarness(store)
    harness.clock.now = NOW - timedelta(days=2)
    await harness.take(news("元宇宙大会召开"), news("元宇宙游戏上线"))
    harness.clock.now = NOW
    await harness.take(
        news("科大讯飞布局元宇宙", body="科大讯飞表示，将与振华重工合作。"), news("别的新闻")
    )


async def test_articles_are_found_with_why_and_how_many_there_would_have_been(
    sqlite_store: Store,
) -> None:
    await told(sqlite_store)

    page = await page_of(sqlite_store, "元宇宙 -游戏")

    assert page.xpath("//article/h3//text()[normalize-space()]") == [
        "科大讯飞布局元宇宙",
        "元宇宙大会召开",
    ]
    assert page.xpath("//article//mark/text()") == ["元宇宙", "元宇宙"]
    assert page.xpath("//article[1]//div[@class='meta']/a/@href") == [
        "/securities/SZ002230",
        "/securities/SH600320",
        "/topics/metaverse",
    ], "the one of the title first"
    preview = page.xpath("//section[@aria-labelledby='preview']")[0]
    assert "Last 7 days: 2 stories, 0.3 a day." in preview.text_content()
    assert [(row.findtext("th"), row.findtext("td")) for row in preview.xpath(".//tr[td]")] == [
        ("2026-11-23", "1"),
        ("2026-11-21", "1"),
    ]
    feeds = [each.get("href") for each in page.iterfind(".//link[@rel='alternate']")]
    assert len(feeds) == 3
    async with a_client(sqlite_store) as client:
        feed = (await client.get(feeds[0])).text
        assert "科大讯飞布局元宇宙" in feed
        assert "游戏" not in feed.partition("<item>")[2]


async def test_what_would_have_come_counts_the_stories_that_are_shown(sqlite_store: Store) -> None:
    harness = PipelineHarness(sqlite_store)
    for source in ("wire", "times", "bell"):
        await harness.take(news("元宇宙大会召开", url="https://x.example/1"), source=source)
    await harness.take(news("元宇宙游戏上线"))
    page = await page_of(sqlite_store, "元宇宙")
    assert len(page.findall(".//article")) == 2
    preview = page.xpath("//section[@aria-labelledby='preview']")[0]
    assert "Last 7 days: 2 stories" in preview.text_content()


async def test_a_company_is_asked_for_by_its_code(sqlite_store: Store) -> None:
    await told(sqlite_store)
    page = await page_of(sqlite_store, "$SZ002230")
    assert page.xpath("//article//mark/text()") == ["科大讯飞 (SZ002230)"]


async def test_what_is_typed_is_understood_as_the_bot_does(sqlite_store: Store) -> None:
    await told(sqlite_store)
    page = await page_of(sqlite_store, "大会，游戏")
    assert len(page.findall(".//article")) == len(
        (await page_of(sqlite_store, "大会 | 游戏")).findall(".//article")
    )


async def test_a_company_among_words_is_the_company_as_to_the_bot(sqlite_store: Store) -> None:
    """And not everything that has its name in it."""
    await told(sqlite_store)
    page = await page_of(sqlite_store, "科大讯飞 元宇宙")
    assert "科大讯飞 (SZ002230)" in page.xpath("//article//mark/text()")


async def test_a_slip_of_the_pen_leads_to_the_company(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "科大讯飞飞")
    assert page.xpath("//section[@aria-labelledby='names']//a/@href") == ["/securities/SZ002230"]


async def test_what_is_no_query_is_said_and_announces_no_feed(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "(元宇宙 | <b>")
    assert "I can't read that" in page.xpath("//main")[0].text_content()
    assert page.find(".//link[@rel='alternate']") is None
    assert page.find(".//b") is None
    page = await page_of(sqlite_store, "没有这样的词")
    assert "No article matches yet." in page.text_content()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query", ["title:公司", "公司 -增长", "公司 -增長", "公司 title:公司 -增长"]
)
async def test_nothing_is_told_of_what_was_not_looked_at(
    sqlite_store: Store, query: str, language: str
) -> None:
    """One of 400 articles of today is as wanted, behind those that are read."""
    say = translator(language)
    common = [an_entry(f"{n}公告", body="公司增长") for n in range(400)]
    await add_indexed(sqlite_store, [an_entry("公司重组", body="正文"), *common])

    page = await page_of(sqlite_store, query, language)

    assert say("preview-sampled-nothing", days=7) in page.text_content()
    assert say("search-none-so-far") in page.text_content()
    assert say("preview-nothing", days=7) not in page.text_content()
    for nowhere in ("没有这样的词", "公告公告公告"):
        page = await page_of(sqlite_store, nowhere, language)
        assert say("preview-nothing", days=7) in page.text_content()
        assert say("search-none") in page.text_content()


async def test_searches_are_nothing_for_search_engines(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "元宇宙")
    assert page.find(".//meta[@name='robots']").get("content") == "noindex"


async def test_pinyin_shows_the_company_and_no_word_that_nobody_writes(sqlite_store: Store) -> None:
    await told(sqlite_store)
    page = await page_of(sqlite_store, "kdxf")
    assert page.xpath("//section[@aria-labelledby='names']//a/@href") == ["/securities/SZ002230"]
    assert not page.xpath("//section[@aria-labelledby='preview' or @aria-labelledby='articles']")


async def test_what_was_meant_is_a_tap_away(sqlite_store: Store) -> None:
    page = await page_of(sqlite_store, "(元宇宙")
    assert page.xpath("//main//a[contains(@href, '?q=')]/text()") == ["(元宇宙)"]
