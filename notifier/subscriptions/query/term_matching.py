"""Where a term stands in folded text: Chinese anywhere, Latin only as a word of its own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

from notifier.core.folding import CJK, fold

WORD_CHARACTERS = frozenset(
    character
    for character in map(chr, (*range(0x0E00), *range(0x1E00, 0x2000)))
    if character.isalnum()
)
"""Letters and digits of the scripts that put spaces between words: Latin, Greek, Cyrillic …"""

_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


@lru_cache(maxsize=4_096)
def fold_words(text: str) -> str:
    """Fold a term or a name, on one line and with single spaces."""
    return " ".join(fold(" ".join(text.split())).text.split())


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch is not cut out of a longer Latin word or number."""
    if start > 0 and text[start] in WORD_CHARACTERS and text[start - 1] in WORD_CHARACTERS:
        return False
    return not (
        end < len(text) and text[end - 1] in WORD_CHARACTERS and text[end] in WORD_CHARACTERS
    )


def occurrences(text: str, term: str) -> Iterator[int]:
    """Give every place where a folded term stands in a folded text."""
    start = text.find(term)
    while start >= 0:
        if stands_alone(text, start, start + len(term)):
            yield start
        start = text.find(term, start + 1)


def near(text: str, left: str, right: str, distance: int) -> tuple[int, int] | None:
    """Find two terms with at most `distance` words between them, in either order.

    Words are Latin words, numbers and single Chinese characters. Gives where each term starts.
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
