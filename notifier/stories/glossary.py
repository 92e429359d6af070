"""What words are in English: Chinese ones, and English ones that reporters use for one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Final

from notifier.securities.search import shipped_readings, spellings

_LONGEST: Final = 4
_LEAST_STEM: Final = 3
_ENDING: Final = re.compile(
    r"(?:(?<=([bdgmnprt]))\1(?:ing|ed|[eo]rs?)|s"
    r"|(?<=....)(?:at(?:ion|e|or)s?|ated|ating|ments?|ings?|ions?|[eo]rs?|als?|i?ed|ies|es?|y))$"
)


@cache
def shipped_glossary() -> Mapping[str, str]:
    """Read the glossary that comes with the package: of each word the stems it may be, in a row."""
    path = resources.files("notifier.stories") / "data" / "glossary.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def cut(text: str) -> Iterator[str]:
    """Cut what the word table does not know into words of the glossary and what is between them."""
    start = place = 0
    while place < len(text):
        ends = range(min(place + _LONGEST, len(text)), place + 1, -1)
        end = next((each for each in ends if text[place:each] in shipped_glossary()), 0)
        if end:
            yield from filter(None, (text[start:place], text[place:end]))
            start = end
        place = end or place + 1
    if start < len(text):
        yield text[start:]


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return a Latin word without its ending, so that its forms are one."""
    word = word.removesuffix("'s").strip(".'-")
    ending = None if word.endswith("ss") else _ENDING.search(word, _LEAST_STEM)
    return word[: ending.start()] if ending else word


@lru_cache(maxsize=10_000)
def _stems(word: str) -> frozenset[str]:
    """Return what a word may be in English; where nobody knows, how it or a given name is spelt."""
    if word in shipped_glossary():
        return frozenset(shipped_glossary()[word].split())
    names = () if word.isascii() else {word, word[-2:]}
    return frozenset(
        stem(spelt) for name in names for spelt in spellings(name, shipped_readings())[1]
    )


def in_english(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return of each word, in order, the stems of what it, or one like it, may be in English.

    What two words are together counts for both: 欧洲 央行.
    """
    found = {word: _stems(word) for word in words}
    for one, other in pairwise(words):
        if one + other in shipped_glossary():
            found[one] |= _stems(one + other)
            found[other] |= _stems(one + other)
    return found
