"""What search engines are told."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from notifier.store.engine.database import Store
from notifier.web.pages import sitemap
from tests.web.feeds.filled_feeds import put
from tests.web.test_site import a_client


async def listed(store: Store, path: str = "/sitemap.xml") -> tuple[str, list[str]]:
    """Return the kind of a sitemap, and what it names."""
    async with a_client(store) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    root: Any = etree.fromstring(answer.content)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert {each.tag for each in root} <= {f"{space}url", f"{space}sitemap"}
    return root.tag.removeprefix(space), [each.findtext(f"{space}loc") for each in root]


async def test_every_page_is_named_once_and_is_there(sqlite_store: Store) -> None:
    await put(sqlite_store, "元宇宙", "topics/metaverse", "securities/SZ002230")

    kind, found = await listed(sqlite_store)

    paths = ["", "topics", "securities", "sources", "sources/wire", "stories/1"]
    feeds = ["topics/metaverse", "securities/SZ002230"]
    assert kind == "urlset"
    assert sorted(found) == sorted(f"https://news.example/{each}" for each in paths + feeds)
    async with a_client(sqlite_store) as client:
        for address in found:
            assert (await client.get(address)).status_code == 200
        robots = (await client.get("/robots.txt")).text
    assert "Sitemap: https://news.example/sitemap.xml\n" in robots
    assert "Disallow: /*?q=\n" in robots


async def test_what_is_too_much_for_one_file_comes_in_parts(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        await put(sqlite_store, str(number), "topics/metaverse")
    _, whole = await listed(sqlite_store)
    monkeypatch.setattr(sitemap, "MOST", 7)

    kind, parts = await listed(sqlite_store)

    assert kind == "sitemapindex"
    assert [len((await listed(sqlite_store, each))[1]) for each in parts] == [7, 7, 4]
    assert [page for each in parts for page in (await listed(sqlite_store, each))[1]] == whole
    async with a_client(sqlite_store) as client:
        for part in ("0", "4", "-1", "x", "9" * 5000):
            assert (await client.get(f"/sitemap-{part}.xml")).status_code == 404
