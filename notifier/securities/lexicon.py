"""Ordinary language: which strings are words, how common they are, and where a text divides."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final


class WordKind(StrEnum):
    """The coarse part of speech of a word in the table."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    IDIOM = "idiom"
    PLACE = "place"
    ORGANISATION = "organisation"
    PROPER = "proper"
    PERSON = "person"
    TIME = "time"
    NUMBER = "number"
    OTHER = "other"


_KINDS: Final = tuple(WordKind)
_BUCKETS: Final = 32
_END: Final = "\0"
"""Ends each word in the text of all; no text that is read has it."""
_LONGEST: Final = 4
_ALL_BITS: Final = 26
"""The base-two logarithm of the number of words the frequencies were counted in."""

_UNKNOWN_COST: Final = _ALL_BITS - 1


class _Table:
    """A small number for each of two hundred thousand words, in a fifth of a dict's memory.

    The words stand in one text; by its hash each has a place in a table of at least twice as many,
    or else the next that is free. A look-up takes a quarter of a microsecond, four times what it
    takes in a dict; an article has some hundred and fifty.
    """

    def __init__(self, groups: Iterable[tuple[int, Iterable[str]]]) -> None:
        """Take words in groups of one number; of a word that is in several the last counts."""
        joined = [(number, text) for number, words in groups if (text := _END.join(words))]
        self._text = _END.join(("", *(words for _, words in joined), ""))
        size = 1 << (self._text.count(_END).bit_length() + 1)
        self._last = size - 1
        self._starts = array("I", bytes(array("I").itemsize * size))
        """Where in the text the word of each place begins; 0 where there is none."""
        self._numbers = array("H", bytes(array("H").itemsize * size))
        end = len(self._text)
        for number, words in reversed(joined):
            start = end - len(words) - 1
            end = start
            for word in words.split(_END):
                place = hash(word) & self._last
                while self._starts[place]:
                    place = (place + 1) & self._last
                self._starts[place], self._numbers[place] = start, number
                start += len(word) + 1

    def get(self, word: str) -> int | None:
        """Return the number of a word, None of what is none."""
        place = hash(word) & self._last
        while start := self._starts[place]:
            if self._text.startswith(word, start) and self._text[start + len(word)] == _END:
                return self._numbers[place]
            place = (place + 1) & self._last
        return None


class Words:
    """A table of words with frequencies as powers of two, and the segmentation it implies."""

    def __init__(self, groups: Iterable[tuple[WordKind, int, Iterable[str]]]) -> None:
        """Take words in groups of one kind and one frequency, a power of two."""
        self._table = _Table(
            (_KINDS.index(kind) * _BUCKETS + bucket, words) for kind, bucket, words in groups
        )

    def __contains__(self, word: str) -> bool:
        return self._table.get(word) is not None

    def kind(self, word: str) -> WordKind | None:
        """Return what part of speech a word is, or None for what is no word."""
        found = self._table.get(word)
        return None if found is None else _KINDS[found // _BUCKETS]

    def frequency(self, word: str) -> int:
        """Return how common a word is, as a power of two; 0 for what is no word."""
        return (self._table.get(word) or 0) % _BUCKETS

    def split(self, text: str) -> list[str]:
        """Cut a text into its likeliest words; unknown characters stand alone."""
        _, cuts = self._best(text, {})
        return [text[start:end] for start, end in pairwise(cuts)]

    def tag(self, text: str) -> list[tuple[str, WordKind | None, int]]:
        """Cut a text into words, each with its part of speech and its frequency."""
        return [(word, self.kind(word), self.frequency(word)) for word in self.split(text)]

    def bits(self, text: str) -> int:
        """Return how seldom its words follow on one another by chance, as a power of two."""
        cost, _ = self._best(text, {})
        return cost

    def crossing(self, window: str, start: int, end: int, *, name_bits: int | None) -> str | None:
        """Return the word that crosses an edge of window[start:end] in the likeliest reading.

        `window` is the name with some characters around it; `name_bits` is how common the name
        itself is taken to be, as a power of two, None if it is only as likely as its words.
        """
        if not (self._spans(window, start) or self._spans(window, end)):
            return None
        extra = {} if name_bits is None else {window[start:end]: _ALL_BITS - name_bits}
        _, cuts = self._best(window, extra)
        for edge in (end, start):
            if edge not in cuts:
                before = max(cut for cut in cuts if cut < edge)
                after = min(cut for cut in cuts if cut > edge)
                return window[before:after]
        return None

    def _spans(self, text: str, edge: int) -> bool:
        """Return whether any word of the table lies across a place in a text."""
        return any(
            text[first:last] in self
            for first in range(max(0, edge - _LONGEST + 1), edge)
            for last in range(edge + 1, min(len(text), first + _LONGEST) + 1)
        )

    def _best(self, text: str, extra: Mapping[str, int]) -> tuple[int, list[int]]:
        """Return the cheapest way to cut `text` into words, in bits, and where it cuts."""
        table = self._table
        longest = max((_LONGEST, *map(len, extra)))
        costs = [0]
        origins = [0]
        for end in range(1, len(text) + 1):
            best, origin = costs[end - 1] + _UNKNOWN_COST, end - 1
            for start in range(max(0, end - longest), end):
                word = text[start:end]
                found = table.get(word)
                cost = extra.get(word) if found is None else _ALL_BITS - found % _BUCKETS
                if cost is not None and costs[start] + cost <= best:
                    best, origin = costs[start] + cost, start
            costs.append(best)
            origins.append(origin)
        cuts = [len(text)]
        while cuts[-1]:
            cuts.append(origins[cuts[-1]])
        return costs[-1], cuts[::-1]


@cache
def shipped_words() -> Words:
    """Read the word table that comes with the package."""
    path = resources.files("notifier.securities") / "data" / "words.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = (line.split("\t") for line in lines)
    return Words((WordKind(kind), int(bucket), words.split(" ")) for kind, bucket, words in groups)


@cache
def shipped_english() -> Mapping[str, int]:
    """Read the English words that come with the package, each with its rank by frequency."""
    path = resources.files("notifier.securities") / "data" / "words_en.txt"
    return {word: rank for rank, word in enumerate(path.read_text(encoding="utf-8").split(), 1)}


@cache
def shipped_given_names() -> frozenset[str]:
    """Read the given names of persons, in small letters, that come with the package."""
    path = resources.files("notifier.securities") / "data" / "given_names.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


def is_english_word(word: str) -> bool:
    """Return whether a word in small letters is one of ordinary English."""
    return word in shipped_english()
