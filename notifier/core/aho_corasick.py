"""Finding many terms in a text in one pass: an Aho-Corasick automaton over characters.

daachorse is the fastest there is for this (see benchmarks/match.py), and can be saved; it has no
wheels for ARM Linux and musl, where ahocorasick-rs does the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeAlias

import ahocorasick_rs

try:
    from daachorse import CharwiseDoubleArrayAhoCorasick
except ImportError:
    HAS_DAACHORSE = False
else:
    HAS_DAACHORSE = True

Hit: TypeAlias = tuple[int, int, int]
"""Start, end, and the number of the term that stands there."""


class Automaton(Protocol):
    """Finds a fixed set of terms."""

    def find(self, text: str) -> list[Hit]:
        """Give every occurrence of every term, overlapping ones too, by where they end."""
        ...

    def dump(self) -> bytes:
        """Give what `load` needs to be quick; empty if nothing helps."""
        ...


def longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Give the hits in the order of the text, without those that lie inside a longer one."""
    reach = 0
    for hit in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if hit[1] > reach:
            reach = hit[1]
            yield hit


class _Nothing:
    """Finds nothing: neither engine takes an empty list of terms."""

    def find(self, text: str) -> list[Hit]:  # noqa: ARG002 - as every automaton
        return []

    def dump(self) -> bytes:
        return b""


class _Daachorse:
    def __init__(self, engine: CharwiseDoubleArrayAhoCorasick) -> None:
        self.find = engine.find_overlapping
        self.dump = engine.serialize


class _AhoCorasickRs:
    def __init__(self, terms: Sequence[str]) -> None:
        self._engine = ahocorasick_rs.AhoCorasick(
            terms,
            store_patterns=False,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def find(self, text: str) -> list[Hit]:
        hits = self._engine.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, number) for number, start, end in hits]

    def dump(self) -> bytes:
        return b""


def build(terms: Sequence[str], *, portable: bool = not HAS_DAACHORSE) -> Automaton:
    """Build an automaton over terms, none of them empty.

    `portable` takes the engine that there is everywhere.
    """
    if not terms:
        return _Nothing()
    if portable:
        return _AhoCorasickRs(terms)
    return _Daachorse(CharwiseDoubleArrayAhoCorasick(list(terms)))


def load(data: bytes, terms: Sequence[str]) -> Automaton:
    """Take up what `dump` gave for these very terms. Raises ValueError if it is damaged."""
    if not data or not HAS_DAACHORSE:
        return build(terms)
    return _Daachorse(CharwiseDoubleArrayAhoCorasick.deserialize(data))
