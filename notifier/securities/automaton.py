"""One pass over a text for many names at once, with whichever engine this machine has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import ahocorasick_rs

try:
    from daachorse import CharwiseDoubleArrayAhoCorasick as _Fast
except ImportError:  # no wheel for this machine (ARM Linux, musl)
    _HAS_FAST = False
else:
    _HAS_FAST = True


class _Engine(Protocol):
    def find_overlapping(self, text: str) -> list[tuple[int, int, int]]: ...


class _Fallback:
    """ahocorasick-rs behind daachorse's door."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(list(patterns))

    def find_overlapping(self, text: str) -> list[tuple[int, int, int]]:
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, number) for number, start, end in hits]


class Automaton:
    """Finds all occurrences of a fixed list of patterns; results name patterns by position."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._engine: _Engine | None = None
        if patterns:
            self._engine = _Fast(list(patterns)) if _HAS_FAST else _Fallback(patterns)

    def longest(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Find (start, end, pattern), leaving out what lies inside a longer occurrence."""
        if self._engine is None or not text:
            return
        hits = self._engine.find_overlapping(text)
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        reach = 0
        for hit in hits:
            if hit[1] > reach:
                reach = hit[1]
                yield hit
