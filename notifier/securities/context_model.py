"""The learned judge of doubtful names: whether a word means a company, by what stands around it.

A linear model over hashed features, trained by `scripts/train_context.py` on text that needs no
labels. It says nothing of the name itself.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from notifier.securities.hashing import Features, shown

_HEADER: Final = struct.Struct("<ff")
_LIMIT: Final = 8.0
"""How much a context may say for or against a company, in the units of evidence."""

_LEVEL: Final = 1.7
"""What is added to the odds, so that evidence is accepted where labelled sets stay precise."""


class Judgement(NamedTuple):
    """What a context says of a company: more than 0 for it, less against it."""

    weight: float
    words: str
    """Those that say it most clearly; may be empty."""


class ContextModel:
    """The weights of features, each a small integer."""

    def __init__(self, weights: Iterable[int], unit: float, bias: float) -> None:
        """Take a weight from -127 to 127 for every bucket; `unit` is what 1 of them is worth."""
        self._weights = array("b", weights)
        self._unit = unit
        self._bias = bias

    @classmethod
    def loads(cls, data: bytes) -> ContextModel:
        """Read what `dumps` wrote."""
        raw = zlib.decompress(data)
        unit, bias = _HEADER.unpack_from(raw)
        return cls(array("b", raw[_HEADER.size :]), unit, bias)

    def dumps(self) -> bytes:
        """Return the model as it is kept in a file."""
        return zlib.compress(
            _HEADER.pack(self._unit, self._bias) + self._weights.tobytes(), level=9
        )

    def judge(self, found: Features) -> Judgement:
        """Weigh the features of one place."""
        weighed = list(map(self._weights.__getitem__, found.buckets))
        weight = self._unit * sum(weighed) + self._bias + _LEVEL
        said = list(zip(weighed, found.legible, strict=False))
        choose = max if weight > 0 else min
        words = shown(choose(said, default=(0, ""))[1][1:])
        if not words:  # an edge or a mark says most
            ranked = sorted(said, reverse=weight > 0)
            words = next(filter(None, (shown(each[1:]) for _, each in ranked)), "")
        return Judgement(max(-_LIMIT, min(_LIMIT, weight)), words)


@cache
def shipped_model() -> ContextModel:
    """Read the model that comes with the package."""
    path = resources.files("notifier.securities") / "data" / "context_model.bin"
    return ContextModel.loads(path.read_bytes())
