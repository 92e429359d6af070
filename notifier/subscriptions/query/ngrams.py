"""What a search index over stored articles should hold, and what to ask it for a query.

An n-gram is a Latin word or number, or two neighbouring Chinese characters; the last character of a
Chinese stretch is one by itself, so that a single character is found as the beginning of an n-gram.
An article for which a query holds has what one of the query's `SearchTerms` asks for; the index
need not be exact beyond that, for whatever it gives is asked the query itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from notifier.core.model import Document, Mention, Role
from notifier.subscriptions.query.compiler import ALWAYS, Key, compile_query, index_keys
from notifier.subscriptions.query.evaluate import languages
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.terms import WORD_CHARACTERS, TermIndex, fold_words

_LATIN = "".join(sorted(WORD_CHARACTERS))
_RUN = re.compile(rf"(?P<latin>[{_LATIN}]+)|[^\W_{_LATIN}]+")


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """What an article must have all of."""

    ngrams: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    """Beginnings of n-grams."""
    keys: frozenset[str] = frozenset()
    """`@SYMBOL` for a security it is about, `source:name`, `category:word` (folded, within one of
    its categories) and `lang:tag` (or a tag that begins with it and a hyphen)."""


def ngrams(folded: str) -> set[str]:
    """Return the ngrams of a folded text."""
    found: set[str] = set()
    for run in _RUN.finditer(folded):
        if run["latin"]:
            found.add(run[0])
        else:
            found.update(_pairs(run[0]))
            found.add(run[0][-1])
    return found


def search_tokens(document: Document, mentions: Iterable[Mention]) -> set[str]:
    """Return what the index keeps of an article."""
    tokens = ngrams(document.folded_title.text) | ngrams(document.folded_text.text)
    tokens |= {f"@{each.symbol}" for each in mentions if each.role is Role.SUBJECT}
    tokens.add(f"source:{fold_words(document.source)}")
    tokens |= {f"lang:{tag}" for tag in languages(document.lang or "")}
    return tokens


def _pairs(run: str) -> Iterator[str]:
    return map("".join, pairwise(run))


def search_terms(query: Query) -> list[SearchTerms]:
    """Return what an article for which the query holds has, one or more of them.

    One that asks for nothing means that every article has to be looked at.
    """
    terms = TermIndex()
    pairs = index_keys(compile_query(query.root, terms), terms).pairs
    return [_search_terms([key for key in pair if key != ALWAYS], terms) for pair in pairs]


def _search_terms(keys: list[Key], terms: TermIndex) -> SearchTerms:
    whole: set[str] = set()
    beginnings: set[str] = set()
    for number in (key for key in keys if isinstance(key, int)):
        for run in _RUN.finditer(terms.terms[number]):
            if run["latin"]:
                whole.add(run[0])
            elif len(run[0]) == 1:
                beginnings.add(run[0])
            else:
                whole.update(_pairs(run[0]))
    named = frozenset(key for key in keys if isinstance(key, str))
    return SearchTerms(frozenset(whole), frozenset(beginnings), named)
