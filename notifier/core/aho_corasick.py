"""Finding many terms in a text in one pass: an Aho-Corasick automaton over characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import ahocorasick_rs

Hit: TypeAlias = tuple[int, int, int]
"""Start, end, and the number of the term that stands there."""


class Automaton:
    """Finds a fixed set of terms, none of them empty; a term's number is its place in the list."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._engine = ahocorasick_rs.AhoCorasick(
            terms,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def find(self, text: str) -> list[Hit]:
        """Return every occurrence of every term, overlapping ones too, by where they end."""
        hits = self._engine.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, number) for number, start, end in hits]


def longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Yield the hits in the order of the text, without those that lie inside a longer one."""
    reach = 0
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if hit[1] > reach:
            reach = hit[1]
            yield hit
