"""Stories: which stored articles a new one may share a story with, and what stands in for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from notifier.core.model import Match, Reason, ReasonKind
from notifier.store.alerts import claims
from notifier.store.articles import retractions, stories
from notifier.store.articles.save import DecidedArticle, PlannedAlerts, save
from notifier.store.articles.stories import AddressUse
from notifier.store.engine.database import Store
from notifier.store.engine.tables import alert as alert_table
from notifier.store.retention import Step, delete_story_keys
from tests.builders import (
    NOW,
    a_subscription,
    add_article,
    an_article,
    an_entry,
    edit_article,
    news_of,
)

ONE, TWO, THREE = 2**63 - 1, -(2**63), 7


async def sharing(store: Store, *keys: int, since: datetime = NOW) -> dict[int, Sequence[int]]:
    async with store.read() as connection:
        return dict((await stories.candidates(connection, (), keys, since)).by_key)


async def test_new_stories_have_numbers_of_their_own(store: Store) -> None:
    numbers = [-1, -3, -3, -2]
    decided = [DecidedArticle(an_entry(f"x{at}"), None, each) for at, each in enumerate(numbers)]
    async with store.write() as connection:
        saved = await save(connection, "wire", decided, NOW)
        other = await add_article(connection, an_entry())
    made = [each.article.story_id for each in saved if each is not None]
    assert other is not None
    assert made[1] == made[2], "they share a story"
    assert len({*made, other.story_id}) == 4


async def test_stories_come_the_newest_first_with_their_articles(store: Store) -> None:
    url = "https://example.org/1"
    first = await an_article(store, "x", url=url)
    second = await an_article(store, "y")
    again = await an_article(store, "x", "post", url=url)
    gone = await an_article(store, "z")
    async with store.write() as connection:
        await retractions.retract(connection, [gone.id], NOW)

    async def listed(limit: int, before: int | None = None) -> list[tuple[object, ...]]:
        async with store.read() as connection:
            found = await stories.newest(connection, limit, before)
        assert [each.created_at for each in found] == [NOW] * len(found)
        return [(each.title, *each.reports) for each in found]

    one, other = ("x", (first.id, "wire"), (again.id, "post")), ("y", (second.id, "wire"))
    assert await listed(9) == [other, one]
    assert await listed(1) == [other]
    assert await listed(9, second.story_id) == [one]
    assert await listed(9, first.story_id) == []
    async with store.read() as connection:
        assert await stories.by_id(connection, [gone.story_id, 2**63 - 1]) == []


async def test_of_an_address_it_is_known_which_sources_have_articles_there(store: Store) -> None:
    one = await an_article(store, "x", url="http://a.example/1?utm_source=rss")
    two = await an_article(store, "y", source="b", url="https://A.example/1#top")
    three = await an_article(store, "z", key="3", url="https://a.example/3")
    await an_article(store, "another", key="4", url="https://a.example/3")
    await an_article(store, "no address", url=None)
    urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3"]
    async with store.read() as connection:
        found = await stories.candidates(connection, urls, (), NOW)
        assert (await stories.candidates(connection, (), (), NOW)).by_address == {}
    assert found.by_address == {
        urls[0]: [
            AddressUse("wire", one.id, has_several=False),
            AddressUse("b", two.id, has_several=False),
        ],
        urls[2]: [AddressUse("wire", three.id, has_several=True)],
    }


async def test_articles_are_found_by_the_keys_they_share(store: Store) -> None:
    one, two = await an_article(store, "x"), await an_article(store, "y")
    async with store.write() as connection:
        await edit_article(connection, one, story_keys=[ONE, TWO])
        await edit_article(connection, two, story_keys=[TWO])
    assert await sharing(store, ONE, TWO, THREE) == {ONE: [one.id], TWO: [one.id, two.id]}
    assert await sharing(store, ONE, TWO, since=NOW + timedelta(seconds=1)) == {}
    assert await sharing(store, THREE) == await sharing(store) == {}


async def test_keys_are_dropped_with_what_has_become_too_old(store: Store) -> None:
    made = []
    async with store.write() as connection:
        for number in range(3):
            seen = NOW + timedelta(minutes=number)
            new = await add_article(connection, an_entry(f"x{number}"), now=seen)
            assert new is not None
            await edit_article(connection, new, story_keys=[ONE])
            made.append(new)
    _, second, third = made
    assert await sharing(store, ONE, since=second.seen_at) == {ONE: [second.id, third.id]}
    async with store.write() as connection:
        assert (await delete_story_keys(connection, second.seen_at, limit=9)) == Step(0, 0)
        assert (await delete_story_keys(connection, second.seen_at, limit=9)) == Step(0)
    assert await sharing(store, ONE) == {ONE: [second.id, third.id]}
    async with store.write() as connection:
        await edit_article(connection, second)
    assert await sharing(store, ONE) == {ONE: [third.id]}
    async with store.write() as connection:
        await delete_story_keys(connection, NOW + timedelta(days=1), limit=9)
    assert await sharing(store, ONE) == {}


async def test_another_article_of_a_story_stands_in_while_it_is_not_withdrawn(
    store: Store,
) -> None:
    await a_subscription(store, 1, "元宇宙")
    holds = [Match(1, (Reason(ReasonKind.TERM, "元宇宙"),))]
    one, two, three = [
        await an_article(store, name, source=name, url="https://a.example/1") for name in "abc"
    ]
    async with store.write() as connection:
        for each in (two, three):
            await edit_article(connection, each, matches=holds)
        await edit_article(connection, one, matches=holds, alerts=PlannedAlerts([1]))

    async def told_of(*retracted: int) -> int:
        async with store.write() as connection:
            await retractions.retract(connection, retracted, NOW)
            [alert] = await claims.claim(connection, NOW, 9)
            await claims.requeue_orphans(connection, NOW)
            [told] = await connection.scalars(sa.select(alert_table.c.article_id))
        assert news_of(alert).article.id == told
        return news_of(alert).article.id

    assert await told_of(one.id) == two.id
    assert await told_of(two.id) == three.id
    assert await told_of(three.id) == three.id
    async with store.write() as connection:
        await edit_article(connection, one, matches=holds)
    assert await told_of() == one.id
