"""The normal form of a query's tree, which makes equal queries one, and what can be seen by it.

NOT stands only before single conditions, nested AND and OR are flat, and their parts are sorted and
distinct.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from notifier.subscriptions.query.ast import And, Atom, Near, Node, Not, Or, Term, unparse


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
