"""Terms are found in one pass, however they came in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from notifier.core.aho_corasick import Automaton, Hit
from notifier.subscriptions.query import terms
from notifier.subscriptions.query.terms import TermIndex, fold_words, near, occurrences
from tests.subscriptions.query.worlds import TEXTS, WORDS

TERMS = st.lists(WORDS.map(fold_words), unique=True, max_size=8)
PAGES = TEXTS.map(lambda text: f"\n{fold_words(text)}\n")


@given(TERMS, TERMS, PAGES)
def test_terms_are_found_first_where_they_first_stand_alone(
    early: list[str], late: list[str], page: str
) -> None:
    index = TermIndex()
    for term in early:
        index.number(term)
    index.first_hits(page)
    for term in late:
        index.number(term)
    expected = {
        term: start
        for term in {*early, *late}
        if (start := next(occurrences(page, term), None)) is not None
    }
    found = {index.terms[number]: hit[0] for number, hit in index.first_hits(page).items()}
    assert found == expected
    index.compact()
    assert {index.terms[n]: hit[0] for n, hit in index.first_hits(page).items()} == expected


def test_a_text_goes_through_few_automata_though_many_terms_came_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone_through: list[Automaton] = []

    class Counted(Automaton):
        @override
        def find(self, text: str) -> list[Hit]:
            gone_through.append(self)
            return super().find(text)

    monkeypatch.setattr(terms, "Automaton", Counted)
    index = TermIndex()
    for number in range(5_000):
        index.number(f"词{number}")
        if number % 7 == 0:
            index.first_hits("\n\n")
    gone_through.clear()
    index.first_hits("\n词4999\n")
    assert len(gone_through) < 10


@given(
    st.text(st.sampled_from("ab 上海，x"), max_size=14),
    st.sampled_from(["a", "上", "上海", "ab"]),
    st.sampled_from(["b", "海", "上海", "x"]),
    st.integers(0, 4),
)
def test_near_is_found_exactly_where_two_places_are_near(
    text: str, left: str, right: str, distance: int
) -> None:
    def words_between(one: int, one_end: int, other: int, other_end: int) -> int | None:
        start, end = (one_end, other) if one < other else (other_end, one)
        if start > end:
            return None  # they overlap
        return sum(c in "上海" for c in text[start:end]) + len(
            "".join(c if c in "abx" else " " for c in text[start:end]).split()
        )

    close = [
        (one, other)
        for one in occurrences(text, left)
        for other in occurrences(text, right)
        if (between := words_between(one, one + len(left), other, other + len(right))) is not None
        and between <= distance
    ]
    found = near(text, left, right, distance)
    assert (found in close) if close else found is None
