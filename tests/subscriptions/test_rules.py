"""The rules in force, and how they follow what changes in the database."""

from __future__ import annotations

import asyncio
import sys
import threading

import pytest
from structlog.testing import capture_logs

from notifier.core.errors import QueryError, SettingsError
from notifier.core.i18n import LANGUAGES
from notifier.core.model import Document, Security, Topic
from notifier.store.chats.chats import ensure_chat
from notifier.store.chats.subscriptions import subscribe
from notifier.store.engine.database import Store
from notifier.store.sources import securities
from notifier.subscriptions.rules import Rules
from tests.builders import IFLYTEK, NOW, a_chat, a_subscription, small_rules

METAVERSE = Topic("metaverse", "元宇宙", "元宇宙 | 虚拟现实")
IFLYTEK_TOPIC = Topic("iflytek", "讯飞", "@科大讯飞")


async def held(rules: Rules, title: str) -> int:
    return len(rules.find(Document(title)).matches)


def test_a_document_belongs_to_the_feeds_of_its_topics_and_of_the_companies_it_is_about() -> None:
    rules = small_rules(METAVERSE, IFLYTEK_TOPIC)
    found = rules.find(Document("科大讯飞发布虚拟现实新产品"))
    assert found.feeds == {"topics/metaverse", "topics/iflytek", "securities/SZ002230"}
    assert [mention.symbol for mention in found.mentions] == ["SZ002230"]


def test_a_company_that_is_only_the_source_of_a_report_has_no_feed_of_it() -> None:
    citic = Security("SH600030", "SSE", "中信证券")
    rules = small_rules(securities=[citic, IFLYTEK])
    found = rules.find(
        Document("中信证券：维持科大讯飞买入评级", "中信证券研报指出，科大讯飞业绩增长。")
    )
    assert found.feeds == {"securities/SZ002230"}


def test_every_topic_that_cannot_be_read_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        small_rules(METAVERSE, Topic("a", "A", "(元宇宙"), Topic("b", "B", "-元宇宙"))
    assert [problem.where for problem in caught.value.problems] == [
        "topics.toml: topic a.query",
        "topics.toml: topic b.query",
    ]


def test_a_query_that_cannot_be_read_says_so() -> None:
    with pytest.raises(QueryError):
        small_rules().parse("(元宇宙")


async def test_a_subscription_made_while_running_counts_from_the_next_refresh_on(
    store: Store,
) -> None:
    rules = small_rules()
    await a_subscription(store, 1, "元宇宙")
    assert await held(rules, "元宇宙来了") == 0
    await rules.refresh(store)
    await a_subscription(store, 2, "芯片")
    await rules.refresh(store)
    await rules.refresh(store)
    assert await held(rules, "元宇宙来了") == 1
    assert await held(rules, "元宇宙芯片来了") == 2


async def test_a_query_that_many_chats_hold_is_asked_once(sqlite_store: Store) -> None:
    rules = small_rules()
    for number in range(5):
        await a_subscription(sqlite_store, number + 1, "元宇宙")
    await rules.refresh(sqlite_store)
    assert await held(rules, "元宇宙来了") == 1


async def test_a_stored_query_that_cannot_be_read_any_more_leaves_the_others_alone(
    sqlite_store: Store,
) -> None:
    async with sqlite_store.write() as connection:
        chat = await ensure_chat(connection, 1, bot=0, language="en", now=NOW)
        for query in ("((元宇宙", "芯片"):
            await subscribe(connection, chat.id, canonical=query, text=query, now=NOW)
    rules = small_rules()
    await rules.refresh(sqlite_store)
    assert await held(rules, "元宇宙芯片") == 1


async def test_a_company_that_was_delisted_keeps_its_subscriptions(sqlite_store: Store) -> None:
    canonical = small_rules().parse("科大讯飞 | @科大讯飞").canonical
    await a_subscription(sqlite_store, 1, canonical)
    rules = small_rules(securities=[])
    await rules.refresh(sqlite_store)
    assert await held(rules, "科大讯飞发布新产品") == 1


async def test_an_import_counts_for_the_next_article_and_for_topics(sqlite_store: Store) -> None:
    moutai = Security("SH999999", "SSE", "茅台测试股份")
    rules = small_rules(Topic("moutai", "茅台", "茅台测试股份 | 元宇宙"))
    await rules.refresh(sqlite_store)
    async with sqlite_store.write() as connection:
        await securities.put(connection, [moutai])
    await rules.refresh(sqlite_store)
    found = rules.find(Document("茅台测试股份公布年报"))
    assert {"securities/SH999999", "topics/moutai"} <= found.feeds
    assert rules.directory.get("SH999999") == moutai


async def test_an_import_that_spoils_a_topic_leaves_the_topics_as_they_were(
    sqlite_store: Store,
) -> None:
    renamed = Security("SH999999", "SSE", "虚构旧名")
    rules = small_rules(METAVERSE, Topic("old", "旧名", "@虚构旧名"), securities=[renamed])
    async with sqlite_store.write() as connection:
        await securities.put(connection, [Security("SH999999", "SSE", "虚构新名")])
    with capture_logs() as logs:
        await rules.refresh(sqlite_store)
    assert [line["event"] for line in logs] == ["topics_unreadable_since_the_import"]
    found = rules.find(Document("虚构新名发布元宇宙产品"))
    assert found.feeds >= {"securities/SH999999", "topics/metaverse", "topics/old"}


async def test_loading_takes_everything_that_is_stored(store: Store) -> None:
    await a_subscription(store, 1, "元宇宙")
    async with store.write() as connection:
        await securities.put(connection, [Security("SH999999", "SSE", "茅台测试股份")])
    rules = await Rules.load(store, [METAVERSE], start_set=lambda: [IFLYTEK])
    found = rules.find(Document("茅台测试股份进军元宇宙"))
    assert {"securities/SH999999", "topics/metaverse"} <= found.feeds
    assert len(found.matches) == 1


async def test_no_match_is_missed_while_queries_are_added(sqlite_store: Store) -> None:
    rules = small_rules()
    await a_subscription(sqlite_store, 42, "元宇宙")
    await rules.refresh(sqlite_store)
    chat = await a_chat(sqlite_store, 42)
    async with sqlite_store.write() as connection:
        for number in range(250):
            name = chr(0x4E00 + number) + "号"
            await subscribe(connection, chat.id, canonical=name, text=name, now=NOW)
    over = threading.Event()

    def match_on_and_on() -> set[int]:
        seen = set()
        while not over.is_set():
            seen.add(len(rules.find(Document("元宇宙")).matches))
        return seen

    matching = [asyncio.create_task(asyncio.to_thread(match_on_and_on)) for _ in range(3)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns as often as can be
    try:
        await rules.refresh(sqlite_store)
    finally:
        sys.setswitchinterval(interval)
        over.set()
    assert await asyncio.gather(*matching) == [{1}] * 3


async def test_refreshing_at_once_from_several_places_comes_out_right(sqlite_store: Store) -> None:
    rules = small_rules()
    for number in range(10):
        await a_subscription(sqlite_store, 1, f"词{number}号")
        await asyncio.gather(*(rules.refresh(sqlite_store) for _ in range(5)))
    assert await held(rules, "".join(f"词{number}号" for number in range(10))) == 10


def test_a_topic_is_called_by_what_is_given_or_its_company_or_in_the_readers_characters() -> None:
    given = Topic("a", "芯片", "芯片", {"en": "Chips"})
    company, of_its_own = Topic("b", "科大讯飞", "$SZ002230"), Topic("c", "讯飞观察", "$SZ002230")
    rules = small_rules(given, company, of_its_own)

    def titles(topic: Topic) -> list[str]:
        return [rules.title_of(topic, language) for language in LANGUAGES]

    assert titles(given) == ["芯片", "芯片", "Chips"]
    assert titles(company) == ["科大讯飞", "科大訊飛", "iFlytek"]
    assert titles(of_its_own) == ["讯飞观察", "訊飛觀察", "讯飞观察"]
