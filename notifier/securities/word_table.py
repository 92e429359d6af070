"""Tables of words that may stand right after or right before a place in a text."""

from __future__ import annotations

from collections import defaultdict


class WordTable:
    """A set of words, found by where they begin or end; the longest one counts."""

    def __init__(self, words: str) -> None:
        """Read words separated by white space."""
        by_first: defaultdict[str, list[str]] = defaultdict(list)
        by_last: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(set(words.split()), key=len, reverse=True):
            by_first[word[0]].append(word)
            by_last[word[-1]].append(word)
        self._by_first = {first: tuple(found) for first, found in by_first.items()}
        self._by_last = {last: tuple(found) for last, found in by_last.items()}

    def at(self, text: str, position: int) -> str | None:
        """Give the longest word that begins at `position`."""
        for word in self._by_first.get(text[position : position + 1], ()):
            if text.startswith(word, position):
                return word
        return None

    def before(self, text: str, position: int) -> str | None:
        """Give the longest word that ends at `position`."""
        for word in self._by_last.get(text[position - 1 : position], ()) if position else ():
            if text.endswith(word, 0, position):
                return word
        return None
