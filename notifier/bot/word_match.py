"""Words that are looked for in what people type, and what was found as it was typed. Pure.

Patterns are compared with the folded text, so that they are written once: in small letters,
simplified characters and half widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from notifier.core.folding import Folded, fold

_SPACE = re.compile(r" (?=\()|(?<=[)?*+|]) |(?<=\(\?:) ")
"""A space beside a group of a pattern, or at its beginning."""
_GAP = r"(?: |(?<=[^\x00-\x7f])|(?=[^\x00-\x7f]))"
"""A space, or where there was one: beside Chinese, folding takes it away."""


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern whose groups may hold Chinese, spaced or not: `remove (.+)`."""
    return re.compile(_SPACE.sub(lambda _: _GAP, pattern))


@dataclass(frozen=True, slots=True)
class Match:
    """What a pattern found in the folded form of a text, as it was typed."""

    typed: str
    folded: Folded
    found: re.Match[str]

    def __getitem__(self, group: int | str) -> str:
        """Return a group of it; empty where it is none of it."""
        start, end = self.found.span(group)
        if end <= start:
            return ""
        start, end = self.folded.span(start, end)
        return self.typed[start:end].strip()

    @property
    def last(self) -> str:
        """The last group of it that found something."""
        return self[self.found.lastindex or 0]

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands in the text."""
        return self.folded.span(*self.found.span())

    @property
    def behind(self) -> str:
        """What stands behind it."""
        return self.typed[self.span[1] :]

    @property
    def without(self) -> str:
        """The text without it."""
        start, end = self.span
        return self.typed[:start] + self.typed[end:]


def match_whole(patterns: Iterable[str], text: str) -> Match | None:
    """Return the match of the first pattern that all of a text is."""
    folded = fold(text)
    matches = (compiled(pattern).fullmatch(folded.text) for pattern in patterns)
    return next((Match(text, folded, found) for found in matches if found), None)


def match_start(pattern: str, text: str) -> Match | None:
    """Return what a pattern matches at the start of a text; None where that is nothing."""
    folded = fold(text)
    found = compiled(pattern).match(folded.text)
    return Match(text, folded, found) if found and found[0] else None


def find_first(pattern: str, text: str) -> Match | None:
    """Return the first that a pattern finds in a text; None where that is nothing."""
    folded = fold(text)
    found = compiled(pattern).search(folded.text)
    return Match(text, folded, found) if found and found[0] else None


def cut_first(pattern: str, text: str) -> str:
    """Return a text without the first that a pattern finds in it."""
    found = find_first(pattern, text)
    return found.without if found else text
