"""The search index: articles that have all of some tokens, or beginnings of tokens."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.store.articles import search
from notifier.store.articles.search import TokenQuery
from notifier.store.engine.database import Store
from tests.builders import an_article

_numbers = itertools.count()


async def put(store: Store, *tokens: str, title: str = "x") -> int:
    """Index a new article and return its id."""
    article = await an_article(store, title, key=str(next(_numbers)))
    async with store.write() as connection:
        await search.index(connection, {article.id: tokens})
    return article.id


async def find(store: Store, *alternatives: TokenQuery, first_id: int = 0) -> list[int] | None:
    async with store.read() as connection:
        found = await search.find(connection, alternatives, first_id)
    return None if found is None else sorted(found)


def whole(*tokens: str) -> TokenQuery:
    return TokenQuery(tokens=frozenset(tokens))


def beginning(*tokens: str) -> TokenQuery:
    return TokenQuery(prefixes=frozenset(tokens))


async def test_an_article_is_found_by_all_of_its_tokens_and_by_none_that_it_lacks(
    store: Store,
) -> None:
    one, two = await put(store, "元宇", "宇宙", "ai"), await put(store, "宇宙", "aid")
    assert await find(store, whole("宇宙")) == [one, two]
    assert await find(store, whole("元宇", "宇宙")) == [one]
    assert await find(store, whole("ai")) == [one]
    assert await find(store, whole("元宇", "aid")) == []
    assert await find(store, whole("元宇"), whole("aid")) == [one, two]


async def test_an_article_is_found_by_the_beginning_of_a_token(store: Store) -> None:
    one, two = await put(store, "元宇", "s&p"), await put(store, "元年", "s&q")
    assert await find(store, beginning("元")) == [one, two]
    assert await find(store, beginning("元宇")) == [one]
    assert await find(store, beginning("s&")) == [one, two]
    assert await find(store, beginning("宇")) == []
    mixed = TokenQuery(frozenset({"s&q"}), frozenset({"元"}))
    assert await find(store, mixed) == [two]


async def test_a_beginning_is_found_whatever_follows_it(store: Store) -> None:
    made = [await put(store, f"讯{odd}") for odd in ("の", "㗎", "·", "😀", "飞", "")]
    assert await find(store, beginning("讯")) == made


async def test_what_asks_for_nothing_may_mean_every_article(store: Store) -> None:
    await put(store, "元宇")
    assert await find(store, whole("元宇"), TokenQuery()) is None
    assert await find(store) == []
    assert await find(store, whole("很" * 65)) is None, "too long to be kept"


async def test_only_articles_from_a_number_on_are_looked_at(store: Store) -> None:
    one, two = await put(store, "元宇"), await put(store, "元宇", title="y")
    assert await find(store, whole("元宇"), first_id=two) == [two]
    assert one < two


async def test_an_edit_replaces_the_tokens(store: Store) -> None:
    one = await put(store, "元宇")
    async with store.write() as connection:
        await search.index(connection, {one: ["芯片"]})
    assert await find(store, whole("元宇")) == []
    assert await find(store, whole("芯片")) == [one]


async def test_an_article_may_have_no_tokens(store: Store) -> None:
    await put(store)
    assert await find(store, whole("元宇")) == []


@pytest.mark.parametrize("token", ["'", '"', "a'b", "\\", "a:*", "NOT", "(", "😀", "a b", "é", "ß"])
async def test_no_token_is_taken_for_anything_else(store: Store, token: str) -> None:
    one = await put(store, token, "元宇")
    await put(store, "other")
    assert await find(store, whole(token)) == [one]
    assert await find(store, beginning(token)) == [one]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(min_size=1, max_size=70), min_size=1, max_size=5), st.data())
async def test_whatever_is_kept_can_be_found(
    store: Store, tokens: list[str], data: st.DataObject
) -> None:
    one = await put(store, *tokens)
    token = data.draw(st.sampled_from(tokens))
    length = data.draw(st.integers(1, len(token)))
    for asked in (whole(token), beginning(token[:length])):
        found = await find(store, asked)
        assert found is None or one in found
