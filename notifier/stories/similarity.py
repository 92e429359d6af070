"""How much speaks for two articles reporting the same thing.

They do where one says what the other's headline and the beginning of its text say. The weights were
fitted by logistic regression: to the sets in `evaluation/` that rules may be tuned on, and against
pairs of real reports of different things. One unit is a factor of 2.7 in the odds.
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
    opening_coverage,
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
_SOON: Final = timedelta(minutes=10)
"""Whoever is second takes some minutes: to be even sooner says nothing."""

_START: Final = -1.0
_WEIGHTS: Final = {
    "headline covered": 2.6,
    "headline covered, across": 0.7,
    "opening covered": 2.8,
    "numbers": 2.4,
    "numbers, across": 1.5,
    "small numbers": 1.5,
    "numbers stated": 0.9,
    "numbers missing": -0.8,
    "company": 1.4,
    "period": 1.5,
    "names": 0.6,
    "other names": -1.1,
    "words alone": -0.4,
    "event": 0.7,
    "one source": -3.1,
    "first hour": -3.0,
    "days": -3.3,
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
    less, headline = sorted((headline_coverage(one, other), headline_coverage(other, one)))
    # Of two that are headlines only, what but one of them says counts against them.
    opening = 2 * less - headline
    if one.lead_words or other.lead_words:
        opening = max(opening_coverage(one, other), opening_coverage(other, one))
    ground = min(headline / _GROUND, 1)
    numbers = min(shared_quantities(one, other), _MOST_QUANTITIES) * ground
    across = one.is_latin != other.is_latin
    # Where the words have nothing in common, one company has two things to tell.
    company = share_company(one, other) and max(headline, opening) > _GROUND / 2
    small = min(small_quantities(one, other), _FEW)
    names = min(len(shared_names(one, other)), _FEW)
    apart = time_between(one, other)
    return {
        "headline covered": headline,
        "headline covered, across": headline * across,
        "opening covered": opening,
        "numbers": numbers,
        "numbers, across": numbers * across,
        "small numbers": small * ground,
        "numbers stated": _of_both(_quantities_stated, one, other),
        "numbers missing": _of_both(_quantities_missing, one, other),
        "company": company,
        "period": company and share_period(one, other),
        "names": names,
        "other names": _names_unknown(one, other) and _names_unknown(other, one),
        "words alone": not (numbers or small or company or names),
        "event": len(one.headline_markers & other.headline_markers),
        "one source": one.source == other.source,
        "first hour": min(max(apart, _SOON) / timedelta(hours=1), 1),
        "days": apart / timedelta(days=1),
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
