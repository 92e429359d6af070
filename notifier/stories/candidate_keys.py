"""By what articles that may report the same thing are found among many: digests that they share.

Two reports of one event nearly always share some of these, and articles that share none are not
compared. Within a company's news its words tell; elsewhere only words that are rare do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

from notifier.stories.article_facts import Statement

_WORDS: Final = 8
_LEAD_WORDS: Final = 6
_RARE_WORDS: Final = 3
_TELLING: Final = 9.0
"""A word that tells less than this, in bits, finds too much."""
_AMOUNTS: Final = 6
_COMPANIES: Final = 3
_SYMBOLS: Final = 8
"""An article that names more is about none of them."""


def keys(statement: Statement) -> frozenset[int]:
    """Return the digests of an article, each a whole number of 64 bits with a sign."""
    return frozenset(map(_digest, _facts(statement)))


def _facts(statement: Statement) -> Iterator[str]:
    words = [*_telling(statement.words, _WORDS)]
    words += _telling(statement.lead_words, _LEAD_WORDS)
    companies = [min(each.symbols) for each in statement.subjects if each.symbols][:_COMPANIES]
    if len(statement.symbols) <= _SYMBOLS:
        yield from (f"@{symbol}" for symbol in statement.symbols)
    for company in companies:
        yield from (f"@{company} {word}" for word in words)
    yield from words[:_RARE_WORDS] if companies else words
    numbers = [each for each in statement.amounts if each.digits > 1]
    for amount in sorted(numbers, key=lambda each: -each.digits)[:_AMOUNTS]:
        yield f"#{amount.value:.{min(amount.digits, 3) - 1}e}"


def _telling(words: Mapping[str, float], most: int) -> list[str]:
    """Return the words that tell most, the most telling first."""
    ranked = sorted(words, key=lambda word: (-words[word], word))
    return [word for word in ranked if words[word] >= _TELLING][:most]


def _digest(fact: str) -> int:
    digest = hashlib.blake2b(fact.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
