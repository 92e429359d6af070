"""Topics' feeds follow the configuration, and are filled from what is stored."""

from __future__ import annotations

import pytest

from notifier.core.errors import SettingsError
from notifier.core.model import Field, Mention, Role, Topic
from notifier.store.articles import feeds
from notifier.store.engine.database import Store
from notifier.web.feeds.topic_feeds import fill_topics
from tests.builders import IFLYTEK, NOW, an_article, edit_article, small_rules
from tests.web.feeds.filled_feeds import METAVERSE, put, titles_in


async def versions(store: Store) -> dict[str, int]:
    async with store.read() as connection:
        return {feed.name: feed.version for feed in await feeds.all_feeds(connection)}


async def test_a_new_topic_is_filled_from_stored_articles(store: Store) -> None:
    await an_article(store, "元宇宙产业创新园被授牌")
    await an_article(store, "新产品", body="<p>虚拟<b>现实</b>头显</p>")
    await an_article(store, "科大讯飞发布新产品")

    await fill_topics(store, small_rules(METAVERSE), NOW)

    assert await titles_in(store, "topics/metaverse") == {"元宇宙产业创新园被授牌", "新产品"}


async def test_a_topic_that_nothing_belongs_to_is_published_empty(store: Store) -> None:
    await fill_topics(store, small_rules(METAVERSE), NOW)

    assert await versions(store) == {"topics/metaverse": 1}


async def test_filling_again_changes_nothing(store: Store) -> None:
    await put(store, "元宇宙", "securities/SZ002230")
    rules = small_rules(METAVERSE)

    await fill_topics(store, rules, NOW)
    before = await versions(store)
    await fill_topics(store, rules, NOW)

    assert await versions(store) == before


async def test_a_topic_whose_query_changed_is_filled_anew(store: Store) -> None:
    await an_article(store, "元宇宙")
    await an_article(store, "芯片")
    await fill_topics(store, small_rules(METAVERSE), NOW)

    changed = Topic("metaverse", "芯片", "芯片")
    await fill_topics(store, small_rules(changed), NOW)

    assert await titles_in(store, "topics/metaverse") == {"芯片"}
    assert await versions(store) == {"topics/metaverse": 2}


async def test_a_new_title_or_another_spelling_of_the_query_fills_nothing(store: Store) -> None:
    await fill_topics(store, small_rules(METAVERSE), NOW)

    renamed = Topic("metaverse", "Metaverse", " 元宇宙  OR 虚拟现实 ")
    await fill_topics(store, small_rules(renamed), NOW)

    assert await versions(store) == {"topics/metaverse": 1}


async def test_a_topic_no_longer_configured_is_withdrawn_and_companies_stay(store: Store) -> None:
    await put(store, "元宇宙", "topics/metaverse", "securities/SZ002230")

    await fill_topics(store, small_rules(Topic("chips", "芯片", "芯片")), NOW)

    assert set(await versions(store)) == {"topics/chips", "securities/SZ002230"}
    assert await titles_in(store, "topics/metaverse") == set()
    assert await titles_in(store, "securities/SZ002230") == {"元宇宙"}


async def test_a_topic_may_ask_for_sources_and_categories(sqlite_store: Store) -> None:
    await an_article(sqlite_store, "一", "wire", categories=("要闻",))
    await an_article(sqlite_store, "二", "other", categories=("要闻",))

    topic = Topic("t", "T", "source:wire category:要闻")
    await fill_topics(sqlite_store, small_rules(topic), NOW)

    assert await titles_in(sqlite_store, "topics/t") == {"一"}


async def test_a_topic_about_a_company_is_filled_by_what_was_recognised_at_the_time(
    sqlite_store: Store,
) -> None:
    article = await an_article(sqlite_store, "讯飞")
    await an_article(sqlite_store, "科大讯飞发布新产品")
    mention = Mention(
        IFLYTEK.symbol, IFLYTEK.name, Role.SUBJECT, 1, Field.TITLE, 0, 2, "讯飞", ("told",)
    )
    async with sqlite_store.write() as connection:
        await edit_article(connection, article, mentions=[mention])

    topic = Topic("iflytek", "科大讯飞", IFLYTEK.symbol)
    await fill_topics(sqlite_store, small_rules(topic), NOW)

    assert await titles_in(sqlite_store, "topics/iflytek") == {"讯飞"}


def test_a_topic_whose_query_cannot_be_read_is_told() -> None:
    with pytest.raises(SettingsError, match=r"topics\.toml: topic bad\.query: .*character 1"):
        small_rules(METAVERSE, Topic("bad", "Bad", "(元宇宙"))
