"""Other names of listed companies than their lists have: businesses, groups and nicknames."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import resources

from notifier.core.folding import fold
from notifier.securities.names import NameKind


class Industry(StrEnum):
    """An industry whose companies are often quoted in articles about something else."""

    BROKER = "broker"  # brokers and banks, whose analysts are quoted
    VENDOR = "vendor"  # vendors of data
    MEDIA = "media"  # news media
    VENUE = "venue"  # stock exchanges, where others are listed
    PLATFORM = "platform"  # social networks, where things are said


@dataclass(frozen=True, slots=True)
class Alias:
    """A folded name that stands for symbols without being a listed name of theirs."""

    name: str
    kind: NameKind
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AliasTable:
    """What is known of names, brands and industries."""

    aliases: tuple[Alias, ...] = ()
    brands: frozenset[str] = frozenset()
    """Words of the dictionary that mean a company first of all: 百度, 格力."""
    household: frozenset[str] = frozenset()
    """Ordinary words by which news mostly means a company: 苹果, 小米."""
    issuers: tuple[tuple[str, ...], ...] = ()
    """Listings of one company that nothing in their names joins."""
    industries: Mapping[str, Industry] = field(default_factory=dict)
    """Names whose companies are often only quoted."""


_NAME_KINDS = {
    "business": NameKind.BUSINESS,
    "group": NameKind.GROUP,
    "nickname": NameKind.LISTED,
    "short": NameKind.SHORT,
    "hong-kong": NameKind.HONG_KONG,
}


def read_aliases(rows: Iterable[Mapping[str, str]]) -> AliasTable:
    """Read rows of name, kind and symbols."""
    aliases: list[Alias] = []
    brands: set[str] = set()
    household: set[str] = set()
    industries: dict[str, Industry] = {}
    for row in rows:
        name, kind = fold(row["name"]).text, row["kind"]
        symbols = tuple(row["symbols"].split("|"))
        if kind in _NAME_KINDS:
            aliases.append(Alias(name, _NAME_KINDS[kind], symbols))
            if kind in {"business", "group"}:
                brands.add(name)
        elif kind == "brand":
            brands.add(name)
        elif kind == "household":
            household.add(name)
        else:
            industries[name] = Industry(kind)
    return AliasTable(
        tuple(aliases), frozenset(brands), frozenset(household), industries=industries
    )


@cache
def shipped_aliases() -> AliasTable:
    """Read the aliases that come with the package."""
    aliases = read_aliases(_rows("aliases.csv"))
    issuers = tuple(tuple(row["symbols"].split("|")) for row in _rows("issuers.csv"))
    return replace(aliases, issuers=issuers)


def _rows(name: str) -> Iterable[dict[str, str]]:
    path = resources.files("notifier.securities") / "data" / name
    return csv.DictReader(path.read_text(encoding="utf-8").splitlines())
