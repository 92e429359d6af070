"""The companies that a sentence to us names, by the names and codes of the directory. Pure."""

from __future__ import annotations

import re

from notifier.securities.typed import Certainty, meaning_of
from notifier.subscriptions.interpretation import YEAR, Ambiguous, ParsedQuery, chosen
from notifier.subscriptions.rules import Rules

_TOKEN = re.compile(r"[a-zA-Z0-9.&'-]*[a-zA-Z0-9]|[^\W\da-zA-Z_]")
_MOST_TOKENS, _LONGEST_WITHIN = 60, 8
_SHORT, _LEAST_DIGITS = 2, 4
_GOES_ON = re.compile(
    r"[^\W\da-zA-Z_和跟与與及同还還都也的要有吧吗嗎呢啊呀了这這那几幾两兩俩给給把被在上一加再]"
)
"""What stands behind two characters where they are the beginning of another name: 联发|科."""


def companies_within(text: str, rules: Rules) -> list[ParsedQuery | Ambiguous]:
    """Return the companies whose names or codes stand in a text that asks for them, in its order.

    There 三花 is one, and 兴业; what is rather a word is none. Of names in one another the longest
    counts.
    """
    tokens = list(_TOKEN.finditer(text))[:_MOST_TOKENS]
    found: list[ParsedQuery | Ambiguous] = []
    at = 0
    while at < len(tokens):
        for end in range(min(at + _LONGEST_WITHIN, len(tokens)), at, -1):
            name = text[tokens[at].start() : tokens[end - 1].end()]
            goes_on = len(name) == _SHORT and _GOES_ON.match(text, tokens[end - 1].end())
            may_be_one = len(name) >= _SHORT and not goes_on
            meaning = meaning_of(name, rules.directory, near=False) if may_be_one else None
            if meaning is not None and (meaning.certainty is Certainty.SURE or _is_code(name)):
                found.append(chosen(name, meaning, rules))
                at = end - 1
                break
        at += 1
    return found


def _is_code(text: str) -> bool:
    """Return whether a number among words is rather a code than a year or a count."""
    return len(text) >= _LEAST_DIGITS and text.isdigit() and not YEAR.fullmatch(text)
