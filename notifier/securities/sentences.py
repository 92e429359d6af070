"""The sentences in which a document names companies, as the judge of mentions reads them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from notifier.securities.evidence import Candidate
from notifier.securities.passage import Passage

_SENTENCE_END: Final = re.compile(r"[。!?\n;]|(?<=[a-z0-9])\. ")
_LATIN_WORD: Final = re.compile("[a-z]{2,}")
_PAIR: Final = re.compile("(?=([\u4e00-\u9fff]{2}))")
_FIGURE: Final = re.compile(r"\d")
_FILLER: Final = "\0"
_NAME: Final = "|"


class Sentences:
    """The sentences of a document, with its names left out."""

    def __init__(self, named: Iterable[Candidate]) -> None:
        """Take every name of the document."""
        spans: defaultdict[Passage, list[tuple[int, int]]] = defaultdict(list)
        for found in named:
            spans[found.passage].append((found.start, found.after))
        self._masked = {passage: _masked(passage, found) for passage, found in spans.items()}
        self._ends = {
            passage: [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
            for passage, text in self._masked.items()
        }
        self._words: dict[tuple[Passage, int, str], frozenset[str]] = {}

    def number(self, found: Candidate) -> int:
        """Return which sentence of its passage a name stands in, from 0 on."""
        return bisect_right(self._ends[found.passage], found.start) - 1

    def start(self, found: Candidate) -> int:
        """Return where the sentence that a name stands in begins."""
        return self._ends[found.passage][self.number(found)]

    def words(self, found: Candidate, script: str) -> frozenset[str]:
        """Return the words of the sentence that a name stands in, each behind its script."""
        key = found.passage, self.number(found), script
        if key not in self._words:
            ends = self._ends[found.passage]
            end = ends[min(bisect_left(ends, found.after), len(ends) - 1)]
            words = _words_of(self._masked[found.passage][ends[key[1]] : end])
            self._words[key] = frozenset(f"{script}E{word}" for word in words)
        return self._words[key]


def _masked(passage: Passage, spans: list[tuple[int, int]]) -> str:
    """Replace names by a mark, and keep every position."""
    text = list(passage.text)
    for start, end in spans:
        text[start:end] = _NAME + _FILLER * (end - start - 1)
    return "".join(text)


def _words_of(sentence: str) -> Iterator[str]:
    """Yield pairs of Chinese characters and English words, and whether it has figures."""
    sentence = sentence.replace(_FILLER, "")
    yield from _PAIR.findall(sentence)
    yield from _LATIN_WORD.findall(sentence)
    if _FIGURE.search(sentence):
        yield "0"
    if "%" in sentence:
        yield "%"
