"""What a query is made of: a tree of conditions, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from notifier.core.folding import CJK
from notifier.securities.codes import looks_like_code
from notifier.subscriptions.query.terms import fold_words


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


def words_in(node: Node) -> Iterator[str]:
    """Yield the words and phrases, folded, that a tree asks for, negated ones left out."""
    match node:
        case Term(folded) | Cased(folded):
            yield folded
        case Near(left, right):
            yield from (left.folded, right.folded)
        case And(parts) | Or(parts):
            for part in parts:
                yield from words_in(part)
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


_PREFIX = re.compile(r"(?:\\b|\(\?:\^\|\\PL\))(.+)\\w\*")
_STEM = re.compile(rf"[^\W_{CJK}][\w&.+#'-]*(?<![{CJK}])")


def is_stem(folded: str) -> bool:
    """Return whether words may begin so; a Chinese text is found wherever it stands."""
    return _STEM.fullmatch(folded) is not None and fold_words(folded) == folded


def prefix_pattern(stem: str) -> str:
    """Return the source of the regular expression for words that begin with a folded stem."""
    before = r"\b" if stem[0].isascii() else r"(?:^|\PL)"
    return rf"{before}{re.escape(stem)}\w*"


def _stem_of(pattern: str) -> str | None:
    """Return the stem of whose words a regular expression is; None where it is of others."""
    found = _PREFIX.fullmatch(pattern)
    stem = re.sub(r"\\(.)", r"\1", found[1]) if found else ""
    return stem if is_stem(stem) and prefix_pattern(stem) == pattern else None


def _unparse_atom(atom: Term | Pattern | Cased | Named | Source | Category | Lang) -> str:
    match atom:
        case Term(folded, title):
            return f"{'title:' if title else ''}{_quoted(folded)}"
        case Pattern(source, title):
            stem = _stem_of(source)
            written = f"/{source}/" if stem is None else f"{stem}*"
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
