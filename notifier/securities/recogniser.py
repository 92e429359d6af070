"""Recognition: which listed companies an article names, and how we know.

Names and codes are found in one pass over the folded text; every find is a candidate that collects
evidence for and against; what its evidence adds up to decides. A company is mentioned once, by its
best candidate, under each symbol of its issuer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from notifier.core.model import Document, Mark, Mention
from notifier.securities import context, english, priors
from notifier.securities.aliases import Industry, shipped_aliases
from notifier.securities.codes import CodeMention
from notifier.securities.context_features import features, masked
from notifier.securities.context_model import ContextModel, shipped_model
from notifier.securities.context_words import SHARES
from notifier.securities.directory import Directory
from notifier.securities.evidence import SETTLED, Candidate, Evidence, Sign
from notifier.securities.hashing import Features
from notifier.securities.known_names import KnownName
from notifier.securities.lexicon import shipped_english, shipped_words
from notifier.securities.mention_model import MentionModel, shipped_mentions, weigh_mentions
from notifier.securities.mention_roles import (
    Industries,
    platform_words,
    source_words,
    was_posted,
)
from notifier.securities.name_evidence import weigh_code, weigh_name
from notifier.securities.name_uses import shipped_uses
from notifier.securities.neighbours import weigh_together
from notifier.securities.passage import Passage, passages
from notifier.securities.places import Places
from notifier.securities.priors import Prior
from notifier.securities.role_words import VENUE_AFTER
from notifier.securities.topic import TopicModel, shipped_topics, weigh_topic

_OF_WORD = 1.0
_ONLY_COMPANIES = frozenset({Sign.COMPANY_AFTER, Sign.COMPANY_BEFORE})
_OF_HOUSEHOLD = 1.5
"""How news uses 苹果: of products and their makers it tells without the words that markets use."""

_OF_HONG_KONG = 2.0
"""How Hong Kong's papers use 電能 where a sentence about shares begins with it."""

_SHARES_AFTER = re.compile(f"[^。!?\n]{{0,40}}?(?:{SHARES})")

_WHICH_ONE = (Sign.OWN_CODE, Sign.MACHINE_CODE, Sign.MARKUP)
"""What tells which of several companies of one name is meant."""

_ABOUT_ITSELF = frozenset({Sign.COMPANY_AFTER, Sign.ACTS_AFTER, Sign.COLON})
"""What shows that a platform or an exchange is more than where something is said or listed."""

_TO_VENUE = ("向", "于", "在", "经")
"""Before an exchange to which others disclose something, or on which they do."""

_VENUE_AFTER = re.compile(VENUE_AFTER)


class Recogniser:
    """Names securities in documents. Built once per directory; documents leave no trace in it."""

    def __init__(
        self,
        directory: Directory,
        *,
        model: ContextModel | None = None,
        uses: Mapping[str, float] | None = None,
        topics: TopicModel | None = None,
        judge: MentionModel | None = None,
    ) -> None:
        self._directory = directory
        self._aliases = shipped_aliases()
        self._model = shipped_model() if model is None else model
        household = dict.fromkeys(self._aliases.household, _OF_HOUSEHOLD)
        self._uses = {**(shipped_uses() if uses is None else uses), **household}
        self._topics = shipped_topics() if topics is None else topics
        self._judge = shipped_mentions() if judge is None else judge
        self._words = shipped_words()
        self._english = shipped_english()
        self._places = Places(directory, self._aliases)
        self._industries = Industries(directory, self._aliases.industries)

    def recognise(self, document: Document) -> tuple[Mention, ...]:
        """Return the securities of which a document tells something, and its sources.

        There is one mention of each, the best one.
        """
        return self._best(self.find_candidates(document))

    def names(self, document: Document) -> tuple[Mention, ...]:
        """Return the securities that a text names, whether or not it tells something of them.

        So a person names them who asks for news of them.
        """
        return self._best(self.weighed_by_rules(document))

    def _best(self, candidates: list[Candidate]) -> tuple[Mention, ...]:
        best: dict[str, Candidate] = {}
        for candidate in candidates:
            if candidate.is_accepted:
                known = best.get(candidate.issuer)
                if known is None or candidate.rank > known.rank:
                    best[candidate.issuer] = candidate
        mentions = chain.from_iterable(self._mentions(found) for found in best.values())
        return tuple(sorted(mentions, key=lambda mention: (-mention.score, mention.symbol)))

    def find_candidates(self, document: Document) -> list[Candidate]:
        """Return every place that may name a company, also those that evidence speaks against."""
        candidates = self.weighed_by_rules(document)
        weigh_mentions(candidates, self._words, self._english, self._judge)
        candidates += self._tickers(candidates, document)
        return candidates

    def weighed_by_rules(self, document: Document) -> list[Candidate]:
        """Return every place that may name a company, before it is judged."""
        title, text = passages(document)
        candidates = [
            *self._candidates(title, ()),
            *self._candidates(text, document.marks),
        ]
        weigh_topic(candidates, f"{title.text}\n{text.text}", self._topics)
        weigh_together(candidates, self._words)
        return candidates

    def _candidates(self, passage: Passage, marks: tuple[Mark, ...]) -> Iterator[Candidate]:
        codes = self._places.codes(passage)
        named: set[int] = set()
        marked = self._marked(passage, marks)
        places = list(self._places.names(passage, codes))
        sure = (place.span for place in places if self._places.is_sure(place))
        hidden = masked(passage, sure) if places else ""
        for start, end, name, code, is_coded in places:
            if code and is_coded:
                named.add(code.start)
            mark = marked.pop(start, None)
            for issuer, kind in name.meanings:
                candidate = Candidate(passage, start, end, code.end if code else end, issuer)
                weigh_name(candidate, name, kind, self._places, self._english)
                weigh_code(candidate, code, self._places.issuer_of)
                self._weigh_context(candidate, name, hidden)
                if mark and self._directory.issuer(mark.code) == issuer:
                    # Who links by a list of names links ordinary words too.
                    is_word = candidate.prior is Prior.ORDINARY and candidate.has(Sign.OTHER_WORDS)
                    weight = 0.0 if is_word else None
                    candidate.add(Evidence(Sign.MARKUP, mark.code, learned=weight))
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
        other = {
            passage.sentence(code.start) for code in codes if context.is_no_share(passage, code)
        }
        for code in codes:
            if not (code.is_bare or (code.is_number and passage.sentence(code.start) in other)):
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

    def _weigh_context(self, candidate: Candidate, name: KnownName, hidden: str) -> None:
        if name.is_latin:
            signs = list(english.evidence_around(candidate, self._english, self._aliases.brands))
        else:
            signs = list(context.evidence_around(candidate, self._words))
        industry = candidate.industry = self._industries.of(name.text, candidate.issuer)
        served = source_words(candidate, industry, hidden)
        about_itself = {evidence.sign for evidence in signs} & _ABOUT_ITSELF
        if not name.is_latin:
            candidate.around = features(
                candidate.passage, hidden, candidate.start, candidate.after, self._words, signs
            )
        around = candidate.around
        if around and served is None and context.is_doubtful(candidate, name):
            signs = list(self._judged(candidate, name, signs, around))
        for evidence in signs:
            candidate.add(evidence)
        if served is not None:
            candidate.add(Evidence(Sign.SOURCE_OF_REPORT, served))
        elif industry is Industry.PLATFORM:
            acts = bool(about_itself - {Sign.COLON})
            if words := was_posted(candidate) if acts else platform_words(candidate):
                candidate.add(Evidence(Sign.PLATFORM, words))
        elif industry is Industry.VENUE and (
            not about_itself
            or candidate.passage.has_gap(candidate.after)
            or candidate.passage.text.endswith(_TO_VENUE, 0, candidate.start)
            or _VENUE_AFTER.match(candidate.passage.text, candidate.after)
        ):
            candidate.add(Evidence(Sign.VENUE, name.text))

    def _judged(
        self, found: Candidate, name: KnownName, signs: list[Evidence], around: Features
    ) -> Iterator[Evidence]:
        """Yield what counts of a doubtful name: some signs, and what the model says of the rest."""
        counted = [evidence for evidence in signs if evidence.sign in context.COUNTED]
        yield from counted
        if any(evidence.weight <= SETTLED for evidence in counted):
            return
        if use := self._uses.get(found.name):
            usage = Sign.USED_FOR_COMPANY if use > 0 else Sign.USED_OTHERWISE
            yield Evidence(usage, found.written, use)
        if begins := found.passage.begins_clause_at(found.start):
            yield Evidence(Sign.BEGINS)
        if found.passage.is_traditional:
            yield Evidence(Sign.TRADITIONAL, learned=_of_hong_kong(found, name, begins=begins))
        weight, words = self._model.judge(around)
        # What only companies do tells more of this place than of those that the model learned from.
        weight += _OF_WORD * sum(each.sign in _ONLY_COMPANIES for each in signs)
        sign = Sign.COMPANY_WORDS if weight > 0 else Sign.OTHER_WORDS
        yield Evidence(sign, words, learned=round(weight, 2))

    def _tickers(
        self,
        candidates: list[Candidate],
        document: Document,
    ) -> Iterator[Candidate]:
        """Count the codes the source gives as data; yield those that no name in the text has."""
        for ticker in document.tickers:
            security = self._directory.find_code(ticker)
            if security is None:
                continue
            issuer = self._directory.issuer(security.symbol)
            evidence = Evidence(Sign.TICKER, security.symbol)
            named = [candidate for candidate in candidates if candidate.issuer == issuer]
            for candidate in named:
                candidate.add(evidence)
            if not named:
                title, _ = passages(document)
                unnamed = Candidate(title, 0, 0, 0, issuer, security.symbol)
                unnamed.add(evidence)
                yield unnamed

    def _marked(self, passage: Passage, marks: tuple[Mark, ...]) -> dict[int, Mark]:
        """Return the source's marks of known securities by where they begin in the folded text."""
        found: dict[int, Mark] = {}
        for mark in marks:
            start, end = map(passage.folded_position, (mark.start, mark.end))
            symbol = self._places.symbol_of(mark.code)
            if symbol and start < end:
                found[start] = Mark(start, end, symbol)
        return found

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


def _of_hong_kong(found: Candidate, name: KnownName, *, begins: bool) -> float | None:
    """Return what a word gains by which only Hong Kong calls a company; None: as any name."""
    if not name.is_of_hong_kong or found.prior is not Prior.ORDINARY:
        return None
    is_said = begins and _SHARES_AFTER.match(found.passage.text, found.after)
    return _OF_HONG_KONG if is_said else None


@lru_cache(maxsize=1)
def recogniser_of(directory: Directory) -> Recogniser:
    """Return what recognises a directory's companies; for the last directory, the same again."""
    return Recogniser(directory)
