"""Recognition: which listed companies an article names, and how we know.

Names and codes are found in one pass over the folded text; every find is a candidate that collects
evidence for and against; what its evidence adds up to decides. A company is mentioned once, by its
best candidate, under each symbol of its issuer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from notifier.core.aho_corasick import Automaton, longest
from notifier.core.model import Document, Mark, Mention
from notifier.securities import context, english, priors
from notifier.securities.aliases import AliasTable, Industry, shipped_aliases
from notifier.securities.codes import CodeMention, find_code_mentions
from notifier.securities.directory import Directory
from notifier.securities.evidence import Candidate, Evidence, Sign, add_list_evidence
from notifier.securities.known_names import KnownName, KnownNames
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.securities.mention_roles import industry_of, platform_words, source_words
from notifier.securities.names import NameKind
from notifier.securities.passage import Passage, passages
from notifier.securities.priors import Prior

_PRIOR_SIGN = {
    Prior.DISTINCT: Sign.DISTINCT_NAME,
    Prior.SHORT: Sign.SHORT_NAME,
    Prior.LOCAL: Sign.LOCAL_NAME,
    Prior.COMPOUND: Sign.COMPOUND_NAME,
    Prior.RARE: Sign.RARE_NAME,
    Prior.ORDINARY: Sign.ORDINARY_NAME,
}
_KIND_SIGN = {
    NameKind.WEAK: Sign.WEAK_NAME,
    NameKind.BUSINESS: Sign.BUSINESS,
    NameKind.GROUP: Sign.GROUP,
}
_WHICH_ONE = (Sign.OWN_CODE, Sign.MACHINE_CODE, Sign.MARKUP)
"""What tells which of several companies of one name is meant."""

_CODE_LENGTH = 6
_LISTING_SUFFIX_REACH = 5


class Recogniser:
    """Names securities in documents. Built once per directory; documents leave no trace in it."""

    def __init__(self, directory: Directory, *, aliases: AliasTable | None = None) -> None:
        self._directory = directory
        self._aliases = shipped_aliases() if aliases is None else aliases
        self._words = shipped_words()
        self._english = shipped_english()
        self._names = KnownNames(directory, self._english)
        self._priors: dict[str, Prior] = {}
        self._automaton = Automaton(self._names.texts)

    def recognise(self, document: Document) -> tuple[Mention, ...]:
        """Return the securities that a document names: one mention each, the best one."""
        best: dict[str, Candidate] = {}
        for candidate in self.find_candidates(document):
            if candidate.is_accepted:
                known = best.get(candidate.issuer)
                if known is None or candidate.rank > known.rank:
                    best[candidate.issuer] = candidate
        mentions = chain.from_iterable(self._mentions(found) for found in best.values())
        return tuple(sorted(mentions, key=lambda mention: (-mention.score, mention.symbol)))

    def find_candidates(self, document: Document) -> list[Candidate]:
        """Return every place that may name a company, also those that evidence speaks against."""
        title, text = passages(document)
        candidates = [
            *self._candidates(title, ()),
            *self._candidates(text, document.marks),
        ]
        add_list_evidence(candidates)
        candidates += self._tickers(candidates, document.tickers, title)
        return candidates

    def _candidates(self, passage: Passage, marks: tuple[Mark, ...]) -> Iterator[Candidate]:
        codes = find_code_mentions(passage.text, self._find)
        by_start = {code.start: code for code in codes}
        named: set[int] = set()
        marked = self._marked(passage, marks)
        for start, end, number in longest(self._automaton.find(passage.text)):
            name = self._names[number]
            if passage.is_inside_word(start, end) or not self._may_name(name, passage, start, end):
                continue
            code = _code_behind(passage.text, end, by_start)
            if code and self._issuer_of_code(code.symbol) in name.issuers:
                named.add(code.start)
            elif name.is_latin and any(found.covers(start, end) for found in codes):
                continue
            mark = marked.pop(start, None)
            for issuer, kind in name.meanings:
                candidate = Candidate(passage, start, end, code.end if code else end, issuer)
                self._weigh_name(candidate, name, kind)
                self._weigh_code(candidate, code)
                self._weigh_context(candidate, name)
                if mark and self._directory.issuer(mark.code) == issuer:
                    candidate.add(Evidence(Sign.MARKUP, mark.code))
                if name.is_ambiguous and not candidate.has(*_WHICH_ONE):
                    candidate.add(Evidence(Sign.AMBIGUOUS, name.text))
                yield candidate
        yield from self._unnamed(passage, [c for c in codes if c.start not in named], marked)

    def _unnamed(
        self,
        passage: Passage,
        codes: list[CodeMention],
        marked: dict[int, Mark],
    ) -> Iterator[Candidate]:
        """Yield what is named only by a code, or by a link on a name that no list has."""
        for code in codes:
            if not code.is_bare:
                issuer = self._directory.issuer(code.symbol)
                candidate = Candidate(passage, code.start, code.end, code.end, issuer, code.symbol)
                candidate.add(Evidence(Sign.CODE_ONLY, code.symbol))
                yield candidate
        for start, mark in marked.items():
            name = passage.text[start : mark.end]
            if (
                priors.prior_of_chinese(name, self._words, self._aliases.brands)
                not in context.PLAIN
            ):
                issuer = self._directory.issuer(mark.code)
                candidate = Candidate(passage, start, mark.end, mark.end, issuer, mark.code)
                candidate.add(Evidence(Sign.MARKUP, mark.code))
                yield candidate

    def _may_name(self, name: KnownName, passage: Passage, start: int, end: int) -> bool:
        """Leave out at once what no evidence could save: most words of most texts."""
        return (
            not name.is_weak
            or passage.text.endswith("st", 0, start)
            or passage.text.startswith("(", end)
        )

    def _weigh_name(self, candidate: Candidate, name: KnownName, kind: NameKind) -> None:
        prior = self._prior(name)
        candidate.prior = prior
        if kind is NameKind.LEGAL:
            candidate.add(Evidence(Sign.LEGAL_NAME, name.text))
        elif kind is NameKind.TICKER:
            candidate.add(Evidence(Sign.TICKER_NAME, name.text.upper()))
        else:
            if sign := _KIND_SIGN.get(kind):
                candidate.add(Evidence(sign, name.text))
            candidate.add(Evidence(_PRIOR_SIGN[prior], name.text))
        if kind is NameKind.WEAK and candidate.passage.text.endswith("st", 0, candidate.start):
            candidate.add(Evidence(Sign.STATUS_NAME, "ST"))

    def _weigh_code(self, candidate: Candidate, code: CodeMention | None) -> None:
        if code is None:
            digits = candidate.passage.text[candidate.end : candidate.end + _CODE_LENGTH]
            if digits.isdecimal() and self._issuer_of_code(digits) == candidate.issuer:
                candidate.add(Evidence(Sign.OWN_CODE, digits))
                candidate.after = candidate.end + _CODE_LENGTH
        elif self._directory.issuer(code.symbol) != candidate.issuer:
            candidate.add(Evidence(Sign.OTHER_CODE, code.symbol))
        else:
            candidate.symbol = code.symbol
            sign = Sign.MACHINE_CODE if code.is_inserted else Sign.OWN_CODE
            candidate.add(Evidence(sign, code.symbol))

    def _weigh_context(self, candidate: Candidate, name: KnownName) -> None:
        if name.is_latin:
            signs = english.evidence_around(candidate, self._english)
        else:
            signs = context.evidence_around(candidate, self._words)
        for evidence in signs:
            candidate.add(evidence)
        industry = industry_of(name.text, self._aliases.industries.get(name.text))
        if words := source_words(candidate, industry):
            candidate.add(Evidence(Sign.SOURCE_OF_REPORT, words))
        elif industry is Industry.PLATFORM and not candidate.has(Sign.COMPANY_AFTER, Sign.HEADLINE):
            if words := platform_words(candidate):
                candidate.add(Evidence(Sign.PLATFORM, words))
        elif industry is Industry.VENUE and not candidate.has(
            Sign.COMPANY_AFTER, Sign.HEADLINE, Sign.COLON
        ):
            candidate.add(Evidence(Sign.VENUE, name.text))

    def _prior(self, name: KnownName) -> Prior:
        known = self._priors.get(name.text)
        if known is None:
            known = self._priors[name.text] = name.prior(
                self._words, self._english, self._aliases.brands
            )
        return known

    def _tickers(
        self,
        candidates: list[Candidate],
        tickers: tuple[str, ...],
        title: Passage,
    ) -> Iterator[Candidate]:
        """Count the codes the source gives as data; yield those that no name in the text has."""
        for ticker in tickers:
            security = self._directory.find_code(ticker)
            if security is None:
                continue
            issuer = self._directory.issuer(security.symbol)
            evidence = Evidence(Sign.TICKER, security.symbol)
            named = [candidate for candidate in candidates if candidate.issuer == issuer]
            for candidate in named:
                candidate.add(evidence)
            if not named:
                unnamed = Candidate(title, 0, 0, 0, issuer, security.symbol)
                unnamed.add(evidence)
                yield unnamed

    def _marked(self, passage: Passage, marks: tuple[Mark, ...]) -> dict[int, Mark]:
        """Return the source's marks of known securities by where they begin in the folded text."""
        found: dict[int, Mark] = {}
        for mark in marks:
            start, end = map(passage.folded_position, (mark.start, mark.end))
            symbol = self._find(mark.code)
            if symbol and start < end:
                found[start] = Mark(start, end, symbol)
        return found

    def _find(self, code: str) -> str | None:
        found = self._directory.find_code(code)
        return found.symbol if found else None

    def _issuer_of_code(self, code: str) -> str | None:
        found = self._directory.find_code(code)
        return self._directory.issuer(found.symbol) if found else None

    def _mentions(self, found: Candidate) -> Iterable[Mention]:
        start, end, surface = found.passage.surface(found.start, found.end)
        written = (found.symbol,) if found.symbol else ()
        evidence = tuple(map(str, found.evidence))
        for symbol in dict.fromkeys((*self._directory.shares(found.issuer), *written)):
            security = self._directory.get(symbol)
            yield Mention(
                symbol=symbol,
                name=security.name if security else symbol,
                role=found.role,
                score=round(found.score, 2),
                field=found.passage.field,
                start=start,
                end=end,
                surface=surface,
                evidence=evidence,
            )


def _code_behind(text: str, end: int, by_start: dict[int, CodeMention]) -> CodeMention | None:
    """Return the code that stands right behind a name, maybe after a listing suffix."""
    if end in by_start:
        return by_start[end]
    if text.startswith("-", end):  # 美团-W(03690.HK)
        for at in range(end + 2, end + _LISTING_SUFFIX_REACH):
            if at in by_start:
                return by_start[at]
    return by_start.get(end + 1) if text.startswith(" ", end) else None
