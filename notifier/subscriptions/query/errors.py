"""What can be wrong with a query, and where: one table, and the parser's way of saying it."""

from __future__ import annotations

from enum import Enum


class ErrorKind(Enum):
    """One thing that can be wrong: its key, by which it is translated, and the English for it.

    `{}` is what of the query it is about.
    """

    EMPTY = "empty", "the query is empty"
    TOO_LONG = "too-long", "a query has at most {} characters"
    TOO_MANY = "too-many", "a query has at most {} words"
    TOO_DEEP = "too-deep", "a query has at most {} groups inside each other"
    TOO_LONG_WRITTEN_OUT = "too-long-written-out", "written out, a query has at most {} characters"
    ONLY_NEGATIVE = (
        "only-negative",
        "this says only what must not be there; say also what to look for",
    )
    NEVER_HOLDS = "never-holds", "this asks for something and excludes it, so it can never hold"
    NO_WORD = "no-word", "there is no word or number here to look for"
    QUOTE_NOT_OPENED = "quote-not-opened", "{} closes a quotation that was not opened"
    QUOTE_NOT_CLOSED = "quote-not-closed", "this quotation is not closed"
    GROUP_NOT_OPENED = "group-not-opened", "this parenthesis was not opened"
    GROUP_NOT_CLOSED = "group-not-closed", "this parenthesis is not closed"
    GROUP_EMPTY = "group-empty", "there is nothing between these parentheses"
    NOTHING_AFTER = "nothing-after", "after {} there is nothing to look for"
    NOTHING_BEFORE = "nothing-before", "before {} there is nothing to look for"
    NO_FIELD = "no-field", "there is no field {}; there are title, source, category, lang and case"
    FIELD_IN_FIELD = "field-in-field", "{} stands inside another field"
    FIELD_TAKES_WORDS = "field-takes-words", "{} takes words and phrases only"
    NEAR_FORM = (
        "near-form",
        "“~” and a number stand between two words, with spaces around: chip ~5 export",
    )
    NEAR_SIDES = "near-sides", "“~” stands between two words or phrases"
    NO_SECURITY = "no-security", "no security is known as {}"
    REGEX_NOT_CLOSED = "regex-not-closed", "this regular expression is not closed by “/”"
    REGEX_TOO_LONG = "regex-too-long", "a regular expression has at most {} characters"
    REGEX_FINDS_ALL = "regex-finds-all", "this regular expression finds something in every text"
    REGEX_LOOKS_AROUND = (
        "regex-looks-around",
        "regular expressions with look-ahead or look-behind are not supported",
    )
    REGEX_UNREADABLE = "regex-unreadable", "this regular expression is not readable: {}"

    def __init__(self, key: str, sentence: str) -> None:
        self.key = key
        self.sentence = sentence


class QuerySyntaxError(Exception):
    """A query cannot be read. `repairs` are not sure to be readable themselves."""

    def __init__(
        self, wrong: ErrorKind, position: int, repairs: tuple[str, ...] = (), *, about: object = ""
    ) -> None:
        self.key = wrong.key
        self.about = str(about)
        self.reason = wrong.sentence.format(self.about)
        self.position = position
        self.repairs = repairs
        super().__init__(self.reason)


def cut_out(text: str, start: int, end: int) -> str:
    """Return the text with a stretch left out."""
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
