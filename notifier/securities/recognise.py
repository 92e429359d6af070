"""Recognition: which listed companies an article names, and how we know.

Names and codes are found in one pass over the folded text; every find is a candidate that collects
evidence for and against; what its evidence adds up to decides. A company is mentioned once, by its
best candidate, under each symbol of its issuer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from notifier.model import Document, Mention
from notifier.securities import context, english, priors
from notifier.securities.automaton import Automaton
from notifier.securities.candidate import Candidate
from notifier.securities.directory import Directory
from notifier.securities.evidence import Evidence, Sign
from notifier.securities.lists import listed_beside
from notifier.securities.lore import Lore, shipped_lore
from notifier.securities.names import NameKind, is_latin
from notifier.securities.passage import Passage, passages
from notifier.securities.priors import Prior
from notifier.securities.roles import Trade, source_words, trade_of
from notifier.securities.words import Words, shipped_english, shipped_words
from notifier.securities.written_codes import WrittenCode, written_codes

_PRIOR_SIGN = {
    Prior.DISTINCT: Sign.DISTINCT_NAME,
    Prior.LOCAL: Sign.LOCAL_NAME,
    Prior.COMPOUND: Sign.COMPOUND_NAME,
    Prior.ORDINARY: Sign.ORDINARY_NAME,
}
_KIND_SIGN = {
    NameKind.LEGAL: Sign.LEGAL_NAME,
    NameKind.WEAK: Sign.WEAK_NAME,
    NameKind.BUSINESS: Sign.BUSINESS,
    NameKind.GROUP: Sign.GROUP,
}
_LISTING_SUFFIX_REACH = 5


class Recogniser:
    """Names securities in documents. Built once per directory; documents leave no trace in it."""

    def __init__(self, directory: Directory, *, lore: Lore | None = None) -> None:
        self._directory = directory
        self._lore = shipped_lore() if lore is None else lore
        self._words: Words = shipped_words()
        self._english = shipped_english()
        meanings: dict[str, dict[str, NameKind]] = {}
        for form, symbols in directory.names():
            for symbol in symbols:
                issuer = directory.issuer(symbol)[0]
                meanings.setdefault(form.text, {}).setdefault(issuer, form.kind)
        self._names = tuple(meanings)
        self._meanings = tuple(meanings.values())
        self._priors: dict[int, Prior] = {}
        self._automaton = Automaton(self._names)

    def recognise(self, document: Document) -> tuple[Mention, ...]:
        """List the securities that a document names: one mention each, the best one."""
        best: dict[str, Candidate] = {}
        for candidate in self.weigh(document):
            if candidate.is_accepted:
                known = best.get(candidate.issuer)
                if known is None or candidate.rank > known.rank:
                    best[candidate.issuer] = candidate
        mentions = chain.from_iterable(self._mentions(found) for found in best.values())
        return tuple(sorted(mentions, key=lambda mention: (-mention.score, mention.symbol)))

    def weigh(self, document: Document) -> list[Candidate]:
        """List every place that may name a company, also those that evidence speaks against."""
        candidates = [
            candidate
            for passage in passages(document)
            for candidate in self._candidates(passage, document)
        ]
        listed_beside(candidates)
        self._add_tickers(candidates, document)
        return candidates

    def _candidates(self, passage: Passage, document: Document) -> Iterator[Candidate]:
        codes = written_codes(passage.text, self._find)
        by_start = {code.start: code for code in codes}
        used: set[int] = set()
        for start, end, number in self._automaton.longest(passage.text):
            name = self._names[number]
            if passage.is_inside_word(start, end) or any(
                code.start <= start and end <= code.end for code in codes
            ):
                continue
            code = _code_behind(passage.text, end, by_start)
            for issuer, kind in self._meanings[number].items():
                candidate = Candidate(passage, start, end, code.end if code else end, issuer)
                self._weigh(candidate, name, number, kind, code)
                self._add_markup(candidate, document)
                if code:
                    used.add(code.start)
                yield candidate
        for code in codes:
            if code.start not in used and not code.is_bare:
                issuer = self._directory.issuer(code.symbol)[0]
                candidate = Candidate(passage, code.start, code.end, code.end, issuer)
                candidate.add(Evidence(Sign.CODE_ONLY, code.symbol))
                yield candidate

    def _weigh(
        self,
        candidate: Candidate,
        name: str,
        number: int,
        kind: NameKind,
        code: WrittenCode | None,
    ) -> None:
        passage, start, end = candidate.passage, candidate.start, candidate.end
        prior = self._prior(number, name)
        candidate.prior = prior
        if sign := _KIND_SIGN.get(kind):
            candidate.add(Evidence(sign, name))
        if kind is not NameKind.LEGAL:
            candidate.add(Evidence(_PRIOR_SIGN[prior], name))
        if code:
            candidate.add(self._code_evidence(code, candidate.issuer))
        elif self._bare_code(passage.text, end) == candidate.issuer:
            candidate.add(Evidence(Sign.OWN_CODE, passage.text[end : end + 6]))
            candidate.after = end + 6
        if is_latin(name):
            signs = english.signs_around(passage, start, end, candidate.after, prior, self._english)
        else:
            signs = context.signs_around(passage, start, end, candidate.after, prior, self._words)
        for evidence in signs:
            candidate.add(evidence)
        if kind is NameKind.WEAK and passage.text.endswith("st", 0, start):
            candidate.add(Evidence(Sign.STATUS_NAME, "ST"))
        trade = trade_of(name, self._lore.trades.get(name))
        if trade is Trade.VENUE and not candidate.has(
            Sign.COMPANY_AFTER, Sign.HEADLINE, Sign.COLON
        ):
            candidate.add(Evidence(Sign.VENUE, name))
        if words := source_words(passage, start, candidate.after, trade):
            candidate.add(Evidence(Sign.SOURCE_OF_REPORT, words))

    def _prior(self, number: int, name: str) -> Prior:
        known = self._priors.get(number)
        if known is None:
            if is_latin(name):
                known = english.prior(name, self._english, self._lore.brands)
            else:
                known = priors.prior(name, self._words, self._lore.brands)
            self._priors[number] = known
        return known

    def _code_evidence(self, code: WrittenCode, issuer: str) -> Evidence:
        if self._directory.issuer(code.symbol)[0] != issuer:
            return Evidence(Sign.OTHER_CODE, code.symbol)
        return Evidence(Sign.MACHINE_CODE if code.is_inserted else Sign.OWN_CODE, code.symbol)

    def _bare_code(self, text: str, at: int) -> str | None:
        digits = text[at : at + 6]
        if len(digits) == 6 and digits.isascii() and digits.isdigit():
            if not text[at + 6 : at + 7].isdigit() and (symbol := self._find(digits)):
                return self._directory.issuer(symbol)[0]
        return None

    def _add_markup(self, candidate: Candidate, document: Document) -> None:
        if not document.marks:
            return
        left, right, _ = candidate.passage.surface(candidate.start, candidate.end)
        if candidate.passage.original is not document.text:
            return
        for mark in document.marks:
            if mark.start < right and left < mark.end:
                symbol = self._find(mark.code)
                if symbol and self._directory.issuer(symbol)[0] == candidate.issuer:
                    candidate.add(Evidence(Sign.MARKUP, symbol))
                    return

    def _add_tickers(self, candidates: list[Candidate], document: Document) -> None:
        for ticker in document.tickers:
            symbol = self._find(ticker)
            if not symbol:
                continue
            issuer = self._directory.issuer(symbol)[0]
            named = [candidate for candidate in candidates if candidate.issuer == issuer]
            for candidate in named:
                candidate.add(Evidence(Sign.TICKER, symbol))
            if not named:
                passage = passages(document)[0]
                candidate = Candidate(passage, 0, 0, 0, issuer)
                candidate.add(Evidence(Sign.TICKER, symbol))
                candidates.append(candidate)

    def _find(self, code: str) -> str | None:
        found = self._directory.find_code(code)
        return found.symbol if found else None

    def _mentions(self, found: Candidate) -> Iterable[Mention]:
        start, end, surface = found.passage.surface(found.start, found.end)
        for symbol in self._directory.shares(found.issuer):
            security = self._directory.get(symbol)
            if security is None:
                continue
            yield Mention(
                symbol=symbol,
                name=security.name,
                role=found.role,
                score=round(found.score, 2),
                field=found.passage.field,
                start=start,
                end=end,
                surface=surface,
                evidence=tuple(map(str, found.evidence)),
            )


def _code_behind(text: str, end: int, by_start: dict[int, WrittenCode]) -> WrittenCode | None:
    if end in by_start:
        return by_start[end]
    if text.startswith("-", end):  # 美团-W(03690.HK)
        for at in range(end + 2, end + _LISTING_SUFFIX_REACH):
            if at in by_start:
                return by_start[at]
    if text.startswith(" ", end):
        return by_start.get(end + 1)
    return None
