"""How much speaks for two articles reporting the same thing.

They do where each says what the other's headline says. What the likeness adds up from was fitted by
logistic regression to the sets in `evaluation/`, and rounded: one unit is a factor of 2.7 in the
odds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from notifier.stories.article_facts import Statement
from notifier.stories.comparison import (
    apart,
    by_kind,
    counts_the_same,
    covered,
    is_said,
    knows,
    overlap,
    share_company,
    share_period,
    shared_amounts,
    shared_in_headlines,
    unsaid_marks,
)
from notifier.stories.contradictions import LOOSE

_COPY: Final = 20.0
"""What is the same word by word is the same, however little it says;"""
_EMPTY: Final = 2
"""but not what says nothing: “…”."""
_START: Final = -2.3
_LESS_COVERED: Final = 2.4
_MORE_COVERED: Final = 2.2
_OVERLAP: Final = 1.4
_AMOUNT: Final = 2.7
_HEADLINE_AMOUNT: Final = 0.6
_COMPANY: Final = 0.6
_COMPANY_UNNAMED: Final = -1.0
_PERIOD: Final = 0.9
_NAME: Final = 1.2
_OTHER_NAMES: Final = -0.8
_AMOUNT_UNSAID: Final = -0.9
_AMOUNT_OTHERWISE: Final = -1.1
_NO_AMOUNT_SHARED: Final = -1.3
_LOOSE_MARK: Final = -2.0
_A_DAY_APART: Final = -3.0

_MOST_AMOUNTS: Final = 3.0
_MOST_OF_A_SORT: Final = 2
_GROUND: Final = 0.3
"""Where less of a headline than this is covered, a number in common may be of another thing."""

# The same between two languages: a company and two numbers, or three numbers, are enough.
_ACROSS: Final = -2.0
_ACROSS_COMPANY: Final = 1.5
_ACROSS_HEADLINE_AMOUNT: Final = 0.5
_ACROSS_MARK: Final = 0.8
_ACROSS_SIDE: Final = 0.5


def likeness(one: Statement, other: Statement) -> float:
    """Say how much speaks for two articles being one story: above 0 they are."""
    if one.title == other.title and one.lead == other.lead and len(one.title) > _EMPTY:
        return _COPY
    if one.is_latin != other.is_latin:
        return _across_languages(one, other)
    less, more = sorted((covered(one, other), covered(other, one)))
    company = share_company(one, other)
    return (
        _START
        + _LESS_COVERED * less
        + _MORE_COVERED * more
        + _OVERLAP * overlap(one, other)
        + _AMOUNT * min(shared_amounts(one, other), _MOST_AMOUNTS) * min(more / _GROUND, 1)
        + _HEADLINE_AMOUNT * min(shared_in_headlines(one, other), _MOST_OF_A_SORT)
        + _COMPANY * company
        + _COMPANY_UNNAMED * _is_company_unnamed(one, other)
        + _PERIOD * (company and share_period(one, other))
        + _NAME * min(len(one.names & other.names), _MOST_OF_A_SORT)
        + _OTHER_NAMES * (_names_unknown(one, other) and _names_unknown(other, one))
        + _AMOUNT_UNSAID * _of_both(_amounts_unsaid, one, other)
        + _AMOUNT_OTHERWISE * _of_both(_amounts_otherwise, one, other)
        + _NO_AMOUNT_SHARED * _share_no_amount(one, other)
        + _LOOSE_MARK * len(unsaid_marks(one, other) & LOOSE)
        + _A_DAY_APART * (apart(one, other) / timedelta(hours=24))
    )


def _across_languages(one: Statement, other: Statement) -> float:
    """Say the same of a Chinese and an English article, by the facts that both spell alike."""
    chinese, latin = (other, one) if one.is_latin else (one, other)
    words = {word for word in chinese.words if word.isascii()} | (latin.names & chinese.stems)
    return (
        _ACROSS
        + min(shared_amounts(one, other), _MOST_AMOUNTS)
        + len(words & latin.stems)
        + _ACROSS_COMPANY * share_company(one, other)
        + _ACROSS_HEADLINE_AMOUNT * min(shared_in_headlines(one, other), _MOST_OF_A_SORT)
        + _ACROSS_MARK * bool(one.headline_marks & other.headline_marks)
        + _ACROSS_SIDE * bool(one.headline_sides & other.headline_sides)
        + _A_DAY_APART * (apart(one, other) / timedelta(hours=24))
    )


def _of_both(count: Callable[[Statement, Statement], int], one: Statement, other: Statement) -> int:
    return min(count(one, other) + count(other, one), _MOST_OF_A_SORT)


def _is_company_unnamed(one: Statement, other: Statement) -> bool:
    """Tell whether one is about companies, and the other about none and not naming these."""
    return any(
        first.subjects
        and not second.subjects
        and not any(map(second.names_company, first.subjects))
        for first, second in ((one, other), (other, one))
    )


def _names_unknown(one: Statement, other: Statement) -> bool:
    return not all(knows(other, name) for name in one.names)


def _amounts_unsaid(one: Statement, other: Statement) -> int:
    """Count the numbers of a headline that the other's text leaves out, where it has one."""
    if not other.lead.strip():
        return 0
    return sum(not is_said(ends, other.amounts) for ends in one.headline_amounts)


def _amounts_otherwise(one: Statement, other: Statement) -> int:
    """Count the kinds of numbers in a headline of which the other's text has only other numbers."""
    return sum(
        kind != ""
        and all(not is_said(ends, other.amounts) for ends in ranges)
        and any(counts_the_same(ends[0], each) for ends in ranges for each in other.amounts)
        for kind, ranges in by_kind(one).items()
    )


def _share_no_amount(one: Statement, other: Statement) -> bool:
    """Tell whether both headlines have numbers, and neither article any of the other's."""
    pairs = ((one, other), (other, one))
    return all(each.headline_amounts for each in (one, other)) and not any(
        is_said(ends, second.amounts) for first, second in pairs for ends in first.headline_amounts
    )
