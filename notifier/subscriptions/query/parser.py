"""From tokens to a tree.

query   = all { ("|" | OR) all }
all     = { [AND] holds }
holds   = { "-" | NOT } near
near    = single { ~N single }
single  = "(" query ")" | field: single | "phrase" | /regex/ | $code | @name | word
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from notifier.core.folding import CJK
from notifier.securities.codes import is_surely_code, looks_like_code
from notifier.subscriptions.query.ast import (
    And,
    Cased,
    Category,
    Lang,
    Named,
    Near,
    Node,
    Not,
    Or,
    Source,
    Term,
    is_stem,
    prefix_pattern,
)
from notifier.subscriptions.query.ast import Pattern as PatternNode
from notifier.subscriptions.query.errors import ErrorKind, QuerySyntaxError, cut_out
from notifier.subscriptions.query.lexer import Token, TokenKind, tokenize
from notifier.subscriptions.query.regex import PatternError, compile_pattern
from notifier.subscriptions.query.terms import fold_words

Resolver: TypeAlias = Callable[[str], tuple[str, ...]]
"""Gives the canonical symbols that a code or name means as typed, () if unknown."""

_ANYWHERE = re.compile(rf"(.*[{CJK}])\*")
"""A star behind Chinese says nothing: it is found wherever it stands."""
_MAX_DEPTH = 60
"""Parentheses inside each other; a query itself may be less deep."""
_MAX_DISTANCE = 1_000


class Parser:
    """Reads one query; used once."""

    def __init__(self, text: str, resolve: Resolver) -> None:
        self._text = text
        self._resolve = resolve
        self._tokens = tokenize(text)
        self._next = 0
        self._open: list[Token] = []
        self._field: str | None = None

    def read(self) -> Node:
        """Read the whole query. Raises QuerySyntaxError if it cannot be read."""
        tree = self._disjunction()
        if self._token.kind is not TokenKind.END:
            self._unexpected()
        return tree

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *kinds: TokenKind) -> Token | None:
        token = self._token
        if token.kind not in kinds:
            return None
        self._next += 1
        return token

    def _disjunction(self) -> Node:
        parts = [self._conjunction()]
        while self._take(TokenKind.OR):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _conjunction(self) -> Node:
        parts = [self._negated()]
        while self._take(TokenKind.AND) or self._token.kind not in {
            TokenKind.OR,
            TokenKind.CLOSE,
            TokenKind.END,
        }:
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _negated(self) -> Node:
        negations: list[Token] = []
        while negation := self._take(TokenKind.NOT):
            negations.append(negation)
        part = self._near()
        return Not(part, negations[0].start) if len(negations) % 2 else part

    def _near(self) -> Node:
        left = self._primary()
        pairs: list[Node] = []
        while near := self._take(TokenKind.NEAR):
            right = self._primary()
            if not isinstance(left, Term) or not isinstance(right, Term):
                repair = cut_out(self._text, near.start, near.end)
                raise QuerySyntaxError(ErrorKind.NEAR_SIDES, near.start, (repair,))
            pairs.append(Near(left, right, min(int(near.text), _MAX_DISTANCE)))
            left = right
        if not pairs:
            return left
        return pairs[0] if len(pairs) == 1 else And(tuple(pairs))

    def _primary(self) -> Node:
        if opening := self._take(TokenKind.OPEN):
            return self._group(opening)
        if field := self._take(TokenKind.FIELD):
            return self._in_field(field)
        token = self._take(TokenKind.WORD, TokenKind.PHRASE, TokenKind.SECURITY, TokenKind.REGEX)
        return self._condition(token) if token else self._unexpected()

    def _group(self, opening: Token) -> Node:
        if len(self._open) >= _MAX_DEPTH:
            raise QuerySyntaxError(ErrorKind.TOO_DEEP, opening.start, about=_MAX_DEPTH)
        self._open.append(opening)
        tree = self._disjunction()
        if not self._take(TokenKind.CLOSE):
            self._unexpected()
        self._open.pop()
        return tree

    def _in_field(self, field: Token) -> Node:
        if self._field is not None:
            self._fail(ErrorKind.FIELD_IN_FIELD, field, about=f"{field.text}:")
        if self._token.kind not in {
            TokenKind.OPEN,
            TokenKind.WORD,
            TokenKind.PHRASE,
            TokenKind.SECURITY,
            TokenKind.REGEX,
        }:
            self._fail(ErrorKind.NOTHING_AFTER, field, about=f"{field.text}:")
        self._field = field.text
        tree = self._primary()
        self._field = None
        return tree

    def _unexpected(self) -> NoReturn:
        """Raise for a token where something to look for should stand, or nothing more."""
        token = self._token
        before = self._tokens[self._next - 1] if self._next else None
        if token.kind is TokenKind.CLOSE and not self._open:
            self._fail(ErrorKind.GROUP_NOT_OPENED, token)
        if before and before.kind in {TokenKind.OR, TokenKind.AND, TokenKind.NOT, TokenKind.NEAR}:
            self._fail(ErrorKind.NOTHING_AFTER, before, about=self._shown(before))
        if token.kind is TokenKind.CLOSE:
            start = self._open[-1].start
            repair = cut_out(self._text, start, token.end)
            raise QuerySyntaxError(ErrorKind.GROUP_EMPTY, start, (repair,))
        if token.kind is TokenKind.END:
            if self._open:
                start = self._open[-1].start
                raise QuerySyntaxError(ErrorKind.GROUP_NOT_CLOSED, start, (f"{self._text})",))
            raise QuerySyntaxError(ErrorKind.EMPTY, 0)
        self._fail(ErrorKind.NOTHING_BEFORE, token, about=self._shown(token))

    def _shown(self, token: Token) -> str:
        return f"“{self._text[token.start : token.end]}”"

    def _fail(self, kind: ErrorKind, token: Token, *, about: str = "") -> NoReturn:
        repair = cut_out(self._text, token.start, token.end)
        raise QuerySyntaxError(kind, token.start, (repair,), about=about)

    def _condition(self, token: Token) -> Node:
        match self._field:
            case None | "title":
                return self._in_text(token)
            case "source":
                return Source(self._words(token))
            case "category":
                return Category(self._words(token))
            case "case":
                return self._cased(token)
            case _:
                return Lang(self._words(token).replace("_", "-"))

    def _cased(self, token: Token) -> Node:
        written = unicodedata.normalize("NFKC", token.text)
        return Cased(self._words(token), " ".join(written.split()))

    def _in_text(self, token: Token) -> Node:
        title = self._field == "title"
        if token.kind is TokenKind.REGEX:
            return self._pattern(token, title=title)
        if token.kind is TokenKind.SECURITY:
            return self._security(token, token.text.strip("$"), title=title)
        if token.kind is TokenKind.WORD:
            word = unicodedata.normalize("NFKC", token.text)
            if len(word) > 1 and word[0] in "@$" and not _is_amount(word):
                return self._security(token, word[1:].rstrip("$"), title=title)
            if word.endswith("*") and is_stem(stem := fold_words(word[:-1])):
                return PatternNode(prefix_pattern(stem), title=title)
            if anywhere := _ANYWHERE.fullmatch(word):
                return Term(fold_words(anywhere[1]), title=title, label=anywhere[1])
            code = word.lstrip("$")
            if looks_like_code(code):
                if symbols := self._symbols(code):
                    return _either(symbols, title=title)
                if is_surely_code(code):
                    self._unknown(token, code)
        return Term(self._words(token), title=title, label=token.text.strip())

    def _words(self, token: Token) -> str:
        if token.kind in {TokenKind.REGEX, TokenKind.SECURITY}:
            self._fail(ErrorKind.FIELD_TAKES_WORDS, token, about=f"{self._field}:")
        folded = fold_words(token.text)
        if not any(c.isalnum() or unicodedata.category(c) == "So" for c in folded):
            self._fail(ErrorKind.NO_WORD, token)
        return folded

    def _pattern(self, token: Token, *, title: bool) -> Node:
        try:
            compile_pattern(token.text)
        except PatternError as error:
            before, after = self._text[: token.start], self._text[token.end :]
            repairs = tuple(f"{before}/{repair}/{after}" for repair in error.repairs)
            position = token.start + 1 + error.position
            raise QuerySyntaxError(error.kind, position, repairs, about=error.about) from None
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
        raise QuerySyntaxError(
            ErrorKind.NO_SECURITY, token.start, (repair,), about=f"“{name[:40]}”"
        )


def _is_amount(word: str) -> bool:
    """Return whether a word is an amount, `$100` or `$002230` (maybe a code too), not `$AAPL`."""
    return word[0] == "$" and word[1:].replace(",", "").replace(".", "").isdecimal()


def _either(symbols: tuple[str, ...], *, title: bool) -> Node:
    named = tuple(Named(symbol, title=title) for symbol in symbols)
    return named[0] if len(named) == 1 else Or(named)
