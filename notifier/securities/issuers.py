"""Who issued what: listings of one company in several markets, found without an issuer column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from notifier.model import Security
from notifier.securities.names import NameForm, NameKind

_MARKET_RANK = {"SH": 0, "SZ": 0, "BJ": 0}


class Issuers:
    """Groups of symbols that belong to one issuer."""

    def __init__(
        self,
        securities: Iterable[Security],
        forms: Mapping[str, tuple[NameForm, ...]],
    ) -> None:
        self._parent: dict[str, str] = {}
        owner: dict[str, str] = {}
        for security in securities:
            self._parent.setdefault(security.symbol, security.symbol)
            for key in _keys(security, forms[security.symbol]):
                self._join(owner.setdefault(key, security.symbol), security.symbol)
        groups: dict[str, list[str]] = {}
        for symbol in self._parent:
            groups.setdefault(self._root(symbol), []).append(symbol)
        self._groups = {
            symbol: tuple(sorted(members, key=_rank))
            for members in groups.values()
            for symbol in members
        }

    def of(self, symbol: str) -> tuple[str, ...]:
        """List the issuer's symbols, the primary first; only `symbol` itself if it is unknown."""
        return self._groups.get(symbol, (symbol,))

    def _root(self, symbol: str) -> str:
        while self._parent[symbol] != symbol:
            symbol = self._parent[symbol]
        return symbol

    def _join(self, one: str, other: str) -> None:
        self._parent[self._root(other)] = self._root(one)


def _keys(security: Security, forms: tuple[NameForm, ...]) -> Iterable[str]:
    for alias in security.aliases:
        if alias.startswith("cik:"):
            yield alias
    for form in forms:
        if form.kind is NameKind.LEGAL:
            yield form.text


def _rank(symbol: str) -> tuple[int, str]:
    if symbol[:2] in _MARKET_RANK and symbol[2:].isdigit():
        return 0, symbol
    return (1 if symbol.endswith(".HK") else 2), symbol
