"""What a sentence asks for, as a model says that learned it from sentences of many people.

A linear model over hashed words and characters, trained by `scripts/train_intents.py`. It says what
is wished for, and nothing of what that is about.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from array import array
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from notifier.core.folding import fold

BUCKETS: Final = 1 << 14
_TOKEN: Final = re.compile(r"[a-z']+|\d+|[\u4e00-\u9fff]|[^\s\w]")
_LONGEST_RUN: Final = 3
_REACH: Final = 5
"""How far apart two tokens of a pair stand at most."""

_STEM: Final = 4
_PER_LENGTH: Final = 4
_LONGEST: Final = 6
RARITY_UNITS: Final = 20
"""Of how rare a feature is, in a byte."""


class Meaning(NamedTuple):
    """What a sentence may ask for, and how likely that is, from 0 to 1."""

    label: str
    likelihood: float


def features(text: str) -> set[str]:
    """Return the features of a sentence: runs and pairs of its words and characters."""
    folded = fold(text).text
    tokens = ["0" if each.isdecimal() else each for each in _TOKEN.findall(folded)]
    framed = ["^", *tokens, "$"]
    found = {
        " ".join(framed[at : at + size])
        for size in range(1, _LONGEST_RUN + 1)
        for at in range(len(framed) - size + 1)
    }
    for at, first in enumerate(framed):
        found.update(f"{first}…{later}" for later in framed[at + 2 : at + _REACH + 1])
    found.update(f"{each[:_STEM]}-" for each in tokens if each.isascii() and len(each) >= _STEM)
    found.add(f"#{min(_LONGEST, len(tokens) // _PER_LENGTH)}")
    return found


def bucket(feature: str) -> int:
    """Return the number under which a feature's weights are kept."""
    return zlib.crc32(feature.encode()) % BUCKETS


class IntentModel:
    """The weights of each feature for each label, small integers."""

    def __init__(
        self,
        labels: Sequence[str],
        weights: array[int],
        rarity: bytes,
        biases: Sequence[float],
        unit: float,
    ) -> None:
        """Take a row of weights a bucket, one a label; `unit` is what 1 of them is worth.

        `rarity` has a byte a bucket: how much its features tell, in `RARITY_UNITS`.
        """
        self.labels = labels
        self._weights = weights
        self._rarity = rarity
        self._biases = biases
        self._unit = unit

    @classmethod
    def loads(cls, data: bytes) -> IntentModel:
        """Read what `dumps` wrote."""
        head, _, rest = zlib.decompress(data).partition(b"\n")
        labels, biases, unit = json.loads(head)
        return cls(labels, array("b", rest[BUCKETS:]), rest[:BUCKETS], biases, unit)

    def dumps(self) -> bytes:
        """Return the model as it is kept in a file."""
        head = json.dumps((self.labels, self._biases, self._unit)).encode()
        return zlib.compress(head + b"\n" + self._rarity + self._weights.tobytes(), level=9)

    def meanings(self, text: str) -> list[Meaning]:
        """Return what a sentence may ask for, the likeliest first."""
        wide = len(self.labels)
        buckets = {bucket(each) for each in features(text)}
        length = math.sqrt(sum(self._rarity[each] ** 2 for each in buckets)) or 1.0
        odds = list(self._biases)
        for each in buckets:
            worth = self._unit * self._rarity[each] / length
            row = self._weights[each * wide : (each + 1) * wide]
            odds = [sum_ + worth * weight for sum_, weight in zip(odds, row, strict=True)]
        most = max(odds)
        shares = [math.exp(each - most) for each in odds]
        total = sum(shares)
        found = (
            Meaning(*each) for each in zip(self.labels, (s / total for s in shares), strict=True)
        )
        return sorted(found, key=lambda each: -each.likelihood)


@cache
def shipped_intents() -> IntentModel:
    """Read the model that comes with the package."""
    path = resources.files("notifier.bot") / "data" / "intent_model.bin"
    return IntentModel.loads(path.read_bytes())
