"""What an edit does, what a failure in the middle leaves, and what holds for every article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from notifier.core.model import Entry
from notifier.ingest.pipeline import Ingested
from notifier.securities.directory import Directory
from notifier.store.engine.database import Store
from notifier.store.engine.tables import metadata
from notifier.web.feeds.addresses import FeedFormat
from tests.builders import IFLYTEK, NOW, a_subscription, small_rules
from tests.pipeline_harness import METAVERSE, PipelineHarness, StumblingRules, news
from tests.web.feeds.filled_feeds import a_publisher

DAY = timedelta(days=1)


@pytest.fixture
async def harness(sqlite_store: Store) -> PipelineHarness:
    return PipelineHarness(sqlite_store)


# Edits


async def test_an_edit_changes_the_text_and_the_feeds(harness: PipelineHarness) -> None:
    await harness.take(news("元宇宙来了", key="1", published=NOW))
    edited = news("科大讯飞发布产品", key="1", body="新的正文", published=NOW)
    assert await harness.take(edited) == Ingested(changed=1)
    assert await harness.feed() == []
    assert await harness.feed("securities/SZ002230") == ["科大讯飞发布产品"]
    assert await harness.take(edited) == Ingested()
    first, second = harness.arrivals
    assert (first.changed, second.changed) == (False, True)
    assert second.article == replace(first.article, title="科大讯飞发布产品", body="新的正文")


async def test_an_edit_alerts_only_those_whose_query_holds_since(store: Store) -> None:
    harness = PipelineHarness(store)
    for chat, query in [(1, "元宇宙"), (2, "芯片"), (3, "央行"), (4, "元宇宙 芯片")]:
        await a_subscription(store, chat, query)
    harness.clock.advance(minutes=1)
    await harness.take(news("元宇宙来了", key="1"))
    assert await harness.told() == [(1, "元宇宙来了")]
    await harness.take(news("元宇宙芯片来了", key="1"))
    assert sorted(await harness.told()) == [(2, "元宇宙芯片来了"), (4, "元宇宙芯片来了")]
    await harness.take(news("元宇宙来了", key="1"))
    await harness.take(news("元宇宙芯片来了", key="1"))
    assert await harness.told() == []


async def test_an_edit_is_news_to_a_subscription_made_after_the_article_came(
    harness: PipelineHarness,
) -> None:
    await harness.take(news("别的", key="1"))
    harness.clock.advance(minutes=1)
    await a_subscription(harness.store, 42, now=harness.clock.now)
    await harness.take(news("元宇宙来了", key="1"))
    assert await harness.told() == [(42, "元宇宙来了")]


async def test_an_edit_of_what_is_too_old_alerts_nobody(harness: PipelineHarness) -> None:
    await a_subscription(harness.store, 42, now=NOW - 9 * DAY)
    entry = news("别的", key="1", published=NOW - 4 * DAY)
    await harness.take(entry)
    assert await harness.take(replace(entry, title="元宇宙来了")) == Ingested(changed=1)


@pytest.mark.parametrize("fields", [{"published": NOW}, {"author": "记者"}, {"image": "x"}])
async def test_a_new_date_or_byline_alone_is_no_edit(
    harness: PipelineHarness, fields: dict[str, Any]
) -> None:
    await harness.take(news())
    assert await harness.take(news(**fields)) == Ingested()


@pytest.mark.parametrize(
    "links",
    [
        ["https://g.example/g/1?t=1", "https://g.example/g/1?t=2", "https://g.example/g/1?t=3"],
        ["https://g.example/1?id=7&sig=ab", "https://g.example/1?id=7&sig=cd"],
        ["https://g.example/2026/1", "https://news.g.example/a/1.html"],
        ["https://g.example/s/1", "http://g.example:8080/s/1"],
        [None, "https://g.example/1"],
    ],
)
async def test_another_link_alone_corrects_nothing_and_is_where_readers_are_led(
    store: Store, links: list[str | None]
) -> None:
    harness = PipelineHarness(store)
    await a_subscription(store, 42)
    publisher = a_publisher(store, harness.rules)
    before: list[str] = []
    for link in links:
        result = await harness.take(news(key="1", url=link, body="正文"))
        assert result.changed == 0
        rendered = await publisher.get("topics/metaverse", FeedFormat.ATOM)
        assert rendered is not None
        feed = rendered.body.decode()
        assert (link or "<entry>").replace("&", "&amp;") in feed
        updated: list[str] = re.findall("<updated>.*?</updated>", feed)
        assert before in ([], updated)
        before = updated
        harness.clock.advance(minutes=5)
    assert len(harness.arrivals) == 1
    [(_, told)] = await harness.news()
    assert (told.article.url, told.article.changed_at) == (links[-1], None)


async def test_an_address_that_is_no_page_or_is_gone_replaces_none(
    harness: PipelineHarness,
) -> None:
    await a_subscription(harness.store, 42)
    for link in ["https://g.example/1", None, "https://g.example/", "https://g.example/1?utm_x=1"]:
        assert (await harness.take(news(key="1", url=link))).changed == 0
    [(_, told)] = await harness.news()
    assert told.article.url == "https://g.example/1"


@pytest.mark.parametrize(
    ("fields", "is_corrected"),
    [
        ({"title": "元宇宙没有来"}, True),
        ({"body": "新的正文"}, True),
        ({"body": "新的正文", "url": "https://g.example/2"}, True),
        ({"urgent": True}, False),
        ({"urgent": True, "url": "https://g.example/2"}, False),
    ],
)
async def test_corrected_is_what_readers_see_corrected(
    harness: PipelineHarness, fields: dict[str, Any], *, is_corrected: bool
) -> None:
    await harness.take(news(key="1", url="https://g.example/1", body="正文"))
    changed = {"key": "1", "url": "https://g.example/1", "body": "正文", **fields}
    assert await harness.take(news(**changed)) == Ingested(changed=1)
    edited = harness.arrivals[-1].article
    assert edited.changed_at == (harness.clock.now if is_corrected else None)
    assert edited.url == changed["url"]


# All or nothing


async def test_a_failure_in_the_middle_leaves_nothing_of_an_article_and_no_harm_to_others(
    store: Store,
) -> None:
    rules = StumblingRules(Directory([IFLYTEK]), [METAVERSE])
    harness = PipelineHarness(store, rules)
    await a_subscription(store, 42)
    before = await harness.rows()
    stumble, fine = news("元宇宙绊倒科大讯飞", key="1"), news("元宇宙来了")
    with capture_logs() as logs:
        alone = await harness.take(stumble)
        left, arrived = await harness.rows(), list(harness.arrivals)
        result = await harness.take(stumble, fine)
    assert [line["event"] for line in logs] == ["article_failed_unexpectedly"] * 2
    assert alone == Ingested(problems=["1: an unexpected error; see the log"])
    assert (left, arrived) == (before, [])
    assert (result.new, result.alerts, len(result.problems)) == (1, 1, 1)
    rules.stumbles = False
    assert await harness.take(stumble, fine) == Ingested(new=1, alerts=1)


# Properties


async def empty(store: Store) -> None:
    async with store.write() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(sa.delete(table))


wishes = st.lists(
    st.tuples(
        st.integers(1, 4), st.sampled_from(["元宇宙", "芯片", "央行", "元宇宙 芯片", "-央行 芯片"])
    ),
    max_size=8,
    unique=True,
)
titles = st.lists(st.sampled_from(["元宇宙", "芯片", "央行", "别的"]), min_size=1, max_size=3).map(
    "".join
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data(), wishes, st.lists(titles, max_size=3, unique=True))
async def test_who_is_told_does_not_depend_on_the_order_of_subscriptions(
    sqlite_store: Store, data: st.DataObject, wanted: list[tuple[int, str]], heads: list[str]
) -> None:
    async def told(order: Sequence[tuple[int, str]]) -> list[tuple[int, str, set[str]]]:
        await empty(sqlite_store)
        harness = PipelineHarness(sqlite_store)
        for chat, query in order:
            canonical = small_rules().parse(query).canonical
            await a_subscription(sqlite_store, chat, canonical)
        await harness.take(*(news(head) for head in heads))
        return sorted(await harness.alerts(), key=str)

    assert await told(wanted) == await told(data.draw(st.permutations(wanted)))


texts = st.text(max_size=40) | st.sampled_from(["<p>元宇宙", "&#xD800;", "\x00", "]]>", "a" * 2000])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.builds(
            Entry,
            key=texts,
            title=texts,
            url=st.none() | texts | texts.map("https://a.example/{}".format),
            body=texts,
            categories=st.lists(texts, max_size=2).map(tuple),
            tickers=st.lists(texts, max_size=2).map(tuple),
        ),
        max_size=4,
    )
)
async def test_whatever_a_source_brings_is_taken_once(
    sqlite_store: Store, entries: list[Entry]
) -> None:
    async with sqlite_store.write() as connection:
        await connection.execute(sa.delete(metadata.tables["article"]))  # of other examples
    harness = PipelineHarness(sqlite_store)
    first = await harness.take(*entries)
    assert first.problems == []
    assert await harness.take(*entries) == Ingested()
