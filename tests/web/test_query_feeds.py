"""Feeds of queries: whatever a query finds is reached, however rare it is among its candidates."""

from __future__ import annotations

from itertools import product
from urllib.parse import quote

import feedparser
import pytest

from notifier.store.articles import search
from notifier.store.engine.database import Store
from tests.builders import add_indexed, an_article, an_entry
from tests.web.test_feeds_over_http import COMPLAINTS, FORMS, LATER, ask
from tests.web.test_site import a_client


async def a_rare_one(store: Store) -> list[str]:
    """Store many articles of 公司; return the few that are wanted, the newest first."""
    rare = [f"{number}公司公告" for number in (0, 1, 2, 40, 300, 801)]
    entries = [an_entry(f"{number}公告", body="公司增长") for number in range(850)]
    for title in rare:
        entries[int(title.removesuffix("公司公告"))] = an_entry(title, body="正文")
    await add_indexed(store, entries)
    return rare[::-1]


@pytest.mark.parametrize(
    "query", ["title:公司", "公司 -增长", "公司 -增長", "公司 title:公告 -增长"]
)
async def test_whatever_a_query_finds_is_reached_by_links(sqlite_store: Store, query: str) -> None:
    wanted = await a_rare_one(sqlite_store)
    async with a_client(sqlite_store) as client:
        for form, size in product(FORMS, ("", "?n=2", "?n=200")):
            path, found = f"/feeds/queries/{quote(query)}.{form}{size}", list[str]()
            while path:
                answer = await client.get(path)
                assert COMPLAINTS[form](answer.content, LATER) == []
                if form == "json":
                    found += [each["title"] for each in answer.json()["items"]]
                else:
                    found += [each.title for each in feedparser.parse(answer.content).entries]
                path = answer.links.get("next", {}).get("url", "")
            assert found == wanted, (form, size)


async def test_a_query_that_the_index_decides_ends_where_it_ends(sqlite_store: Store) -> None:
    await a_rare_one(sqlite_store)
    for query in ("zzzz", "301公司", "公司公告"):
        answer = await ask(sqlite_store, f"/feeds/queries/{query}.json?n=200")
        assert "next_url" not in answer.json(), query


async def test_stories_told_often_leave_a_way_to_older_ones(sqlite_store: Store) -> None:
    await an_article(sqlite_store, "旧的元宇宙", url="https://x.example/old")
    for number in range(9):
        await an_article(sqlite_store, f"元宇宙 {number}", url="https://x.example/new")
    async with sqlite_store.write() as connection:
        await search.index(connection, {each: ["元", "元宇", "宇宙"] for each in range(1, 11)})
    first = (await ask(sqlite_store, "/feeds/queries/元宇宙.json?n=2")).json()
    rest = await ask(sqlite_store, first["next_url"])
    assert "旧的元宇宙" in [each["title"] for each in rest.json()["items"]]
