"""The Mini App in a real browser: the site with its API and news, and who opens it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Page, Request, Route
from pydantic import SecretStr

from notifier.core.model import Chat, Security, Subscription, Topic
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Store
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import ParsedQuery, interpret
from notifier.web.api.mounting import api_routes
from notifier.web.api.shared import Shared
from notifier.web.app.routes import app_routes
from notifier.web.launch_data import Bots
from notifier.web.listening import listen
from notifier.web.server import serving
from notifier.web.site import Site
from tests.builders import IFLYTEK, ZHENHUA, FakeClock, a_chat, an_entry, small_rules
from tests.pipeline_harness import METAVERSE, PipelineHarness
from tests.web.browser import PATIENCE, a_browser
from tests.web.feeds.filled_feeds import a_publisher
from tests.web.launches import BOT, TOKEN, launched

ALICE = 77
LIGHT = {
    "bg_color": "#ffffff",
    "text_color": "#000000",
    "hint_color": "#999999",
    "link_color": "#2481cc",
    "button_color": "#2481cc",
    "button_text_color": "#ffffff",
    "secondary_bg_color": "#efeff3",
}
DARK = {
    "bg_color": "#17212b",
    "text_color": "#f5f5f5",
    "hint_color": "#708499",
    "link_color": "#6ab3f3",
    "button_color": "#5288c1",
    "button_text_color": "#ffffff",
    "secondary_bg_color": "#232e3c",
}
"""Telegram's own themes; the hints of the first are too pale to be read."""
SCRIPT = "https://telegram.org/js/telegram-web-app.js"
STUB = """
const button = () => ({
  text: "", shown: false, click: null,
  setText(text) { this.text = text; return this; },
  show() { this.shown = true; }, hide() { this.shown = false; },
  onClick(click) { this.click = click; },
});
const heard = {};
window.Telegram = { WebApp: {
  MainButton: button(), BackButton: button(), themeParams: {}, opened: [],
  ready() { document.documentElement.dataset.telegram = "ready"; },
  expand() {}, isVersionAtLeast: () => true,
  onEvent(name, told) { heard[name] = told; },
  openLink(address) { this.opened.push(address); },
  change(theme) { this.themeParams = theme; heard.themeChanged(); },
} };
"""
"""Plays Telegram's script."""


class AppWorld:
    """What stands behind the app, and the browser that shows it."""

    def __init__(self, store: Store, address: str) -> None:
        self.store = store
        self.address = address
        self.clock = FakeClock()
        topics = (METAVERSE, Topic("chips", "半导体", "芯片 | 半导体"))
        securities = (IFLYTEK, ZHENHUA, Security("META", "NASDAQ", "Meta", ("Meta Platforms",)))
        self.rules = small_rules(*topics, securities=securities)
        self.publisher = a_publisher(store, self.rules)
        self.site = Site(store, self.publisher, "zh-Hans", ZoneInfo("UTC"), self._routes())
        self.written: list[str | None] = []
        """The keys of all changes that were asked for."""

    def _routes(self) -> list[Any]:
        shared = Shared(
            self.store,
            self.rules,
            self.publisher.catalogue,
            self.clock,
            ZoneInfo("Asia/Shanghai"),
            "zh-Hans",
            bots=Bots((SecretStr(TOKEN),)),
            changes_per_minute=0,
        )
        return [*app_routes("zh-Hans", "https://news.example"), *api_routes(shared)]

    async def bring_news(self) -> None:
        """Take in some articles of the last days."""
        harness = PipelineHarness(self.store, self.rules, self.clock)
        for hours, title in (
            (70, "科大讯飞中标智慧城市项目，金额 3.2 亿元"),
            (28, "元宇宙产业联盟在上海成立，首批 46 家企业加入"),
            (5, "科大讯飞发布新一代星火大模型，语音交互延迟降至 300 毫秒"),
        ):
            self.clock.advance(hours=-hours)
            await harness.take(an_entry(title, url=f"https://wire.example/{hours}"))
            self.clock.advance(hours=hours)

    async def chat(self) -> Chat | None:
        async with self.store.read() as connection:
            return await chats.find_chat(connection, ALICE, bot=BOT)

    async def follow(self, *wishes: str) -> None:
        """Have them on the list before the app is opened."""
        chat = await a_chat(self.store, ALICE, "zh-Hans", bot=BOT)
        wanted = [interpret(each, self.rules) for each in wishes]
        queries = [each for each in wanted if isinstance(each, ParsedQuery)]
        async with self.store.write() as connection:
            await watchlist.add(connection, chat, queries, self.clock())

    async def held(self) -> list[Subscription]:
        chat = await self.chat()
        assert chat is not None
        async with self.store.read() as connection:
            return await subscriptions.of_chat(connection, chat.id)

    def launch(
        self,
        *,
        theme: dict[str, str] = LIGHT,
        age: float = 0,
        language: str = "zh-hans",
        token: str = TOKEN,
        user: int = ALICE,
    ) -> str:
        """Return the address at which Telegram opens the app, some hours ago."""
        opened = self.clock() - timedelta(hours=age)
        parameters = {
            "tgWebAppData": launched(opened, user, language=language, token=token),
            "tgWebAppVersion": "8.0",
            "tgWebAppThemeParams": json.dumps(theme),
        }
        return f"{self.address}/app#{urlencode(parameters)}"


class Reader:
    """Somebody with a browser, who opens pages in the world's time."""

    def __init__(self, world: AppWorld, browser: Browser) -> None:
        self.world = world
        self._browser = browser

    async def page(
        self,
        *,
        script: str = "",
        after: asyncio.Event | None = None,
        width: int = 390,
        height: int = 844,
    ) -> Page:
        """Open an empty page; without `script`, Telegram's is out of reach. It comes `after`."""

        async def telegram(route: Route) -> None:
            if after is not None:
                await after.wait()
            if script and route.request.url == SCRIPT:
                await route.fulfill(body=script, content_type="text/javascript")
            else:
                await route.abort()

        page = await self._browser.new_page(
            viewport={"width": width, "height": height}, locale="zh-CN"
        )
        await page.clock.set_fixed_time(self.world.clock())
        await page.route("https://telegram.org/**", telegram)
        page.on("request", self._note)
        page.set_default_timeout(PATIENCE)
        return page

    def _note(self, request: Request) -> None:
        if "/api/v1/" in request.url and request.method != "GET":
            self.world.written.append(request.headers.get("idempotency-key"))


@asynccontextmanager
async def a_reader(store: Store) -> AsyncIterator[Reader]:
    """Serve the app with its news, and open a browser."""
    listener = listen("127.0.0.1", 0)
    world = AppWorld(store, f"http://127.0.0.1:{listener.getsockname()[1]}")
    await world.bring_news()
    async with serving(world.site.app, listener), a_browser() as browser:
        yield Reader(world, browser)
