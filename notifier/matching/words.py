"""Where a term stands in folded text: Chinese anywhere, Latin only as a word of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notifier.text import CJK

WORD_CHARACTERS = frozenset(
    character
    for character in map(chr, (*range(0x0E00), *range(0x1E00, 0x2000)))
    if character.isalnum()
)
"""Letters and digits of the scripts that put spaces between words: Latin, Greek, Cyrillic …"""

_UNIT = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch is cut out of no longer Latin word or number at its ends."""
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


def units(text: str) -> int:
    """Count the words of a folded text: Latin words, numbers and single Chinese characters."""
    return sum(1 for _ in _UNIT.finditer(text))
