"""All names that recognition looks for, each with what it can mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from itertools import chain
from typing import NamedTuple, TypeVar

from notifier.securities import priors
from notifier.securities.codes import MARKETS, market
from notifier.securities.context_words import INDICES
from notifier.securities.directory import Directory
from notifier.securities.english_words import PUBLIC_NAMES
from notifier.securities.lexicon import Words
from notifier.securities.names import NameKind, is_latin
from notifier.securities.priors import Prior

T = TypeVar("T")


class KnownName(NamedTuple):
    """A folded name, and the issuers it can mean, each with the kind of name it is of theirs."""

    text: str
    meanings: tuple[tuple[str, NameKind], ...]
    is_latin: bool
    is_weak: bool
    is_short: bool
    """Whether it is only how a name begins: it counts only where it stands by itself."""
    is_cut: bool
    """Whether it is only what a mark of the day leaves of a name."""
    is_ambiguous: bool
    """Whether several issuers have it, and none before the others."""
    is_local: bool = False
    """Whether a text in Traditional characters means a company of Hong Kong's market by it."""

    @property
    def is_whole(self) -> bool:
        """Whether it is what a company is called, and no piece of that."""
        return not (self.is_short or self.is_weak or self.is_cut)

    @property
    def is_of_hong_kong(self) -> bool:
        """Whether only Hong Kong's press calls a company so."""
        return all(kind is NameKind.HONG_KONG for _, kind in self.meanings)

    @property
    def issuers(self) -> tuple[str, ...]:
        """The issuers it can mean."""
        return tuple(issuer for issuer, _ in self.meanings)

    def prior(self, words: Words, english_words: Container[str], brands: Container[str]) -> Prior:
        """Return what the name is as plain language."""
        if all(kind is NameKind.FIRST_WORD for _, kind in self.meanings):
            return Prior.ORDINARY  # it may be anything's: Bogota, of Bogota Financial
        if self.is_latin:
            return priors.prior_of_latin(self.text, english_words, brands)
        return priors.prior_of_chinese(self.text, words, brands)


_SHORTEST = 2
_LEAST_FIRST_WORD = 5
"""Letters; a shorter one is an abbreviation that others have, too."""

_SPELLINGS = (
    (re.compile(r"(?<=[a-z]{2}) & (?=[a-z]{2})"), " and "),
    (re.compile(r"(?<=[a-z])&(?=[a-z]+ )"), " & "),
    (re.compile(r"(?<=[a-z])-(?=[a-z]{4})"), " "),
)

_NEVER_FOR_SHORT = INDICES.union(PUBLIC_NAMES.split())
"""First words that mean somebody else to everybody: Trump, of Trump Media."""

_RARE_RANK = 5_000
"""English words behind so many others are seldom used, or are names themselves."""


class KnownNames:
    """The names of a directory, numbered from 0. A ticker is one unless it is an English word."""

    def __init__(self, directory: Directory, english_words: Mapping[str, int]) -> None:
        found: defaultdict[str, dict[str, NameKind]] = defaultdict(dict)
        owners: defaultdict[str, set[str]] = defaultdict(set)
        self._groups: set[str] = set()
        for form, symbols in chain(directory.names(), directory.tickers()):
            text, kind, is_main = form
            if kind is NameKind.TICKER and not priors.is_ticker(text, english_words):
                continue
            if len(text) == _SHORTEST and not priors.is_abbreviation(text, english_words):
                continue
            if kind is NameKind.GROUP:
                self._groups.add(text)
            for symbol in symbols:
                issuer = directory.issuer(symbol)
                found[text].setdefault(issuer, kind)
                if is_main:
                    owners[text].add(issuer)
        _add_apostrophes(found, english_words)
        _shorten(found, english_words)
        _add_spellings(found)
        self.texts = list(found)
        self._issuers = _shared_tuples(found.values())
        """By number, the issuers a name may mean,"""
        self._kinds = _shared_tuples(kinds.values() for kinds in found.values())
        """and what kind of name it is of each."""
        self._owners = dict(zip(owners, _shared_tuples(owners.values()), strict=True))
        """By name, the issuers whose securities an exchange shows under it."""
        self._settled: dict[tuple[int, bool], KnownName] = {}
        self._directory = directory

    def read(self, number: int, *, is_traditional: bool) -> KnownName:
        """Return a name with what it means; settled when a text first has it: few names occur.

        In Traditional characters it means Hong Kong's company first. It may mean nobody.
        """
        known = self._settled.get((number, is_traditional))
        if known is None:
            known = self._settle(number, is_traditional=is_traditional)
            self._settled[number, is_traditional] = known
        return known

    def _settle(self, number: int, *, is_traditional: bool) -> KnownName:
        """Choose what a name means: who is called so comes before who was, or is nicknamed so."""
        text = self.texts[number]
        meanings = dict(zip(self._issuers[number], self._kinds[number], strict=True))
        is_group = text in self._groups
        local = self._in_hong_kong(meanings) if is_traditional else {}
        if not is_group:
            meanings = local or {
                issuer: kind for issuer, kind in meanings.items() if kind is not NameKind.HONG_KONG
            }
            named = [issuer for issuer, kind in meanings.items() if kind is not NameKind.TICKER]
            meanings = {issuer: meanings[issuer] for issuer in named or meanings}
            # The mainland's press, which writes the most, means the mainland's company.
            owners = meanings.keys() & self._owners.get(text, ())
            first = min((MARKETS.index(market(issuer)) for issuer in owners), default=None)
            called_so = {issuer for issuer in owners if MARKETS.index(market(issuer)) == first}
            if len(called_so) == 1:
                meanings = {issuer: meanings[issuer] for issuer in meanings if issuer in called_so}
        kinds = set(meanings.values())
        return KnownName(
            text,
            tuple(meanings.items()),
            is_latin(text),
            is_weak=kinds == {NameKind.WEAK},
            is_short=kinds == {NameKind.SHORT},
            is_cut=kinds == {NameKind.CUT},
            is_ambiguous=len(meanings) > 1 and not is_group,
            is_local=bool(local),
        )

    def _in_hong_kong(self, meanings: Mapping[str, NameKind]) -> dict[str, NameKind]:
        """Return what of the meanings of a name is listed in Hong Kong."""
        return {
            issuer: kind
            for issuer, kind in meanings.items()
            if any(market(symbol) == "hong-kong" for symbol in self._directory.listings(issuer))
        }


def _shared_tuples(values: Iterable[Iterable[T]]) -> list[tuple[T, ...]]:
    """Return values as tuples, equal ones as one: dictionaries take ten times the memory."""
    kept: dict[tuple[T, ...], tuple[T, ...]] = {}
    return [kept.setdefault(each, each) for each in map(tuple, values)]


def _shorten(found: dict[str, dict[str, NameKind]], english_words: Mapping[str, int]) -> None:
    """Add what the press calls American companies for short: by the first word of the name.

    A first word is no name where it is a common word, or several names begin with it.
    """
    bearers: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text, kinds in found.items():
        if text.isascii():
            bearers[text.partition(" ")[0].rstrip(",.")].update(dict.fromkeys(kinds))
    for first, issuers in bearers.items():
        is_common = english_words.get(first, _RARE_RANK) < _RARE_RANK
        if is_common or not first.replace("'s", "").isalpha():
            continue
        if len(first) < _LEAST_FIRST_WORD or first in found or first in _NEVER_FOR_SHORT:
            continue
        (issuer, *others) = issuers
        if not others and market(issuer) == MARKETS[-1]:
            found[first] = {issuer: NameKind.FIRST_WORD}


def _add_spellings(found: dict[str, dict[str, NameKind]]) -> None:
    """Add how others write a sign within a name: Johnson and Johnson, S & P Global, T Mobile."""
    for text, kinds in list(found.items()):
        for pattern, spelling in _SPELLINGS if text.isascii() else ():
            if (spelt := pattern.sub(spelling, text)) != text:
                found.setdefault(spelt, kinds)


def _add_apostrophes(
    found: dict[str, dict[str, NameKind]], english_words: Mapping[str, int]
) -> None:
    """Add the apostrophes that the SEC's list leaves out: McDonalds, Dominos Pizza."""
    for text, kinds in list(found.items()):
        first, space, rest = text.partition(" ")
        is_plural = first.endswith("s") and first not in english_words
        if is_plural and english_words.get(first[:-1], 0) > _RARE_RANK:
            found.setdefault(f"{first[:-1]}'s{space}{rest}", kinds)
