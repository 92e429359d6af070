"""From tokens to a tree.

query   = all { ("|" | OR) all }
all     = { [AND] holds }
holds   = { "-" | NOT } near
near    = single { ~N single }
single  = "(" query ")" | field: single | "phrase" | /regex/ | $code | @name | word
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from notifier.securities.codes import is_surely_code, looks_like_code
from notifier.subscriptions.query.ast import (
    And,
    Category,
    Lang,
    Named,
    Near,
    Node,
    Not,
    Or,
    Source,
    Term,
)
from notifier.subscriptions.query.ast import Pattern as PatternNode
from notifier.subscriptions.query.errors import Fault, Wrong, without
from notifier.subscriptions.query.lexer import Kind, Token, tokens
from notifier.subscriptions.query.regex import PatternError, compiled
from notifier.subscriptions.query.terms import fold_words

Resolver: TypeAlias = Callable[[str], tuple[str, ...]]
"""Gives the canonical symbols that a code or name means as typed, () if unknown."""

_MAX_DEPTH = 60
"""Parentheses inside each other; a query itself may be less deep."""
_MAX_DISTANCE = 1_000


class Parser:
    """Reads one query; used once."""

    def __init__(self, text: str, resolve: Resolver) -> None:
        self._text = text
        self._resolve = resolve
        self._tokens = tokens(text)
        self._next = 0
        self._open: list[Token] = []
        self._field: str | None = None

    def read(self) -> Node:
        """Read the whole query. Raises Fault if it cannot be read."""
        tree = self._query()
        if self._token.kind is not Kind.END:
            self._unexpected()
        return tree

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *kinds: Kind) -> Token | None:
        token = self._token
        if token.kind not in kinds:
            return None
        self._next += 1
        return token

    def _query(self) -> Node:
        parts = [self._all()]
        while self._take(Kind.OR):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts = [self._holds()]
        while self._take(Kind.AND) or self._token.kind not in {Kind.OR, Kind.CLOSE, Kind.END}:
            parts.append(self._holds())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _holds(self) -> Node:
        negations: list[Token] = []
        while negation := self._take(Kind.NOT):
            negations.append(negation)
        part = self._near()
        return Not(part, negations[0].start) if len(negations) % 2 else part

    def _near(self) -> Node:
        left = self._single()
        pairs: list[Node] = []
        while near := self._take(Kind.NEAR):
            right = self._single()
            if not isinstance(left, Term) or not isinstance(right, Term):
                repair = without(self._text, near.start, near.end)
                raise Fault(Wrong.NEAR_SIDES, near.start, (repair,))
            pairs.append(Near(left, right, min(int(near.text), _MAX_DISTANCE)))
            left = right
        if not pairs:
            return left
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _single(self) -> Node:
        if opening := self._take(Kind.OPEN):
            return self._group(opening)
        if field := self._take(Kind.FIELD):
            return self._in_field(field)
        token = self._take(Kind.WORD, Kind.PHRASE, Kind.SECURITY, Kind.REGEX)
        return self._condition(token) if token else self._unexpected()

    def _group(self, opening: Token) -> Node:
        if len(self._open) >= _MAX_DEPTH:
            raise Fault(Wrong.TOO_DEEP, opening.start, about=_MAX_DEPTH)
        self._open.append(opening)
        tree = self._query()
        if not self._take(Kind.CLOSE):
            self._unexpected()
        self._open.pop()
        return tree

    def _in_field(self, field: Token) -> Node:
        if self._field is not None:
            self._refuse(Wrong.FIELD_IN_FIELD, field, about=f"{field.text}:")
        if self._token.kind not in {Kind.OPEN, Kind.WORD, Kind.PHRASE, Kind.SECURITY, Kind.REGEX}:
            self._refuse(Wrong.NOTHING_AFTER, field, about=f"{field.text}:")
        self._field = field.text
        tree = self._single()
        self._field = None
        return tree

    def _unexpected(self) -> NoReturn:
        """Say what is wrong where something to look for should stand, or nothing more."""
        token = self._token
        before = self._tokens[self._next - 1] if self._next else None
        if token.kind is Kind.CLOSE and not self._open:
            self._refuse(Wrong.GROUP_NOT_OPENED, token)
        if before and before.kind in {Kind.OR, Kind.AND, Kind.NOT, Kind.NEAR}:
            self._refuse(Wrong.NOTHING_AFTER, before, about=self._shown(before))
        if token.kind is Kind.CLOSE:
            start = self._open[-1].start
            repair = without(self._text, start, token.end)
            raise Fault(Wrong.GROUP_EMPTY, start, (repair,))
        if token.kind is Kind.END:
            if self._open:
                start = self._open[-1].start
                raise Fault(Wrong.GROUP_NOT_CLOSED, start, (f"{self._text})",))
            raise Fault(Wrong.EMPTY, 0)
        self._refuse(Wrong.NOTHING_BEFORE, token, about=self._shown(token))

    def _shown(self, token: Token) -> str:
        return f"“{self._text[token.start : token.end]}”"

    def _refuse(self, wrong: Wrong, token: Token, *, about: str = "") -> NoReturn:
        repair = without(self._text, token.start, token.end)
        raise Fault(wrong, token.start, (repair,), about=about)

    def _condition(self, token: Token) -> Node:
        match self._field:
            case None | "title":
                return self._in_text(token)
            case "source":
                return Source(self._words(token))
            case "category":
                return Category(self._words(token))
            case _:
                return Lang(self._words(token).replace("_", "-"))

    def _in_text(self, token: Token) -> Node:
        title = self._field == "title"
        if token.kind is Kind.REGEX:
            return self._pattern(token, title=title)
        if token.kind is Kind.SECURITY:
            return self._security(token, token.text.strip("$"), title=title)
        if token.kind is Kind.WORD:
            word = unicodedata.normalize("NFKC", token.text)
            if len(word) > 1 and word[0] in "@$" and not _is_amount(word):
                return self._security(token, word[1:].rstrip("$"), title=title)
            code = word.lstrip("$")
            if looks_like_code(code):
                if symbols := self._symbols(code):
                    return _either(symbols, title=title)
                if is_surely_code(code):
                    self._unknown(token, code)
        return Term(self._words(token), title=title, label=token.text.strip())

    def _words(self, token: Token) -> str:
        if token.kind in {Kind.REGEX, Kind.SECURITY}:
            self._refuse(Wrong.FIELD_TAKES_WORDS, token, about=f"{self._field}:")
        folded = fold_words(token.text)
        if not any(c.isalnum() or unicodedata.category(c) == "So" for c in folded):
            self._refuse(Wrong.NO_WORD, token)
        return folded

    def _pattern(self, token: Token, *, title: bool) -> Node:
        try:
            compiled(token.text)
        except PatternError as error:
            before, after = self._text[: token.start], self._text[token.end :]
            repairs = tuple(f"{before}/{repair}/{after}" for repair in error.repairs)
            position = token.start + 1 + error.position
            raise Fault(error.wrong, position, repairs, about=error.about) from None
        return PatternNode(token.text, title=title)

    def _security(self, token: Token, name: str, *, title: bool) -> Node:
        symbols = self._symbols(name)
        if not symbols:
            self._unknown(token, name)
        return _either(symbols, title=title)

    def _symbols(self, name: str) -> tuple[str, ...]:
        inner = name[name.rfind("(") + 1 : -1] if name.endswith(")") else name
        return self._resolve(inner)

    def _unknown(self, token: Token, name: str) -> NoReturn:
        quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        repair = self._text[: token.start] + quoted + self._text[token.end :]
        raise Fault(Wrong.NO_SECURITY, token.start, (repair,), about=f"“{name[:40]}”")


def _is_amount(word: str) -> bool:
    """Tell `$100` and `$002230` (which may be a code all the same) from `$AAPL`."""
    return word[0] == "$" and word[1:].replace(",", "").replace(".", "").isdecimal()


def _either(symbols: tuple[str, ...], *, title: bool) -> Node:
    named = tuple(Named(symbol, title=title) for symbol in symbols)
    return named[0] if len(named) == 1 else Or(named)
