"""What two articles have in common, fact by fact: the ground that comparing them stands on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.event_markers import EventMarker
from notifier.stories.quantities import Quantity, Range

_YUAN: Final = frozenset({"money", "cny", "hkd"})
_DOUBT: Final = 10.0
_SYNONYM: Final = 0.5
"""What a word counts where the other has one that may mean the same."""
_LOOSE_IN_TRANSLATION: Final = frozenset(
    {
        EventMarker.REFUSED,
        EventMarker.ENDED,
        EventMarker.APPROVED,
        EventMarker.DONE,
        EventMarker.PUT_OFF,
        EventMarker.RESUMED,
    }
)
"""Event markers that stand for no turn in another language: 注销 is to cancel, and ends nothing."""
_FEW: Final = 2
"""What is added to a whole, so that a part of very little is no large part."""


def time_between(one: ArticleFacts, other: ArticleFacts) -> timedelta:
    """Return the time between two articles; none where one has no date."""
    if one.published_at is None or other.published_at is None:
        return timedelta()
    return abs(one.published_at - other.published_at)


def mentions_name(facts: ArticleFacts, name: str) -> bool:
    """Return whether an article has a name, or a part of one that is written out of it."""
    if name.isascii():
        return name in facts.stems
    written = f"{facts.title}\n{facts.lead}"
    return any(name[start : start + 2] in written for start in range(len(name) - 1))


def headline_coverage(one: ArticleFacts, other: ArticleFacts) -> float:
    """Return how much of the headline of `one` the other says too, from 0 to 1.

    Between two languages it says what the glossary has for it.
    """
    return _coverage(one.words, one, other)


def opening_coverage(one: ArticleFacts, other: ArticleFacts) -> float:
    """Return how much of what the text of `one` begins with the other says too, likewise."""
    return _coverage(one.lead_words, one, other)


def _coverage(words: Mapping[str, float], one: ArticleFacts, other: ArticleFacts) -> float:
    held = sum(weight * _held(word, one, other) for word, weight in words.items())
    return held / (sum(words.values()) + _DOUBT)


def said_too(one: ArticleFacts, other: ArticleFacts) -> list[str]:
    """Return the words of one headline that the other says too, the most telling first."""
    held = [word for word in one.words if _held(word, one, other) >= _SYNONYM]
    return sorted(held, key=lambda word: -one.words[word])


def _held(word: str, one: ArticleFacts, other: ArticleFacts) -> float:
    if word in (other.stems if word.isascii() else other.rest):
        return 1.0
    senses = one.in_english.get(word, frozenset())
    if one.is_latin != other.is_latin:
        is_said = word in other.english if word.isascii() else not other.stems.isdisjoint(senses)
        if is_said:
            return 1.0
    if not other.english.isdisjoint(senses):
        return _SYNONYM
    if word.isascii() or other.is_latin:
        return 0.0
    if len(word) == 2:
        return 0.0
    pairs = [word[start : start + 2] for start in range(len(word) - 1)]
    return sum(pair in other.rest for pair in pairs) / len(pairs)


def lead_overlap(one: ArticleFacts, other: ArticleFacts) -> float:
    """Return how much the beginnings of two texts have in common, from 0 to 1."""
    fewer = min(len(one.bigrams), len(other.bigrams))
    return len(one.bigrams & other.bigrams) / (fewer + _FEW)


def shared_names(one: ArticleFacts, other: ArticleFacts) -> frozenset[str]:
    """Return the names, of no list, that both headlines have; in two languages, both articles."""
    if one.is_latin == other.is_latin:
        return one.names & other.names
    return (one.names & other.stems) | (other.names & one.stems)


def share_company(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether a company that each is about is named in the other."""
    return any(map(one.names_company, other.subjects)) and any(
        map(other.names_company, one.subjects)
    )


def share_period(one: ArticleFacts, other: ArticleFacts) -> bool:
    """Return whether both speak of one quarter or month."""
    mine, theirs = (each.headline_times.spans | each.times.spans for each in (one, other))
    return bool(mine & theirs)


def unmatched_markers(one: ArticleFacts, other: ArticleFacts) -> frozenset[EventMarker]:
    """Return the event markers of one headline that the other article does not have.

    A refusal is put in so many words that its absence proves little; between two languages, where a
    number is the same, other markers are too.
    """
    unmatched = (one.headline_markers - other.markers) | (other.headline_markers - one.markers)
    if one.is_latin != other.is_latin and shared_quantities(one, other):
        return unmatched - _LOOSE_IN_TRANSLATION
    return unmatched - {EventMarker.REFUSED}


def is_stated(ends: Range, quantities: tuple[Quantity, ...]) -> bool:
    """Return whether a number, or an end of a range, is among others."""
    return any(end.agrees(each) for end in ends for each in quantities)


def have_same_unit(one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers count the same thing, and not only perhaps: 元 are no dollars."""
    return one.kind == other.kind or {one.kind, other.kind} <= _YUAN


def quantities_by_kind(facts: ArticleFacts) -> dict[str, list[Range]]:
    """Return the numbers of a headline by what they count."""
    found: dict[str, list[Range]] = {}
    for ends in facts.headline_quantities:
        found.setdefault(ends[0].kind, []).append(ends)
    return found


def shared_quantities(one: ArticleFacts, other: ArticleFacts) -> float:
    """Weigh the numbers that both say exactly: each by its digits, up to 1 for three or more."""
    return min(_stated_exactly(one, other), _stated_exactly(other, one))


def same_quantities(one: ArticleFacts, other: ArticleFacts) -> list[Quantity]:
    """Return the numbers of one article that the other says, as exactly or not."""
    return [
        each
        for each in one.quantities
        if each.kind and any(each.agrees(theirs) for theirs in other.quantities)
    ]


def _stated_exactly(one: ArticleFacts, other: ArticleFacts) -> float:
    shared: dict[tuple[str, float], float] = {}
    for each in one.quantities:
        digits = [
            min(each.digits, same.digits)
            for same in other.quantities
            if each.direction is same.direction is None and each.agrees(same)
        ]
        if digits and max(digits) > 1:
            shared[each.kind, each.value] = min((max(digits) - 1) / 2, 1.0)
    return sum(shared.values())


def small_quantities(one: ArticleFacts, other: ArticleFacts) -> int:
    """Count the numbers of one digit with a unit that both say."""
    mine, theirs = (
        [each for each in facts.quantities if each.kind and each.digits == 1]
        for facts in (one, other)
    )
    return len({(each.kind, each.value) for each in mine if any(map(each.agrees, theirs))})
