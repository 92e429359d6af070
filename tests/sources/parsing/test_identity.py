"""Keys of articles: told apart within a document, the same at every reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.model import Entry
from notifier.sources.parsing.identity import (
    bare_key,
    stable_key,
    tell_apart,
    title_words,
    without_counters,
)
from tests.builders import NOW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.example/1.html", "https://a.example/1.html"),
        ("https://a.example/1;jsessionid=0A1B", "https://a.example/1;jsessionid=9F"),
        ("https://a.example/1?PHPSESSID=abc&id=7", "https://a.example/1?id=7&PHPSESSID=xyz"),
        ("https://a.example/1?sid=a8f0c5d2e9b14f7c8d6e", "https://a.example/1"),
        ("https://a.example/1?shareCode=Xk3", "https://a.example/1?shareCode=Pq9"),
        ("https://a.example/1?t=1795829400", "https://a.example/1?t=1795829460000"),
        ("https://a.example/1?_=0.8374652910", "https://a.example/1"),
        ("https://a.example/1?id=7&views=1200", "https://a.example/1?id=7&views=1300"),
        ("https://a.example/1?utm_source=rss", "https://a.example/1"),
        ("news/1;jsessionid=0A1B", "news/1;jsessionid=77"),
    ],
)
def test_what_changes_of_an_id_is_no_part_of_the_key(one: str, other: str) -> None:
    assert stable_key(one, None, "x") == stable_key(other, None, "y")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/s?code=600519", "https://a.example/s?code=000858"),
        ("https://a.example/live#1", "https://a.example/live#2"),
        ("https://a.example/t?sid=17", "https://a.example/t?sid=18"),
        ("https://a.example/a?v=2", "https://a.example/a?v=3"),
        ("https://a.example/1", "https://b.example/1"),
        ("wire-1", "wire-2"),
        ("Wire-a", "wire-a"),
    ],
)
def test_what_names_an_article_is_part_of_the_key(one: str, other: str) -> None:
    assert stable_key(one, None, "x") != stable_key(other, None, "x")


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("贵州茅台回购 (阅读 1,234)", "贵州茅台回购"),
        ("贵州茅台回购（1.2万次阅读）", "贵州茅台回购"),
        ("贵州茅台回购 阅读1234", "贵州茅台回购"),
        ("贵州茅台回购 | 评论 12", "贵州茅台回购"),
        ("Apple rises (1,234 views)", "Apple rises"),
        ("Apple rises [12 comments]", "Apple rises"),
    ],
)
def test_a_counter_of_readers_is_no_part_of_a_title(title: str, without: str) -> None:
    assert title_words(without_counters(title)) == title_words(without)


@pytest.mark.parametrize(
    "title",
    [
        "3 reads for summer",
        "他回购 1234 股",
        "Reads 100 books a year",
        "阅读文学 50 亿元收购",
        "(600519)",
        "Tesla director sells 50,000 shares",
        "S&P 500 hits 7,000",
        "Firm buys back 1,200 shares (12,000 shares)",
        "MrBeast video passes 400M views",
        "大股东再买 5万 分享",
    ],
)
def test_other_numbers_in_a_title_stay(title: str) -> None:
    assert without_counters(title) == title


titles = st.text(alphabet="abc甲乙丙 ", min_size=1, max_size=6).filter(lambda text: text.strip())
entries = st.builds(
    Entry,
    key=st.sampled_from(["0", "1", "https://a.example/live"]),
    title=titles,
    url=st.sampled_from(
        [None, "https://a.example/live", "https://a.example/1", "https://a.example/#2"]
    ),
    published=st.sampled_from([None, NOW, NOW + timedelta(hours=1)]),
)


def said(entry: Entry) -> tuple[object, ...]:
    return bare_key(entry.key), entry.url, title_words(entry.title)


@given(st.lists(entries, max_size=8))
def test_different_items_of_a_document_have_different_keys(found: list[Entry]) -> None:
    told = tell_apart(found)
    assert [said(each) for each in told] == [said(each) for each in found]
    by_key: dict[str, set[tuple[object, ...]]] = {}
    for each in told:
        by_key.setdefault(each.key, set()).add(said(each))
    assert all(len(same) == 1 for same in by_key.values())


@given(st.lists(entries, max_size=8), st.randoms())
def test_the_order_of_a_document_is_no_part_of_its_keys(found: list[Entry], random: object) -> None:
    turned = list(reversed(found))
    assert {each.key for each in tell_apart(found)} == {each.key for each in tell_apart(turned)}


@given(st.lists(entries, unique_by=lambda each: each.key, max_size=3))
def test_an_id_that_tells_apart_is_the_key(found: list[Entry]) -> None:
    assert list(tell_apart(found)) == found
