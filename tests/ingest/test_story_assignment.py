"""Which story an article is assigned to, decided without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notifier.core.document import read_entry
from notifier.ingest.story_assignment import (
    NewArticle,
    RecentArticles,
    StoryAssignment,
    assign,
    read_new_article,
)
from notifier.store.articles.stories import AddressUse, StoryCandidates
from tests.builders import NOW, an_entry, small_rules

RULES = small_rules()
NOTHING = RecentArticles(StoryCandidates({}, {}), {})
ADDRESS = "https://a.example/1"


def article(title: str, source: str = "a", address: str | None = None) -> NewArticle:
    document = read_entry(an_entry(title), source)
    return read_new_article(document, RULES.mentions(document), NOW, address)


FLASH = article("科大讯飞：拟以10亿元至15亿元回购公司股份")
OTHER_WORDS = article("科大讯飞拟回购不超过15亿元股份", "b")
OTHER_NEWS = article("振华重工签下新订单")


def stored(story_id: int, *told: NewArticle) -> RecentArticles:
    """Return articles that are stored, all of one story; their ids count from 1."""
    by_key: dict[int, list[int]] = {}
    for number, each in enumerate(told, 1):
        for key in each.keys:
            by_key.setdefault(key, []).append(number)
    facts = {number: (story_id, each.facts) for number, each in enumerate(told, 1)}
    return RecentArticles(StoryCandidates({}, by_key), facts)


def test_articles_that_nothing_is_like_have_new_stories_of_their_own() -> None:
    one, other = assign([FLASH, OTHER_NEWS], NOTHING)
    assert one.is_new
    assert other.is_new
    assert len({one.story_id, other.story_id}) == 2
    assert max(one.story_id, other.story_id) < 0


def test_an_article_is_of_the_story_that_is_stored_of_the_same_news() -> None:
    [found] = assign([OTHER_WORDS], stored(7, FLASH))
    assert found == StoryAssignment(7, is_new=False)


def test_articles_of_one_batch_share_a_new_story() -> None:
    first, second = assign([FLASH, OTHER_WORDS], NOTHING)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.story_id == second.story_id < 0


def at_address(*told: NewArticle, has_several: bool = False) -> RecentArticles:
    """Return articles that are stored, of story 7, each of a source of its own at one address."""
    recent = stored(7, *told)
    uses = [AddressUse(each.source, at, has_several) for at, each in enumerate(told, 1)]
    return replace(recent, candidates=StoryCandidates({ADDRESS: uses}, {}))


def test_an_article_from_a_known_address_is_of_its_story_where_the_words_agree() -> None:
    again = article("科大讯飞：拟以20亿元至25亿元回购公司股份", "b", ADDRESS)
    [found] = assign([again], at_address(FLASH))
    assert found == StoryAssignment(7, is_new=False)


def test_an_address_reaches_no_article_of_other_words() -> None:
    [found] = assign([replace(OTHER_NEWS, address=ADDRESS, source="b")], at_address(FLASH))
    assert found.is_new


@pytest.mark.parametrize("several", [True, False], ids=["stored", "in one batch"])
def test_an_address_that_different_articles_of_a_source_share_names_no_story(
    *, several: bool
) -> None:
    paused = [article(f"{each} trading paused", "halts", ADDRESS) for each in ("AAPL", "MSFT")]
    if several:
        told = assign(paused[:1], at_address(FLASH, has_several=True))
    else:
        told = assign(paused, NOTHING)
    assert all(each.is_new for each in told)


def test_two_of_one_batch_from_one_address_share_a_story() -> None:
    both = [article("科大讯飞发布新产品", source, ADDRESS) for source in "ab"]
    first, second = assign(both, NOTHING)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.story_id == second.story_id


def test_a_candidate_that_was_deleted_meanwhile_counts_for_nothing() -> None:
    recent = replace(stored(7, FLASH), facts={})
    [found] = assign([OTHER_WORDS], recent)
    assert found.is_new
