"""A real browser, where this machine has one, and what it finds wrong with a page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
PATIENCE = 60_000
"""Milliseconds that a page may take on a machine with much else to do."""
_OPTIONS = (
    "--no-sandbox",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-gpu",
)
_OPTIONS_OF_AXE = {"resultTypes": ["violations"]}
"""What is in order is not told of in full, which takes longer than to look."""
_SMALL = """[...document.querySelectorAll("a, button, input, select, summary")]
  .filter((each) => each.offsetParent && !each.closest(".skip, .hidden"))
  .filter((each) => {
    const { width, height } = each.getBoundingClientRect();
    return width < 43.5 || height < 43.5;
  })
  .map((each) => each.outerHTML)"""
_IS_WIDE = "document.documentElement.scrollWidth > innerWidth"


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Run the browser while the block runs."""
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=CHROMIUM, args=list(_OPTIONS))
        expect.set_options(timeout=PATIENCE)
        yield browser
        await browser.close()


async def faults_of(page: Page) -> list[str]:
    """Return what axe finds, targets below 44 px, and whether a page is wider than its window."""
    found = [
        f"{each['impact']}: {each['id']} {[node['html'] for node in each['nodes']]}"
        for each in (await Axe().run(page, options=_OPTIONS_OF_AXE)).response["violations"]
    ]
    return [*found, *await small_targets(page), *await overflow(page)]


async def small_targets(page: Page) -> list[str]:
    """Return what fingers miss."""
    return [f"small: {each}" for each in await page.evaluate(_SMALL)]


async def overflow(page: Page) -> list[str]:
    """Return whether a page is wider than its window."""
    return ["wider than the window"] if await page.evaluate(_IS_WIDE) else []
