"""How a name is tied to its sentence: what links it, what follows, what stands beside it.

A sentence tells of who acts, and names others to place them: «which competes with X», «与X签订»,
«旗下». Whoever stands behind such a word is seldom the one that the text is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from notifier.securities import context_words as table
from notifier.securities import english_words

_EDGE: Final = "^"
"""What stands for the beginning of a sentence (in Chinese, of a clause), and for no word behind."""

_NOTHING: Final = "~"
"""What stands for a link that is too far off to count."""

_TOKEN: Final = re.compile(r"['’]s\b|[a-z]+|\d[\d.,%]*|[^\s\w]")
_LINKS: Final = frozenset(english_words.LINKS.split())
_VERBS: Final = frozenset(english_words.AUXILIARIES.split())
_ENDINGS: Final = ("ed", "ing", "s")
_NEAR: Final = 6
"""How many English words before a name the one that links it is looked for in."""

_REACH: Final = 200
"""How many characters before a name are read at most."""

_CLAUSE_END: Final = re.compile(r'[,。;:!?()“”"\n]')
_CHINESE_LINK: Final = re.compile(table.LINK)
_CHINESE_NEAR: Final = 10
_FAR: Final = 2
"""English words, or Chinese characters more than these, from which on a link is far off."""

_WORDS, _CHARACTERS = 8, 9
"""How much is read of what stands between two companies, next to the one in question."""

_FEW_WORDS, _FEW_CHARACTERS = 3, 4
"""Up to how much of that is also read as one."""


class Tie(NamedTuple):
    """What ties a name to its sentence."""

    link: str
    """The word or the mark before it that links it."""
    far: int
    """How far off that is: 0 (beside it), 1, or 2 for all that is further."""
    follows: str
    """What sort of word stands behind it."""

    @property
    def begins(self) -> bool:
        """Whether the name begins a clause."""
        return self.far == 0 and not self.link.isalnum()


def tie(text: str, left: int, start: int, after: int, *, is_chinese: bool) -> Tie:
    """Return what ties a name, from `start` to `after`, to its sentence, which begins at `left`."""
    before = text[max(left, start - _REACH) : start]
    if is_chinese:
        return Tie(*_chinese_link(before), text[after : after + 1])
    return Tie(*_english_link(_TOKEN.findall(before)), _follows(text, after))


def words_between(text: str, side: str, *, is_chinese: bool) -> Iterator[str]:
    """Yield the words of what stands between two companies, `<` before the one in question or `>`.

    Little of it is yielded as a whole besides.
    """
    words = (
        [text[at : at + 2] for at in range(len(text) - 1)] if is_chinese else _TOKEN.findall(text)
    )
    reach = _CHARACTERS if is_chinese else _WORDS
    yield from words[:reach] if side == ">" else words[-reach:]
    if is_chinese and len(text) <= _FEW_CHARACTERS:
        yield f"={text}"
    elif not is_chinese and len(words) <= _FEW_WORDS:
        yield f"={' '.join(words)}"


def _english_link(before: list[str]) -> tuple[str, int]:
    for far, word in enumerate(reversed(before[-_NEAR:])):
        if word in _LINKS or not (word[0].isalnum() or word[0] in "'’"):
            return word, min(far, _FAR)
    return _EDGE if len(before) <= _NEAR else _NOTHING, min(len(before), _FAR)


def _chinese_link(before: str) -> tuple[str, int]:
    clause = _CLAUSE_END.split(before)[-1]
    link, far = _EDGE, len(clause)
    for found in _CHINESE_LINK.finditer(clause, max(0, len(clause) - _CHINESE_NEAR)):
        link, far = found[0], len(clause) - found.end()
    return link, (far > 0) + (far > _FAR)


def _follows(text: str, after: int) -> str:
    found = _TOKEN.search(text, after)
    if not found or found.start() > after + 1:
        return _EDGE
    word = found[0]
    if word in _VERBS or not word[0].isalnum():
        return word
    if word[0].isdigit():
        return "0"
    if word in _LINKS:
        return "link"
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "word")
