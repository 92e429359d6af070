"""Feeds and pages in a real browser, where this machine has one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import product
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, expect

from notifier.core.i18n import LANGUAGES, Language, translator
from notifier.securities.csv_file import shipped
from notifier.sources.health.status import HealthState
from notifier.sources.status_report import SourceReport
from notifier.store.articles import search
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Store
from notifier.subscriptions import keys
from notifier.subscriptions.start_links import read_payload
from notifier.web.listening import listen
from notifier.web.operators import Operators
from notifier.web.server import serving
from notifier.web.site import Site
from notifier.web.status import StatusReader
from tests.builders import NOW, FakeClock, a_chat, add_article, an_entry, shipped_rules, small_rules
from tests.web.browser import CHROMIUM, a_browser, faults_of, overflow
from tests.web.feeds.filled_feeds import METAVERSE, a_publisher, place
from tests.web.test_sources_page import a_standing

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: pages were not opened in one")
SAY = translator("zh-Hans")
COMPANY = "securities/SZ002230"
OPEN_ALL = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
PAGES = ("/", f"/{COMPANY}", "/stories/1", "/?q=元宇宙", "/status")


async def fill(store: Store) -> None:
    """Store a story of two sources, about a company and a topic."""
    body = "AT&T 利润 <10%，金额为35亿元。"
    for source in ("wire", "times"):
        entry = an_entry("元宇宙产业创新园", body=body, url="https://x.example/1")
        async with store.write() as connection:
            article = await add_article(connection, entry, source)
            assert article
            await search.index(connection, {article.id: ["元", "元宇", "宇宙"]})
        await place(store, article.id, ["topics/metaverse", COMPANY, "securities/AAPL"])


@asynccontextmanager
async def a_site(store: Store, language: Language = "zh-Hans") -> AsyncIterator[str]:
    """Serve a site that knows every company there is; yield its address."""

    async def sources() -> Sequence[SourceReport]:
        return [a_standing("wire", HealthState.OK), a_standing("bell", HealthState.FAILING)]

    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    publisher = a_publisher(store, shipped_rules(METAVERSE), language)
    publisher.catalogue.address = address
    status = StatusReader(store, FakeClock(), source_reports=sources, last_update_at=lambda: NOW)
    site = Site(
        store,
        publisher,
        language,
        ZoneInfo("Asia/Shanghai"),
        bot_name=lambda: "news_bot",
        operators=Operators(status, FakeClock(), password=None, is_local=True),
    )
    async with serving(site.app, listener):
        yield address


async def test_pages_are_used_with_fingers_eyes_and_ears(sqlite_store: Store) -> None:
    await fill(sqlite_store)
    async with a_site(sqlite_store) as address, a_browser() as browser:
        await _find_copy_and_follow(browser, address)
        await _look_everywhere(browser, address)
        await _read_without_script(browser, address)
        await _read_feeds(browser, address)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_feed_is_as_wide_as_a_phone(sqlite_store: Store, language: Language) -> None:
    await fill(sqlite_store)
    chat = await a_chat(sqlite_store, language=language)
    async with sqlite_store.write() as connection:
        token = await keys.make(connection, KeyKind.FEED, chat, NOW)
    query = quote("元宇宙 -游戏 -电影 -小说")
    names = ("topics/metaverse", COMPANY, f"queries/{query}", f"private/{token}", "sources/wire")
    async with a_site(sqlite_store, language) as address, a_browser() as browser:
        page = await browser.new_page()
        for name, form in product(names, ("rss", "atom")):
            await page.goto(f"{address}/feeds/{name}.{form}")
            for width in (320, 390):
                await page.set_viewport_size({"width": width, "height": 700})
                assert await overflow(page) == [], (name, form, width)
            shown = page.get_by_text(f"{address}/feeds/{name}.{form}", exact=True)
            await expect(shown).to_be_visible()


async def _find_copy_and_follow(browser: Browser, address: str) -> None:
    context = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = await context.new_page()
    problems = list[str]()
    page.on("console", lambda told: problems.append(told.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(address)
    await page.get_by_role("searchbox").fill("kdxf")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="科大讯飞（SZ002230）").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("科大讯飞")
    await page.get_by_role("button", name=f"{SAY('copy')} rss").click()
    await expect(page.get_by_role("button", name=SAY("copy-done"))).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{address}/feeds/{COMPANY}.rss"
    assert (await page.request.get(copied)).status == 200
    link = await page.get_by_role("link", name=SAY("follow-telegram")).get_attribute("href")
    assert link is not None
    bot, _, payload = link.partition("?start=")
    assert bot == "https://t.me/news_bot"
    rules = small_rules(securities=shipped()[:3000])
    assert read_payload(payload, rules) == rules.directory.get("SZ002230")
    async with page.expect_response("**/qr/**") as drawn:
        await page.get_by_text(SAY("follow-qr"), exact=True).click()
    assert (await (await drawn.value).body()).startswith(b"<svg")
    await page.get_by_role("link", name=SAY("story-sources", count=2)).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("元宇宙产业创新园")
    await page.get_by_role("link", name="English").click()
    await page.get_by_role("link", name="Apple").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Apple")
    assert problems == []
    await context.close()


async def _look_everywhere(browser: Browser, address: str) -> None:
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    for path in PAGES:
        await page.goto(f"{address}{path}")
        await page.evaluate(OPEN_ALL)
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.emulate_media(color_scheme="light")
        assert await faults_of(page) == [], path
        await page.set_viewport_size({"width": 1280, "height": 900})
        await page.emulate_media(color_scheme="dark")
        assert await faults_of(page) == [], path
        await page.set_viewport_size({"width": 320, "height": 700})
        assert await overflow(page) == [], path
    await context.close()


async def _read_without_script(browser: Browser, address: str) -> None:
    context = await browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{address}/{COMPANY}")
    await expect(page.get_by_text(f"{address}/feeds/{COMPANY}.rss")).to_be_visible()
    await expect(page.locator("[data-copy]").first).to_be_hidden()
    await context.close()


async def _read_feeds(browser: Browser, address: str) -> None:
    page = await browser.new_page()
    for form in ("rss", "atom"):
        await page.goto(f"{address}/feeds/topics/metaverse.{form}")
        await expect(page.get_by_role("heading", level=1)).to_have_text("元宇宙 – 市场资讯")
        link = page.get_by_role("link", name="元宇宙产业创新园")
        assert await link.get_attribute("href") == "https://x.example/1"
        assert "AT&T 利润 <10%" in await page.get_by_role("article").inner_text()
        family = "getComputedStyle(document.body).fontFamily"
        assert "system-ui" in await page.evaluate(family), "the style sheet is there"
    await page.close()
