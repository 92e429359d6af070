"""Queries compiled for matching: terms as numbers, and the keys by which a query is found.

A key is something a document either has or has not: a term (its number), a security, a source, a
category, a language. Whatever a query is, it can only hold for documents that have at least one of
a few keys; indexed by those, it costs nothing for all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from notifier.subscriptions.query.ast import (
    And,
    Atom,
    Cased,
    Category,
    Lang,
    Named,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Source,
    Term,
)
from notifier.subscriptions.query.regex import required_literal
from notifier.subscriptions.query.terms import TermIndex


class AllOf(tuple["Program", ...]):
    """Programs that must hold together."""

    __slots__ = ()


class AnyOf(tuple["Program", ...]):
    """Programs of which at least one must hold."""

    __slots__ = ()


class NoneOf(tuple["Program"]):
    """One program that must not hold."""

    __slots__ = ()


Program: TypeAlias = int | Atom | AllOf | AnyOf | NoneOf
"""A query's tree, small and quick: a number is a term that stands in the title or the text."""

Key: TypeAlias = int | str
ALWAYS: Key = ""
"""The key that every document has, for queries that need nothing we could look for."""

Requirement: TypeAlias = tuple[int, tuple[Key, ...]]
"""Keys of which a document must have at least one; before them, how common we take them to be."""
_COMMONNESS = itemgetter(0)


def compile_query(node: Node, terms: TermIndex) -> Program:
    """Compile a query's tree. Every term of it gets a number, negated ones too."""
    match node:
        case Not(part):
            return NoneOf((compile_query(part, terms),))
        case And(parts):
            return AllOf(compile_query(part, terms) for part in parts)
        case Or(parts):
            return AnyOf(compile_query(part, terms) for part in parts)
        case Term(folded, title) if not title:
            return terms.number(folded)
        case _:
            return node


class IndexKeys(NamedTuple):
    """The keys that a query is indexed by."""

    pairs: Sequence[tuple[Key, Key]]
    """A document must have both of one pair; the second is ALWAYS where one is enough."""
    is_exact: bool = False
    """Whether that is all the query asks."""


def index_keys(program: Program, terms: TermIndex) -> IndexKeys:
    """Return the keys of a query. The same program has the same keys each time."""
    if isinstance(program, int):
        return IndexKeys([(program, ALWAYS)], is_exact=True)
    requirements = _requirements(program, terms)
    if not requirements:
        return IndexKeys([(ALWAYS, ALWAYS)])
    if len(requirements) > 1:
        requirements.sort(key=_COMMONNESS)
    keys = dict.fromkeys(requirements[0][1])
    guard = next((keys[0] for _, keys in requirements[1:] if len(keys) == 1), ALWAYS)
    return IndexKeys([(key, guard) for key in keys], is_exact=_is_decided_by_keys(program))


def _is_decided_by_keys(program: Program) -> bool:
    if isinstance(program, AnyOf):
        return all(map(_is_key, program))
    if isinstance(program, AllOf):
        return len(program) == 2 and all(map(_is_key, program))  # one is the key, one the guard
    return _is_key(program)


def _is_key(program: Program) -> bool:
    if isinstance(program, Named):
        return not program.title
    return isinstance(program, int | Source | Category | Lang)


def _requirements(program: Program, terms: TermIndex) -> list[Requirement]:
    if isinstance(program, int):
        return [_term_requirement(program, terms)]
    if isinstance(program, AllOf):
        requirements: list[Requirement] = []
        for part in program:
            requirements += (
                [_term_requirement(part, terms)]
                if isinstance(part, int)
                else _requirements(part, terms)
            )
        return requirements
    if isinstance(program, AnyOf):
        rarest = [
            min(_requirements(part, terms), key=_COMMONNESS, default=None) for part in program
        ]
        found = [each for each in rarest if each is not None]
        if len(found) < len(rarest):
            return []
        keys = tuple(key for _, keys in found for key in keys)
        return [(sum(map(_COMMONNESS, found)), keys)]
    if isinstance(program, NoneOf):
        return []
    if isinstance(program, Near):
        ends = (program.left.folded, program.right.folded)
        return [_term_requirement(terms.number(end), terms) for end in ends]
    return [_atom_requirement(program, terms)]


def _atom_requirement(
    atom: Term | Pattern | Cased | Named | Source | Category | Lang, terms: TermIndex
) -> Requirement:
    match atom:
        case Term(folded) | Cased(folded):
            return _term_requirement(terms.number(folded), terms)
        case Named(symbol):
            return 1, (security_key(symbol),)
        case Pattern(source):
            literal = required_literal(source)
            if literal is None:
                return 1_000_000, (ALWAYS,)
            return _term_requirement(terms.number(literal), terms)
        case Source(folded):
            return 1_000, (source_key(folded),)
        case Category(folded):
            return 1_000, (category_key(folded),)
        case Lang(tag):
            return 10_000, (language_key(tag),)


def _term_requirement(number: int, terms: TermIndex) -> Requirement:
    return terms.commonness[number], (number,)


def security_key(symbol: str) -> Key:
    """Return the key of a security."""
    return f"@{symbol}"


def source_key(folded: str) -> Key:
    """Return the key of a source."""
    return f"source:{folded}"


def category_key(folded: str) -> Key:
    """Return the key of a word in a category."""
    return f"category:{folded}"


def language_key(tag: str) -> Key:
    """Return the key of a language."""
    return f"lang:{tag}"
