"""Folding: one comparable form for every spelling of the same text, with the way back kept.

Two texts that a reader would call the same (full-width or half-width, upper or lower case) fold to
the same string; offsets lead from the folded text to the original, so that what matched can be
shown as it was written.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `offsets[i]` is where folded character `i` stands in the original.

    `offsets` has one entry more than `text`; None where folded and original positions are equal.
    """

    text: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Lead a half-open stretch of the folded text back to the original's offsets."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def fold(text: str) -> Folded:
    """Fold `text` for comparison: compatibility width and case."""
    folded: list[str] = []
    offsets: list[int] = []
    for position, character in enumerate(text):
        form = unicodedata.normalize("NFKC", character).casefold()
        folded.append(form)
        offsets.extend([position] * len(form))
    offsets.append(len(text))
    return Folded("".join(folded), tuple(offsets))
