"""The Mini App in a real browser, where this machine has one."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from notifier.core.i18n import translator
from notifier.store.engine.database import Store
from tests.web.app_world import DARK, LIGHT, STUB, AppWorld, Reader, a_reader
from tests.web.browser import CHROMIUM, faults_of

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: the Mini App was not opened")
SAY = translator("zh-Hans")
ENGLISH = translator("en")


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name)


async def look_for(page: Page, text: str) -> None:
    await page.get_by_role("searchbox").fill(text)


async def titled(page: Page, title: str) -> None:
    await expect(page.locator("main:not([aria-busy]) h1")).to_have_text(title)


async def test_a_watch_list_is_kept_with_fingers(sqlite_store: Store) -> None:
    """Telegram's script is out of reach, so that the page's own buttons are used."""
    async with a_reader(sqlite_store) as reader:
        world, page = reader.world, await reader.page(width=320)
        await page.goto(world.launch())
        await expect(page.get_by_text(SAY("app-empty"))).to_be_visible()
        assert await faults_of(page) == []
        await _follow_by_pinyin(page, world)
        await _mute_and_undo(page, world)
        await _end_and_undo(page, world)
        await _follow_what_is_mended(page, world)
        await _set_quiet_hours_and_language(page, world)
        await _make_feed(page, world)
    assert len(set(world.written)) == len(world.written) > 8
    assert all(world.written)


async def _follow_by_pinyin(page: Page, world: AppWorld) -> None:
    await look_for(page, "kdxf")
    await button(page, "科大讯飞").click()
    await expect(page.get_by_role("link")).to_have_count(2)
    brought = SAY("app-brought", count=2, days=7, average="0.3")
    await expect(page.get_by_text(brought)).to_be_visible()
    assert await world.held() == []
    assert await faults_of(page) == []
    await button(page, SAY("button-watch")).click()
    await titled(page, SAY("app-title"))
    assert [each.query for each in await world.held()] == ["SZ002230"]


async def _mute_and_undo(page: Page, world: AppWorld) -> None:
    mute = button(page, SAY("app-mute-this", name="科大讯飞"))
    await mute.click()
    await button(page, SAY("app-unmute-this", name="科大讯飞")).wait_for()
    [muted] = await world.held()
    assert muted.muted_until == world.clock() + timedelta(days=1)
    await button(page, SAY("button-undo")).click()
    await mute.wait_for()
    assert (await world.held())[0].muted_until is None


async def _end_and_undo(page: Page, world: AppWorld) -> None:
    line = button(page, "科大讯飞 SZ002230")
    await line.click()
    await page.get_by_label(SAY("app-delivery")).select_option("weekly")
    saved = SAY("card-saved", name="科大讯飞", what=SAY("cadence-weekly"))
    await expect(page.get_by_text(saved)).to_be_visible()
    assert await faults_of(page) == []
    await button(page, SAY("app-back")).click()
    await button(page, SAY("app-unfollow-this", name="科大讯飞")).click()
    await expect(page.get_by_text(SAY("app-empty"))).to_be_visible()
    assert await world.held() == []
    await button(page, SAY("button-undo")).click()
    await line.wait_for()
    assert [(each.query, each.cadence) for each in await world.held()] == [("SZ002230", "weekly")]


async def _follow_what_is_mended(page: Page, world: AppWorld) -> None:
    await look_for(page, "(元宇宙 上海")
    await button(page, "(元宇宙 上海").click()
    await expect(page.get_by_role("alert")).to_have_text(SAY("query-group-not-closed"))
    await button(page, "(元宇宙 上海)").click()
    await button(page, SAY("button-watch")).click()
    await titled(page, SAY("app-title"))
    assert len(await world.held()) == 2


async def _set_quiet_hours_and_language(page: Page, world: AppWorld) -> None:
    await button(page, SAY("app-settings")).click()
    await page.get_by_label(SAY("settings-button-quiet"), exact=True).check()
    await page.get_by_label(SAY("app-quiet-from")).fill("22:30")
    await page.get_by_label(SAY("app-quiet-until")).fill("06:15")
    await page.get_by_label(SAY("settings-button-language")).select_option("en")
    await titled(page, ENGLISH("app-settings"))
    chat = await world.chat()
    assert chat is not None
    wanted = chat.preferences
    assert (wanted.quiet_from, wanted.quiet_until) == (22 * 60 + 30, 6 * 60 + 15)
    assert chat.language == "en"
    assert await faults_of(page) == []


async def _make_feed(page: Page, world: AppWorld) -> None:
    await button(page, ENGLISH("app-feed")).click()
    await button(page, ENGLISH("app-feed-make")).click()
    address = await page.get_by_label("RSS", exact=True).input_value()
    await expect(page.get_by_alt_text(ENGLISH("app-qr"))).to_be_visible()
    assert await page.evaluate("document.querySelector('.qr').naturalWidth") > 100
    assert await faults_of(page) == []
    path = address.removeprefix("https://news.example")
    assert (await page.request.get(f"{world.address}{path}")).ok
    await button(page, ENGLISH("app-copy-this", name="RSS")).click()
    await expect(page.get_by_text(ENGLISH("app-copied"))).to_be_visible()


async def test_whatever_it_is_opened_with_it_works_or_says_what_to_do(sqlite_store: Store) -> None:
    async with a_reader(sqlite_store) as reader:
        world = reader.world
        await asyncio.gather(
            _use_telegrams_buttons_and_colours(reader),
            _ask_again_for_what_did_not_come(reader),
            _be_told(reader, world.launch(age=25), SAY("api-launch-stale")),
            _be_told(reader, world.launch(token="4242:AA-guessed"), SAY("api-launch-forged")),
            _be_told(reader, f"{world.address}/app", SAY("app-outside")),
        )


async def _be_told(reader: Reader, address: str, said: str) -> None:
    page = await reader.page()
    await page.goto(address)
    await expect(page.get_by_text(said)).to_be_visible()
    assert await page.get_by_role("button").count() == 0


async def _use_telegrams_buttons_and_colours(reader: Reader) -> None:
    typed = asyncio.Event()
    page = await reader.page(script=STUB, after=typed)
    await page.goto(reader.world.launch(theme=DARK, language="en-GB"), wait_until="commit")
    await look_for(page, "Meta")
    typed.set()  # Telegram's script comes while somebody types, who loses nothing by it
    await page.locator("[data-telegram]").wait_for()
    await button(page, "“Meta”").click()
    await titled(page, "“Meta”")
    app = await page.evaluate_handle("Telegram.WebApp")
    shown = await app.evaluate("app => [app.MainButton.text, app.MainButton.shown]")
    assert shown == [ENGLISH("button-watch"), True]
    assert await page.locator("#main-button button, header button").count() == 0
    await app.evaluate("app => app.BackButton.click()")
    await titled(page, ENGLISH("app-title"))
    assert not await app.evaluate("app => app.BackButton.shown")

    await look_for(page, "Meta, 科大讯飞")
    await button(page, "“Meta, 科大讯飞”").click()
    choices = page.get_by_role("list", name=ENGLISH("app-choices")).get_by_role("button")
    await expect(choices).to_have_text(["Meta", "科大讯飞"])
    await choices.nth(1).click()
    await titled(page, "iFlytek")

    for theme, scheme in ((LIGHT, "light"), (DARK, "dark")):
        await app.evaluate("(app, theme) => app.change(theme)", theme)
        used = "getComputedStyle(document.documentElement).colorScheme"
        assert await page.evaluate(used) == scheme
    assert await faults_of(page) == []


async def _ask_again_for_what_did_not_come(reader: Reader) -> None:
    page = await reader.page()
    await page.route("**/api/v1/me?", lambda route: route.abort())
    await page.goto(reader.world.launch(user=78))
    await expect(page.get_by_role("alert")).to_have_text(SAY("app-unreachable"))
    assert await faults_of(page) == []
    await page.unroute("**/api/v1/me?")
    await button(page, SAY("app-retry")).click()
    await expect(page.get_by_text(SAY("app-empty"))).to_be_visible()
