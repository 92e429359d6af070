"""Terms are found wherever they stand, overlapping or not, counted in characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from notifier.core.aho_corasick import Automaton, longest

TEXTS = st.text(st.sampled_from("ab上海讯𠮷 "), max_size=30)
TERMS = st.lists(st.text(st.sampled_from("ab上海讯𠮷"), min_size=1, max_size=4), unique=True)


@given(TERMS, TEXTS)
def test_every_occurrence_of_every_term_is_found(terms: list[str], text: str) -> None:
    expected = [
        (start, start + len(term), number)
        for number, term in enumerate(terms)
        for start in range(len(text))
        if text.startswith(term, start)
    ]

    assert sorted(Automaton(terms).find(text)) == sorted(expected)


def test_of_terms_inside_one_another_the_longest_counts() -> None:
    found = Automaton(["上海", "海", "上海汽车", "车"]).find("上海汽车在上海")

    assert list(longest(found)) == [(0, 4, 2), (5, 7, 0)]


def test_two_terms_that_share_a_text_between_them_come_before_a_longer_one_across_both() -> None:
    found = Automaton(["中电", "中电港", "港灯"]).find("中电港灯，中电港")

    assert list(longest(found)) == [(0, 2, 0), (2, 4, 2), (5, 8, 1)]

    found = Automaton(["保利", "保利协鑫", "协鑫", "协鑫能源"]).find("保利协鑫能源")

    assert list(longest(found)) == [(0, 4, 1), (2, 6, 3)]


def test_a_term_that_may_not_part_a_longer_one_leaves_it_whole() -> None:
    found = Automaton(["金沙", "金沙中", "金沙中国", "国中"]).find("金沙中国中场")

    assert list(longest(found)) == [(0, 3, 1), (3, 5, 3)]
    assert list(longest(found, lambda number: number != 3)) == [(0, 4, 2), (3, 5, 3)]
