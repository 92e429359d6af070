"""How often texts mean a company by a name that is also a word.

机器人 means machines in market news as well, 完美世界 nearly always the publisher of games: no
dictionary tells that. The weights were learned by `scripts/train_uses.py` from what the judge says
of all the places where a name stands in text without labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def shipped_uses() -> Mapping[str, float]:
    """Read the weights that come with the package: more than 0 if mostly a company is meant."""
    path = resources.files("notifier.securities") / "data" / "name_uses.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    groups = (line.split("\t") for line in lines)
    return {name: float(weight) for weight, names in groups for name in names.split(" ")}
