"""What is known of names beyond the lists: businesses, groups and nicknames of listed companies."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from notifier.core.folding import fold
from notifier.securities.mention_roles import Trade
from notifier.securities.names import NameKind


@dataclass(frozen=True, slots=True)
class Byname:
    """A folded name that stands for symbols without being a listed name of theirs."""

    name: str
    kind: NameKind
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lore:
    """The names, brands and trades that come with the package."""

    bynames: tuple[Byname, ...] = ()
    brands: frozenset[str] = frozenset()
    """Words of the dictionary that mean a company first of all: 百度, 格力."""
    issuers: tuple[tuple[str, ...], ...] = ()
    """Listings of one company that nothing in their names joins."""
    trades: Mapping[str, Trade] = field(default_factory=dict)
    """Names whose companies are often only quoted."""


_BYNAME_KINDS = {
    "business": NameKind.BUSINESS,
    "group": NameKind.GROUP,
    "nickname": NameKind.LISTED,
}


def read_lore(rows: Iterable[Mapping[str, str]]) -> Lore:
    """Read rows of name, kind and symbols."""
    bynames: list[Byname] = []
    brands: set[str] = set()
    """Listings of one company that nothing in their names joins."""
    trades: dict[str, Trade] = {}
    for row in rows:
        name, kind = fold(row["name"]).text, row["kind"]
        symbols = tuple(row["symbols"].split("|"))
        if kind in _BYNAME_KINDS:
            bynames.append(Byname(name, _BYNAME_KINDS[kind], symbols))
            if kind != "nickname":
                brands.add(name)
        elif kind == "brand":
            brands.add(name)
        else:
            trades[name] = Trade(kind)
    return Lore(tuple(bynames), frozenset(brands), trades=trades)


@cache
def shipped_lore() -> Lore:
    """Read the lore that comes with the package."""
    lore = read_lore(_rows("lore.csv"))
    issuers = tuple(tuple(row["symbols"].split("|")) for row in _rows("issuers.csv"))
    return replace(lore, issuers=issuers)


def _rows(name: str) -> Iterable[dict[str, str]]:
    path = resources.files("notifier.securities") / "data" / name
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())
