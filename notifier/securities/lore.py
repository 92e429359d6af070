"""What is known of names beyond the lists: businesses, groups and nicknames of listed companies."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from notifier.securities.names import NameKind
from notifier.text import fold


@dataclass(frozen=True, slots=True)
class Lore:
    """A folded name that stands for symbols without being a listed name of theirs."""

    name: str
    kind: NameKind
    symbols: tuple[str, ...]


@cache
def shipped_lore() -> tuple[Lore, ...]:
    """Read the names that come with the package."""
    path = resources.files("notifier.securities") / "data" / "lore.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return tuple(
        Lore(fold(row["name"]).text, NameKind(row["kind"]), tuple(row["symbols"].split("|")))
        for row in rows
    )
