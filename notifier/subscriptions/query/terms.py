"""Terms in folded text: Chinese stands anywhere, Latin only as a word of its own.

A term is found in a text by itself (`occurrences`), or together with all others in one pass
(`TermIndex`).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from notifier.core.aho_corasick import Automaton, Hit
from notifier.core.folding import CJK, fold

WORD_CHARACTERS = frozenset(
    character
    for character in map(chr, (*range(0x0E00), *range(0x1E00, 0x2000)))
    if character.isalnum()
)
"""Letters and digits of the scripts that put spaces between words: Latin, Greek, Cyrillic …"""

_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")

_FRESH = 1_000
_LARGEST_MERGE = 16_000
"""Building an automaton takes about 1 ms per 1,000 terms; no new term waits for more than this."""

_STARTS_WORD = 1
_ENDS_WORD = 2


@lru_cache(maxsize=4_096)
def fold_words(text: str) -> str:
    """Fold a term or a name, on one line and with single spaces."""
    return " ".join(fold(" ".join(text.split())).text.split())


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a stretch is not cut out of a longer Latin word or number."""
    if start > 0 and text[start] in WORD_CHARACTERS and text[start - 1] in WORD_CHARACTERS:
        return False
    return not (
        end < len(text) and text[end - 1] in WORD_CHARACTERS and text[end] in WORD_CHARACTERS
    )


def occurrences(text: str, term: str) -> Iterator[int]:
    """Yield every place where a folded term stands in a folded text."""
    start = text.find(term)
    while start >= 0:
        if stands_alone(text, start, start + len(term)):
            yield start
        start = text.find(term, start + 1)


def near(text: str, left: str, right: str, distance: int) -> tuple[int, int] | None:
    """Return where two terms stand with at most `distance` words between them, in either order.

    Words are Latin words, numbers and single Chinese characters. Where each starts is returned.
    """
    rights = list(occurrences(text, right))
    if not rights:
        return None
    words = [word.start() for word in _WORD.finditer(text)]

    def are_near(end: int, start: int) -> bool:
        return bisect_left(words, start) - bisect_left(words, end) <= distance

    for start in occurrences(text, left):
        end = start + len(left)
        # The closest on each side are enough: any other has more words in between.
        following = bisect_left(rights, end)
        if following < len(rights) and are_near(end, rights[following]):
            return start, rights[following]
        preceding = bisect_right(rights, start - len(right)) - 1
        if preceding >= 0 and are_near(rights[preceding] + len(right), start):
            return start, rights[preceding]
    return None


@dataclass(frozen=True, slots=True)
class _Segment:
    """An automaton over the terms numbered from `first` up to `last`, this one excluded."""

    first: int
    last: int
    automaton: Automaton


class TermIndex:
    """Numbers terms from 0 in the order they come, and says which of them a text contains.

    Terms are never taken out: one that no query asks for any more costs next to nothing.
    New terms first live in a small automaton that is quickly rebuilt, then in larger ones.
    """

    def __init__(self) -> None:
        self.terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._edges = bytearray()
        self.commonness = array("h")
        """By number, how common we take a term to be: the longer, the rarer."""
        self._segments: list[_Segment] = []

    def number(self, term: str) -> int:
        """Return a term's number, a new one if it has none."""
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
        """Return where each term that the folded text contains stands first.

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

    def _segment(self, first: int) -> _Segment:
        return _Segment(first, len(self.terms), Automaton(self.terms[first:]))


def _stands_alone(text: str, hit: Hit, edge: int) -> bool:
    start, end, _ = hit
    return not (
        (edge & _STARTS_WORD and text[start - 1] in WORD_CHARACTERS)
        or (edge & _ENDS_WORD and text[end] in WORD_CHARACTERS)
    )
