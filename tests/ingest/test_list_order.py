"""Which new items of a list only slid in at its end."""

from __future__ import annotations

import pytest

from notifier.core.model import Entry
from notifier.ingest.list_order import ListOrder, order_of
from notifier.store.engine.database import Store
from tests.builders import a_subscription
from tests.pipeline_harness import PipelineHarness, news


@pytest.mark.parametrize(
    ("ages", "order"),
    [
        ([9, 8, 7, 3], ListOrder.NEWEST_FIRST),
        ([1, 2, 9, 8, 7, 6, 5, 4], ListOrder.NEWEST_FIRST),
        ([1, 2, 3, 9], ListOrder.OLDEST_FIRST),
        ([5, 5, 5], ListOrder.UNKNOWN),
        ([1, 9, 2, 8, 3], ListOrder.UNKNOWN),
        ([], ListOrder.UNKNOWN),
    ],
)
def test_pinned_items_do_not_turn_the_order(ages: list[int], order: ListOrder) -> None:
    assert order_of(ages) is order


class UndatedList:
    """A list without dates, read poll by poll by somebody who follows it."""

    def __init__(self, harness: PipelineHarness) -> None:
        self.harness = harness

    async def shows(self, *names: int) -> list[str]:
        self.harness.clock.advance(minutes=1)
        await self.harness.carries(*map(item, names))
        return [title for _, title in await self.harness.told()]


def item(name: int) -> Entry:
    return news(f"元宇宙第{name}号公司签约", key=str(name), published=None)


@pytest.fixture
async def undated(sqlite_store: Store) -> UndatedList:
    await a_subscription(sqlite_store, 42)
    harness = PipelineHarness(sqlite_store)
    await harness.take(*(item(name) for name in range(10, 4, -1)), first=True)
    return UndatedList(harness)


async def test_an_old_item_that_slides_in_tells_nobody(undated: UndatedList) -> None:
    assert await undated.shows(10, 9, 7, 6, 5, 4) == [], "one was removed"
    assert len(undated.harness.arrivals) == 7, "but it fills the feeds"
    assert await undated.shows(11, 10, 9, 7, 6, 5) == ["元宇宙第11号公司签约"]
    assert await undated.shows(11, 10, 9, 7, 5, 3) == []
    assert await undated.shows(13, 12, 11, 10, 9, 7) == [
        "元宇宙第12号公司签约",
        "元宇宙第13号公司签约",
    ]


async def test_what_comes_below_pinned_items_is_new(undated: UndatedList) -> None:
    assert await undated.shows(6, 5, 11, 10, 9, 8, 7) == ["元宇宙第11号公司签约"]
    assert await undated.shows(6, 5, 12, 11, 10, 9, 8) == ["元宇宙第12号公司签约"]


async def test_a_list_that_has_the_newest_last_goes_on(undated: UndatedList) -> None:
    for name in range(11, 15):
        told = await undated.shows(*range(10, 4, -1), *range(11, name + 1))
        assert told == [f"元宇宙第{name}号公司签约"]


async def test_a_list_that_lets_its_top_go_as_it_grows_at_its_end_goes_on(
    undated: UndatedList,
) -> None:
    assert await undated.shows(9, 8, 7, 6, 5, 11) == ["元宇宙第11号公司签约"]
    assert await undated.shows(7, 6, 5, 11, 12, 13) == [
        "元宇宙第13号公司签约",
        "元宇宙第12号公司签约",
    ]


async def test_what_a_source_carries_beside_its_new_articles_tells_their_places(
    undated: UndatedList,
) -> None:
    harness = undated.harness
    await harness.carries(item(4), carried=["10", "9", "7", "6", "5", "4"])
    assert await harness.told() == [], "it slid in"
    await harness.carries(item(11), carried=["11", "10", "9", "7", "6", "5", "4"])
    assert await harness.told() == [(42, "元宇宙第11号公司签约")]


async def test_what_is_gone_from_among_what_a_source_carries_is_taken_back(
    sqlite_store: Store,
) -> None:
    await a_subscription(sqlite_store, 42)
    harness = PipelineHarness(sqlite_store)
    for name in range(1, 9):
        await harness.take(item(name))
    await harness.told()
    for newest in (9, 10, 11, 12):
        harness.clock.advance(minutes=6)
        known = [str(name) for name in range(newest, 0, -1) if name != 5]
        await harness.carries(item(newest), carried=known)
        await harness.told()
    assert [story.article.title for _, story in harness.edited] == ["元宇宙第5号公司签约"]


async def test_nothing_that_scrolls_off_below_pinned_items_is_taken_back(
    sqlite_store: Store,
) -> None:
    await a_subscription(sqlite_store, 42)
    harness = PipelineHarness(sqlite_store)
    await harness.take(*(item(name) for name in range(1, 13)))
    await harness.told()
    for newest in range(13, 40):
        for _ in range(4):  # Long enough for what is missing to count as taken back.
            harness.clock.advance(minutes=6)
            await harness.carries(
                item(2), item(1), *(item(name) for name in range(newest, newest - 10, -1))
            )
        await harness.told()
    assert harness.edited == []
    async with sqlite_store.read() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT count(*) FROM article WHERE withdrawn_at IS NOT NULL"
        )
        assert rows.scalar() == 0
