"""Queries made ready for matching: terms as numbers, and the keys under which a query is filed.

A key is something a document either has or has not: a term (its number), a security, a source, a
category, a language. Whatever a query is, it can only hold for documents that have at least one of
a few keys; filed under those, it costs nothing for all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from notifier.subscriptions.query.ast import (
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
from notifier.subscriptions.query.regex import needed_literal
from notifier.subscriptions.query.terms import TermIndex


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

Need: TypeAlias = tuple[int, tuple[Key, ...]]
"""Keys of which a document must have at least one; before them, how common we take them to be."""


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


class Filing(NamedTuple):
    """Where to file a query: pairs of keys, of which a document must have both of one pair.

    The second key is ALWAYS where one is enough. `sure` says that this is all the query asks.
    """

    pairs: Sequence[tuple[Key, Key]]
    sure: bool = False


def filing(program: Program, terms: TermIndex) -> Filing:
    """Say where to file a query. The same program gives the same places each time."""
    if isinstance(program, int):
        return Filing([(program, ALWAYS)], sure=True)
    needs = _needs(program, terms)
    if not needs:
        return Filing([(ALWAYS, ALWAYS)])
    if len(needs) > 1:
        needs.sort(key=itemgetter(0))
    keys = dict.fromkeys(needs[0][1])
    guard = next((keys[0] for _, keys in needs[1:] if len(keys) == 1), ALWAYS)
    return Filing([(key, guard) for key in keys], sure=_is_decided_by_keys(program))


def _is_decided_by_keys(program: Program) -> bool:
    if isinstance(program, Some):
        return all(map(_is_key, program))
    if isinstance(program, All):
        return len(program) == 2 and all(map(_is_key, program))  # one is the key, one the guard
    return _is_key(program)


def _is_key(program: Program) -> bool:
    if isinstance(program, Named):
        return not program.title
    return isinstance(program, int | Source | Category | Lang)


def _needs(program: Program, terms: TermIndex) -> list[Need]:
    if isinstance(program, int):
        return [_term_need(program, terms)]
    if isinstance(program, All):
        needs: list[Need] = []
        for part in program:
            needs += [_term_need(part, terms)] if isinstance(part, int) else _needs(part, terms)
        return needs
    if isinstance(program, Some):
        rarest = [min(_needs(part, terms), key=itemgetter(0), default=None) for part in program]
        found = [need for need in rarest if need is not None]
        if len(found) < len(rarest):
            return []
        return [(sum(need[0] for need in found), tuple(key for need in found for key in need[1]))]
    if isinstance(program, No):
        return []
    if isinstance(program, Near):
        ends = (program.left.folded, program.right.folded)
        return [_term_need(terms.number(end), terms) for end in ends]
    return [_atom_need(program, terms)]


def _atom_need(atom: Term | Pattern | Named | Source | Category | Lang, terms: TermIndex) -> Need:
    match atom:
        case Term(folded):
            return _term_need(terms.number(folded), terms)
        case Named(symbol):
            return 1, (security_key(symbol),)
        case Pattern(source):
            literal = needed_literal(source)
            if literal is None:
                return 1_000_000, (ALWAYS,)
            return _term_need(terms.number(literal), terms)
        case Source(folded):
            return 1_000, (source_key(folded),)
        case Category(folded):
            return 1_000, (category_key(folded),)
        case Lang(tag):
            return 10_000, (language_key(tag),)


def _term_need(number: int, terms: TermIndex) -> Need:
    return terms.commonness[number], (number,)


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
