"""A query asked of what is stored gives what it would have brought, in either engine."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.core.clock import Clock
from notifier.core.folding import fold
from notifier.core.model import Document
from notifier.ingest.pipeline import Pipeline
from notifier.sources.posts import PostsConfig
from notifier.store.articles import identities, search
from notifier.store.articles.search import TokenQuery
from notifier.store.engine.database import Store
from notifier.subscriptions import history
from notifier.subscriptions.history import run_backtest
from notifier.subscriptions.query.ngrams import search_tokens
from notifier.subscriptions.query.query import Query, parse
from notifier.subscriptions.rules import Rules
from tests.builders import NOW, FakeClock, add_article, an_entry, shipped_rules

ZONE = ZoneInfo("Asia/Shanghai")
SOURCE = PostsConfig(kind="posts", name="wire", path="posts", lang="zh-Hans")  # type: ignore[arg-type]


@cache
def rules() -> Rules:
    return shipped_rules()


async def ingest(store: Store, clock: Clock, *titles: str) -> None:
    day = f"{clock():%m%d}"
    entries = [an_entry(title, key=f"{day} {n} {title}") for n, title in enumerate(titles)]
    await Pipeline(store, rules(), clock).ingest(SOURCE, entries, first=True)


async def total(store: Store, query: str, days: int = 7) -> int:
    async with store.read() as connection:
        tried = await run_backtest(connection, rules().parse(query), days=days, now=NOW, zone=ZONE)
    assert tried.exact
    return tried.total


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("元宇宙", 2),
        ("元宇宙 | 芯片", 3),
        ("元宇宙 上海", 1),
        ("元宇宙 -上海", 1),
        ("SZ002230", 1),
        ("宙", 2),
        ("AI", 1),
        ("/元.宙/", 2),
        ("source:wire", 4),
        ("lang:zh", 4),
        ("source:other", 0),
        ("没有这个词", 0),
        ("C++", 1),
    ],
)
async def test_a_query_brings_what_it_would_have_brought(
    store: Store, query: str, expected: int
) -> None:
    clock = FakeClock(NOW - timedelta(days=1))
    await ingest(
        store,
        clock,
        "上海元宇宙产业园揭牌",
        "元 宇 宙展厅开放",
        "国产AI芯片测试 C++ 工具发布",
        "科大讯飞（002230）公告称中标",
    )
    assert await total(store, query) == expected


async def test_only_the_days_asked_for_count_and_each_has_its_number(store: Store) -> None:
    for days_ago, title in ((20, "元宇宙旧闻"), (2, "元宇宙新闻"), (0, "元宇宙快讯")):
        await ingest(store, FakeClock(NOW - timedelta(days=days_ago)), title)
    assert await total(store, "元宇宙", days=7) == 2
    assert await total(store, "元宇宙", days=30) == 3
    async with store.read() as connection:
        tried = await run_backtest(connection, rules().parse("元宇宙"), days=7, now=NOW, zone=ZONE)
    assert [count for _, count in tried.per_day] == [0, 0, 0, 0, 1, 0, 1]
    assert [sample.title for sample in tried.samples] == ["元宇宙快讯", "元宇宙新闻"]


async def test_an_edited_article_is_found_by_what_it_says_now(store: Store) -> None:
    pipeline = Pipeline(store, rules(), FakeClock(NOW))
    for title in ("元宇宙开园", "游乐园开园"):
        await pipeline.ingest(SOURCE, [an_entry(title, key="one")], first=False)
    assert await total(store, "元宇宙") == 0
    assert await total(store, "游乐园") == 1


async def test_nothing_stored_brings_nothing(store: Store) -> None:
    assert await total(store, "元宇宙") == 0


async def test_of_very_many_candidates_a_part_is_read_and_the_rest_projected(
    sqlite_store: Store,
) -> None:
    many = 2 * history.MOST_READ
    await ingest(sqlite_store, FakeClock(NOW), *(f"元宇宙 {number}" for number in range(many)))
    async with sqlite_store.read() as connection:
        tried = await run_backtest(connection, rules().parse("元宇宙"), days=7, now=NOW, zone=ZONE)
    assert not tried.exact
    assert tried.is_noisy
    assert tried.total == many


async def test_stories_are_projected_however_many_sources_carry_each(sqlite_store: Store) -> None:
    many = history.MOST_READ // 2
    for name in ("wire", "times", "bell", "post"):
        source = SOURCE.model_copy(update={"name": name})
        entries = [an_entry(f"元宇宙 {n}", url=f"https://x.example/{n}") for n in range(many)]
        await Pipeline(sqlite_store, rules(), FakeClock(NOW)).ingest(source, entries, first=True)
    async with sqlite_store.read() as connection:
        tried = await run_backtest(connection, rules().parse("元宇宙"), days=7, now=NOW, zone=ZONE)
    assert (tried.exact, tried.total) == (False, many)
    assert len({sample.title for sample in tried.samples}) == history.SAMPLES


_TEXT = st.text(alphabet="元宇宙上海讯飞AI c+#&7.-（）。 \u00e9ß", max_size=12)
_QUERY = st.one_of(
    _TEXT,
    st.tuples(_TEXT, st.sampled_from([" ", " | ", " -"]), _TEXT).map("".join),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXT, asked=_QUERY)
async def test_whatever_a_query_holds_for_the_index_gives(
    store: Store, text: str, asked: str
) -> None:
    try:
        query = parse(asked, lambda _: ())
    except Exception:  # noqa: BLE001 - what a query is, is tested elsewhere
        return
    document = Document(title="", text=text, source="wire")
    if not _holds(query, document):
        return
    async with store.write() as connection:
        article = await add_article(connection, an_entry(f"{text}\n{asked}"))
        known = await identities.known(connection, "wire", [f"{text}\n{asked}"])
        article_id = article.id if article else next(iter(known.stored.values())).id
        await search.index(connection, {article_id: search_tokens(document, ())})
        found = await search.find(connection, history.index_query(query), article_id)
    assert found is None or article_id in found


def _holds(query: Query, document: Document) -> bool:
    from notifier.subscriptions.query.matcher import Matcher

    return bool(Matcher({0: query}).match(document, ()))


async def test_tokens_that_no_engine_takes_keep_nothing_out(store: Store) -> None:
    tokens = {"a" * 5000, "'\"*)(", "🦊", fold("元宇").text, "\ufe0f", "C++", " "}
    async with store.write() as connection:
        article = await add_article(connection, an_entry())
        assert article is not None
        await search.index(connection, {article.id: tokens})
        for token in tokens:
            asked = [
                TokenQuery(frozenset({token})),
                TokenQuery(frozenset(), frozenset({token[:1]})),
            ]
            found = await search.find(connection, asked, article.id)
            assert found is None or found == [article.id]
