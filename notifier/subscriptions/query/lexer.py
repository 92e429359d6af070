"""Cutting the text of a query into tokens that know where they stand."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

from notifier.core.folding import fold
from notifier.securities.codes import looks_like_code
from notifier.subscriptions.query.errors import ErrorKind, QuerySyntaxError, cut_out


class TokenKind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    NEAR = auto()
    FIELD = auto()
    WORD = auto()
    PHRASE = auto()
    SECURITY = auto()
    REGEX = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token, at `typed[start:end]` in the query as typed."""

    kind: TokenKind
    start: int
    end: int
    text: str
    """What it says: a phrase without its quotes, a number of words, a field's name."""


FIELDS = {
    "title": "title",
    "source": "source",
    "category": "category",
    "lang": "lang",
    "case": "case",
    "标题": "title",
    "来源": "source",
    "分类": "category",
    "语言": "lang",
    "大小写": "case",
}
"""The fields of a query, by the names they go by (folded)."""

_CLOSING = {'"': '"“”„‟', "“": '"“”„‟', "”": '"“”„‟', "„": '"“”„‟', "‟": '"“”„‟', "「": "」"}
_CLOSING |= {"『": "』", "‘": "’"}

_BREAK = r'\s()|"“”„‟「」『』'
_STOP = r"(?=[\s()|]|$)"
_TOKEN = re.compile(
    rf"""
      (?P<SPACE>\s+)
    | (?P<OPEN>\()
    | (?P<CLOSE>\))
    | (?P<OR>\|+|OR{_STOP})
    | (?P<AND>AND{_STOP})
    | (?P<NOT>[-−–—](?=[^\s])|NOT{_STOP})
    | (?P<NEAR>~\d{{1,4}}{_STOP})
    | (?P<REGEX>/(?:[^/\\]|\\.)+/{_STOP})
    | (?P<SECURITY>\$[^\s$()|]+\([^\s()|]+\)\$|\d{{1,5}}\ HK(?![^\s()|])|[@$](?=["“”„‟「『]))
    | (?P<QUOTE>["“”„‟「『]|‘(?=[^’]{{1,200}}’))
    | (?P<FIELD>[^\W\d_]+:)
    | (?P<WORD>[^{_BREAK}]+)
    | (?P<STRAY>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def tokenize(text: str) -> list[Token]:
    """Cut a query into tokens, an END last. Raises QuerySyntaxError where it cannot be cut."""
    plain = "".join(map(_narrow, text))
    found: list[Token] = []
    position = 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        assert match is not None  # STRAY takes whatever is left
        token = _token(text, plain, match)
        if token is not None:
            found.append(token)
        position = token.end if token is not None else match.end()
    found.append(Token(TokenKind.END, len(text), len(text), ""))
    return found


def _narrow(character: str) -> str:
    """Return the half-width form where it is one character, so that positions stay."""
    if character == "〜":
        return "~"
    form = unicodedata.normalize("NFKC", character)
    return form if len(form) == 1 else character


def _token(text: str, plain: str, match: re.Match[str]) -> Token | None:
    kind, start, end = match.lastgroup, match.start(), match.end()
    match kind:
        case "SPACE":
            return None
        case "QUOTE":
            return _phrase(text, plain, start, TokenKind.PHRASE, start)
        case "SECURITY" if end == start + 1:
            return _phrase(text, plain, end, TokenKind.SECURITY, start)
        case "NEAR":
            return Token(TokenKind.NEAR, start, end, plain[start + 1 : end])
        case "REGEX":
            return Token(TokenKind.REGEX, start, end, text[start + 1 : end - 1])
        case "FIELD":
            return _field(text, plain, start, end)
        case "WORD":
            return _word(text, plain, start, end)
        case "STRAY":
            repair = cut_out(text, start, end)
            raise QuerySyntaxError(ErrorKind.QUOTE_NOT_OPENED, start, (repair,), about=text[start])
        case _:
            return Token(TokenKind[kind or ""], start, end, plain[start:end])


def _phrase(text: str, plain: str, quote: int, kind: TokenKind, start: int) -> Token:
    closing = _CLOSING[plain[quote]]
    said: list[str] = []
    position = quote + 1
    while position < len(plain) and plain[position] not in closing:
        position += plain[position] == "\\" and plain[position + 1 : position + 2] in {"\\", '"'}
        said.append(text[position])
        position += 1
    if position >= len(plain):
        raise QuerySyntaxError(ErrorKind.QUOTE_NOT_CLOSED, quote, (text + closing[0],))
    return Token(kind, start, position + 1, "".join(said))


def _field(text: str, plain: str, start: int, end: int) -> Token:
    word = re.compile(f"[^{_BREAK}]*").match(plain, start)
    assert word is not None
    name = fold(text[start : end - 1]).text
    if name in FIELDS:
        return Token(TokenKind.FIELD, start, end, FIELDS[name])
    if looks_like_code(word[0]) or not name.isascii():
        return _word(text, plain, start, word.end())
    quoted = text[:start] + '"' + text[start : word.end()] + '"' + text[word.end() :]
    meant = [f"{text[:start]}{close}:{text[end:]}" for close in get_close_matches(name, FIELDS)]
    raise QuerySyntaxError(
        ErrorKind.NO_FIELD, start, (*meant, quoted, cut_out(text, start, end)), about=f"“{name}”"
    )


def _word(text: str, plain: str, start: int, end: int) -> Token:
    said = plain[start:end]
    if said.startswith("~"):
        raise QuerySyntaxError(
            ErrorKind.NEAR_FORM,
            start,
            (re.sub(r"^~(\d{1,4})", r"~\1 ", said).join((text[:start], text[end:])),),
        )
    if said.startswith("/") and len(said) > 1:
        repairs = (f"{text}/", f'{text[:start]}"{text[start:end]}"{text[end:]}')
        raise QuerySyntaxError(ErrorKind.REGEX_NOT_CLOSED, start, repairs)
    return Token(TokenKind.WORD, start, end, text[start:end])
