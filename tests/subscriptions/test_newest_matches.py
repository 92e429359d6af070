"""The newest articles for a query."""

from __future__ import annotations

from datetime import timedelta

from notifier.core.model import Entry
from notifier.store.engine.database import Store
from notifier.subscriptions.history import newest_matches
from tests.builders import NOW, small_rules
from tests.pipeline_harness import PipelineHarness, news


def numbered(count: int, title: str) -> list[Entry]:
    return [
        news(f"{title}第{number}条", published=NOW - timedelta(minutes=count - number))
        for number in range(count)
    ]


async def titles(store: Store, query: str, limit: int, before: int | None = None) -> list[str]:
    async with store.read() as connection:
        parsed = small_rules().parse(query)
        found = await newest_matches(connection, parsed, limit=limit, before=before)
    assert all(each.reasons for each in found)
    return [each.article.title for each in found]


async def test_the_newest_come_first_and_page_by_page(store: Store) -> None:
    harness = PipelineHarness(store)
    await harness.take(*numbered(5, "元宇宙"), *numbered(5, "科大讯飞"))
    assert await titles(store, "元宇宙", 3) == [f"元宇宙第{n}条" for n in (4, 3, 2)]
    async with store.read() as connection:
        page = await newest_matches(connection, small_rules().parse("元宇宙"), limit=3)
    assert await titles(store, "元宇宙", 3, page[-1].article.id) == ["元宇宙第1条", "元宇宙第0条"]


async def test_a_company_is_found_by_what_was_recognised(store: Store) -> None:
    harness = PipelineHarness(store)
    await harness.take(news("科大讯飞发布新产品"), news("iFlytek wins a prize"), news("别的消息"))
    assert len(await titles(store, "$SZ002230", 10)) == 2


async def test_nothing_is_found_where_nothing_is_stored(store: Store) -> None:
    assert await titles(store, "元宇宙", 3) == []
