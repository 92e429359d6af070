"""Queries made ready for matching: terms as numbers, and the keys under which a query is filed.

A key is something a document either has or has not: a term (its number), a security, a source, a
category, a language. Whatever a query is, it can only hold for documents that have at least one of
a few keys; filed under those, it costs nothing for all the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from notifier.matching.index import TermIndex
from notifier.matching.nodes import (
    And,
    Atom,
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
from notifier.matching.patterns import needed_literal


class All(tuple["Program", ...]):
    """Programs that must hold together."""

    __slots__ = ()


class Some(tuple["Program", ...]):
    """Programs of which at least one must hold."""

    __slots__ = ()


class No(tuple["Program"]):
    """One program that must not hold."""

    __slots__ = ()


Program: TypeAlias = int | Atom | All | Some | No
"""A query's tree, small and quick: a number is a term that stands in the title or the text."""

Key: TypeAlias = int | str
ALWAYS: Key = ""
"""The key that every document has, for queries that need nothing we could look for."""

Need: TypeAlias = list[tuple[Key, int]]
"""Keys of which a document must have at least one, each with how common we take it to be."""


def compiled(node: Node, terms: TermIndex) -> Program:
    """Make a query's tree ready. Every term of it gets a number, negated ones too."""
    match node:
        case Not(part):
            return No((compiled(part, terms),))
        case And(parts):
            return All(compiled(part, terms) for part in parts)
        case Or(parts):
            return Some(compiled(part, terms) for part in parts)
        case Term(folded, title) if not title:
            return terms.number(folded)
        case _:
            return node


def filing(program: Program, terms: TermIndex) -> list[tuple[Key, Key]]:
    """Say where to file a query: pairs of keys, of which a document must have both of one pair.

    The second key is ALWAYS where one is enough. The same program gives the same pairs each time.
    """
    needs = sorted(_needs(program, terms), key=_commonness)
    if not needs:
        return [(ALWAYS, ALWAYS)]
    guard = next((need[0][0] for need in needs[1:] if len(need) == 1), ALWAYS)
    return [(key, guard) for key in dict.fromkeys(key for key, _ in needs[0])]


def is_decided_by_filing(program: Program) -> bool:
    """Tell whether having both keys of one pair is all that a query asks of a document."""
    if isinstance(program, Some):
        return all(map(_is_key, program))
    if isinstance(program, All):
        return len(program) == 2 and all(map(_is_key, program))  # one is the key, one the guard
    return _is_key(program)


def _is_key(program: Program) -> bool:
    match program:
        case Named(_, title):
            return not title
        case _:
            return isinstance(program, int | Source | Category | Lang)


def _needs(program: Program, terms: TermIndex) -> Iterator[Need]:
    match program:
        case int():
            yield [_term_key(program, terms)]
        case All():
            for part in program:
                yield from _needs(part, terms)
        case Some():
            rarest = [min(_needs(part, terms), key=_commonness, default=[]) for part in program]
            if all(rarest):
                yield [key for need in rarest for key in need]
        case No():
            return
        case Near(left, right):
            yield [_term_key(terms.number(left.folded), terms)]
            yield [_term_key(terms.number(right.folded), terms)]
        case _:
            yield [_key(program, terms)]


def _commonness(need: Need) -> int:
    return sum(common for _, common in need)


def _key(
    atom: Term | Pattern | Named | Source | Category | Lang, terms: TermIndex
) -> tuple[Key, int]:
    match atom:
        case Term(folded):
            return _term_key(terms.number(folded), terms)
        case Named(symbol):
            return security_key(symbol), 1
        case Pattern(source):
            literal = needed_literal(source)
            return _term_key(terms.number(literal), terms) if literal else (ALWAYS, 1_000_000)
        case Source(folded):
            return source_key(folded), 1_000
        case Category(folded):
            return category_key(folded), 1_000
        case Lang(tag):
            return language_key(tag), 10_000


def _term_key(number: int, terms: TermIndex) -> tuple[Key, int]:
    """Take a term to be the rarer the longer it is; a Chinese character counts for two letters."""
    term = terms.terms[number]
    letters = len(term) if term.isascii() else 2 * len(term)
    return number, 1_000 >> min(letters, 9)


def security_key(symbol: str) -> Key:
    """Name a security among keys."""
    return f"@{symbol}"


def source_key(folded: str) -> Key:
    """Name a source among keys."""
    return f"source:{folded}"


def category_key(folded: str) -> Key:
    """Name a word of a category among keys."""
    return f"category:{folded}"


def language_key(tag: str) -> Key:
    """Name a language among keys."""
    return f"lang:{tag}"
