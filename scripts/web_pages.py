"""Draw docs/web-*.png anew: pages of the real site, over a month of made-up news.

Run `python -m scripts.web_pages`; it takes the Chromium and the fonts of the system, see
`chromium`.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.i18n import translator
from notifier.core.model import Topic
from notifier.store.engine.database import Store, open_store
from notifier.store.engine.migrate import make_schema
from notifier.subscriptions.rules import Rules
from notifier.web.feeds.publisher import Publisher
from notifier.web.feeds.topic_feeds import fill_topics
from notifier.web.listening import listen
from notifier.web.server import serving
from notifier.web.site import Site
from tests.builders import NOW, FakeClock, a_source, an_entry
from tests.pipeline_harness import PipelineHarness
from tests.web.browser import a_browser

_DOCS = Path(__file__).resolve().parents[1] / "docs"
_ADDRESS = "https://news.example.org"
_TOPICS = (
    Topic("chips", "芯片", "芯片 | 半导体"),
    Topic("ai", "人工智能", "大模型 | 人工智能 | 算力"),
    Topic("buybacks", "回购与分红", "回购 | 分红"),
)
_SOURCES = {"wire": "江城通讯社", "times": "滨海财经", "bell": "晨钟快讯"}
_COMPANIES = (
    *("科大讯飞", "科大讯飞", "科大讯飞", "腾讯控股", "比亚迪"),
    *("宁德时代", "贵州茅台", "中芯国际", "工业富联", "寒武纪"),
)
_HEADLINES = (
    (
        "{0}发布新一代语音大模型，会议转写支持十二种方言",
        "新模型即日起向企业用户开放，老用户可以免费升级。",
    ),
    ("{0}拟回购不超过3亿元股份，用于员工持股", "回购期限为董事会通过之日起六个月。"),
    ("{0}与{1}合建算力中心，明年投入使用", "一期工程位于江城高新区，预计明年六月完工。"),
    ("{0}前三季度净利润同比增长21%", "公司称增长主要来自新产品的交付。"),
    ("{0}在江城开设研发中心，将招聘四百人", "中心将研究车载与家用设备，首批岗位本周开放。"),
    ("{0}成为滨海市智慧课堂项目第一中标候选人", "项目金额1.2亿元，公示期三天。"),
    ("{0}新一代芯片完成验证，{1}参与测试", "量产时间取决于客户的安排。"),
)
_PICTURES = (
    ("start", "/", 390, "light"),
    ("company", "/securities/SZ002230", 390, "dark"),
    ("story", "/stories/{story}", 390, "light"),
    ("wide", "/securities/SZ002230", 1280, "light"),
)


def main() -> None:
    """Draw them."""
    asyncio.run(_draw())


async def _draw() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'news.db'}")
        await make_schema(store)
        clock = FakeClock()
        rules = await Rules.load(store, _TOPICS)
        story = await _report(store, rules, clock)
        await fill_topics(store, rules, clock())
        sources = {name: a_source(name, title=title) for name, title in _SOURCES.items()}
        words = translator("zh-Hans")
        publisher = Publisher(store, rules, words, _ADDRESS, sources=sources, clock=clock)
        zone = ZoneInfo("Asia/Shanghai")
        site = Site(store, publisher, "zh-Hans", zone, bot_name=lambda: "news_bot")
        listener = listen("127.0.0.1", 0)
        async with serving(site.app, listener), a_browser() as browser:
            for name, path, width, scheme in _PICTURES:
                page = await browser.new_page(
                    viewport={"width": width, "height": 844 if width < 500 else 900},
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="zh-CN",
                )
                address = f"http://127.0.0.1:{listener.getsockname()[1]}"
                await page.goto(address + path.format(story=story))
                await page.screenshot(path=_DOCS / f"web-{name}.png")
        await store.close()


async def _report(store: Store, rules: Rules, clock: FakeClock) -> int:
    """Take in a month of news; return the story that developed most."""
    harness = PipelineHarness(store, rules, clock)
    for moment, headline, body in _news():
        clock.now = moment
        url = _url(moment)
        entry = an_entry(headline, key=url, body=body, published=moment, url=url)
        await harness.take(entry)
    title, body = (
        "科大讯飞拟以12亿元收购江城一家传感器公司",
        "双方已签署意向书，交易尚需股东会批准。",
    )
    clock.now = NOW - timedelta(hours=3)
    shared = _url(clock.now)
    for minutes, source, wording, told in (
        (0, "bell", f"{title}", "交易将以现金支付。"),
        (9, "wire", f"科大讯飞：{title.removeprefix('科大讯飞')}", body),
        (
            48,
            "times",
            "科大讯飞收购传感器公司，标的去年营收4亿元",
            f"{body}标的公司去年营收4亿元。",
        ),
    ):
        clock.now = NOW + timedelta(minutes=minutes, hours=-3)
        entry = an_entry(wording, body=told, published=clock.now, url=shared)
        await harness.take(entry, source=source)
    story = harness.arrivals[-1].article.story_id
    clock.now = NOW - timedelta(hours=1)
    corrected = an_entry(
        f"{title}（更正）", key=title, body=f"{body}更正：金额为11亿元。", url=shared
    )
    await harness.take(corrected, source="bell")
    clock.now = NOW
    return story


def _news() -> Iterator[tuple[datetime, str, str]]:
    chance = random.Random(3)
    for hours in range(29 * 24, 3, -2):
        company, other = chance.choice(_COMPANIES), chance.choice(_COMPANIES[3:])
        if chance.random() < 0.7 and company != other:
            headline, body = chance.choice(_HEADLINES)
            moment = NOW - timedelta(hours=hours, minutes=chance.randrange(60))
            yield moment, headline.format(company, other), body


def _url(moment: datetime) -> str:
    return f"https://wire.example/{moment:%m%d%H%M}"


if __name__ == "__main__":
    main()
