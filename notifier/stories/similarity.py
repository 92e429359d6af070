"""How much speaks for two articles reporting the same thing.

They do where each says what the other's headline says. The weights were fitted by logistic
regression: to the sets in `evaluation/` that rules may be tuned on, and against pairs of real
reports of different things. One unit is a factor of 2.7 in the odds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.comparison import (
    headline_coverage,
    is_stated,
    lead_overlap,
    mentions_name,
    share_company,
    share_period,
    shared_names,
    shared_quantities,
    small_quantities,
    time_between,
)
from notifier.stories.contradictions import corrects

_COPY: Final = 20.0
"""What is the same word by word is the same, however little it says;"""
_EMPTY: Final = 2
"""but not what says nothing: “…”."""
_GROUND: Final = 0.3
"""Where less of a headline than this is covered, a number in common may be of another thing."""
_MOST_QUANTITIES: Final = 3
_FEW: Final = 2

_START: Final = -2.7
_WEIGHTS: Final = {
    "less covered": 2.2,
    "more covered": 3.7,
    "more covered, across": 1.0,
    "numbers": 2.4,
    "numbers, across": 1.4,
    "small numbers": 1.5,
    "numbers stated": 0.9,
    "numbers missing": -0.8,
    "no number shared": -1.1,
    "company": 1.3,
    "period": 1.8,
    "names": 0.6,
    "other names": -0.9,
    "event": 0.6,
    "one source": -2.2,
    "days": -5.6,
}
"""Of each of the `signs`. Across, between two languages, words say less and numbers more."""


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
    return _START + sum(_WEIGHTS[sign] * value for sign, value in signs(one, other).items())


def signs(one: ArticleFacts, other: ArticleFacts) -> dict[str, float]:
    """Return how far each of the `_WEIGHTS` applies to two articles."""
    less, more = sorted((headline_coverage(one, other), headline_coverage(other, one)))
    ground = min(more / _GROUND, 1)
    numbers = min(shared_quantities(one, other), _MOST_QUANTITIES) * ground
    across = one.is_latin != other.is_latin
    company = share_company(one, other)
    return {
        "less covered": less,
        "more covered": more,
        "more covered, across": more * across,
        "numbers": numbers,
        "numbers, across": numbers * across,
        "small numbers": min(small_quantities(one, other), _FEW) * ground,
        "numbers stated": _of_both(_quantities_stated, one, other),
        "numbers missing": _of_both(_quantities_missing, one, other),
        "no number shared": _share_no_quantity(one, other),
        "company": company,
        "period": company and share_period(one, other),
        "names": min(len(shared_names(one, other)), _FEW),
        "other names": _names_unknown(one, other) and _names_unknown(other, one),
        "event": len(one.headline_markers & other.headline_markers),
        "one source": one.source == other.source,
        "days": time_between(one, other) / timedelta(days=1),
    }


def _of_both(
    count: Callable[[ArticleFacts, ArticleFacts], int], one: ArticleFacts, other: ArticleFacts
) -> int:
    return min(count(one, other) + count(other, one), _MOST_QUANTITIES)


def _names_unknown(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether the other lacks a name; in another language nobody knows how it is written."""
    return one.is_latin == other.is_latin and not all(
        mentions_name(other, name) for name in one.names
    )


def _quantities_stated(one: ArticleFacts, other: ArticleFacts) -> int:
    """Count the numbers with a unit in a headline that the other article says."""
    return sum(
        ends[0].kind != "" and is_stated(ends, other.quantities) for ends in one.headline_quantities
    )


def _quantities_missing(one: ArticleFacts, other: ArticleFacts) -> int:
    """Count the numbers of a headline that the other's text leaves out, where it has one."""
    if not other.lead.strip():
        return 0
    return sum(not is_stated(ends, other.quantities) for ends in one.headline_quantities)


def _share_no_quantity(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether both headlines have numbers, and neither article any of the other's."""
    pairs = ((one, other), (other, one))
    return all(each.headline_quantities for each in (one, other)) and not any(
        is_stated(ends, second.quantities)
        for first, second in pairs
        for ends in first.headline_quantities
    )
