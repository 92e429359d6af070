"""The directory: which securities exist, what they are called, and who issued them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from notifier.core.folding import fold
from notifier.core.model import Security
from notifier.securities.aliases import AliasTable, shipped_aliases
from notifier.securities.codes import canonical, main_counter, market, old_beijing_successor
from notifier.securities.issuers import Issuers
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.securities.names import (
    DAY_MARKS,
    NameForm,
    NameKind,
    core,
    name_forms,
)
from notifier.securities.papers import DELISTED
from notifier.securities.search import SearchIndex
from notifier.securities.short_forms import english_short_forms, short_forms


class Directory:
    """All known securities; later entries with the same symbol replace earlier ones."""

    def __init__(
        self, securities: Iterable[Security], *, aliases: AliasTable | None = None
    ) -> None:
        """Take a list of securities; `aliases` replaces what the package knows of names."""
        listed = {security.symbol: security for security in securities}
        self._securities = {
            symbol: security
            for symbol, security in listed.items()
            # A renminbi counter is the same share under a second number.
            if (main := main_counter(symbol)) == symbol or main not in listed
        }
        self._forms = name_forms(self._securities.values())
        known = shipped_aliases() if aliases is None else aliases
        self._aliases = tuple(
            (
                NameForm(alias.name, alias.kind),
                tuple(symbol for symbol in alias.symbols if symbol in self._securities),
            )
            for alias in known.aliases
        )
        self._issuers = Issuers(self._securities.values(), self._forms, known.issuers)
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
        """Return what a typed code or exact name means: nothing, one security, or several.

        Several answers are the listings of one company (比亚迪), or companies of one name.
        """
        coded = self.find_code(text)
        if coded and not text.isalpha():
            return (coded,)
        name = fold(text).text.strip(" @$#")
        known = self._by_name.get(name) or self._by_name.get(core(name)[0], [])
        symbols = [share for symbol in known for share in self.shares(symbol)]
        if coded:  # bare letters, which may also be another company's name: BYD
            if coded.symbol in symbols:
                symbols = []
            place = len(symbols) if coded.symbol in self._other_papers else 0
            symbols.insert(place, coded.symbol)
        return tuple(self._securities[symbol] for symbol in dict.fromkeys(symbols))

    def search(self, text: str, limit: int = 10) -> list[Security]:
        """Rank the securities that a piece of typed text may mean, the likeliest first.

        Understood are codes and parts of them, names and their beginnings, former and English
        names, and pinyin: initials (`kdxf`) or in full.
        """
        exact = [security.symbol for security in self.resolve(text)]
        found = dict.fromkeys([*exact, *self._search_index.search(fold(text).text, limit * 2)])
        return [self._securities[symbol] for symbol in list(found)[:limit]]

    def find_by_pinyin(self, text: str) -> tuple[Security, ...]:
        """Return the securities whose names begin, syllable by syllable, with these letters.

        That is how names are typed where Chinese input is at hand: `kdxf` for 科大讯飞. Fewer than
        three letters, or capitals, are rather words.
        """
        text = text.replace(" ", "")
        if not (3 <= len(text) <= 40 and text.isascii() and text.isalpha() and text.islower()):
            return ()
        return tuple(self._securities[symbol] for symbol in self._search_index.find_by_pinyin(text))

    def names_like(self, folded: str) -> list[str]:
        """Return the full names of about this length that begin or end with the same character."""
        sizes = (len(folded) - 1, len(folded), len(folded) + 1)
        ends = ((0, folded[:1]), (-1, folded[-1:]))
        places = [(size, *end) for size in sizes for end in ends]
        return list(dict.fromkeys(name for each in places for name in self._by_end.get(each, ())))

    def issuer(self, symbol: str) -> str:
        """Return the primary listing of the issuer of `symbol`, which stands for the issuer."""
        return self._issuers.primary(symbol)

    def listings(self, symbol: str) -> tuple[str, ...]:
        """Return all symbols of the issuer of `symbol`, its primary listing first."""
        return self._issuers.of(symbol)

    def shares(self, symbol: str) -> tuple[str, ...]:
        """Return the shares of the issuer of `symbol`: no warrants, bonds or preferred shares."""
        return self._issuers.shares_of(symbol)

    def names(self) -> Iterator[tuple[NameForm, tuple[str, ...]]]:
        """Return every name with the symbols it stands for.

        Notes, warrants and preferred shares have one only where their company has no share, and
        the name is no share's of another.
        """
        others = self._other_papers
        of_shares = {
            name.text
            for symbol, names in self._forms.items()
            if symbol not in others
            for name in names
        }
        for symbol, names in self._forms.items():
            if symbol in others and self.issuer(symbol) not in others:
                continue
            for name in names:
                if symbol not in others or name.text not in of_shares:
                    yield name, (symbol,)
        for name, issuer in self._short_forms:
            yield name, (issuer,)
        yield from ((name, symbols) for name, symbols in self._aliases if symbols)

    def tickers(self) -> Iterator[tuple[NameForm, tuple[str, ...]]]:
        """Return the symbols that stand for their companies in English texts."""
        for symbol in self._securities:
            if market(symbol) == "us" and symbol.isalpha() and symbol not in self._other_papers:
                yield NameForm(symbol.lower(), NameKind.TICKER), (symbol,)

    @cached_property
    def _other_papers(self) -> frozenset[str]:
        """The symbols of what is no share."""
        return frozenset(symbol for symbol in self._forms if not self._issuers.is_share(symbol))

    @cached_property
    def _short_forms(self) -> list[tuple[NameForm, str]]:
        """What the press makes of names, each with the issuer it means."""
        shown: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        english: list[tuple[str, str]] = []
        american: list[tuple[str, str]] = []
        other_english: list[tuple[str, str]] = []
        for symbol, names in self._forms.items():
            is_listed = DELISTED not in self._securities[symbol].aliases
            is_american = market(symbol) == "us"
            issuer = self.issuer(symbol)
            for text, kind, is_main in names:
                if kind is NameKind.WEAK:
                    continue
                if text.isascii():
                    listed = american if is_american else english
                    (listed if is_listed else other_english).append((text, issuer))
                else:
                    is_shown = is_listed and is_main and not is_american
                    (shown if is_shown else others).append((text, issuer))
        for name, symbols in self._aliases:
            issuers = map(self.issuer, symbols or ("",))
            found = other_english if name.text.isascii() else others
            found.extend((name.text, issuer) for issuer in issuers)
        return [
            *short_forms(shown, others, shipped_words()),
            *english_short_forms(english, american, other_english, shipped_english()),
        ]

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Which symbols a full name means: those shown under it come before others' aliases."""
        shown: defaultdict[str, list[str]] = defaultdict(list)
        others: defaultdict[str, list[str]] = defaultdict(list)
        for name, symbols in self.names():
            if name.kind is NameKind.CUT:
                for mark in DAY_MARKS:
                    others[mark + name.text].extend(symbols)
            elif name.kind is not NameKind.WEAK:
                (shown if name.is_main else others)[name.text].extend(symbols)
        return {**others, **shown}

    @cached_property
    def _by_end(self) -> dict[tuple[int, int, str], list[str]]:
        """The full names of each length by their first and by their last character."""
        found: defaultdict[tuple[int, int, str], list[str]] = defaultdict(list)
        for name in self._by_name:
            for end in (0, -1):
                found[len(name), end, name[end]].append(name)
        return found

    @cached_property
    def _search_index(self) -> SearchIndex:
        names = (each for each in self.names() if each[0].kind is not NameKind.CUT)
        return SearchIndex(names, self._securities.values())


@lru_cache(maxsize=1)
def directory_of(securities: tuple[Security, ...]) -> Directory:
    """Return the directory of a list; while the same list is asked for again, the same one."""
    return Directory(securities)
