"""Who issued what: the listings of one company in several markets, without an issuer column.

Lists name securities, not companies, so companies are told by what two listings share. A registered
name or an SEC number joins listings; so does the same short name in two markets, unless registered
names say otherwise (中国重汽 in Shenzhen and in Hong Kong are two companies). A wrong join would
send people news of another company, a missed one only splits theirs: in doubt, apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from notifier.core.model import Security
from notifier.securities.codes import MARKETS, market
from notifier.securities.names import NameForm, NameKind, core, is_latin

_COMPANY_FORMS: Final = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "the": "",
}
_WORDS: Final = re.compile(r"[a-z0-9&]+")
_DERIVATIVE_NAME: Final = re.compile(
    r"preferred|depositary shares? each|warrant|\bunits?\b|\brights?\b|\bnotes\b|debenture|\d%",
    re.IGNORECASE,
)
_DERIVATIVE_SYMBOL: Final = re.compile(r"^[A-Z]+\.(?:P|PR?[A-Z]|W|WS|WT|U|UN|R|RT|RI)$")
_DERIVATIVE_ENDINGS: Final = frozenset("PONMWURGHIZ")
"""Fifth letters that Nasdaq gives to what is not the company's share."""

_SHARE_NAME: Final = re.compile(
    r"common|ordinary|class [a-c]\b|american depositary|\bads\b|\badr\b",
    re.IGNORECASE,
)
_FEW: Final = 3
"""A company with more listings in the US than this has bonds among them."""

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

    def of(self, symbol: str) -> tuple[str, ...]:
        """Return the issuer's symbols, the primary first; only `symbol` itself if it is unknown."""
        return self._listings.get(symbol, (symbol,))

    def shares_of(self, symbol: str) -> tuple[str, ...]:
        """Return the issuer's shares, leaving out bonds, warrants and preferred shares."""
        listings = self.of(symbol)
        if len(listings) == 1:
            return listings
        shares = [found for found in listings if self._is_share(found)]
        american = [found for found in shares if market(found) == "us"]
        typed = [found for found in american if self._is_called_share(found)]
        american = typed or (american if len(american) <= _FEW else american[:1])
        return (
            tuple(found for found in shares if market(found) != "us" or found in american)
            or listings[:1]
        )

    def _is_called_share(self, symbol: str) -> bool:
        security = self._listed[symbol]
        return any(map(_SHARE_NAME.search, (security.name, *security.aliases)))

    def _is_share(self, symbol: str) -> bool:
        security = self._listed[symbol]
        if "type:derivative" in security.aliases or _DERIVATIVE_SYMBOL.match(symbol):
            return False
        if (
            len(symbol) == 5
            and symbol[-1] in _DERIVATIVE_ENDINGS
            and symbol[:-1] in self.of(symbol)
        ):
            return False
        # A depositary share that stands for ordinary ones is the company's share abroad.
        return not _DERIVATIVE_NAME.search(re.sub(r"American Depositary.*", "", security.name))

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

    def _rank(self, symbol: str) -> tuple[bool, int, str]:
        order = MARKETS.index(market(symbol))
        return not self._is_plain_symbol(symbol), order, symbol

    def _is_plain_symbol(self, symbol: str) -> bool:
        derived = "type:derivative" in self._listed[symbol].aliases
        return not derived and not _DERIVATIVE_SYMBOL.match(symbol)


def _strong_keys(security: Security, forms: tuple[NameForm, ...]) -> Iterator[str]:
    for alias in security.aliases:
        if alias.startswith("cik:"):
            yield alias
    is_american = market(security.symbol) == "us"
    root = security.symbol.partition(".")[0]
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


def _short_names(_: Security, forms: tuple[NameForm, ...]) -> Iterator[str]:
    if forms and forms[0].is_main and not is_latin(forms[0].text):  # the main ones come first
        yield core(forms[0].text)[0]
