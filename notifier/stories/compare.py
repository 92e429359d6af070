"""Whether two articles report the same thing.

They do where each says what the other's headline says, and nothing in one contradicts the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from notifier.stories.amounts import Amount, Range
from notifier.stories.marks import Mark
from notifier.stories.moments import Moments
from notifier.stories.statement import Statement

WITHIN: Final = timedelta(hours=48)
"""Reports of one thing come within this time; what comes later is another story."""

# What the likeness of two articles adds up from; fitted to evaluation/stories_tuning.txt.
_START: Final = -2.9
_LESS_COVERED: Final = 2.5
_MORE_COVERED: Final = 2.8
_OVERLAP: Final = 1.3
_AMOUNTS: Final = 2.3
_MOST_AMOUNTS: Final = 3.0
_OTHER_NAMES: Final = -0.9
_AMOUNT_UNKNOWN: Final = -1.3
_DAY_APART: Final = -2.5

_HEADLINE_AMOUNT: Final = 0.7
_COMPANY: Final = 0.4
_PERIOD: Final = 0.7
_LOOSE_MARK: Final = -2.0
_LOOSE: Final = frozenset({Mark.REFUSED, Mark.CONFIRMED, Mark.PUNISHED, Mark.EXPECTED})
"""Marks that reporters say in so many ways that their absence proves little."""

# The same between two languages: a company and a number, or three numbers or names, are enough.
_ACROSS: Final = -2.4
_ACROSS_COMPANY: Final = 1.5
_ACROSS_AMOUNT: Final = 0.5
_ACROSS_MARK: Final = 0.8
_ACROSS_SIDE: Final = 0.5

_REPEATED_AFTER: Final = timedelta(hours=6)
"""A headline that a source repeats after this long is a column, unless its text is the same too."""
_SAME_TEXT: Final = 0.9
_FORM: Final = 0.5
"""Headlines that share this part of their words look as if made from one form."""
_SAME_SESSION: Final = timedelta(hours=12)


def contradictions(one: Statement, other: Statement) -> Iterator[str]:
    """Name the facts, each enough by itself, that make two articles two stories."""
    if _apart(one, other) > WITHIN:
        yield "time"
    yield from _of_companies(one, other)
    if _unsaid_marks(one, other) - _LOOSE:
        yield "mark"
    for first, second in ((one, other), (other, one)):
        if any(word in second.title and f"非{word}" not in second.title for word in first.negated):
            yield "negation"
        if _amounts_differ(first, second):
            yield "amount"
    if any(_is_opposed(one, other, number) for number in "01"):
        yield "direction"
    for counted, numbers in one.ordinals.items():
        if counted in other.ordinals and not numbers & other.ordinals[counted]:
            yield "ordinal"
    yield from _of_times(one, other)
    if _is_repeated(one, other):
        yield "repeated"


def _unsaid_marks(one: Statement, other: Statement) -> frozenset[Mark]:
    """Return the turns that one headline tells of and the other article does not."""
    return (one.headline_marks - other.marks) | (other.headline_marks - one.marks)


def _of_companies(one: Statement, other: Statement) -> Iterator[str]:
    unnamed = _unnamed_leaders(one, other)
    if unnamed == 2 or (unnamed == 1 and not (one.leader and other.leader)):
        yield "leader"
    if (
        one.subjects
        and other.subjects
        and not any(map(other.names_company, one.subjects))
        and not any(map(one.names_company, other.subjects))
    ):
        yield "subjects"
    if _fill_one_form(one, other):
        yield "name"


def _fill_one_form(one: Statement, other: Statement) -> bool:
    """Tell whether two headlines have the same words around other names, and no number in common."""
    mine, theirs = set(one.words), set(other.words)
    common = mine & theirs
    mine, theirs = mine - common, theirs - common
    if len(common) < _FORM * (len(common) + max(len(mine), len(theirs))):
        return False
    unknown = [
        any(not _knows(second, word) for word in words & first.names | words & {_head(first)})
        for words, first, second in ((mine, one, other), (theirs, other, one))
    ]
    return all(unknown) and not _shared_amounts(one, other)


def _head(statement: Statement) -> str:
    return next(iter(statement.words), "") if statement.leader is None else ""


def _unnamed_leaders(one: Statement, other: Statement) -> int:
    pairs = ((one, other), (other, one))
    return sum(bool(a.leader and not b.names_company(a.leader)) for a, b in pairs)


def _is_opposed(one: Statement, other: Statement, number: str) -> bool:
    up, down = f"+{number}", f"-{number}"
    for first, second in ((one, other), (other, one)):
        if (
            up in first.headline_sides
            and down not in first.sides
            and down in second.headline_sides
            and up not in second.sides
        ):
            return True
    return False


def _amounts_differ(one: Statement, other: Statement) -> bool:
    """Tell whether the other's headline counts the same things, and to none of the same numbers.

    An article that says all numbers of the other's headline only knows more.
    """
    theirs = other.headline_amounts
    if theirs and all(_is_said(ends, one.amounts) for ends in theirs):
        return False
    return any(
        all(not _is_said(ends, other.amounts) for ends in ranges)
        and any(_counts_the_same(ends[0], each[0]) for ends in ranges for each in theirs)
        for ranges in _by_kind(one).values()
    )


def _amounts_unknown(one: Statement, other: Statement) -> int:
    """Count the kinds of numbers in a headline of which the other's text has only other numbers."""
    return sum(
        kind != ""
        and all(not _is_said(ends, other.amounts) for ends in ranges)
        and any(_counts_the_same(ends[0], each) for ends in ranges for each in other.amounts)
        for kind, ranges in _by_kind(one).items()
    )


def _by_kind(statement: Statement) -> dict[str, list[Range]]:
    found: dict[str, list[Range]] = {}
    for ends in statement.headline_amounts:
        found.setdefault(ends[0].kind, []).append(ends)
    return found


def _is_said(ends: Range, amounts: tuple[Amount, ...]) -> bool:
    return any(end.agrees(each) for end in ends for each in amounts)


def _counts_the_same(one: Amount, other: Amount) -> bool:
    return bool(one.kind) == bool(other.kind) and one.is_comparable(other)


def _of_times(one: Statement, other: Statement) -> Iterator[str]:
    first, second = one.headline_moments, other.headline_moments
    if first.days and second.days and not _share_days(first, second):
        if not _share_days(first, other.moments) and not _share_days(second, one.moments):
            yield "day"
    for mine, theirs in (
        (first.months, second.months),
        (first.years, second.years),
        (first.weekdays, second.weekdays),
        (first.periods, second.periods),
        (first.hours, second.hours),
    ):
        if mine and theirs and not mine & theirs:  # type: ignore[operator]
            yield "period"
    if first.hours and second.hours and _apart(one, other) > _SAME_SESSION:
        yield "session"


def _share_days(one: Moments, other: Moments) -> bool:
    return any(
        day == other_day and (month == other_month or 0 in {month, other_month})
        for month, day in one.days
        for other_month, other_day in other.days
    )


def _is_repeated(one: Statement, other: Statement) -> bool:
    if one.title != other.title or _apart(one, other) <= _REPEATED_AFTER:
        return False
    has_text = bool(one.lead.strip() and other.lead.strip())
    return not has_text or (one.source == other.source and overlap(one, other) < _SAME_TEXT)


def _apart(one: Statement, other: Statement) -> timedelta:
    if one.moment is None or other.moment is None:
        return timedelta()
    return abs(one.moment - other.moment)


def likeness(one: Statement, other: Statement) -> float:
    """Say how much speaks for two articles being one story: above 0 they are."""
    if one.is_latin != other.is_latin:
        return _likeness_across(one, other)
    less, more = sorted((covered(one, other), covered(other, one)))
    share_company = _share_company(one, other)
    return (
        _START
        + _LESS_COVERED * less
        + _MORE_COVERED * more
        + _OVERLAP * overlap(one, other)
        + _AMOUNTS * min(_shared_amounts(one, other), _MOST_AMOUNTS)
        + _HEADLINE_AMOUNT * min(_shared_in_headlines(one, other), 2)
        + _COMPANY * share_company
        + _PERIOD * (share_company and _share_period(one, other))
        + _OTHER_NAMES * _name_others(one, other)
        + _AMOUNT_UNKNOWN * min(_amounts_unknown(one, other) + _amounts_unknown(other, one), 2)
        + _LOOSE_MARK * len(_unsaid_marks(one, other) & _LOOSE)
        + _DAY_APART * (_apart(one, other) / timedelta(hours=24))
    )


def _likeness_across(one: Statement, other: Statement) -> float:
    """Say the same of a Chinese and an English article, by the facts that both spell alike."""
    chinese, latin = (other, one) if one.is_latin else (one, other)
    words = {word for word in chinese.words if word.isascii()} | (latin.names & chinese.stems)
    return (
        _ACROSS
        + min(_shared_amounts(one, other), _MOST_AMOUNTS)
        + len(words & latin.stems)
        + _ACROSS_COMPANY * _share_company(one, other)
        + _ACROSS_AMOUNT * min(_shared_in_headlines(one, other), 2)
        + _ACROSS_MARK * bool(one.headline_marks & other.headline_marks)
        + _ACROSS_SIDE * bool(one.headline_sides & other.headline_sides)
        + _DAY_APART * (_apart(one, other) / timedelta(hours=24))
    )


def _share_company(one: Statement, other: Statement) -> bool:
    return any(map(one.names_company, other.subjects)) and any(
        map(other.names_company, one.subjects)
    )


def _share_period(one: Statement, other: Statement) -> bool:
    """Tell whether both speak of one quarter or month."""
    mine, theirs = (
        each.headline_moments.periods | each.moments.periods
        | each.headline_moments.months | each.moments.months
        for each in (one, other)
    )  # fmt: skip
    return bool(mine & theirs)


def _shared_in_headlines(one: Statement, other: Statement) -> int:
    """Count the numbers with a unit that both headlines say."""
    theirs = tuple(each for ends in other.headline_amounts for each in ends if each.kind)
    return sum(ends[0].kind != "" and _is_said(ends, theirs) for ends in one.headline_amounts)


def covered(one: Statement, other: Statement) -> float:
    """Say how much of the headline of `one` the other says too, from 0 to 1."""
    total = sum(one.words.values())
    held = sum(weight * _held(word, other) for word, weight in one.words.items())
    return held / total if total else 0.0


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
    return len(one.grams & other.grams) / fewer if fewer else 0.0


def _shared_amounts(one: Statement, other: Statement) -> float:
    """Weigh the numbers that both say exactly: each by its digits, up to 1 for three or more."""
    few, many = sorted((one.amounts, other.amounts), key=len)
    shared: dict[tuple[str, float], float] = {}
    for each in few:
        if each.direction is not None:
            continue
        digits = [
            min(each.digits, same.digits)
            for same in many
            if same.direction is None and each.agrees(same)
        ]
        if digits and max(digits) > 1:
            shared[each.kind, each.value] = min((max(digits) - 1) / 2, 1.0)
    return sum(shared.values())


def _name_others(one: Statement, other: Statement) -> bool:
    """Tell whether each headline names something that the other's article does not know."""
    return _names_unknown(one, other) and _names_unknown(other, one)


def _names_unknown(one: Statement, other: Statement) -> bool:
    return not all(_knows(other, name) for name in one.names)


def _knows(statement: Statement, name: str) -> bool:
    """Tell whether an article has a name, or a part of one that is written out of it."""
    if name.isascii():
        return name in statement.stems
    written = f"{statement.title}\n{statement.lead}"
    return any(name[start : start + 2] in written for start in range(len(name) - 1))
