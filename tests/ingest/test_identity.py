"""Which articles are new, however their source names them from one reading to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import pytest

from notifier.sources.parsing.feed import parse_feed
from notifier.sources.parsing.items import ParseContext
from notifier.store.engine.database import Store
from tests.builders import NOW, a_subscription
from tests.pipeline_harness import PipelineHarness

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIVE = "https://wire.example.org/live"


class Wire:
    """A feed whose document is what the test says, read poll by poll by somebody who follows it."""

    def __init__(self, harness: PipelineHarness) -> None:
        self.harness = harness

    async def reads(
        self, *items: str, source: str = "wire", carried: Sequence[str] = ()
    ) -> list[str]:
        """Read a document of these items; return the titles of the alerts that came of it.

        `carried` are the keys of all that the source carries, where the items are not all.
        """
        document = f'<rss version="2.0"><channel><title>t</title>{"".join(items)}</channel></rss>'
        self.harness.clock.advance(minutes=1)
        context = ParseContext(
            "https://wire.example.org/rss", ZoneInfo("UTC"), self.harness.clock.now
        )
        feed = parse_feed(document.encode(), "application/rss+xml", context)
        await self.harness.carries(*feed.entries, source=source, carried=carried)
        return sorted(title for _, title in await self.harness.told())


def item(
    title: str,
    link: str | None = None,
    guid: str | None = None,
    date: datetime | None = NOW,
    body: str = "",
) -> str:
    parts = {"title": title, "link": link, "guid": guid, "description": body}
    if date is not None:
        parts["pubDate"] = f"{date:%a, %d %b %Y %H:%M:%S} GMT"
    inside = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in parts.items() if text)
    return f"<item>{inside}</item>"


@pytest.fixture
async def wire(sqlite_store: Store) -> Wire:
    await a_subscription(sqlite_store, 42, "元宇宙 | 停牌 | zxqv")
    made = Wire(PipelineHarness(sqlite_store))
    await made.reads(item("开张", f"{LIVE}/0", "start"))
    return made


async def twice(wire: Wire, items: Sequence[str]) -> list[str]:
    """Read a document twice; return the alerts of the first time, for the second has none."""
    told = await wire.reads(*items)
    assert await wire.reads(*items) == []
    return told


async def test_items_with_one_link_are_told_one_by_one_and_no_other_source_is_touched(
    wire: Wire,
) -> None:
    board = [item(f"{symbol}停牌", LIVE) for symbol in ("AAPL", "MSFT", "TSLA")]
    assert await twice(wire, board) == ["AAPL停牌", "MSFT停牌", "TSLA停牌"]
    other = item("振华重工回应元宇宙传闻", LIVE, "w2-1")
    assert await wire.reads(other, source="other") == ["振华重工回应元宇宙传闻"]
    # Later the board has one item only, and then another one.
    assert await wire.reads(item("MSFT停牌", LIVE)) == []
    assert await wire.reads(item("NVDA停牌", LIVE, date=NOW + HOUR)) == ["NVDA停牌"]


async def test_one_guid_for_all_items_names_none_of_them(wire: Wire) -> None:
    items = [item(f"元宇宙{at}号公告", f"https://wire.example.org/a/{at}", "0") for at in (1, 2, 3)]
    assert len(await twice(wire, items)) == 3
    assert await wire.reads(items[1]) == [], "alone in its document it is the same"
    alone = [
        item(f"元宇宙{at}号公告", f"https://wire.example.org/a/{at}", "0", NOW + at * HOUR)
        for at in (4, 5, 6)
    ]
    for at, each in enumerate(alone, 4):
        assert await twice(wire, [each]) == [f"元宇宙{at}号公告"]
    assert await wire.reads(*alone, *items) == []


async def test_links_that_differ_by_their_fragment_are_different(wire: Wire) -> None:
    items = [item(f"{each}停牌", f"{LIVE}#{each}") for each in ("AAPL", "MSFT", "TSLA")]
    assert await twice(wire, items) == ["AAPL停牌", "MSFT停牌", "TSLA停牌"]
    assert await wire.reads(items[2]) == []


async def test_a_symbol_that_comes_back_is_told_again(wire: Wire) -> None:
    first, second = item("ZXQV"), item("ZXQV", date=NOW + HOUR)
    assert await twice(wire, [first]) == ["ZXQV"]
    assert await twice(wire, [second, first]) == ["ZXQV"]
    assert await wire.reads(item("ZXQV", date=NOW + DAY)) == ["ZXQV"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://wire.example.org/1", "https://wire.example.org/1"),
        ("https://wire.example.org/1;jsessionid=A", "https://wire.example.org/1;jsessionid=B"),
        ("wire-1", "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("1795829400", "1795829460"),
        (None, "wire-1"),
        ("wire-1", None),
    ],
)
async def test_an_article_whose_guid_changes_is_the_same(
    wire: Wire, before: str | None, after: str | None
) -> None:
    link = "https://wire.example.org/1"
    assert await wire.reads(item("元宇宙来了", link, before)) == ["元宇宙来了"]
    for _ in range(2):
        assert await wire.reads(item("元宇宙来了", link, after)) == []
    assert len(wire.harness.arrivals) == 2


async def test_sessions_in_links_make_no_new_articles(wire: Wire) -> None:
    told = []
    for poll in range(5):
        links = [f"https://wire.example.org/{at}.html;jsessionid={poll}X{at}" for at in (1, 2)]
        told += await wire.reads(*(item(f"元宇宙{link[25]}", link) for link in links))
    assert len(told) == 2


async def test_a_source_that_names_all_its_articles_anew_alerts_nobody(wire: Wire) -> None:
    dates = [NOW - at * HOUR for at in range(10)]
    names = [f"元宇宙第{at}号公司签约" for at in range(10)]
    old = [
        item(name, f"http://old.example/{at}", f"a{at}", dates[at]) for at, name in enumerate(names)
    ]
    assert len(await wire.reads(*old)) == 10
    moved = [
        item(name, f"https://new.example.org/n?id=9{at}", f"tag:{at}", dates[at])
        for at, name in enumerate(names)
    ]
    new = item("元宇宙新消息", "https://new.example.org/n?id=100", "tag:new", NOW + MINUTE)
    assert await wire.reads(new, *moved) == ["元宇宙新消息"]
    for left in range(10, 0, -1):  # they scroll off one by one
        assert await wire.reads(new, *moved[:left]) == []


async def test_a_source_that_goes_back_to_its_old_names_alerts_nobody_where_most_is_known(
    wire: Wire,
) -> None:
    def written(site: str, numbers: Sequence[int]) -> list[str]:
        return [
            item(
                f"元宇宙第{at}号公司签约",
                f"https://{site}.example/{at}",
                f"{site}-{at}",
                NOW - at * HOUR,
            )
            for at in numbers
        ]

    await wire.reads(*written("old", range(1, 9)))
    assert len(await wire.reads(*written("new", range(9)))) == 1
    # As a source with full text has it: what it read under these names before is no entry.
    carried = [f"old-{at}" for at in range(9)]
    arrivals = len(wire.harness.arrivals)
    assert await wire.reads(*written("old", [0]), carried=carried) == []
    assert len(wire.harness.arrivals) == arrivals, "only its address changed"


async def test_a_notice_of_the_same_title_is_another_one(wire: Wire) -> None:
    title = "关于元宇宙的董事会决议公告"
    one, other = (item(title, f"https://wire.example.org/{at}", f"n{at}") for at in (1, 2))
    await wire.reads(one)
    await wire.reads(other, one)
    assert len(wire.harness.arrivals) == 3


async def test_a_counter_of_readers_edits_nothing(wire: Wire) -> None:
    link = "https://wire.example.org/1"
    assert await wire.reads(item("元宇宙来了（阅读 1）", link, "1")) == ["元宇宙来了（阅读 1）"]
    arrivals = len(wire.harness.arrivals)
    for readers in (20, 3000):
        assert await wire.reads(item(f"元宇宙来了（阅读 {readers}）", link, "1")) == []
    assert len(wire.harness.arrivals) == arrivals
    for readers in (20, 3000):
        text = f"<p>正文</p><p>浏览 {readers}</p>"
        assert await wire.reads(item("元宇宙来了", link, "1", body=text)) == []
    assert len(wire.harness.arrivals) == arrivals + 1, "the text that came is an edit, once"


async def test_an_edited_headline_is_no_new_article(wire: Wire) -> None:
    link = "https://wire.example.org/1"
    await wire.reads(item("元宇宙来了", link, "1"))
    assert await wire.reads(item("元宇宙来了：首日成交", link, "1", NOW + MINUTE)) == []
    slug = "https://wire.example.org/1-first-day"
    assert await wire.reads(item("元宇宙来了：首日成交额", slug, "1", NOW + MINUTE)) == []
