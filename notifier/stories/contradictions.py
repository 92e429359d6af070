"""What makes two articles two stories, however alike they are: facts that do not go together.

The same words about another company, with another number, of another day, or after a turn of
events, are made from the same form and report something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Final, TypeVar

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.companies import Company
from notifier.stories.comparison import (
    have_same_unit,
    is_stated,
    lead_overlap,
    mentions_name,
    quantities_by_kind,
    shared_quantities,
    time_between,
    unmatched_markers,
)
from notifier.stories.event_markers import SIDES
from notifier.stories.time_references import TimeReferences

_T = TypeVar("_T")

STORY_SPAN: Final = timedelta(hours=48)
"""Reports of one thing come within this time; what comes later is another story."""
_FORM: Final = 0.5
"""Headlines that share this part of their words look as if made from one form;"""
_ONE_FORM: Final = 0.7
"""with this part they are, even where a number is the same."""
_LAST_DAYS: Final = range(28, 32)
_SYMBOL: Final = re.compile(r"[\w.:$-]{1,10}", re.ASCII)
_SYMBOL_AGAIN: Final = timedelta(minutes=1)
"""A bare symbol says nothing: at another time it is another event."""
_REPEATED_AFTER: Final = timedelta(hours=6)
"""A headline that a source repeats after this long is a column, unless its text is the same too."""
_SAME_TEXT: Final = 0.9
_NEXT_STEP: Final = timedelta(hours=12)
"""A source tells of one thing within this time; what it tells later is of a step further."""


def contradictions(one: ArticleFacts, other: ArticleFacts) -> Iterator[str]:
    """Yield the names of facts, each enough by itself, that make two articles two stories."""
    if time_between(one, other) > STORY_SPAN:
        yield "time"
    yield from _of_companies(one, other)
    if unmatched_markers(one, other):
        yield "mark"
    if _is_of_another(one, other) or _is_of_another(other, one):
        yield "qualifier"
    if any(_are_opposed(one, other, *pair) for pair in SIDES) and not shared_quantities(one, other):
        yield "direction"
    if not (corrects(one, other) or corrects(other, one)):
        yield from _of_numbers(one, other)
    yield from _of_times(one, other)
    if _is_repeated(one, other):
        yield "repeated"
    if _is_next_step(one, other):
        yield "step"


def corrects(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether an article puts right what its source said of the same thing before."""
    return one.is_correction and one.source == other.source and not other.is_correction


def _of_numbers(one: ArticleFacts, other: ArticleFacts) -> Iterator[str]:
    may_differ = _form(one, other) < _FORM and shared_quantities(one, other) >= 1
    if not may_differ and (_quantities_differ(one, other) or _quantities_differ(other, one)):
        yield "amount"
    if one.words == other.words and _are_disjoint(one.numerals, other.numerals):
        yield "numeral"
    for counted, numbers in one.ordinals.items():
        if _are_disjoint(numbers, other.ordinals.get(counted, frozenset())):
            yield "ordinal"


def _of_companies(one: ArticleFacts, other: ArticleFacts) -> Iterator[str]:
    if _have_different_lead_companies(one, other):
        yield "lead_company"
    if _name_other_companies(one, other):
        yield "company"
    if _fill_one_form(one, other):
        yield "name"


def _have_different_lead_companies(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether the headlines are about different companies.

    One without a company may be about any, if its article names it. Two that are not listed may be
    only two ways to begin a report, where the numbers of two sources are the same.
    """
    pairs: list[tuple[Company | None, ArticleFacts]] = [
        (one.lead_company, other),
        (other.lead_company, one),
    ]
    unnamed = [
        lead_company
        for lead_company, to in pairs
        if lead_company and not to.names_company(lead_company)
    ]
    if len(unnamed) == 2:
        is_listed = any(lead_company.symbols for lead_company in unnamed)
        return is_listed or one.source == other.source or shared_quantities(one, other) < 1
    if one.is_latin != other.is_latin and not (one.subjects and other.subjects):
        return False  # no list has what it is called in the other language
    return bool(unnamed and unnamed[0].symbols and None in {one.lead_company, other.lead_company})


def _name_other_companies(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether two headlines of one form name companies that the other article does not."""
    if _form(one, other) < _FORM:
        return False
    mine, theirs = _in_headline(one), _in_headline(other)
    if not any(each.symbols for each in (*mine, *theirs)):
        return False
    return all(
        companies and not any(map(facts.names_company, companies))
        for companies, facts in ((mine, other), (theirs, one))
    )


def _in_headline(facts: ArticleFacts) -> list[Company]:
    """Return the companies that a headline names, and whoever it begins with."""
    named = [each for each in facts.subjects if any(name in facts.title for name in each.spellings)]
    return [*named, facts.lead_company] if facts.lead_company else named


def _is_of_another(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether one headline is of 非制造业 or 核心CPI, and the other of the thing without."""
    return any(
        word in other.title and qualifier + word not in f"{other.title}\n{other.lead}"
        for qualifier, word in one.qualified
    )


def _fill_one_form(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether headlines have the same words around other names, and no number in common.

    Where one source has used a form twice, any other word makes it another thing.
    """
    form = _form(one, other)
    if form < _FORM:
        return False
    mine, theirs = one.words.keys() - other.words.keys(), other.words.keys() - one.words.keys()
    if one.source == other.source:
        return bool(mine or _unnamed(one, other)) and bool(theirs or _unnamed(other, one))
    have_unknown = _fills_with_unknown(mine, one, other) and _fills_with_unknown(theirs, other, one)
    return have_unknown and (form >= _ONE_FORM or not shared_quantities(one, other))


def _form(one: ArticleFacts, other: ArticleFacts) -> float:
    """Return which part of their words two headlines share."""
    longest = max(len(one.words), len(other.words), 1)
    return len(one.words.keys() & other.words.keys()) / longest


def _fills_with_unknown(words: AbstractSet[str], one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether a headline names somebody whom the other article does not."""
    head = set() if one.lead_company else {next(iter(one.words), "")}
    names = words & (one.names | head)
    return _unnamed(one, other) or any(not mentions_name(other, name) for name in names)


def _unnamed(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether an article is about a company that the other does not name."""
    return any(not other.names_company(company) for company in one.subjects)


def _quantities_differ(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether the other's headline counts the same things, and to none of the same numbers.

    An article that says a number of the other's headline tells more than that.
    """
    theirs = other.headline_quantities
    if any(ends[0].digits > 1 and is_stated(ends, one.quantities) for ends in theirs):
        return False
    return any(
        all(not is_stated(ends, other.quantities) for ends in ranges)
        and any(have_same_unit(ends[0], each[0]) for ends in ranges for each in theirs)
        for ranges in quantities_by_kind(one).values()
    )


def _are_opposed(one: ArticleFacts, other: ArticleFacts, up: str, down: str) -> bool:
    """Return whether the headlines take opposite sides, and neither text takes both."""
    return any(
        up in first.headline_sides
        and down in second.headline_sides
        and down not in first.sides
        and up not in second.sides
        for first, second in ((one, other), (other, one))
    )


def _of_times(one: ArticleFacts, other: ArticleFacts) -> Iterator[str]:
    first, second = one.headline_times, other.headline_times
    # What is on the 8th in California is on the 9th in Beijing.
    within = int(one.is_latin != other.is_latin)
    if (
        first.days
        and second.days
        and not _share_days(first, second, within)
        and not _share_days(first, other.times, within)
        and not _share_days(second, one.times, within)
    ):
        yield "day"
    for mine, theirs, told, told_there in zip(
        first.parts, second.parts, one.times.parts, other.times.parts, strict=True
    ):
        if _are_disjoint(mine, theirs) and not (mine & told_there or theirs & told):
            yield "period"


def _are_disjoint(one: frozenset[_T], other: frozenset[_T]) -> bool:
    """Return whether both say something, and nothing that both say."""
    return bool(one and other and not one & other)


def _share_days(one: TimeReferences, other: TimeReferences, within: int) -> bool:
    return any(_are_near(day, other_day, within) for day in one.days for other_day in other.days)


def _are_near(one: tuple[int, int], other: tuple[int, int], within: int) -> bool:
    """Return whether two days, each of a month or of one that is not told (0), are so near."""
    (month, day), (other_month, other_day) = one, other
    if month == other_month or 0 in {month, other_month}:
        return abs(day - other_day) <= within
    is_next_month = abs(month - other_month) in {1, 11}
    return within > 0 and is_next_month and {1} < {day, other_day} <= {1, *_LAST_DAYS}


def _is_repeated(one: ArticleFacts, other: ArticleFacts) -> bool:
    if one.title != other.title:
        return False
    apart = time_between(one, other)
    is_bare = one.source == other.source and not (one.lead or other.lead)
    if is_bare and apart > _SYMBOL_AGAIN and _SYMBOL.fullmatch(one.title):
        return True  # of a board, such as one of trading halts
    if apart <= _REPEATED_AFTER:
        return False
    has_text = bool(one.lead.strip() and other.lead.strip())
    return not has_text or (one.source == other.source and lead_overlap(one, other) < _SAME_TEXT)


def _is_next_step(one: ArticleFacts, other: ArticleFacts) -> bool:
    is_told_anew = one.source == other.source and one.title != other.title
    return is_told_anew and time_between(one, other) > _NEXT_STEP
