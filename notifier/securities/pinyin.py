"""How Chinese names are typed on a keyboard without Chinese: all their readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import product
from typing import Final

_MOST_READINGS: Final = 24
"""Names with more readings than this keep the first of them; only rare characters have so many."""


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
