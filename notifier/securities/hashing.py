"""Features as numbers: what the learned models keep their weights under."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final, NamedTuple

BUCKETS: Final = 1 << 18
_MARKS: Final = str.maketrans(dict.fromkeys("^$␣◎\n\0"))
"""What stands for edges, gaps, companies and fillers, and is no word."""


class Features(NamedTuple):
    """What stands around a place: strings of a letter for their kind and the words."""

    legible: list[str]
    """Those that are words of the text, which can be shown."""
    buckets: list[int]
    """The numbers of all, the legible first."""


def features_of(legible: list[str], others: Iterable[str]) -> Features:
    """Return features with their numbers, each once."""
    shown = list(dict.fromkeys(legible))
    return Features(shown, buckets((*shown, *dict.fromkeys(others))))


def buckets(features: Iterable[str]) -> list[int]:
    """Return the numbers under which the weights of features are kept."""
    crc32 = zlib.crc32  # hundreds of times a name
    return [crc32(each.encode("utf-8", "surrogatepass")) % BUCKETS for each in features]


def shown(words: str) -> str:
    """Return the words of a feature as a person reads them, or nothing if they are only marks."""
    words = words.translate(_MARKS).strip()
    return words if any(map(str.isalnum, words)) else ""
