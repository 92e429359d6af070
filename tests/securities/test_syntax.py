"""What ties a name to its sentence, as the judge of mentions reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.securities.syntax import tie, words_between

NAME = "acme"


@pytest.mark.parametrize(
    ("text", "link", "far", "follows"),
    [
        ("acme said profit rose", "^", 0, "said"),
        ("profit rose at acme's stores", "at", 0, "'s"),
        ("it competes with the giant acme", "with", 2, "^"),
        ("rivals such as acme cut prices", "as", 0, "word"),
        ("shares fell, acme posted a loss", ",", 0, "ed"),
        ("a supplier of big acme, which", "of", 1, ","),
        ("one two three four five six seven acme rises", "~", 2, "s"),
        ("acme of new york", "^", 0, "link"),
        ("acme 12% higher", "^", 0, "0"),
    ],
)
def test_english_name_is_tied_by_the_word_before_it(
    text: str, link: str, far: int, follows: str
) -> None:
    start = text.index(NAME)
    assert tie(text, 0, start, start + len(NAME), is_chinese=False) == (link, far, follows)


@pytest.mark.parametrize(
    ("text", "link", "far", "follows"),
    [
        ("甲乙丙公布业绩", "^", 0, "公"),
        ("公司与甲乙丙签约", "与", 0, "签"),
        ("公司与国内龙头甲乙丙签约", "与", 2, "签"),
        ("今日,甲乙丙涨停", "^", 0, "涨"),
        ("今日甲乙丙涨停", "^", 1, "涨"),
        ("张三旗下甲乙丙", "旗下", 0, ""),
        ("与他人无关,甲乙丙涨停", "^", 0, "涨"),
    ],
)
def test_chinese_name_is_tied_within_its_clause(
    text: str, link: str, far: int, follows: str
) -> None:
    start = text.index("甲乙丙")
    assert tie(text, 0, start, start + 3, is_chinese=True) == (link, far, follows)


def test_who_begins_a_clause_is_not_tied_by_a_word() -> None:
    assert tie("sales fell, acme said", 0, 12, 16, is_chinese=False).begins
    assert not tie("sales fell at acme", 0, 14, 18, is_chinese=False).begins
    assert not tie("今日甲乙丙涨停", 0, 2, 5, is_chinese=True).begins


def test_words_next_to_the_name_in_question_are_read() -> None:
    text = " a b c d e f g h i j "
    assert list(words_between(text, "<", is_chinese=False)) == list("cdefghij")
    assert list(words_between(text, ">", is_chinese=False)) == list("abcdefgh")
    assert list(words_between(" and ", "<", is_chinese=False)) == ["and", "=and"]
    assert list(words_between("、", "<", is_chinese=True)) == ["=、"]
    assert list(words_between("与同业", ">", is_chinese=True)) == ["与同", "同业", "=与同业"]


@given(
    text=st.text("acme of,.与甲乙丙 0%'s", max_size=60),
    places=st.lists(st.integers(0, 60), min_size=3, max_size=3),
    is_chinese=st.booleans(),
)
def test_any_place_of_any_text_can_be_read(text: str, places: list[int], is_chinese: bool) -> None:
    left, start, after = sorted(min(each, len(text)) for each in places)
    read = tie(text, left, start, after, is_chinese=is_chinese)
    assert 0 <= read.far <= 2
    for side in "<>":
        assert all(words_between(text[left:start], side, is_chinese=is_chinese))
