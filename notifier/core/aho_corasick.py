"""Finding many terms in a text in one pass: an Aho-Corasick automaton over characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
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


def longest(hits: Iterable[Hit], may_part: Callable[[int], bool] | None = None) -> Iterator[Hit]:
    """Yield the longest hit at each place, or a shorter one where another goes on from its end.

    中电港灯 is 中电 and 港灯, although 中电港 is a company, too. A term made of two
    others stays whole: 保利协鑫, before 能源. `may_part` says of a term's number whether it may go
    on so; that of 国中 would take 金沙中国 apart.
    """
    by_start: defaultdict[int, list[Hit]] = defaultdict(list)
    spans: set[tuple[int, int]] = set()
    for hit in hits:
        by_start[hit[0]].append(hit)
        spans.add(hit[:2])
    reach = {start: max(end for _, end, _ in found) for start, found in by_start.items()}
    done = 0
    for start in sorted(by_start):
        if reach[start] > done:
            found = max(by_start[start], key=itemgetter(1))
            parts = (
                hit
                for hit in by_start[start]
                if reach.get(hit[1], 0) > reach[start]
                and any(
                    end > reach[start] and (may_part is None or may_part(of))
                    for _, end, of in by_start[hit[1]]
                )
            )
            chosen = next((hit for hit in parts if (hit[1], found[1]) not in spans), found)
            done = chosen[1]
            yield chosen
