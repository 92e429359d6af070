"""Whether a query's program holds for one document, and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from notifier.core.aho_corasick import Hit
from notifier.core.model import Document, Field, Mention, Reason, ReasonKind, Role
from notifier.subscriptions.query.ast import (
    Atom,
    Cased,
    Category,
    Lang,
    Named,
    Near,
    Pattern,
    Source,
    Term,
    unparse,
)
from notifier.subscriptions.query.compiler import AllOf, AnyOf, NoneOf, Program
from notifier.subscriptions.query.regex import compile_pattern
from notifier.subscriptions.query.terms import fold_words, near, occurrences


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the folded title or text."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AtomMatch:
    """What makes a condition hold: places in the text, a mention, or neither for a field."""

    spans: tuple[Span, ...] = ()
    mention: Mention | None = None


class DocumentView:
    """One document with its mentions. What one query has looked up is kept for the next."""

    def __init__(self, document: Document, mentions: Sequence[Mention]) -> None:
        self.document = document
        self.source = fold_words(document.source)
        """The source's name, folded."""
        self.categories = "\n".join(["", *map(fold_words, document.categories), ""])
        """The categories, folded, one a line, between line breaks."""
        self.languages = languages(document.lang or "")
        """The document's language and what it is a kind of: `zh` and `zh-hans`."""
        self.subjects: dict[str, list[Mention]] = {}
        """The securities that the document is about, each with its mentions, the strongest first.

        Companies that are only a report's origin are not among them.
        """
        for mention in sorted(mentions, key=lambda mention: -mention.score):
            if mention.role is Role.SUBJECT:
                self.subjects.setdefault(mention.symbol, []).append(mention)
        self._atom_matches: dict[Atom, AtomMatch | None] = {}

    def match(self, atom: Atom) -> AtomMatch | None:
        """Return what makes a condition hold, None if it does not."""
        if atom not in self._atom_matches:
            self._atom_matches[atom] = self._match_atom(atom)
        return self._atom_matches[atom]

    def _match_atom(self, atom: Atom) -> AtomMatch | None:
        match atom:
            case Term() | Pattern() | Near():
                return self._in_text(atom)
            case Cased():
                return self._as_written(atom)
            case Named():
                return self._named(atom)
            case Source(folded):
                holds = self.source == folded
            case Category(folded):
                holds = next(occurrences(self.categories, folded), None) is not None
            case Lang(tag):
                holds = tag in self.languages
        return AtomMatch() if holds else None

    def _in_text(self, atom: Term | Pattern | Near) -> AtomMatch | None:
        in_title = atom.left.title if isinstance(atom, Near) else atom.title
        for field, text in self._fields(title_only=in_title):
            spans = tuple(Span(field, start, end) for start, end in _spans(atom, text))
            if spans:
                return AtomMatch(spans)
        return None

    def _as_written(self, cased: Cased) -> AtomMatch | None:
        title, text = self.document.title, self.document.text
        for field, original, folded in (
            (Field.TITLE, title, self.document.folded_title),
            (Field.TEXT, text, self.document.folded_text),
        ):
            for start in occurrences(folded.text, cased.folded):
                end = start + len(cased.folded)
                first, last = folded.span(start, end)
                if unicodedata.normalize("NFKC", original[first:last]) == cased.written:
                    return AtomMatch((Span(field, start, end),))
        return None

    def _fields(self, *, title_only: bool) -> Iterator[tuple[Field, str]]:
        yield Field.TITLE, self.document.folded_title.text
        if not title_only:
            yield Field.TEXT, self.document.folded_text.text

    def _named(self, named: Named) -> AtomMatch | None:
        for mention in self.subjects.get(named.symbol, ()):
            if not named.title or (mention.field is Field.TITLE and mention.surface):
                return AtomMatch(mention=mention)
        return None

    def reasons(self, atom: Atom) -> Iterator[Reason]:
        """Return what makes a condition hold, in the words of the document as it was written."""
        found = self.match(atom)
        if found is None:
            return
        if found.mention is not None:
            yield _naming(found.mention)
        elif found.spans:
            for span, label in zip(found.spans, _labels(atom), strict=True):
                in_title = span.field is Field.TITLE
                folded = self.document.folded_title if in_title else self.document.folded_text
                place = folded.span(span.start, span.end)
                yield Reason(ReasonKind.TERM, label, None, span.field, *place)
        else:
            yield Reason(ReasonKind.FIELD, _field_label(atom))


class Evaluation:
    """Asks programs of one document whose terms have been found already."""

    def __init__(
        self,
        view: DocumentView,
        hits: Mapping[int, Hit],
        labels: Mapping[int, str],
        terms: Sequence[str],
    ) -> None:
        """Take where terms stand, by number; `labels` and `terms` have how each is written."""
        self._view = view
        self._hits = hits
        self._labels = labels
        self._terms = terms
        self._title = view.document.folded_title
        self._text = view.document.folded_text
        self._text_starts = len(self._title.text) + 2
        self._term_reasons: dict[int, Reason] = {}

    def holds(self, program: Program) -> bool:
        """Return whether a program holds."""
        if isinstance(program, int):
            return program in self._hits
        if isinstance(program, AllOf):
            for part in program:
                if not (part in self._hits if isinstance(part, int) else self.holds(part)):
                    return False
            return True
        if isinstance(program, AnyOf):
            return any(map(self.holds, program))
        if isinstance(program, NoneOf):
            return not self.holds(program[0])
        return self._view.match(program) is not None

    def reasons(self, program: Program) -> tuple[Reason, ...]:
        """Return what makes a program hold: every condition that does, in the parts that do."""
        if isinstance(program, int):
            return (self._term(program),)
        return tuple(dict.fromkeys(self._reasons(program)))

    def _reasons(self, program: Program) -> Iterator[Reason]:
        if isinstance(program, int):
            yield self._term(program)
        elif isinstance(program, AllOf | AnyOf):
            for part in program:
                if self.holds(part):
                    yield from self._reasons(part)
        elif not isinstance(program, NoneOf):
            yield from self._view.reasons(program)

    def _term(self, number: int) -> Reason:
        reason = self._term_reasons.get(number)
        if reason is None:
            start, end, _ = self._hits[number]
            in_title = end < self._text_starts
            field = Field.TITLE if in_title else Field.TEXT
            first = 1 if in_title else self._text_starts
            span = (self._title if in_title else self._text).span(start - first, end - first)
            label = self._labels.get(number) or self._terms[number]
            reason = Reason(ReasonKind.TERM, label, None, field, *span)
            self._term_reasons[number] = reason
        return reason


@lru_cache(maxsize=256)
def languages(tag: str) -> tuple[str, ...]:
    """Return a language tag and what it is a kind of: `zh`, `zh-hans`."""
    parts = fold_words(tag).replace("_", "-").split("-")
    return tuple("-".join(parts[:count]) for count in range(1, len(parts) + 1))


def _spans(atom: Term | Pattern | Near, text: str) -> Iterator[tuple[int, int]]:
    """Yield the first stretch of a folded text where a condition holds; of a Near, both ends."""
    match atom:
        case Term(folded):
            for start in occurrences(text, folded):
                yield start, start + len(folded)
                return
        case Pattern(source):
            if found := compile_pattern(source).search(text):
                yield found.span()
        case Near(left, right, distance):
            if both := near(text, left.folded, right.folded, distance):
                yield both[0], both[0] + len(left.folded)
                yield both[1], both[1] + len(right.folded)


def _labels(atom: Atom) -> tuple[str, ...]:
    match atom:
        case Term():
            return (atom.label or atom.folded,)
        case Cased(_, written):
            return (written,)
        case Near(left, right):
            return (left.label or left.folded, right.label or right.folded)
        case Pattern(source):
            return (unparse(Pattern(source)),)
        case _:
            return ()


def _field_label(atom: Atom) -> str:
    match atom:
        case Source(folded):
            return f"source:{folded}"
        case Category(folded):
            return f"category:{folded}"
        case Lang(tag):
            return f"lang:{tag}"
        case _:
            return ""


def _naming(mention: Mention) -> Reason:
    if not mention.surface:  # known from structured tickers only, so nowhere in the text
        return Reason(ReasonKind.SECURITY, mention.name, mention.symbol)
    return Reason(
        ReasonKind.SECURITY,
        mention.name,
        mention.symbol,
        mention.field,
        mention.start,
        mention.end,
    )
