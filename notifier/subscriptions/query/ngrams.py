"""What a search index over stored articles should hold, and what to ask it for a query.

A gram is a Latin word or number, or two neighbouring Chinese characters; the last character of a
Chinese stretch is one by itself, so that a single character is found as the beginning of a gram.
An article for which a query holds has what one of the query's `Wanted` asks for; the index need
not be exact beyond that, for whatever it gives is asked the query itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from notifier.subscriptions.query.compiler import ALWAYS, Key, compiled, filing
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.query.terms import WORD_CHARACTERS, TermIndex

_LATIN = "".join(sorted(WORD_CHARACTERS))
_RUN = re.compile(rf"(?P<latin>[{_LATIN}]+)|[^\W_{_LATIN}]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an article must have all of: whole grams, beginnings of grams, and keys.

    Keys are `@SYMBOL` for a security it is about, `source:name`, `category:word` (folded, within
    one of its categories) and `lang:tag` (or a tag that begins with it and a hyphen).
    """

    grams: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


def grams(folded: str) -> set[str]:
    """Give the grams of a folded text."""
    found: set[str] = set()
    for run in _RUN.finditer(folded):
        if run["latin"]:
            found.add(run[0])
        else:
            found.update(_pairs(run[0]))
            found.add(run[0][-1])
    return found


def _pairs(run: str) -> Iterator[str]:
    return map("".join, pairwise(run))


def wanted(query: Query) -> list[Wanted]:
    """Give what an article for which the query holds has, one or more of them.

    One that asks for nothing means that every article has to be looked at.
    """
    terms = TermIndex()
    pairs = filing(compiled(query.root, terms), terms).pairs
    return [_wanted([key for key in pair if key != ALWAYS], terms) for pair in pairs]


def _wanted(keys: list[Key], terms: TermIndex) -> Wanted:
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
    return Wanted(frozenset(whole), frozenset(beginnings), named)
