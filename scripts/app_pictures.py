"""Draw docs/mini-app-*.png anew: the Mini App with the real API, as people see it on a phone.

Run `python -m scripts.app_pictures`; it takes the Chromium and the fonts of the system. With a
folder, it puts pictures of every screen there, at both widths and in both themes, to look at.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from notifier.core.i18n import translator
from notifier.store.engine.database import open_store
from notifier.store.engine.migrate import upgrade
from tests.web.app_world import DARK, LIGHT, Reader, a_reader

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_WISHES = ("振华重工", "元宇宙 上海 -游戏", "Meta Platforms")
_PHONE, _DESK = 390, 1280


async def _shot(page: Page, target: Path) -> None:
    await page.wait_for_selector("main:not([aria-busy])")
    await page.evaluate("document.querySelector('#toast').replaceChildren()")
    await page.wait_for_timeout(300)  # for what moves
    await page.screenshot(path=target)


async def _draw(reader: Reader, folder: Path, *, width: int, theme: str, language: str) -> None:
    """Take a picture of each screen."""
    say = translator(language)
    page = await reader.page(width=width, height=700)
    await page.goto(reader.world.launch(theme={"light": LIGHT, "dark": DARK}[theme]))
    name = f"{width}-{theme}-{language}"
    await page.wait_for_selector("main:not([aria-busy]) li")
    await page.click("header .icon:last-child")
    await page.get_by_role("combobox").first.select_option(language)
    await page.get_by_role("heading", name=say("app-settings")).wait_for()
    quiet = page.get_by_label(say("settings-button-quiet"))
    if not await quiet.is_checked():
        await quiet.check()
        await page.get_by_label(say("app-quiet-from")).wait_for()
    await _shot(page, folder / f"{name}-settings.png")
    await page.get_by_role("button", name=say("app-feed")).click()
    await page.locator("#main-button button").click()
    await page.wait_for_selector(".qr")
    await _shot(page, folder / f"{name}-feed.png")
    for _ in range(2):
        await page.get_by_role("button", name=say("app-back")).click()
    await page.wait_for_selector("main:not([aria-busy]) input[type=search]")
    await _shot(page, folder / f"{name}-list.png")
    await page.get_by_role("searchbox").fill("kdxf")
    await page.get_by_text("SZ002230").wait_for()
    await _shot(page, folder / f"{name}-search.png")
    await page.get_by_text("SZ002230").click()
    await page.wait_for_selector(".article")
    await _shot(page, folder / f"{name}-card.png")
    await page.close()


async def main() -> None:
    """Draw the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", nargs="?", type=Path)
    wanted = arguments.parse_args().folder
    with tempfile.TemporaryDirectory() as place:
        store = open_store(f"sqlite:///{place}/notifier.db")
        await upgrade(store)
        async with a_reader(store) as reader:
            await reader.world.follow(*_WISHES)
            if wanted is not None:
                wanted.mkdir(parents=True, exist_ok=True)
                for width, theme, language in (
                    (_PHONE, "light", "zh-Hans"),
                    (_PHONE, "dark", "en"),
                    (_DESK, "light", "en"),
                    (_DESK, "dark", "zh-Hant"),
                ):
                    await _draw(reader, wanted, width=width, theme=theme, language=language)
            else:
                folder = Path(place)
                await _draw(reader, folder, width=_PHONE, theme="light", language="zh-Hans")
                await _draw(reader, folder, width=_PHONE, theme="dark", language="en")
                for drawn, kept in (
                    ("390-light-zh-Hans-list", "list"),
                    ("390-light-zh-Hans-card", "card"),
                    ("390-dark-en-settings", "settings"),
                ):
                    target = _DOCS / f"mini-app-{kept}.png"
                    target.write_bytes((folder / f"{drawn}.png").read_bytes())
        await store.close()


if __name__ == "__main__":
    asyncio.run(main())
