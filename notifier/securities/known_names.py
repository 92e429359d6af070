"""All names that recognition looks for, each with what it can mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from itertools import chain

from notifier.securities import english, priors
from notifier.securities.directory import Directory
from notifier.securities.issuers import MARKETS, market
from notifier.securities.lexicon import Words
from notifier.securities.names import NameKind, is_latin
from notifier.securities.priors import Prior


@dataclass(frozen=True, slots=True)
class KnownName:
    """A folded name, and the issuers it can mean, each with the kind of name it is of theirs."""

    text: str
    meanings: tuple[tuple[str, NameKind], ...]
    is_latin: bool
    is_weak: bool
    is_ambiguous: bool
    """Whether several issuers have it, and none before the others."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuers it can mean."""
        return tuple(issuer for issuer, _ in self.meanings)

    def prior(self, words: Words, english_words: Container[str], brands: Container[str]) -> Prior:
        """Judge the name as plain language."""
        if self.is_latin:
            return english.prior(self.text, english_words, brands)
        return priors.prior(self.text, words, brands)


def known_names(directory: Directory, english_words: Container[str]) -> list[KnownName]:
    """Collect the names of a directory. A ticker counts as a name unless it is an English word."""
    kinds: defaultdict[str, dict[str, NameKind]] = defaultdict(dict)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    grouped: set[str] = set()
    for form, symbols in chain(directory.names(), directory.tickers()):
        if form.kind is NameKind.TICKER and not english.is_ticker(form.text, english_words):
            continue
        if form.kind is NameKind.GROUP:
            grouped.add(form.text)
        for symbol in symbols:
            issuer = directory.issuer(symbol)[0]
            kinds[form.text].setdefault(issuer, form.kind)
            if form.is_main:
                owners[form.text].add(issuer)
    return [
        _known_name(text, meanings, owners[text], is_group=text in grouped)
        for text, meanings in kinds.items()
    ]


def _known_name(
    text: str, meanings: dict[str, NameKind], owners: set[str], *, is_group: bool
) -> KnownName:
    """Settle what a name means: a company called so comes before one that was, or is nicknamed."""
    if not is_group:
        named = [issuer for issuer, kind in meanings.items() if kind is not NameKind.TICKER]
        meanings = {issuer: meanings[issuer] for issuer in named or meanings}
        # The mainland's press, which writes the most, means the mainland's company.
        first = min((MARKETS.index(market(issuer)) for issuer in owners), default=None)
        called_so = {issuer for issuer in owners if MARKETS.index(market(issuer)) == first}
        if len(called_so) == 1:
            meanings = {issuer: kind for issuer, kind in meanings.items() if issuer in called_so}
    return KnownName(
        text,
        tuple(meanings.items()),
        is_latin(text),
        is_weak=all(kind is NameKind.WEAK for kind in meanings.values()),
        is_ambiguous=len(meanings) > 1 and not is_group,
    )
