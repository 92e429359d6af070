"""The query language's door: what people type becomes a query, or an error they can act on.

The language is described in docs/query-language.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from notifier.core.errors import QueryError
from notifier.subscriptions.query.ast import (
    Node,
    Source,
    Term,
    atoms,
    depth,
    is_bare,
    named_in,
    unparse,
    words_in,
)
from notifier.subscriptions.query.errors import ErrorKind, QuerySyntaxError
from notifier.subscriptions.query.normal_form import (
    bounded,
    never_holds,
    normalise,
    unbounded,
    without,
)
from notifier.subscriptions.query.parser import Parser, Resolver
from notifier.subscriptions.query.terms import fold_words

__all__ = ["Query", "Resolver", "as_words", "parse", "parse_canonical", "refuse_impossible"]

MAX_LENGTH = 20_000
MAX_CONDITIONS = 1_000
MAX_DEPTH = 40
_EXAMPLE = "AI | 5G"
"""Proposed where there is no word to go on from; readers of every language can read it."""
_MAX_REPAIRS = 20
_SALVAGED = 1_000
"""Of a text that no repair mends, the words among so many characters are proposed."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked of articles."""

    canonical: str
    """The same for equal queries; itself a query that reads as this one."""
    root: Node = field(compare=False, repr=False)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The securities asked for, without those that must not be there."""
        return tuple(named_in(self.root))

    @property
    def words(self) -> tuple[str, ...]:
        """The words and phrases asked for, folded, without those that must not be there."""
        return tuple(words_in(self.root))

    @property
    def sources(self) -> frozenset[str]:
        """The sources that it names, folded, with those from which nothing must come."""
        return frozenset(each.folded for each in atoms(self.root) if isinstance(each, Source))


def parse(text: str, resolve: Resolver) -> Query:
    """Read a query as a person typed it.

    Raises QueryError with the place and, wherever there is one, a repair that can be read.
    """
    try:
        return _read(text, resolve)
    except QuerySyntaxError as error:
        raise QueryError(
            error.reason,
            text=text,
            position=min(error.position, len(text)),
            repair=_repair(text, error, resolve),
            key=error.key,
            about=error.about,
        ) from None


def as_words(canonical: str) -> str:
    """Return a canonical form so that nobody takes it for a company: a word alone in quotes."""
    return f'"{canonical}"' if is_bare(canonical) else canonical


def refuse_impossible(query: Query, text: str) -> None:
    """Raise QueryError where a query asks for something and excludes it; `text` is what was typed.

    The language can say that, and nobody means it.
    """
    negation = never_holds(query.root)
    if negation is not None:
        kind = ErrorKind.NEVER_HOLDS
        raise QueryError(
            kind.sentence,
            text=text,
            position=min(negation.position, len(text)),
            repair=unparse(without(query.root, negation)),
            key=kind.key,
        )


def parse_canonical(canonical: str) -> Query:
    """Read a stored canonical form. Its symbols stand for themselves, listed or not any more."""
    # Nearly all are one word, and there may be a hundred thousand to read at a start.
    if is_bare(canonical) and fold_words(canonical) == canonical:
        return Query(canonical, Term(canonical))
    return parse(canonical, lambda symbol: (symbol,))


def _read(text: str, resolve: Resolver) -> Query:
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(ErrorKind.TOO_LONG, MAX_LENGTH, about=MAX_LENGTH)
    tree = normalise(Parser(_SURROGATE.sub("\ufffd", text), resolve).read())
    if sum(1 for _ in atoms(tree)) > MAX_CONDITIONS:
        raise QuerySyntaxError(ErrorKind.TOO_MANY, 0, about=MAX_CONDITIONS)
    if depth(tree) > MAX_DEPTH:
        raise QuerySyntaxError(ErrorKind.TOO_DEEP, 0, about=MAX_DEPTH)
    if (negation := unbounded(tree)) is not None:
        raise QuerySyntaxError(
            ErrorKind.ONLY_NEGATIVE,
            negation.position,
            (unparse(bounded(tree)),),
        )
    canonical = unparse(tree)
    if len(canonical) > MAX_LENGTH:
        raise QuerySyntaxError(ErrorKind.TOO_LONG_WRITTEN_OUT, 0, about=MAX_LENGTH)
    return Query(canonical, tree)


_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = re.compile(r"[^\W_]+")


def _repair(text: str, error: QuerySyntaxError, resolve: Resolver) -> str | None:
    """Follow the repairs, each of which may uncover the next one, to a query that can be read."""
    for _ in range(_MAX_REPAIRS):
        for repair in error.repairs:
            try:
                _read(repair, resolve)
            except QuerySyntaxError as next_fault:
                following = next_fault
            else:
                return repair
        if not error.repairs:
            break
        error = following
    words = _WORDS.findall(text[:_SALVAGED])
    if not words:
        return _EXAMPLE
    return " ".join(f'"{word}"' for word in words)
