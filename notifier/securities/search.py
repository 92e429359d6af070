"""The pick list: which securities a few typed characters may mean, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from heapq import nsmallest
from importlib import resources
from itertools import product
from typing import Final, NamedTuple

from notifier.core.model import Security
from notifier.securities.codes import MARKETS, market
from notifier.securities.names import NameForm, is_latin

_MOST_READINGS: Final = 24
"""Names with more readings than this keep the first of them; only rare characters have so many."""


class _Entry(NamedTuple):
    text: str
    symbol: str
    is_main: bool


class SearchIndex:
    """Names, numbers and pinyin of a directory's securities, to be searched by any part."""

    def __init__(
        self,
        names: Iterable[tuple[NameForm, tuple[str, ...]]],
        securities: Iterable[Security],
    ) -> None:
        self._names = [
            _Entry(name.text, symbol, name.is_main) for name, symbols in names for symbol in symbols
        ]
        self._securities = list(securities)

    def search(self, wanted: str, limit: int) -> list[str]:
        """Rank symbols for a folded piece of text."""
        wanted = wanted.strip(" @$#")
        if not wanted:
            return []
        best: dict[str, tuple[int, int]] = {}
        for rank, length, symbol in self._hits(wanted):
            place = (rank, length)
            if symbol not in best or place < best[symbol]:
                best[symbol] = place
        places = (
            (rank, length, self._market_ranks[symbol], symbol)
            for symbol, (rank, length) in best.items()
        )
        return [symbol for *_, symbol in nsmallest(limit, places)]

    def find_by_pinyin(self, initials: str) -> list[str]:
        """Return the symbols whose names have exactly these initials, or are so spelt in full."""
        return list(self._by_spelling.get(initials, ()))

    def _hits(self, wanted: str) -> Iterator[tuple[int, int, str]]:
        """Yield (rank, length, symbol); the lower both are, the better the hit."""
        if wanted.isdecimal():
            yield from self._hits_by_number(wanted)
        for name in self._names:
            if wanted in name.text:
                rank = 0 if name.text == wanted else 1 if name.text.startswith(wanted) else 4
                yield rank + (not name.is_main), len(name.text), name.symbol
        if wanted.isascii() and wanted.isalpha():
            yield from self._hits_by_letters(wanted)

    def _hits_by_letters(self, wanted: str) -> Iterator[tuple[int, int, str]]:
        for lower, symbol in self._letters:
            if lower.startswith(wanted):
                yield 1, len(symbol), symbol
        beginning = f" {wanted}"
        for spelt, (initials, full, symbol) in zip(self._spelt, self._pinyin, strict=True):
            if beginning not in spelt:
                continue
            if wanted in initials:
                yield 1, 0, symbol
            elif any(spelling.startswith(wanted) for spelling in full):
                yield 2, min(map(len, full)), symbol
            else:
                yield 3, min(map(len, initials)), symbol

    def _hits_by_number(self, wanted: str) -> Iterator[tuple[int, int, str]]:
        number = wanted.lstrip("0")
        for digits, symbol in self._numbers:
            if number not in digits:
                continue
            if digits.lstrip("0") == number:
                yield 0, len(digits), symbol
            elif digits.startswith(wanted):
                yield 2, len(digits), symbol
            elif digits.endswith(wanted):
                yield 3, len(digits), symbol

    @cached_property
    def _market_ranks(self) -> dict[str, int]:
        return {each.symbol: MARKETS.index(market(each.symbol)) for each in self._securities}

    @cached_property
    def _letters(self) -> list[tuple[str, str]]:
        """Each symbol in small letters, and as it is."""
        return [(each.symbol.lower(), each.symbol) for each in self._securities]

    @cached_property
    def _numbers(self) -> list[tuple[str, str]]:
        """The digits of each symbol that has some, and the symbol."""
        symbols = [security.symbol for security in self._securities]
        numbers = (("".join(filter(str.isdecimal, each)), each) for each in symbols)
        return [(digits, symbol) for digits, symbol in numbers if digits]

    @cached_property
    def _spelt(self) -> list[str]:
        """All spellings of each name in one text: most are ruled out by one look at it."""
        return [f" {' '.join((*initials, *full))}" for initials, full, _ in self._pinyin]

    @cached_property
    def _by_spelling(self) -> dict[str, tuple[str, ...]]:
        """The symbols of each spelling, in the order of the names: a list asks for each word."""
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for initials, full, symbol in self._pinyin:
            for spelling in {*initials, *full}:
                found[spelling][symbol] = None
        return {spelling: tuple(symbols) for spelling, symbols in found.items()}

    @cached_property
    def _pinyin(self) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
        """The initials of each main name, how it is spelt in full, and whose it is."""
        readings = shipped_readings()
        given = {
            security.symbol: {alias[3:] for alias in security.aliases if alias.startswith("py:")}
            for security in self._securities
        }
        entries = []
        for name in self._names:
            if name.is_main and not is_latin(name.text):
                initials, full = spellings(name.text, readings)
                # Tuples: ten thousand names in sets take four times as much memory.
                entries.append((tuple(initials | given[name.symbol]), tuple(full), name.symbol))
        return entries


@cache
def shipped_readings() -> Mapping[str, tuple[str, ...]]:
    """Read which syllables each character can be read as, from the table in the package."""
    path = resources.files("notifier.securities") / "data" / "pinyin.txt"
    readings: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        syllable, characters = line.split(" ")
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    return {character: tuple(found) for character, found in readings.items()}


def sound_alike(one: str, other: str) -> bool:
    """Return whether two different folded texts of as many characters can be read alike."""
    if one == other or len(one) != len(other):
        return False
    (_, read), (_, read_too) = (spellings(text, shipped_readings()) for text in (one, other))
    return not read.isdisjoint(read_too)


def spellings(name: str, readings: Mapping[str, tuple[str, ...]]) -> tuple[set[str], set[str]]:
    """Spell a folded name in every reading: its initials (kdxf), and in full (kedaxunfei)."""
    syllables = [readings.get(character, (character,)) for character in name if character.isalnum()]
    initials = _combine(sorted({syllable[0] for syllable in found}) for found in syllables)
    return initials, _combine(syllables)


def _combine(parts: Iterable[Iterable[str]]) -> set[str]:
    choices = [tuple(part) for part in parts]
    count = 1
    for index, part in enumerate(choices):
        if count * len(part) > _MOST_READINGS:
            choices[index] = part[:1]
        count *= len(choices[index])
    return {"".join(chosen) for chosen in product(*choices)}
