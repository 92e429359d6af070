"""The directory: which securities exist, what they are called, and who issued them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from notifier.model import Security
from notifier.securities.codes import canonical, clean, main_counter, old_beijing_successor
from notifier.securities.issuers import Issuers
from notifier.securities.lore import Lore, shipped_lore
from notifier.securities.names import NameForm, NameKind, forms
from notifier.text import fold


class Directory:
    """All known securities; later entries with the same symbol replace earlier ones."""

    def __init__(
        self,
        securities: Iterable[Security],
        *,
        lore: Lore | None = None,
    ) -> None:
        listed = {security.symbol: security for security in securities}
        self._securities = {
            symbol: security
            for symbol, security in listed.items()
            if main_counter(symbol) == symbol or main_counter(symbol) not in listed
        }
        self._forms = {symbol: forms(security) for symbol, security in self._securities.items()}
        known_lore = shipped_lore() if lore is None else lore
        self._bynames = tuple(
            entry
            for entry in known_lore.bynames
            if any(symbol in self._securities for symbol in entry.symbols)
        )
        self._issuers = Issuers(self._securities.values(), self._forms, known_lore.issuers)
        self._by_name: dict[str, list[str]] = {}
        for symbol, names in self._forms.items():
            for name in names:
                if name.kind is not NameKind.WEAK:
                    self._by_name.setdefault(name.text, []).append(symbol)
        for entry in self._bynames:
            known = [symbol for symbol in entry.symbols if symbol in self._securities]
            self._by_name.setdefault(entry.name, []).extend(known)
        self._former_codes = {
            alias: symbol
            for symbol, security in self._securities.items()
            if symbol.startswith("BJ")
            for alias in security.aliases
            if alias.startswith("BJ")
        }

    def __len__(self) -> int:
        return len(self._securities)

    def __iter__(self) -> Iterator[Security]:
        return iter(self._securities.values())

    def get(self, symbol: str) -> Security | None:
        """Return the security with this canonical symbol, if it is known."""
        return self._securities.get(symbol)

    def find_code(self, code: str) -> Security | None:
        """Return the listed security that a written code means, if there is one."""
        for symbol in canonical(code):
            successor = self._former_codes.get(symbol) or old_beijing_successor(symbol)
            for candidate in (symbol, successor):
                if candidate and (security := self._securities.get(candidate)):
                    return security
        return None

    def resolve(self, text: str) -> tuple[Security, ...]:
        """Say what a typed code or exact name means: nothing, one security, or several.

        Several answers are the listings of one issuer, or companies that share the name.
        """
        named = self._by_name.get(fold(text).text.strip()) or self._by_name.get(
            fold(clean(text)).text.strip()
        )
        coded = self.find_code(text)
        symbols = ([coded.symbol] if coded else []) + (named or [])
        return tuple(self._securities[symbol] for symbol in dict.fromkeys(symbols))

    def search(self, text: str, limit: int = 10) -> list[Security]:
        """Rank the securities that a piece of typed text may mean, the likeliest first."""
        found = dict.fromkeys(security.symbol for security in self.resolve(text))
        wanted = fold(text).text.strip()
        if wanted:
            names = sorted((len(name), name) for name in self._by_name if wanted in name)
            for _, name in sorted(names, key=lambda item: (not item[1].startswith(wanted), item)):
                found.update(dict.fromkeys(self._by_name[name]))
        return [self._securities[symbol] for symbol in list(found)[:limit]]

    def issuer(self, symbol: str) -> tuple[str, ...]:
        """List all symbols of the issuer of `symbol`, its primary listing first."""
        return self._issuers.of(symbol)

    def shares(self, symbol: str) -> tuple[str, ...]:
        """List the shares of the issuer of `symbol`: no warrants, units or preferred shares."""
        return self._issuers.shares_of(symbol)

    def names(self) -> Iterator[tuple[NameForm, tuple[str, ...]]]:
        """List every name with the symbols it stands for."""
        for symbol, names in self._forms.items():
            for name in names:
                yield name, (symbol,)
        for entry in self._bynames:
            known = tuple(symbol for symbol in entry.symbols if symbol in self._securities)
            yield NameForm(entry.name, entry.kind), known
