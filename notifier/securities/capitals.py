"""What capital letters say of a name in Latin letters: something only inside an ordinary sentence.

At the beginning of a sentence, in a headline in Title Case and in capitals throughout, every word
has one. All texts are as they are written, not folded.
"""

from __future__ import annotations

import re
from typing import Final

from notifier.securities.english_words import (
    COMPANY_BEFORE,
    FUNCTION_WORDS,
    MILD_BEFORE,
    MONTHS,
)

_SHORT: Final = 3
_PART: Final = re.compile(r"\w[\w'’]*")
_WORD: Final = re.compile(r"[^\W\d_][\w'’&-]*")
_WORD_BEFORE: Final = re.compile(r"([^\W\d_][\w'’&-]*|[A-Z][a-z]{1,2}\.) \Z")
_WORD_AFTER: Final = re.compile(r" ([^\W\d_][\w'’&-]*)")
_REACH: Final = 24
_APPOSITIONS: Final = frozenset((COMPANY_BEFORE + MILD_BEFORE).split())
_FUNCTION_WORDS: Final = frozenset(FUNCTION_WORDS.split())
_MONTHS: Final = frozenset(MONTHS.split())
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:;•|\n–—-]) *[\"'“‘(\[*#]*\Z")
_LONGEST_HEADLINE: Final = 200
_LOWER_SHARE: Final = 0.2
"""Of the longer words of a line, how many have a small letter at least if it is no headline."""


def is_capitalised(written: str, *, as_word: bool) -> bool:
    """Return whether a name is written with the capitals of a name.

    `as_word` tells a word (Gap) from an abbreviation (SAP), which has nothing but capitals.
    """
    if len(written) <= _SHORT and not as_word:
        return written == written.upper()
    words = _PART.findall(written)
    return has_inner_capital(written) or not any(
        word[0].islower() and word not in _FUNCTION_WORDS for word in words
    )


def is_telling(text: str, start: int, end: int) -> bool:
    """Return whether the capitals of a word are a name's: inside a sentence, or inside the word."""
    written = text[start:end]
    if has_inner_capital(written):
        return True
    if written.lower() in _MONTHS:
        return False
    return _SENTENCE_START.search(text, max(0, start - 4), start) is None


def has_inner_capital(written: str) -> bool:
    """Return whether a name has capitals inside and is not all capitals: FedEx."""
    return written != written.upper() and any(map(str.isupper, written[1:]))


def is_headline(text: str, start: int) -> bool:
    """Return whether capitals say nothing in the whole line that `start` stands in."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    if end < 0:
        end = len(text)
    if end - begin > _LONGEST_HEADLINE:
        return False
    words = [word for word in _WORD.findall(text, begin, end) if len(word) > _SHORT]
    lower = len([word for word in words if word[0].islower()])
    return lower < _LOWER_SHARE * len(words)


def name_before(text: str, start: int) -> str | None:
    """Return the word with a capital that makes a longer name of what begins here: Harrison.

    What a company may be called has a capital only because it begins the sentence: Rival FedEx.
    """
    found = _WORD_BEFORE.search(text, max(0, start - _REACH), start)
    if found and found[1].lower() in _APPOSITIONS and not is_telling(text, *found.span(1)):
        return None
    return _of_name(found)


def name_after(text: str, end: int) -> str | None:
    """Return the word with a capital that makes a longer name of what ends here: Foundation."""
    return _of_name(_WORD_AFTER.match(text, end))


def _of_name(found: re.Match[str] | None) -> str | None:
    return found[1] if found and found[1][0].isupper() and not is_function_word(found[1]) else None


def is_function_word(word: str) -> bool:
    """Return whether a word only ties others together, or is a form that no name has."""
    small = word.lower()
    return small in _FUNCTION_WORDS or small.endswith(("ly", "ing", "'s", "’s"))
