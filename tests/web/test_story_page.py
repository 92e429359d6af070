"""The page of a story: all who report it, in the order of time, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from lxml import html

from notifier.core.model import Article
from notifier.store.articles import feeds, retractions
from notifier.store.engine.database import Store
from tests.builders import NOW, add_article, an_entry, edit_article
from tests.web.test_site import a_client

COMPANY = "securities/SZ002230"


async def report(store: Store, source: str, title: str, minutes: int, body: str = "") -> Article:
    """Store a source's article about the one story there is."""
    entry = an_entry(
        title,
        url="https://x.example/1",
        body=body,
        published=NOW + timedelta(minutes=minutes - 5),
    )
    async with store.write() as connection:
        article = await add_article(connection, entry, source, NOW + timedelta(minutes=minutes))
    assert article
    return article


async def page_of(store: Store, story: object = 1) -> Any:
    async with a_client(store) as client:
        answer = await client.get(f"/stories/{story}", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return html.fromstring(answer.content)


def told(page: Any) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath("//ol/li")]


async def test_a_story_is_told_in_the_order_of_time_with_what_became_of_it(
    sqlite_store: Store,
) -> None:
    first = await report(sqlite_store, "wire", "科大讯飞拟回购", 0, "科大讯飞拟回购。金额30亿元。")
    second = await report(sqlite_store, "times", "讯飞回购", 9, "金额30亿元。")
    third = await report(sqlite_store, "bell", "讯飞要回购", 4, "细节待定。")
    async with sqlite_store.write() as connection:
        await edit_article(connection, second, now=NOW + timedelta(minutes=20))
        await retractions.retract(connection, [third.id], NOW + timedelta(hours=1))
        await feeds.add(connection, {first.id: [COMPANY], second.id: [COMPANY]}, NOW)

    page = await page_of(sqlite_store)

    assert page.findtext(".//h1") == "科大讯飞拟回购"
    assert page.xpath("//p[@class='lead']/text()") == ["金额30亿元。"]
    assert told(page) == [
        "11-23 09:25 通讯社 first 科大讯飞拟回购",
        "11-23 09:29 bell 讯飞要回购 细节待定。Taken back by its source 11-23 10:30",
        "11-23 09:34 times 讯飞回购 Corrected 11-23 09:50",
    ]
    assert page.xpath("//main//p[@class='meta']/span/text()")[0] == "2 sources"
    assert page.xpath("//ul[@class='tags']//a/@href") == [f"/{COMPANY}"]
    assert len(page.xpath("//ol//h3/a")) == 2, "what was taken back is no link"
    assert page.find(".//link[@rel='alternate']") is None, "it has no feed of its own"
    assert page.find(".//meta[@property='og:type']").get("content") == "article"


async def test_a_list_leads_to_a_story_that_developed_and_to_no_other(sqlite_store: Store) -> None:
    first = await report(sqlite_store, "wire", "科大讯飞拟回购", 0)
    async with a_client(sqlite_store) as client:
        assert "/stories/" not in (await client.get("/")).text
    await report(sqlite_store, "times", "讯飞回购", 9)
    async with a_client(sqlite_store) as client:
        assert f'href="/stories/{first.story_id}"' in (await client.get("/")).text


@pytest.mark.parametrize("number", ["1", "2", "0", "-1", "x", "9" * 18, "9" * 30, "9" * 5000])
async def test_a_story_that_nobody_reports_has_no_page(sqlite_store: Store, number: str) -> None:
    article = await report(sqlite_store, "wire", "科大讯飞拟回购", 0)
    async with sqlite_store.write() as connection:
        await retractions.retract(connection, [article.id], NOW)
    async with a_client(sqlite_store) as client:
        assert (await client.get(f"/stories/{number}")).status_code == 404
