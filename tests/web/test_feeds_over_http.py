"""Feeds as readers, browsers and other sites' scripts ask for them."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import feedparser
import httpx
import pytest
from lxml import etree

from notifier.core.i18n import LANGUAGES
from notifier.core.model import Article, Entry, Field, Mention, Role
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules
from tests.builders import IFLYTEK, NOW, an_article, edit_article, small_rules
from tests.pipeline_harness import PipelineHarness, news
from tests.web.feeds.filled_feeds import METAVERSE, place, put
from tests.web.feeds.validator import complaints_of_atom, complaints_of_json, complaints_of_rss
from tests.web.test_site import a_client

TOPIC = "/feeds/topics/metaverse"
COMPANY = "/feeds/securities/SZ002230"
FORMS = ("rss", "atom", "json")
LATER = datetime(2030, 1, 1, tzinfo=UTC)
COMPLAINTS = {"rss": complaints_of_rss, "atom": complaints_of_atom, "json": complaints_of_json}


async def ask(
    store: Store, path: str, rules: Rules | None = None, **headers: str
) -> httpx.Response:
    written = {name.replace("_", "-"): value for name, value in headers.items()}
    async with a_client(store, rules) as client:
        return await client.get(path, headers=written)


async def items(store: Store, path: str, form: str = "json") -> list[dict[str, Any]]:
    """Return title, id, date and modification of a feed's items, as a reader has them."""
    answer = await ask(store, path.replace("{}", form))
    assert answer.status_code == 200
    assert COMPLAINTS[form](answer.content, LATER) == []
    if form == "json":
        return [dict(each) for each in answer.json()["items"]]
    parsed = feedparser.parse(io.BytesIO(answer.content))
    assert not parsed.bozo
    return [dict(each) for each in parsed.entries]


async def titles(store: Store, path: str) -> list[str]:
    return [each["title"] for each in await items(store, path)]


async def a_told(store: Store, title: str = "元宇宙", **fields: Any) -> Article:
    """Store an article in the feed of the topic."""
    article = await an_article(store, title, **fields)
    await place(store, article.id, ["topics/metaverse"])
    return article


@pytest.mark.parametrize("form", FORMS)
async def test_every_kind_of_feed_is_valid_in_every_form(sqlite_store: Store, form: str) -> None:
    await put(sqlite_store, "S&P 500 元宇宙", "topics/metaverse", "securities/SZ002230")
    await a_told(sqlite_store, "<要闻>", categories=("要闻",), image="https://x.example/a.jpg")

    await PipelineHarness(sqlite_store).take(news("股价/成交上涨"), source="wire")

    kinds = (TOPIC, COMPANY, "/feeds/categories/要闻", "/feeds/queries/股价%2F成交 | 要闻")
    for path in (*kinds, "/feeds/sources/wire"):
        assert await items(sqlite_store, f"{path}.{form}", form), path


@pytest.mark.parametrize("form", FORMS)
async def test_a_known_company_without_news_is_an_empty_feed(store: Store, form: str) -> None:
    assert await items(store, f"{COMPANY}.{form}", form) == []


async def test_an_unknown_company_topic_source_category_or_query_is_nothing(store: Store) -> None:
    for name in ("securities/XX", "topics/x", "sources/x", "categories/x", "queries/(", "queries/"):
        assert (await ask(store, f"/feeds/{name}.rss")).status_code == 404, name


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("/feeds/securities/sz002230.atom", "/feeds/securities/SZ002230.atom"),
        ("/feeds/securities/002230.rss?n=3", "/feeds/securities/SZ002230.rss?n=3"),
        ("/feeds/securities/科大讯飞.json", "/feeds/securities/SZ002230.json"),
        ("/feeds/topics/MetaVerse.rss", "/feeds/topics/metaverse.rss"),
    ],
)
async def test_another_spelling_leads_to_the_feed(
    sqlite_store: Store, asked: str, right: str
) -> None:
    answer = await ask(sqlite_store, asked, small_rules(METAVERSE))

    assert (answer.status_code, answer.headers["location"]) == (301, right)


@pytest.mark.parametrize("form", FORMS)
async def test_an_empty_feed_is_of_today(sqlite_store: Store, form: str) -> None:
    answer = await ask(sqlite_store, f"{COMPANY}.{form}")
    assert COMPLAINTS[form](answer.content, LATER) == []
    assert "2000" not in answer.text
    if form != "json":
        assert "2026" in answer.text
    assert (await ask(sqlite_store, f"{COMPANY}.{form}")).content == answer.content


async def test_the_media_type_of_xml_names_its_charset(sqlite_store: Store) -> None:
    await a_told(sqlite_store)

    for form in ("rss", "atom"):
        answer = await ask(sqlite_store, f"{TOPIC}.{form}", accept="*/*")
        assert answer.headers["content-type"] == f"application/{form}+xml; charset=utf-8"
    assert (await ask(sqlite_store, f"{TOPIC}.json")).headers["content-type"] == (
        "application/feed+json"
    )


async def test_a_browser_gets_xml_with_a_style_sheet_that_makes_a_page(
    sqlite_store: Store,
) -> None:
    await a_told(
        sqlite_store, "S&P 500 <元宇宙>", body="AT&T, 利润 <10%", url="https://x.example/1"
    )

    for form in ("rss", "atom"):
        path = f"{TOPIC}.{form}"
        answer = await ask(sqlite_store, path, accept="text/html,application/xml;q=0.9,*/*;q=0.8")
        assert answer.headers["content-type"] == "application/xml; charset=utf-8"
        assert "Accept" in answer.headers["vary"]
        feed: Any = etree.fromstring(answer.content)
        instruction, plain = feed.xpath("/processing-instruction('xml-stylesheet')")
        sheet = httpx.URL(f"https://news.example{path}").join(instruction.get("href"))
        style = await ask(sqlite_store, sheet.path)
        assert style.headers["content-type"].startswith("text/xsl")
        page: Any = etree.XSLT(etree.fromstring(style.content))(feed)
        assert page.getroot().get("lang") == "zh-Hans"
        assert page.findtext(".//h1") == "元宇宙 – 市场资讯"
        (article,) = page.iterfind(".//article")
        assert article.findtext("h2/a") == "S&P 500 <元宇宙>"
        assert article.find("h2/a").get("href") == "https://x.example/1"
        assert "AT&T, 利润 <10%" in "".join(article.itertext())
        plainest = httpx.URL(f"https://news.example{path}").join(plain.get("href"))
        assert (
            (await ask(sqlite_store, plainest.path)).headers["content-type"].startswith("text/css")
        )


async def test_there_is_a_style_sheet_in_each_language(sqlite_store: Store) -> None:
    for language in LANGUAGES:
        answer = await ask(sqlite_store, f"/feeds/style.{language}.xml")
        assert f'lang="{language}"' in answer.text
    assert (await ask(sqlite_store, "/feeds/style.fr.xml")).status_code == 404


@pytest.mark.parametrize("form", FORMS)
async def test_a_correction_updates_the_item_in_place(sqlite_store: Store, form: str) -> None:
    article = await a_told(sqlite_store)
    (before,) = await items(sqlite_store, f"{TOPIC}.{form}", form)
    entry = Entry(article.key, "更正：元宇宙", article.url, article.body)
    async with sqlite_store.write() as connection:
        later = NOW + timedelta(minutes=1)
        await edit_article(connection, article, entry, later, feeds=["topics/metaverse"])

    (after,) = await items(sqlite_store, f"{TOPIC}.{form}", form)

    assert after["id"] == before["id"]
    assert after["title"] == "更正：元宇宙"
    if form == "json":
        assert "date_modified" not in before
        assert after["date_modified"] > before["date_published"]
    if form == "atom":
        assert after["updated"] > before["updated"]


async def test_a_story_of_two_sources_is_one_item_that_names_both(sqlite_store: Store) -> None:
    await a_told(sqlite_store, "元宇宙一", source="wire", url="https://x.example/1")
    await a_told(sqlite_store, "元宇宙二", source="other", url="https://x.example/1")

    for form in FORMS:
        (item,) = await items(sqlite_store, f"{TOPIC}.{form}", form)
        assert item["title"] == "元宇宙一"
        assert "同时报道：other" in item["content_text" if form == "json" else "summary"]


async def test_an_item_has_one_id_in_every_form_and_feed_and_over_a_renaming(
    sqlite_store: Store,
) -> None:
    article = await a_told(sqlite_store, url="https://x.example/1")
    async with sqlite_store.write() as connection:
        mention = Mention(IFLYTEK.symbol, "科大讯飞", Role.SUBJECT, 1, Field.TITLE, 0, 1, "", ())
        names = ["topics/metaverse", "securities/SZ002230"]
        await edit_article(connection, article, mentions=[mention], feeds=names)
    ids = {
        each["id"]
        for form in FORMS
        for path in (TOPIC, COMPANY)
        for each in await items(sqlite_store, f"{path}.{form}", form)
    }
    assert len(ids) == 1

    await a_told(sqlite_store, source="renamed", url="https://x.example/1")

    assert {each["id"] for each in await items(sqlite_store, f"{TOPIC}.json")} == ids


async def test_companies_and_topics_are_categories(sqlite_store: Store) -> None:
    article = await a_told(sqlite_store)
    async with sqlite_store.write() as connection:
        mention = Mention(IFLYTEK.symbol, "科大讯飞", Role.SUBJECT, 1, Field.TITLE, 0, 1, "", ())
        await edit_article(connection, article, mentions=[mention], feeds=["topics/metaverse"])

    (item,) = await items(sqlite_store, f"{TOPIC}.json")

    assert item["tags"] == ["科大讯飞", "元宇宙"]


async def test_an_article_dated_ahead_is_no_news_for_years(sqlite_store: Store) -> None:
    await a_told(sqlite_store, "ahead", published=NOW.replace(year=2031))
    await a_told(sqlite_store, "now", published=NOW)

    found = await items(sqlite_store, f"{TOPIC}.json")

    assert [each["title"] for each in found] == ["now", "ahead"]
    assert {each["date_published"] for each in found} == {NOW.isoformat()}


async def test_a_late_article_is_seen(sqlite_store: Store) -> None:
    for number in range(51):
        await a_told(sqlite_store, str(number), published=NOW)
    await a_told(sqlite_store, "late", published=NOW - timedelta(days=1))

    assert (await titles(sqlite_store, f"{TOPIC}.json"))[0] == "late"


async def test_a_reader_that_was_away_reaches_everything(sqlite_store: Store) -> None:
    for number in range(120):
        await a_told(sqlite_store, str(number))
    everything = [str(number) for number in range(119, -1, -1)]

    assert await titles(sqlite_store, f"{TOPIC}.json?n=120") == everything
    assert await titles(sqlite_store, f"{TOPIC}.json?n=9999") == everything
    assert await titles(sqlite_store, f"{TOPIC}.json?n=3") == everything[:3]
    for odd in ("0", "x", "", "-1", "1e9", "9" * 30, "³"):
        assert (await ask(sqlite_store, f"{TOPIC}.json?n={odd}")).status_code == 200
        assert (await ask(sqlite_store, f"{TOPIC}.json?before={odd}")).status_code == 200

    found: list[str] = []
    path: str | None = f"{TOPIC}.json"
    while path:
        answer = await ask(sqlite_store, path)
        assert answer.json()["feed_url"] == f"https://news.example{path}"
        found += [each["title"] for each in answer.json()["items"]]
        path = answer.json().get("next_url", "").removeprefix("https://news.example")
    assert found == everything


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("*;q=0", None),
        ("", None),
    ],
)
async def test_a_feed_is_compressed_as_the_reader_takes_it(
    sqlite_store: Store, accepted: str, coding: str | None
) -> None:
    for number in range(9):
        await a_told(sqlite_store, f"元宇宙{number}")
    async with a_client(sqlite_store) as client:
        plain = await client.get(f"{TOPIC}.rss", headers={"accept-encoding": "identity"})
        request = client.build_request("GET", f"{TOPIC}.rss", headers={"accept-encoding": accepted})
        answer = await client.send(request, stream=True)
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[coding]
    assert unpack(raw) == plain.content
    if coding:
        assert len(raw) < len(plain.content) / 2
        assert answer.headers["etag"] != plain.headers["etag"], "a strong tag is of the bytes"


@pytest.mark.parametrize(
    "back",
    ['"{}"', 'W/"{}"', '"{}-gzip"', 'W/"{}-gzip"', '"{};gzip"', '"{}-br"', '"x", "{}-br-gzip"'],
)
async def test_a_tag_is_known_whatever_a_proxy_made_of_it(sqlite_store: Store, back: str) -> None:
    await a_told(sqlite_store)
    tag = (await ask(sqlite_store, f"{TOPIC}.rss", accept_encoding="identity")).headers["etag"]

    for coding in ("identity", "gzip", "br"):
        written = back.format(tag.strip('"'))
        answer = await ask(
            sqlite_store, f"{TOPIC}.rss", accept_encoding=coding, if_none_match=written
        )
        assert answer.status_code == 304
    answer = await ask(sqlite_store, f"{TOPIC}.rss", if_none_match='"other-gzip"')
    assert answer.status_code == 200


async def test_scripts_of_other_sites_may_read_public_feeds(sqlite_store: Store) -> None:
    await a_told(sqlite_store)
    async with a_client(sqlite_store) as client:
        answer = await client.get(f"{TOPIC}.json")
        assert answer.headers["access-control-allow-origin"] == "*"
        tag = answer.headers["etag"]
        again = await client.get(f"{TOPIC}.json", headers={"if-none-match": tag})
        assert again.headers["access-control-allow-origin"] == "*"
        asked = await client.options(
            f"{TOPIC}.json",
            headers={
                "origin": "https://x.example",
                "access-control-request-method": "GET",
                "access-control-request-headers": "if-none-match",
            },
        )
    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]


async def test_every_topic_stands_in_the_list_for_feed_readers(sqlite_store: Store) -> None:
    await a_told(sqlite_store)

    answer = await ask(sqlite_store, "/feeds.opml")

    (outline,) = etree.fromstring(answer.content).findall("body/outline")
    assert outline.get("text") == "元宇宙"
    assert outline.get("xmlUrl") == f"https://news.example{TOPIC}.rss"


async def test_there_is_an_icon(sqlite_store: Store) -> None:
    await a_told(sqlite_store)
    icon = (await ask(sqlite_store, f"{TOPIC}.json")).json()["icon"]
    for path in ("/favicon.ico", icon.removeprefix("https://news.example")):
        answer = await ask(sqlite_store, path)
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("form", FORMS)
async def test_nothing_that_an_article_holds_breaks_a_feed(sqlite_store: Store, form: str) -> None:
    await a_told(sqlite_store, "a\x0b\ufffe]]>", body="\x01<b>\x1f", author="\x02", url="ftp://x/")
    await a_told(sqlite_store, "sound")

    found = await items(sqlite_store, f"{TOPIC}.{form}", form)

    assert [each["title"] for each in found] == ["sound", "a ]]>"]
    assert json.dumps(found).isascii()
