"""What two articles have in common, fact by fact: the ground that comparing them stands on."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from notifier.stories.article_facts import Statement
from notifier.stories.event_markers import Mark
from notifier.stories.quantities import Amount, Range

_DOUBT: Final = 10.0
_FEW: Final = 2
"""What is added to a whole, so that a part of very little is no large part."""


def apart(one: Statement, other: Statement) -> timedelta:
    """Return the time between two articles; none where one has no date."""
    if one.moment is None or other.moment is None:
        return timedelta()
    return abs(one.moment - other.moment)


def knows(statement: Statement, name: str) -> bool:
    """Tell whether an article has a name, or a part of one that is written out of it."""
    if name.isascii():
        return name in statement.stems
    written = f"{statement.title}\n{statement.lead}"
    return any(name[start : start + 2] in written for start in range(len(name) - 1))


def covered(one: Statement, other: Statement) -> float:
    """Say how much of the headline of `one` the other says too, from 0 to 1."""
    total = sum(one.words.values())
    held = sum(weight * _held(word, other) for word, weight in one.words.items())
    return held / (total + _DOUBT)


def _held(word: str, other: Statement) -> float:
    if word.isascii():
        return float(word in other.stems)
    if word in other.rest:
        return 1.0
    if len(word) == 2:
        return 0.0
    pairs = [word[start : start + 2] for start in range(len(word) - 1)]
    return sum(pair in other.rest for pair in pairs) / len(pairs)


def overlap(one: Statement, other: Statement) -> float:
    """Say how much the beginnings of two texts have in common, from 0 to 1."""
    fewer = min(len(one.grams), len(other.grams))
    return len(one.grams & other.grams) / (fewer + _FEW)


def share_company(one: Statement, other: Statement) -> bool:
    """Tell whether a company that each is about is named in the other."""
    return any(map(one.names_company, other.subjects)) and any(
        map(other.names_company, one.subjects)
    )


def share_period(one: Statement, other: Statement) -> bool:
    """Tell whether both speak of one quarter or month."""
    mine, theirs = (each.headline_moments.spans | each.moments.spans for each in (one, other))
    return bool(mine & theirs)


def unsaid_marks(one: Statement, other: Statement) -> frozenset[Mark]:
    """Return the turns that one headline tells of and the other article does not."""
    return (one.headline_marks - other.marks) | (other.headline_marks - one.marks)


def is_said(ends: Range, amounts: tuple[Amount, ...]) -> bool:
    """Tell whether a number, or an end of a range, is among others."""
    return any(end.agrees(each) for end in ends for each in amounts)


def counts_the_same(one: Amount, other: Amount) -> bool:
    """Tell whether two numbers count the same thing, and not only perhaps."""
    return bool(one.kind) == bool(other.kind) and one.is_comparable(other)


def by_kind(statement: Statement) -> dict[str, list[Range]]:
    """Return the numbers of a headline by what they count."""
    found: dict[str, list[Range]] = {}
    for ends in statement.headline_amounts:
        found.setdefault(ends[0].kind, []).append(ends)
    return found


def shared_amounts(one: Statement, other: Statement) -> float:
    """Weigh the numbers that both say exactly: each by its digits, up to 1 for three or more."""
    return min(_said_exactly(one, other), _said_exactly(other, one))


def _said_exactly(one: Statement, other: Statement) -> float:
    shared: dict[tuple[str, float], float] = {}
    for each in one.amounts:
        digits = [
            min(each.digits, same.digits)
            for same in other.amounts
            if each.direction is same.direction is None and each.agrees(same)
        ]
        if digits and max(digits) > 1:
            shared[each.kind, each.value] = min((max(digits) - 1) / 2, 1.0)
    return sum(shared.values())


def shared_in_headlines(one: Statement, other: Statement) -> int:
    """Count the numbers with a unit that both headlines say."""
    return min(_in_headline(one, other), _in_headline(other, one))


def _in_headline(one: Statement, other: Statement) -> int:
    theirs = tuple(each for ends in other.headline_amounts for each in ends if each.kind)
    return sum(ends[0].kind != "" and is_said(ends, theirs) for ends in one.headline_amounts)
