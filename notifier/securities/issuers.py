"""Who issued what: the listings of one company in several markets, without an issuer column.

Lists name securities, not companies, so companies are told by what two listings share. A registered
name or an SEC number joins listings; so does the same short name in two markets, unless registered
names say otherwise (中国重汽 in Shenzhen and in Hong Kong are two companies). A wrong join would
send people news of another company, a missed one only splits theirs: in doubt, apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from notifier.core.model import Security
from notifier.securities.codes import MARKETS, market
from notifier.securities.names import NameForm, NameKind, core, is_latin
from notifier.securities.papers import are_funds, is_called_share, is_note, is_share

_COMPANY_FORMS: Final = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "the": "",
}
_WORDS: Final = re.compile(r"[a-z0-9&]+")
_OTHER_ENDINGS: Final = frozenset("PONMWURGHIZ")
"""Fifth letters that Nasdaq gives to what is not the company's share."""

_FEW: Final = 3
"""A company with more listings in the US than this has bonds among them."""

_NASDAQ_LENGTH: Final = 5

_Keys = Callable[[Security, tuple[NameForm, ...]], Iterator[str]]


@dataclass(slots=True)
class _Group:
    """Listings found to belong together, and what tells them from others."""

    symbols: list[str]
    numbers: set[str]
    registered: set[str]


class Issuers:
    """Groups of symbols that belong to one issuer."""

    def __init__(
        self,
        securities: Iterable[Security],
        forms: Mapping[str, tuple[NameForm, ...]],
        declared: Iterable[tuple[str, ...]] = (),
    ) -> None:
        """Group `securities` by names; the symbols of each `declared` tuple are one issuer."""
        self._listed = {security.symbol: security for security in securities}
        self._forms = forms
        self._groups: dict[str, _Group] = {}
        """By symbol, for those that share something with another; most stand alone."""
        for symbols in declared:
            known = [symbol for symbol in symbols if symbol in self._listed]
            for symbol in known[1:]:
                self._join(known[0], symbol)
        self._join_alike(_strong_keys)
        self._join_alike(_short_names, by_short_name=True)
        self._listings = {
            symbol: tuple(sorted(group.symbols, key=self._rank))
            for symbol, group in self._groups.items()
        }
        self._primary = {symbol: listed[0] for symbol, listed in self._listings.items()}
        self._shares: dict[str, tuple[str, ...]] = {}

    def primary(self, symbol: str) -> str:
        """Return the primary listing of an issuer; asked for every name when names are learned."""
        return self._primary.get(symbol, symbol)

    def of(self, symbol: str) -> tuple[str, ...]:
        """Return the issuer's symbols, the primary first; only `symbol` itself if it is unknown."""
        return self._listings.get(symbol, (symbol,))

    def shares_of(self, symbol: str) -> tuple[str, ...]:
        """Return the issuer's shares, leaving out bonds, warrants and preferred shares.

        Where it has none, the best of its papers stands for it.
        """
        return self._shares_among(symbol) or self.of(symbol)[:1]

    def is_share(self, symbol: str) -> bool:
        """Return whether a symbol is one of its issuer's shares."""
        if symbol not in self._listings:  # most companies have but one
            return is_share(self._listed[symbol])
        return symbol in self._shares_among(symbol)

    def _shares_among(self, symbol: str) -> tuple[str, ...]:
        listings = self.of(symbol)
        known = self._shares.get(listings[0])
        if known is None:
            known = self._shares[listings[0]] = self._find_shares(listings)
        return known

    def _find_shares(self, listings: Sequence[str]) -> tuple[str, ...]:
        shares = [found for found in listings if self._is_share(found)]
        american = [found for found in shares if market(found) == "us"]
        called = {found for found in american if is_called_share(self._listed[found])}
        if called:
            roots = {_root_of(found) for found in called}
            american = [f for f in american if f in called or ("." in f and _root_of(f) in roots)]
        elif len(american) > _FEW:
            american = [] if are_funds(american) else american[:1]
        return tuple(found for found in shares if market(found) != "us" or found in american)

    def _is_share(self, symbol: str) -> bool:
        is_marked = len(symbol) == _NASDAQ_LENGTH and symbol[-1] in _OTHER_ENDINGS
        if is_marked and symbol[:-1] in self.of(symbol):
            return False
        security = self._listed.get(symbol)
        return security is not None and is_share(security)

    def _join_alike(self, keys: _Keys, *, by_short_name: bool = False) -> None:
        owners: dict[str, str] = {}
        for symbol, security in self._listed.items():
            for key in keys(security, self._forms[symbol]):
                owner = owners.setdefault(key, symbol)
                if owner != symbol and not self._contradict(
                    owner, symbol, key, by_short_name=by_short_name
                ):
                    self._join(owner, symbol)

    def _contradict(self, one: str, other: str, key: str, *, by_short_name: bool) -> bool:
        left, right = self._group(one), self._group(other)
        if left is right:
            return True
        if left.numbers and right.numbers and not left.numbers & right.numbers:
            return True
        if not by_short_name:
            return False
        if market(one) == market(other):
            return True
        # Companies rename themselves, so that old lists give old registered names; only where a
        # short name says little (中国 and a industry) do different ones mean different companies.
        differ = left.registered and right.registered and not left.registered & right.registered
        return bool(differ) and key.startswith("中国")

    def _group(self, symbol: str) -> _Group:
        group = self._groups.get(symbol)
        if group is None:
            group = self._groups[symbol] = _Group(
                [symbol],
                {alias for alias in self._listed[symbol].aliases if alias.startswith("cik:")},
                {
                    form.text
                    for form in self._forms[symbol]
                    if form.kind is NameKind.LEGAL and not is_latin(form.text)
                },
            )
        return group

    def _join(self, one: str, other: str) -> None:
        left, right = self._group(one), self._group(other)
        if left is right:
            return
        left.symbols += right.symbols
        left.numbers |= right.numbers
        left.registered |= right.registered
        for symbol in right.symbols:
            self._groups[symbol] = left

    def _rank(self, symbol: str) -> tuple[bool, bool, int, bool, str]:
        security, order = self._listed[symbol], MARKETS.index(market(symbol))
        is_called = is_called_share(security)
        return not is_share(security), is_note(security), order, not is_called, symbol


def _root_of(symbol: str) -> str:
    """Return what a share's classes, and much else of its company, begin with: BRK."""
    return symbol.partition(".")[0]


def _strong_keys(security: Security, forms: tuple[NameForm, ...]) -> Iterator[str]:
    for alias in security.aliases:
        if alias.startswith("cik:"):
            yield alias
    is_american = market(security.symbol) == "us"
    root = _root_of(security.symbol)
    for form in forms:
        if form.kind is NameKind.LEGAL:
            yield _normal_form(form.text) if is_latin(form.text) else form.text
        if is_american and is_latin(
            form.text
        ):  # a preferred share's symbol begins with the share's
            yield f"{root}: {form.text}"


def _normal_form(registered: str) -> str:
    """Bring a registered English name into one spelling: Limited is Ltd, commas do not count."""
    words = (_COMPANY_FORMS.get(word, word) for word in _WORDS.findall(registered))
    return " ".join(word for word in words if word)


def _short_names(security: Security, forms: tuple[NameForm, ...]) -> Iterator[str]:
    """Yield the name an exchange shows; in the US, which shows no Chinese one, all of these."""
    shown = forms if market(security.symbol) == "us" else forms[:1]  # the main one comes first
    for form in shown:
        if not is_latin(form.text) and form.kind is NameKind.LISTED:
            yield core(form.text)[0]
