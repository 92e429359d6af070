"""Which articles a source took back, told from those that only scrolled off its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.ingest.retractions import AWAY_FOR, POLLS, Absences, missing
from tests.builders import NOW

STORED = [(number, str(number)) for number in range(20)]


def away(*gone: int, page: range = range(20)) -> set[int]:
    listed = [str(number) for number in reversed(page) if number not in gone]
    assert missing(listed[::-1], STORED) == missing(listed, STORED), "whatever its order"
    return set(missing(listed, STORED))


def test_an_article_that_is_away_between_others_is_missing() -> None:
    assert away(7) == {7}
    assert away() == set()


@pytest.mark.parametrize("gone", [0, 1, 18, 19])
def test_one_near_an_end_may_have_scrolled_off(gone: int) -> None:
    assert away(gone) == set()


@pytest.mark.parametrize("pinned", [(0,), (1, 0), (2, 5)])
def test_what_scrolls_off_below_pinned_items_is_not_missing(pinned: tuple[int, ...]) -> None:
    for first in range(6, 14):
        listed = [str(number) for number in (*pinned, *range(19, first, -1))]
        assert missing(listed, STORED) == frozenset()
        listed.remove("16")
        assert missing(listed, STORED) == {16}, "one between newer and older ones still is"


def test_a_list_in_no_order_tells_nothing() -> None:
    mixed = [str(number) for number in (3, 9, 1, 14, 2, 12, 4, 18, 0, 16)]
    assert missing(mixed, STORED) == frozenset()


def test_a_page_that_moved_on_misses_nothing() -> None:
    assert away(page=range(8, 20)) == set()


def test_many_away_at_once_are_another_kind_of_page() -> None:
    assert away(5, 7) == set()
    assert away(*range(3, 16, 2)) == set()


def test_a_very_short_page_tells_nothing() -> None:
    assert away(3, page=range(2, 5)) == set()


@given(st.sets(st.integers(0, 19)))
def test_what_is_carried_is_never_missing(carried: set[int]) -> None:
    found = missing([str(number) for number in sorted(carried, reverse=True)], STORED)
    assert not found & carried
    assert len(found) <= max(1, len(carried) // 10)


def test_only_what_stays_away_long_enough_is_withdrawn() -> None:
    absences = Absences()
    step = AWAY_FOR / (POLLS - 1)
    answers = [absences.record("a", {7}, NOW + step * number) for number in range(POLLS)]
    assert answers == [[]] * (POLLS - 1) + [[7]]
    assert absences.record("a", {7}, NOW + 9 * step) == []


def test_who_returns_is_counted_anew() -> None:
    absences = Absences()
    absences.record("a", {7}, NOW)
    absences.record("a", (), NOW)
    for number in range(1, POLLS):
        assert absences.record("a", {7}, NOW + number * AWAY_FOR) == []
    assert absences.record("a", {7}, NOW + POLLS * AWAY_FOR) == [7]


def test_a_page_that_is_the_same_counts_too() -> None:
    absences = Absences()
    absences.record("a", {7, 8}, NOW)
    later = NOW + timedelta(hours=1)
    assert [absences.record_unchanged("a", later) for _ in range(POLLS)] == [[]] * (POLLS - 2) + [
        [7, 8],
        [],
    ]
    assert absences.record_unchanged("b", later) == []
