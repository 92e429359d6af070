"""Which story an article belongs to.

An article is compared with those that share candidate keys with it: digests of companies, words and
numbers. Two reports of one event nearly always share some, and articles that share none are not
compared. Within a company's news its words tell; elsewhere only words that are rare do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Final, TypeVar

from notifier.stories.article_facts import ArticleFacts
from notifier.stories.contradictions import contradictions, corrects
from notifier.stories.keywords import stem_weight
from notifier.stories.similarity import similarity

_Story = TypeVar("_Story", bound=Hashable)

MAX_CANDIDATES: Final = 18
"""So many articles are looked at: those that share the most keys."""
_UNLIKE: Final = -0.5
"""A story whose articles are on average less like than this is another."""
_WORDS: Final = 8
_LEAD_WORDS: Final = 6
_RARE_WORDS: Final = 3
_INFORMATIVE: Final = 9.0
"""A word that tells less than this, in bits, finds too much."""
_QUANTITIES: Final = 6
_COMPANIES: Final = 3
_SYMBOLS: Final = 8
"""An article that names more is about none of them."""


def best_candidates(shared: Mapping[int, int]) -> list[int]:
    """Return the articles to look at, given how many keys each shares; newer ones first."""
    return sorted(shared, key=lambda each: (-shared[each], -each))[:MAX_CANDIDATES]


def best_story(
    facts: ArticleFacts, stories: Mapping[_Story, Sequence[ArticleFacts]]
) -> _Story | None:
    """Return the one of `stories` that an article belongs to, or None where it is a new one.

    It must contradict none of the articles of a story that still hold, be like one of them, and not
    unlike the others: else a chain of reports leads from one event to another.
    """
    best, most = None, 0.0
    for story, members in stories.items():
        holding = [each for each in members if not any(corrects(one, each) for one in members)]
        if any(next(contradictions(facts, each), None) for each in holding):
            continue
        likes = [similarity(facts, each) for each in members]
        if fmean(likes) > _UNLIKE and max(likes) > most:
            best, most = story, max(likes)
    return best


def candidate_keys(facts: ArticleFacts) -> frozenset[int]:
    """Return the digests of an article, each a whole number of 64 bits with a sign."""
    return frozenset(map(_digest, _key_texts(facts)))


def _key_texts(facts: ArticleFacts) -> Iterator[str]:
    words = [*_informative(facts.words, _WORDS)]
    words += _informative(facts.lead_words, _LEAD_WORDS)
    companies = [min(each.symbols) for each in facts.subjects if each.symbols][:_COMPANIES]
    if len(facts.symbols) <= _SYMBOLS:
        yield from (f"@{symbol}" for symbol in facts.symbols)
    for company in companies:
        yield from (f"@{company} {word}" for word in words)
    yield from words[:_RARE_WORDS] if companies else words
    yield from _in_english(facts)
    numbers = [each for each in facts.quantities if each.digits > 1]
    for number in sorted(numbers, key=lambda each: -each.digits)[:_QUANTITIES]:
        yield f"#{number.value:.{min(number.digits, 3) - 1}e}"


def _in_english(facts: ArticleFacts) -> list[str]:
    """Return the words by which an English article would be found that says the same."""
    chinese = [word for word in facts.words if not word.isascii()]
    stems = {stem for word in chinese for stem in facts.in_english.get(word, ())}
    weights = {stem: stem_weight(stem) for stem in stems}
    return _informative(weights, _WORDS)


def _informative(words: Mapping[str, float], most: int) -> list[str]:
    """Return the words that tell most, the most telling first."""
    ranked = sorted(words, key=lambda word: (-words[word], word))
    return [word for word in ranked if words[word] >= _INFORMATIVE][:most]


def _digest(fact: str) -> int:
    digest = hashlib.blake2b(fact.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
