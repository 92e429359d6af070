"""The distinct terms of all queries, numbered, and found in a text in one pass."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from notifier.core.aho_corasick import Automaton, Hit
from notifier.subscriptions.query.term_matching import WORD_CHARACTERS

_FRESH = 1_000
_LARGEST_MERGE = 16_000
"""Building an automaton takes about 1 ms per 1,000 terms; no new term waits for more than this."""

_STARTS_WORD = 1
_ENDS_WORD = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """An automaton over the terms numbered from `first` up to `last`, this one excluded."""

    first: int
    last: int
    automaton: Automaton


class TermIndex:
    """Numbers terms from 0 in the order they come, and says which of them a text contains.

    Terms are never taken out: one that no query asks for any more costs next to nothing.
    New terms first live in a small automaton that is quickly rebuilt, then in larger ones.
    """

    def __init__(self, terms: Iterable[str] = (), segments: Iterable[Segment] = ()) -> None:
        """Take terms, and automata where there are some for the first of them already."""
        self.terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._edges = bytearray()
        self.commonness = array("h")
        """By number, how common we take a term to be: the longer, the rarer."""
        self._segments = list(segments)
        for term in terms:
            self.number(term)

    def number(self, term: str) -> int:
        """Give a term's number, a new one if it has none."""
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
            self._edges.append(
                _STARTS_WORD * (term[0] in WORD_CHARACTERS)
                | _ENDS_WORD * (term[-1] in WORD_CHARACTERS)
            )
            # A Chinese character says as much as two letters.
            letters = len(term) if term.isascii() else 2 * len(term)
            self.commonness.append(1_000 >> min(letters, 9))
        return number

    def compact(self) -> None:
        """Put all terms into one automaton: takes long and makes every scan after it faster."""
        self._segments = []
        if self.terms:
            self._segments.append(self._segment(0))

    def first_hits(self, text: str) -> dict[int, Hit]:
        """Give where each term that the folded text contains stands first.

        The text must begin and end with a line break.
        """
        self._take_up_new_terms()
        first: dict[int, Hit] = {}
        edges = self._edges
        for segment in self._segments:
            base = segment.first
            for hit in segment.automaton.find(text):
                number = hit[2] + base
                if number not in first and (
                    not (edge := edges[number]) or _stands_alone(text, hit, edge)
                ):
                    first[number] = hit
        return first

    def segments(self) -> Iterator[Segment]:
        """Give the automata that together hold every term."""
        self._take_up_new_terms()
        yield from self._segments

    def _take_up_new_terms(self) -> None:
        total = len(self.terms)
        if self._segments and self._segments[-1].last == total:
            return
        first = self._segments[-1].last if self._segments else 0
        while self._segments:
            # Merging with neighbours no larger than what is new keeps the automata few.
            size = self._segments[-1].last - self._segments[-1].first
            if size > max(_FRESH, total - first) or total - first + size > _LARGEST_MERGE:
                break
            first = self._segments.pop().first
        if first < total:
            self._segments.append(self._segment(first))

    def _segment(self, first: int) -> Segment:
        return Segment(first, len(self.terms), Automaton(self.terms[first:]))


def _stands_alone(text: str, hit: Hit, edge: int) -> bool:
    start, end, _ = hit
    return not (
        (edge & _STARTS_WORD and text[start - 1] in WORD_CHARACTERS)
        or (edge & _ENDS_WORD and text[end] in WORD_CHARACTERS)
    )
