"""Feeds and pages in a real browser, where this machine has one."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import html

from notifier.store.engine.database import Store
from notifier.web.listening import listen
from notifier.web.server import serving
from notifier.web.site import Site
from tests.builders import an_article
from tests.web.feeds.shelf import a_publisher, place

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: pages were not opened in one")


async def opened(address: str, profile: Path) -> Any:
    """Return a page as a browser has it once it is loaded."""
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--dump-dom")
    process = await asyncio.create_subprocess_exec(
        *(CHROMIUM, *options, f"--user-data-dir={profile}", address),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    return html.fromstring(output.decode())


@pytest.mark.parametrize("form", ["rss", "atom"])
async def test_a_chinese_feed_is_a_page_that_can_be_read(
    sqlite_store: Store, tmp_path: Path, form: str
) -> None:
    article = await an_article(
        sqlite_store, "元宇宙产业创新园", body="AT&T 利润 <10%", url="https://x.example/1"
    )
    await place(sqlite_store, article.id, ["topics/metaverse"])
    site = Site(sqlite_store, a_publisher(sqlite_store), "zh-Hans", ZoneInfo("Asia/Shanghai"))
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]

    async with serving(site.app, listener):
        address = f"http://127.0.0.1:{port}/feeds/topics/metaverse.{form}"
        page = await opened(address, tmp_path / "profile")

    assert page.findtext(".//h1") == "元宇宙 – market news"
    assert page.find(".//article/h2/a").get("href") == "https://x.example/1"
    assert page.findtext(".//article/h2/a") == "元宇宙产业创新园"
    assert "AT&T 利润 <10%" in page.find(".//article").text_content()
