"""A title or a body as recognition reads it: folded text that remembers where spaces stood."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import Final

from notifier.core.folding import Folded
from notifier.core.model import Document, Field
from notifier.securities.context_words import COIN_TEXT
from notifier.securities.english_words import SPORT_WORDS

_PUNCTUATION: Final = frozenset(
    " \t\n\r,.:;!?、。…·~|/\\\"'()[]{}<>《》【】「」『』〈〉〔〕“”‘’#$&*+=—-_@%•★▲●■◆",
)
_NO_CLAUSE: Final = frozenset("、“‘「『\"'(/·")
_SENTENCE_END: Final = re.compile(r"[。!?\n]")
_TRADITIONAL_SHARE: Final = 0.04
"""Of the characters of a text, how many folding changes at least if it is in Traditional ones."""

_SLUG: Final = re.compile(r"(?:^|[\n;|] *)[A-Z]{4,}(?: [A-Z]+| \d)*-\Z")
"""How agencies mark a headline: BRIEF-Crocs …, UPDATE 1-Apple …."""

_COINS: Final = re.compile(COIN_TEXT)
_SPORT: Final = frozenset(SPORT_WORDS.split())
_WORD: Final = re.compile("[a-z]+")
_SLUG_REACH: Final = 24
_OWNER: Final = re.compile(r"'s(?![a-z])")
_REACH: Final = 4
"""How far around a name a word can begin that crosses the name's edge."""


class Passage:
    """One field of a document, original and folded."""

    def __init__(self, field: Field, original: str, folded: Folded) -> None:
        self.field = field
        self.original = original
        self.folded = folded
        self.text = folded.text
        self._read: dict[tuple[Callable[[str], str | None], int], str | None] = {}
        self._found: dict[tuple[re.Pattern[str], int, int], str | None] = {}

    @cached_property
    def _gaps(self) -> frozenset[int]:
        """The folded positions before which folding dropped white space."""
        return frozenset(start for start, end, *_ in self.folded.pieces if start == end)

    @cached_property
    def is_of_sport(self) -> bool:
        """Whether some sentence of it is about sport."""
        return not _SPORT.isdisjoint(_WORD.findall(self.text))

    @cached_property
    def is_of_coins(self) -> bool:
        """Whether it is about coins, whose short names are also tickers."""
        return _COINS.search(self.text) is not None

    @cached_property
    def is_traditional(self) -> bool:
        """Whether it is written in Traditional characters, as in Hong Kong."""
        written = set(self.original)
        changed = filter(is_chinese, written.difference(self.text))
        return sum(1 for _ in changed) > _TRADITIONAL_SHARE * len(written)

    def folded_position(self, position: int) -> int:
        """Return the offset in the folded text of an offset in the original."""
        return bisect_left(
            range(len(self.text)), position, key=lambda at: self.folded.span(at, at + 1)[0]
        )

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [found.end() for found in _SENTENCE_END.finditer(self.text)]

    def sentence(self, position: int) -> int:
        """Return the number of the sentence that a position stands in."""
        return bisect_right(self._sentence_ends, position)

    def of_sentence(self, position: int, read: Callable[[str], str | None]) -> str | None:
        """Apply `read` to the sentence that `position` stands in, once for each sentence."""
        index = self.sentence(position)
        key = read, index
        if key not in self._read:
            start = self._sentence_ends[index - 1] if index else 0
            ends = self._sentence_ends
            self._read[key] = read(self.text[start : ends[index] if index < len(ends) else None])
        return self._read[key]

    def find_between(self, words: re.Pattern[str], start: int, end: int) -> str | None:
        """Return what of some words its text has between two places, sought once for each."""
        key = words, start, end
        if key not in self._found:
            found = words.search(self.text, start, end)
            self._found[key] = found[0] if found else None
        return self._found[key]

    def surface(self, start: int, end: int) -> tuple[int, int, str]:
        """Return where a folded stretch stands in the original, and how it is written there."""
        left, right = self.folded.span(start, end)
        return left, right, self.original[left:right]

    def has_gap(self, position: int) -> bool:
        """Return whether folding dropped white space before a position."""
        return position in self._gaps

    def begins_at(self, position: int) -> bool:
        """Return whether something can begin here: after punctuation, a space, or nothing."""
        return position == 0 or self.text[position - 1] in _PUNCTUATION or position in self._gaps

    def begins_clause_at(self, position: int) -> bool:
        """Return whether a clause can begin here, and no mere item or quotation."""
        return self.begins_at(position) and self.text[position - 1 : position] not in _NO_CLAUSE

    def ends_at(self, position: int) -> bool:
        """Return whether something can end here: before punctuation, a space, or nothing."""
        text = self.text
        return position == len(text) or text[position] in _PUNCTUATION or position in self._gaps

    def is_inside_word(self, start: int, end: int) -> bool:
        """Return whether a Latin word, a number or an address runs on over an edge of a stretch."""
        text, gaps = self.text, self._gaps
        if start and start not in gaps and _is_latin(text[start]):
            before = text[start - 1]
            if _is_latin(before) or before in "/@_\\":
                return True
            if before in ".,-'" and start > 1 and _is_latin(text[start - 2]):
                return not self._opens_cell(start)
        if end < len(text) and end not in gaps and _is_latin(text[end - 1]):
            after = text[end]
            if _is_latin(after) or after in "/@_\\":
                return True
            if after == "'":  # of Dell'Oro, and not Dell's
                return _OWNER.match(text, end) is None and _is_latin(text[end + 1 : end + 2])
            return after == "." and end + 1 < len(text) and _is_latin(text[end + 1])
        return False

    def _opens_cell(self, start: int) -> bool:
        """Return whether a word behind a comma or a hyphen is a cell, or an agency's headline."""
        if self.text[start - 1] == ",":
            return not self.text[start].isdecimal()
        left, *_ = self.surface(start, start + 1)
        return _SLUG.search(self.original, max(0, left - _SLUG_REACH), left) is not None

    def is_chinese_at(self, start: int, end: int) -> bool:
        """Return whether a stretch has a Chinese character at one of its edges, or near one."""
        text = self.text
        return any(map(is_chinese, text[max(0, start - 2) : start] + text[end : end + 2]))

    def chinese_around(self, start: int, end: int) -> tuple[int, int]:
        """Widen a stretch over the few Chinese characters that touch it."""
        text, gaps = self.text, self._gaps
        left, right = start, end
        while start - left < _REACH and left and is_chinese(text[left - 1]) and left not in gaps:
            left -= 1
        while (
            right - end < _REACH
            and right < len(text)
            and is_chinese(text[right])
            and right not in gaps
        ):
            right += 1
        return left, right


def passages(document: Document) -> tuple[Passage, Passage]:
    """Return the title and the text of a document."""
    return (
        Passage(Field.TITLE, document.title, document.folded_title),
        Passage(Field.TEXT, document.text, document.folded_text),
    )


def _is_latin(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


def is_chinese(character: str) -> bool:
    """Return whether a character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff"
