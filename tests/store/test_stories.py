"""Stories, and the digests by which the articles of a story are found."""

from __future__ import annotations

from notifier.store.articles import articles, stories
from notifier.store.engine.database import Store
from tests.builders import NOW, an_article

ONE, TWO, THREE = 2**63 - 1, -(2**63), 7


async def sharing(store: Store, *keys: int, first_id: int = 0) -> set[tuple[int, int]]:
    async with store.read() as connection:
        return set(await stories.sharing(connection, keys, first_id))


async def test_new_stories_have_numbers_of_their_own(store: Store) -> None:
    async with store.write() as connection:
        assert await stories.create(connection, 0, NOW) == []
        made = await stories.create(connection, 30, NOW)
        made += await stories.create(connection, 2, NOW)
    assert len(set(made)) == 32


async def test_an_address_leads_to_the_story_that_was_first_reported_from_it(store: Store) -> None:
    one = await an_article(store, "x", url="http://a.example/1?utm_source=rss")
    two = await an_article(store, "y", source="b", url="https://A.example/1#top")
    three = await an_article(store, "z", url="https://a.example/3")
    await an_article(store, "no address", url=None)
    urls = ["https://a.example/1", "https://a.example/2", "https://a.example/3"]
    async with store.read() as connection:
        found = await stories.at_addresses(connection, urls)
        assert await stories.at_addresses(connection, []) == {}
    assert found == {"https://a.example/1": one.story_id, "https://a.example/3": three.story_id}
    assert one.story_id == two.story_id


async def test_articles_are_found_by_the_keys_they_share(store: Store) -> None:
    one, two = await an_article(store, "x"), await an_article(store, "y")
    async with store.write() as connection:
        await stories.put_keys(connection, {one.id: [ONE, TWO], two.id: [TWO], 3: []})
    assert await sharing(store, ONE, TWO, THREE) == {(ONE, one.id), (TWO, one.id), (TWO, two.id)}
    assert await sharing(store, ONE, TWO, first_id=two.id) == {(TWO, two.id)}
    assert await sharing(store, THREE) == await sharing(store) == set()


async def test_keys_are_dropped_with_what_has_become_too_old(store: Store) -> None:
    made = [await an_article(store, f"x{number}") for number in range(3)]
    async with store.write() as connection:
        await stories.put_keys(connection, {each.id: [ONE] for each in made})
        await stories.forget_keys(connection, made[1].id)
    assert await sharing(store, ONE) == {(ONE, made[1].id), (ONE, made[2].id)}
    async with store.write() as connection:
        await stories.drop_keys(connection, made[1].id)
    assert await sharing(store, ONE) == {(ONE, made[2].id)}
    async with store.write() as connection:
        await stories.forget_keys(connection, None)
    assert await sharing(store, ONE) == set()


async def test_another_article_of_a_story_stands_in_while_it_is_not_withdrawn(
    store: Store,
) -> None:
    one, two, three = [
        await an_article(store, name, source=name, url="https://a.example/1") for name in "abc"
    ]
    alone = await an_article(store, "alone")
    async with store.write() as connection:
        assert await stories.others_of(connection, [one.id, alone.id]) == {one.id: two.id}
        await articles.withdraw(connection, [two.id], NOW)
        assert await stories.others_of(connection, [one.id]) == {one.id: three.id}
        assert await stories.others_of(connection, [one.id, three.id]) == {}
        both = await stories.of_articles(connection, [one.id, two.id, alone.id])
    assert both == [one.story_id, alone.story_id]
