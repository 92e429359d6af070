"""How much speaks for two articles reporting the same thing.

They do where each says what the other's headline says. The weights were fitted by logistic
regression to the sets in `evaluation/`, and rounded: one unit is a factor of 2.7 in the odds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.comparison import (
    have_same_unit,
    headline_coverage,
    is_stated,
    lead_overlap,
    mentions_name,
    quantities_by_kind,
    said_too,
    share_company,
    share_period,
    shared_headline_quantities,
    shared_names,
    shared_quantities,
    time_between,
    unmatched_markers,
)
from notifier.stories.contradictions import WEAK_MARKERS, corrects

_COPY: Final = 20.0
"""What is the same word by word is the same, however little it says;"""
_EMPTY: Final = 2
"""but not what says nothing: “…”."""
_START: Final = -2.1
_LESS_COVERED: Final = 2.4
_MORE_COVERED: Final = 2.2
_OVERLAP: Final = 1.4
_QUANTITY: Final = 2.7
_HEADLINE_QUANTITY: Final = 0.6
_COMPANY: Final = 0.6
_COMPANY_UNNAMED: Final = -1.0
_PERIOD: Final = 0.9
_NAME: Final = 1.2
_OTHER_NAMES: Final = -0.8
_QUANTITY_MISSING: Final = -0.9
_QUANTITY_DIFFERING: Final = -1.1
_NO_QUANTITY_SHARED: Final = -1.3
_WEAK_MARKER: Final = -2.0
_A_DAY_APART: Final = -3.0
_ONE_WORD: Final = -1.0
"""Of one word in common, and be it the subject, there is more than one story: 元宇宙新消息."""

_MAX_QUANTITIES: Final = 3.0
_MAX_OF_A_KIND: Final = 2
_GROUND: Final = 0.3
"""Where less of a headline than this is covered, a number in common may be of another thing."""

_ACROSS: Final = 0.8
"""Between two languages no words are alike and the glossary misses some: less must be enough,"""
_QUANTITY_ACROSS: Final = 1.1
"""and numbers tell more."""


def words_agree(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether two articles at one address may be the same, in whatever version."""
    return (
        one.title == other.title
        or max(headline_coverage(one, other), headline_coverage(other, one)) >= _GROUND
        or lead_overlap(one, other) >= _GROUND
    )


def similarity(one: ArticleFacts, other: ArticleFacts) -> float:
    """Return how much speaks for two articles being one story: above 0 they are."""
    if one.title == other.title and one.lead == other.lead and len(one.title) > _EMPTY:
        return _COPY
    if corrects(one, other) or corrects(other, one):
        one, other = (replace(each, quantities=(), headline_quantities=()) for each in (one, other))
    less, more = sorted((headline_coverage(one, other), headline_coverage(other, one)))
    company = share_company(one, other)
    across = one.is_latin != other.is_latin
    return (
        _START
        + _ACROSS * across
        + _LESS_COVERED * less
        + _MORE_COVERED * more
        + _OVERLAP * lead_overlap(one, other)
        + (_QUANTITY + _QUANTITY_ACROSS * across)
        * min(shared_quantities(one, other), _MAX_QUANTITIES)
        * min(more / _GROUND, 1)
        + _HEADLINE_QUANTITY * min(shared_headline_quantities(one, other), _MAX_OF_A_KIND)
        + _COMPANY * company
        + _COMPANY_UNNAMED * _is_company_unnamed(one, other)
        + _PERIOD * (company and share_period(one, other))
        + _NAME * min(len(shared_names(one, other)), _MAX_OF_A_KIND)
        + _OTHER_NAMES * (_names_unknown(one, other) and _names_unknown(other, one))
        + _QUANTITY_MISSING * _of_both(_quantities_missing, one, other)
        + _QUANTITY_DIFFERING * _of_both(_quantities_differing, one, other)
        + _NO_QUANTITY_SHARED * _share_no_quantity(one, other)
        + _WEAK_MARKER * len(unmatched_markers(one, other) & WEAK_MARKERS)
        + _ONE_WORD * _have_one_word_alone(one, other)
        + _A_DAY_APART * (time_between(one, other) / timedelta(hours=24))
    )


def _of_both(
    count: Callable[[ArticleFacts, ArticleFacts], int], one: ArticleFacts, other: ArticleFacts
) -> int:
    return min(count(one, other) + count(other, one), _MAX_OF_A_KIND)


def _have_one_word_alone(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether two headlines have one word in common, and nothing else tells of one story."""
    return (
        one.is_latin == other.is_latin
        and len(said_too(one, other)) <= 1
        and len(said_too(other, one)) <= 1
        and not share_company(one, other)
        and not shared_quantities(one, other)
    )


def _is_company_unnamed(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether one is about companies, and the other about none and not naming these."""
    return any(
        first.subjects
        and not second.subjects
        and not any(map(second.names_company, first.subjects))
        for first, second in ((one, other), (other, one))
    )


def _names_unknown(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether the other lacks a name; in another language nobody knows how it is written."""
    return one.is_latin == other.is_latin and not all(
        mentions_name(other, name) for name in one.names
    )


def _quantities_missing(one: ArticleFacts, other: ArticleFacts) -> int:
    """Count the numbers of a headline that the other's text leaves out, where it has one."""
    if not other.lead.strip():
        return 0
    return sum(not is_stated(ends, other.quantities) for ends in one.headline_quantities)


def _quantities_differing(one: ArticleFacts, other: ArticleFacts) -> int:
    """Count the kinds of numbers in a headline of which the other's text has only other numbers."""
    return sum(
        kind != ""
        and all(not is_stated(ends, other.quantities) for ends in ranges)
        and any(have_same_unit(ends[0], each) for ends in ranges for each in other.quantities)
        for kind, ranges in quantities_by_kind(one).items()
    )


def _share_no_quantity(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether both headlines have numbers, and neither article any of the other's."""
    pairs = ((one, other), (other, one))
    return all(each.headline_quantities for each in (one, other)) and not any(
        is_stated(ends, second.quantities)
        for first, second in pairs
        for ends in first.headline_quantities
    )
