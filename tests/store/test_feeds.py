"""Published feeds: what each holds, and a version that grows with every change."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from notifier.store.articles import feed_contents, feeds, retractions
from notifier.store.articles.feeds import PublishedFeed
from notifier.store.engine.database import Store
from tests.builders import NOW, add_article, an_article, an_entry

LATER = NOW + timedelta(minutes=1)
CHIPS, IFLYTEK = "topics/chips", "securities/SZ002230"


async def place(store: Store, article_id: int, *names: str, now: datetime = NOW) -> None:
    async with store.write() as connection:
        await feeds.replace(connection, {article_id: names}, now)


async def titles(store: Store, name: str, limit: int = 50) -> list[str]:
    async with store.read() as connection:
        return [article.title for article in await feed_contents.items(connection, name, limit)]


async def every(store: Store) -> list[PublishedFeed]:
    async with store.read() as connection:
        return await feeds.all_feeds(connection)


async def versions(store: Store) -> dict[str, int]:
    return {feed.name: feed.version for feed in await every(store)}


async def test_a_feed_appears_with_its_first_article(store: Store) -> None:
    assert await every(store) == []
    await place(store, (await an_article(store, "x")).id, CHIPS, IFLYTEK)
    assert await every(store) == [
        PublishedFeed(IFLYTEK, 1, NOW, "", 1),
        PublishedFeed(CHIPS, 1, NOW, "", 1),
    ]
    assert await titles(store, CHIPS) == ["x"]


async def test_the_items_of_a_feed_are_its_stories(store: Store) -> None:
    async with store.write() as connection:
        alike = [
            await add_article(connection, an_entry("x", url="https://x.example/1"), source)
            for source in ("wire", "times", "bell")
        ]
    other = await an_article(store, "y")
    gone = await an_article(store, "z")
    for each in (*alike, other, gone):
        assert each is not None
        await place(store, each.id, CHIPS)
    async with store.write() as connection:
        await retractions.retract(connection, [gone.id], NOW)
    assert [each.items for each in await every(store)] == [2]


async def test_a_feed_can_be_had_by_its_name(store: Store) -> None:
    await place(store, (await an_article(store, "x")).id, CHIPS)
    async with store.read() as connection:
        assert await feeds.get(connection, CHIPS) == PublishedFeed(CHIPS, 1, NOW)
        assert await feeds.get(connection, IFLYTEK) is None
        assert await feed_contents.items(connection, IFLYTEK, 10) == []


async def test_what_was_seen_last_comes_first_whatever_its_date(store: Store) -> None:
    for title, minutes in [("ahead", 9_999_999), ("undated", None), ("as new", 9), ("late", -999)]:
        published = None if minutes is None else NOW + timedelta(minutes=minutes)
        await place(store, (await an_article(store, title, published=published)).id, CHIPS)
    assert await titles(store, CHIPS) == ["late", "as new", "undated", "ahead"]
    assert await titles(store, CHIPS, limit=2) == ["late", "as new"]


async def test_pages_of_a_feed_follow_each_other_without_gap_or_repetition(store: Store) -> None:
    made = [await an_article(store, f"x{number}") for number in range(7)]
    for each in made:
        await place(store, each.id, CHIPS)
    shown: list[int] = []
    before = None
    async with store.read() as connection:
        while page := await feed_contents.editions(connection, CHIPS, 3, before):
            shown += [each.article_id for each in page]
            before = shown[-1]
    assert shown == [each.id for each in reversed(made)]


async def test_a_story_stands_in_a_feed_once_with_what_else_reports_it_there(store: Store) -> None:
    one = await an_article(store, "first", "wire", url="https://example.org/1")
    two = await an_article(store, "second", "other", url="https://example.org/1")
    three = await an_article(store, "third", "third", url="https://example.org/1")
    assert one.story_id == two.story_id == three.story_id
    for each in (one, two):
        await place(store, each.id, CHIPS, IFLYTEK)
    await place(store, three.id, IFLYTEK)

    assert await titles(store, CHIPS) == await titles(store, IFLYTEK) == ["first"]
    async with store.read() as connection:
        for name, others in ((CHIPS, ["other"]), (IFLYTEK, ["other", "third"])):
            [found] = await feed_contents.told(connection, [one.id], name)
            assert [source for source, _ in found.others] == others
            assert found.topics == (CHIPS,)


async def test_the_feeds_of_sources_and_categories_need_no_filling(store: Store) -> None:
    await an_article(store, "a", "wire", categories=("要闻", '50%_"a'))
    await an_article(store, "b", "wire:AAPL", categories=("要闻快讯",))
    await an_article(store, "c", "wired", categories=("要闻",))

    assert await titles(store, "sources/wire") == ["b", "a"]
    assert await titles(store, "sources/wired") == ["c"]
    assert await titles(store, "sources/wir") == []
    assert await titles(store, "categories/要闻") == ["c", "a"]
    assert await titles(store, 'categories/50%_"a') == ["a"]
    assert await titles(store, "categories/%") == await titles(store, "categories/要") == []


async def test_an_article_is_in_exactly_the_feeds_it_was_last_placed_in(store: Store) -> None:
    article = await an_article(store, "x")
    await place(store, article.id, CHIPS)
    await place(store, article.id, IFLYTEK, now=LATER)
    assert (await titles(store, CHIPS), await titles(store, IFLYTEK)) == ([], ["x"])
    assert await every(store) == [
        PublishedFeed(IFLYTEK, 1, LATER, "", 1),
        PublishedFeed(CHIPS, 2, LATER, "", 0),
    ]


async def test_an_edit_that_stays_in_its_feeds_raises_their_versions(store: Store) -> None:
    article, other = await an_article(store, "x"), await an_article(store, "y")
    await place(store, article.id, CHIPS)
    await place(store, other.id, IFLYTEK)
    await place(store, article.id, CHIPS)
    assert await versions(store) == {CHIPS: 2, IFLYTEK: 1}
    assert await titles(store, CHIPS) == ["x"]


async def test_many_articles_at_once_all_get_into_their_feeds(store: Store) -> None:
    made = [await an_article(store, f"x{number}") for number in range(10)]
    names = [(CHIPS, IFLYTEK), (IFLYTEK, CHIPS)]
    await asyncio.gather(*(place(store, each.id, *names[each.id % 2]) for each in made))
    assert await versions(store) == {CHIPS: 10, IFLYTEK: 10}
    assert len(await titles(store, CHIPS)) == len(await titles(store, IFLYTEK)) == 10


async def test_a_topic_is_filled_anew_with_its_definition(store: Store) -> None:
    one, two, three = [await an_article(store, title) for title in "xyz"]
    await place(store, one.id, CHIPS)
    async with store.write() as connection:
        await feeds.redefine(connection, CHIPS, "芯片", [two.id, three.id], LATER)
    assert await titles(store, CHIPS) == ["z", "y"]
    assert await every(store) == [PublishedFeed(CHIPS, 2, LATER, "芯片", 2)]
    await place(store, one.id, CHIPS)
    assert [feed.definition for feed in await every(store)] == ["芯片"], "placing leaves it alone"


async def test_a_topic_may_be_empty(store: Store) -> None:
    async with store.write() as connection:
        await feeds.redefine(connection, CHIPS, "芯片", [], NOW)
    assert await every(store) == [PublishedFeed(CHIPS, 1, NOW, "芯片", 0)]


async def test_a_feed_that_is_withdrawn_is_gone_and_the_others_stay(store: Store) -> None:
    await place(store, (await an_article(store, "x")).id, CHIPS, IFLYTEK)
    async with store.write() as connection:
        await feeds.remove(connection, CHIPS)
        await feeds.remove(connection, "topics/nothing")
    assert list(await versions(store)) == [IFLYTEK]
    assert await titles(store, CHIPS) == []
    assert await titles(store, IFLYTEK) == ["x"]
