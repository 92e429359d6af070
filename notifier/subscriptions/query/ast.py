"""What a query is made of: a tree of conditions, its normal form and how it is written.

The normal form makes equal queries one: NOT stands only before single conditions, nested AND and OR
are flat, and their parts are sorted and distinct.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from notifier.securities.codes import looks_like_code


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase in the title or the body, or with `title` only in the title."""

    folded: str
    title: bool = False
    label: str = field(default="", compare=False)
    """The term as it was typed."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, as written between the slashes."""

    source: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Cased:
    """A term with its capitals and small letters as they are written."""

    folded: str
    written: str


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms with at most `distance` words between them, in either order.

    A word is a Latin word, a number or a single Chinese character.
    """

    left: Term
    right: Term
    distance: int


@dataclass(frozen=True, slots=True)
class Named:
    """A security that the article is recognised to be about."""

    symbol: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The source an article comes from, by its whole name."""

    folded: str


@dataclass(frozen=True, slots=True)
class Category:
    """A word or phrase in one of the article's categories."""

    folded: str


@dataclass(frozen=True, slots=True)
class Lang:
    """A language, `zh` holding for `zh-Hans` too."""

    tag: str


Atom: TypeAlias = Term | Pattern | Cased | Near | Named | Source | Category | Lang


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    part: Node
    position: int = field(default=0, compare=False)
    """Where it was typed, counted in characters from 0."""


@dataclass(frozen=True, slots=True)
class And:
    """What must hold together."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What may hold, one or more."""

    parts: tuple[Node, ...]


Node: TypeAlias = Atom | Not | And | Or


def conjunction(parts: Iterable[Node]) -> Node:
    """Join parts by AND: flat, sorted, each once; one part is itself."""
    joined = _arranged(
        inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))
    )
    return joined[0] if len(joined) == 1 else And(joined)


def disjunction(parts: Iterable[Node]) -> Node:
    """Join parts by OR: flat, sorted, each once; one part is itself."""
    joined = _arranged(
        inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))
    )
    return joined[0] if len(joined) == 1 else Or(joined)


def _arranged(parts: Iterable[Node]) -> tuple[Node, ...]:
    distinct = dict.fromkeys(parts)
    return tuple(sorted(distinct, key=lambda part: (isinstance(part, Not), unparse(part))))


def normalise(node: Node) -> Node:
    """Bring a tree into its normal form."""
    return _normalise(node, negated_at=None)


def _normalise(node: Node, negated_at: int | None) -> Node:
    match node:
        case Not(part, position):
            return _normalise(part, position if negated_at is None else None)
        case And(parts) | Or(parts):
            inner = [_normalise(part, negated_at) for part in parts]
            # A negation turns AND into OR of the negated parts, and the other way round.
            is_conjunction = isinstance(node, And) == (negated_at is None)
            return conjunction(inner) if is_conjunction else disjunction(inner)
        case Term(folded, title, label) if len(spelt := spellings(folded)) > 1:
            terms = [Term(each, title, label) for each in spelt]
            return (
                disjunction(terms)
                if negated_at is None
                else conjunction(Not(each, negated_at) for each in terms)
            )
        case Near(left, right, distance):
            ends = sorted((left, right), key=unparse)
            atom: Atom = Near(ends[0], ends[1], distance)
        case _:
            atom = node
    return atom if negated_at is None else Not(atom, negated_at)


_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{4,15})(?!年)([^\W\d].*)?")


def spellings(folded: str) -> list[str]:
    """Return how a term may be written: an amount with and without commas, `1,000亿` and `1000亿`.

    What is not surely an amount, such as 2026 or a code, is written in one way.
    """
    found = _AMOUNT.fullmatch(folded)
    if found is None or not (found[2] or "," in found[1]):
        return [folded]
    digits, unit = found[1].replace(",", ""), found[2] or ""
    return [f"{digits}{unit}", f"{int(digits):,}{unit}"]


def never_holds(node: Node) -> Not | None:
    """Return the NOT that contradicts the rest of a normal tree; None if it may hold."""
    match node:
        case And(parts):
            wanted = {part for part in parts if not isinstance(part, Not)}
            return next(
                (part for part in parts if isinstance(part, Not) and part.part in wanted), None
            ) or next(filter(None, map(never_holds, parts)), None)
        case Or(parts):
            found = [never_holds(part) for part in parts]
            return None if None in found else found[0]
        case _:
            return None


def without(node: Node, negation: Not) -> Node:
    """Return a normal tree without a NOT that stands in it."""
    match node:
        case And(parts):
            return conjunction(without(part, negation) for part in parts if part != negation)
        case Or(parts):
            return disjunction(without(part, negation) for part in parts)
        case _:
            return node


def unbounded(node: Node) -> Not | None:
    """Return the NOT through which a normal tree holds for articles that contain nothing asked for.

    None if the tree always needs something to be there.
    """
    match node:
        case Not():
            return node
        case And(parts):
            loose = [unbounded(part) for part in parts]
            return None if None in loose else min(filter(None, loose), key=_place)
        case Or(parts):
            return min(filter(None, map(unbounded, parts)), key=_place, default=None)
        case _:
            return None


def _place(negation: Not | None) -> int:
    return negation.position if negation else 0


def bounded(node: Node) -> Node:
    """Return the nearest thing to a normal tree that always needs something to be there."""
    if unbounded(node) is None:
        return node
    match node:
        case Not(part):
            return part
        case And(parts):
            first = min(parts, key=lambda part: _place(unbounded(part)))
            return conjunction(bounded(part) if part is first else part for part in parts)
        case Or(parts):
            firm = [part for part in parts if unbounded(part) is None]
            loose = [part for part in parts if unbounded(part) is not None]
            if firm:
                return conjunction([disjunction(firm), disjunction(loose)])
            return disjunction(bounded(part) for part in loose)
        case _:
            return node


def atoms(node: Node) -> Iterator[Atom]:
    """Yield every single condition of a tree, negated ones too."""
    match node:
        case Not(part):
            yield from atoms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield node


def named_in(node: Node) -> Iterator[str]:
    """Yield the symbols of the securities that a tree asks for, negated ones left out."""
    match node:
        case Named(symbol):
            yield symbol
        case And(parts) | Or(parts):
            for part in parts:
                yield from named_in(part)
        case _:
            return


def depth(node: Node) -> int:
    """Return how many conditions stand inside each other, a single one being 1."""
    match node:
        case Not(part):
            return depth(part)
        case And(parts) | Or(parts):
            return 1 + max(map(depth, parts))
        case _:
            return 1


def unparse(node: Node) -> str:
    """Write a tree as a query that reads as the same tree."""
    match node:
        case And(parts):
            return " ".join(
                _grouped(part) if isinstance(part, Or) else unparse(part) for part in parts
            )
        case Or(parts):
            return " | ".join(map(unparse, parts))
        case Not(part):
            return f"-{_grouped(part) if isinstance(part, Near) else unparse(part)}"
        case Near(left, right, distance):
            near = f"{_quoted(left.folded)} ~{distance} {_quoted(right.folded)}"
            return f"title:({near})" if left.title else near
        case _:
            return _unparse_atom(node)


def _grouped(node: Or | Near) -> str:
    if isinstance(node, Near) and node.left.title:
        return unparse(node)  # in parentheses already
    return f"({unparse(node)})"


_PREFIX = re.compile(r"\\b([a-z0-9]{2,})\\w\*")


def prefix_pattern(stem: str) -> str:
    """Return the source of the regular expression for words that begin with folded letters."""
    return rf"\b{stem}\w*"


def _unparse_atom(atom: Term | Pattern | Cased | Named | Source | Category | Lang) -> str:
    match atom:
        case Term(folded, title):
            return f"{'title:' if title else ''}{_quoted(folded)}"
        case Pattern(source, title):
            prefix = _PREFIX.fullmatch(source)
            written = f"{prefix[1]}*" if prefix else f"/{source}/"
            return f"{'title:' if title else ''}{written}"
        case Cased(_, written):
            return f"case:{_quoted(written)}"
        case Named(symbol, title):
            code = symbol if looks_like_code(symbol) else f"${symbol}"
            return f"{'title:' if title else ''}{code}"
        case Source(folded):
            return f"source:{_quoted(folded)}"
        case Category(folded):
            return f"category:{_quoted(folded)}"
        case Lang(tag):
            return f"lang:{_quoted(tag)}"


_BARE = re.compile(r"[^\W_](?:[^\W_]|[-&+#.%](?![:~]))*")


def is_bare(text: str) -> bool:
    """Return whether a folded term needs no quotes, as nothing else could be meant."""
    return _BARE.fullmatch(text) is not None and not looks_like_code(text) and text != "hk"


def _quoted(text: str) -> str:
    """Write a term so that it reads as that term."""
    if is_bare(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
