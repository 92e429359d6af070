"""Which feed and page an address means: names of companies, and words with a slash."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from lxml import html

from notifier.core.i18n import LANGUAGES
from notifier.core.model import Security
from notifier.store.engine.database import Store
from tests.builders import an_article, shipped_rules, small_rules
from tests.web.test_feeds_over_http import FORMS, a_told, ask, items


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("比亚迪", "SZ002594"),
        ("比亞迪", "SZ002594"),
        ("BYD Company Limited", "SZ002594"),
        ("宁德时代", "SZ300750"),
        ("招商银行", "SH600036"),
        ("阿里巴巴", "09988.HK"),
        ("Alibaba", "09988.HK"),
        ("汇丰控股", "00005.HK"),
        ("谷歌", "GOOG"),
        ("hsbc", "HSBC"),
        ("1211.hk", "01211.HK"),
    ],
)
async def test_the_name_of_a_company_leads_to_its_first_listing(
    sqlite_store: Store, name: str, symbol: str
) -> None:
    for path, right in (
        (f"/feeds/securities/{name}.atom?n=3", f"/feeds/securities/{symbol}.atom?n=3"),
        (f"/securities/{name}", f"/securities/{symbol}"),
    ):
        answer = await ask(sqlite_store, path, shipped_rules())
        assert (answer.status_code, answer.headers.get("location")) == (301, right)
        assert (await ask(sqlite_store, right, shipped_rules())).status_code == 200


async def test_a_name_of_several_companies_leads_to_none_of_them(sqlite_store: Store) -> None:
    twins = [Security(each, "SSE", "同名股份") for each in ("SH600001", "SZ000002")]
    for path in ("/feeds/securities/同名股份.rss", "/securities/同名股份"):
        answer = await ask(sqlite_store, path, small_rules(securities=twins))
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "word", ["A/B 测试", "财经/股票", "財經/港股", "M&A/IPO", "a/b/c", "/", "x/..", "科技"]
)
async def test_a_category_may_have_a_slash(sqlite_store: Store, word: str) -> None:
    await an_article(sqlite_store, "有分类", categories=(word,))

    for form in FORMS:
        found = await items(sqlite_store, f"/feeds/categories/{quote(word, safe='')}.{form}", form)
        assert [each["title"] for each in found] == ["有分类"], word
    for language in LANGUAGES:
        path = f"/categories/{quote(word, safe='')}?lang={language}"
        page = html.fromstring((await ask(sqlite_store, path)).text)
        assert page.findtext(".//h1") == word
        for link in page.iterfind(".//link[@rel='alternate']"):
            assert (await ask(sqlite_store, str(link.get("href")))).status_code == 200


async def test_what_has_a_slash_and_is_no_name_is_nothing(sqlite_store: Store) -> None:
    await a_told(sqlite_store)
    for path in (
        "/feeds/categories/a/b.rss",
        "/feeds/categories/.rss",
        "/feeds/topics/metaverse/x.rss",
        "/feeds/securities/SZ002230/x.json",
        "/feeds/private/x/y.rss",
        "/feeds/nothing/x/y.rss",
        "/categories/a/b",
        "/categories/",
        "/topics/",
        "/securities/SZ002230/",
    ):
        assert (await ask(sqlite_store, path)).status_code == 404, path
