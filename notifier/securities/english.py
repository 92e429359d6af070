"""What stands around a name in Latin letters, read as signs for and against a company."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from notifier.securities import capitals
from notifier.securities import english_words as table
from notifier.securities.context import company_evidence_at
from notifier.securities.english_things import footer, other_thing
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior

_BRACKETS: Final = r"(?:'s)? ?(?:\([^()]{1,30}\) ?)?"
_AFTER: Final = (
    (re.compile(rf"{_BRACKETS}(?:[a-z]{{3,12}}ly )?{table.AFTER}"), Sign.COMPANY_AFTER),
    (re.compile(_BRACKETS + table.MOVES_AFTER), Sign.MOVES_AFTER),
    (re.compile(" " + table.OWNS_AFTER), Sign.COMPANY_AFTER),
    (re.compile(" " + table.ACTS_AFTER), Sign.ACTS_AFTER),
    (re.compile(", whose "), Sign.COMPANY_AFTER),
    (re.compile("'s "), Sign.OWNER),
    (re.compile(" ?" + table.MILD_AFTER), Sign.MILD_AFTER),
)
_COMPANY_BEFORE: Final = frozenset(table.COMPANY_BEFORE.split())
_MILD_BEFORE: Final = frozenset(table.MILD_BEFORE.split())
_ARTICLE: Final = re.compile(
    r"\b(?:a|an|the|this|that|no|any|some|my|your|his|her)(?: [a-z]+(?:ian|ese|ish|ern))? $"
)
_PRODUCT: Final = re.compile(r" (?:[a-z]{1,6}-?|model |series )?\d{1,4}[a-z]?\b")
"""A model behind an article: a Boeing 737, a Ford F-150."""
_NO_NOUN: Final = re.compile(
    r"$|[^\w &-]|'s|"
    r" (?:(?:is|was|are|were|has|had|have|will|would|can|could|may|might|must|should|in|on|at|of|by"
    r"|for|from|to|with|and|or|but|as|than|that|which|who|when|while|after|before|into|over)\b"
    rf"|[a-z]+ed\b|{table.MOVES_AFTER}|(?:{table.PAST})\b)"
)
"""What shows that a name ends a phrase: the Amazon is, but the Amazon warehouse."""

_DERIVED: Final = re.compile(r"(?:y|ly|ers?|ish|ing|ed|s)\Z")
"""What makes a word of another one: chewy, travelers."""

_BEFORE_REACH: Final = 20
_SENTENCE_REACH: Final = 200
_SENTENCE_END: Final = re.compile(r"\. |\n")
_BUSINESS: Final = re.compile(table.BUSINESS_TEXT)
_INNER_CAPITAL: Final = 2.0
"""What it weighs that a name is written as no word is: FedEx."""

_SHORT: Final = 3


def evidence_around(found: Candidate, english: Container[str]) -> Iterator[Evidence]:
    """Read the surroundings of a Latin name."""
    passage, start, end, after = found.passage, found.start, found.end, found.after
    left, right, written = passage.surface(start, end)
    if after != end:  # a code of its own stands behind it
        _, right, _ = passage.surface(end, after)
    text = passage.text
    is_ordinary = found.prior is Prior.ORDINARY
    is_word = (
        found.prior is not Prior.DISTINCT
        or len(written) < _SHORT
        or text[start:end] in english
        or _DERIVED.sub("", text[start:end]) in english
        or _is_of_two_words(text[start:end], english)
    )
    # Eni is written so; of tickers all letters are capitals.
    as_word = is_ordinary or (len(written) == _SHORT and not found.has(Sign.TICKER_NAME))
    if (is_word or " " in written) and not capitals.is_capitalised(written, as_word=as_word):
        yield Evidence(Sign.LOWER_CASE, written)
        if is_ordinary:
            return
    if line := footer(text, start):
        yield Evidence(Sign.FOOTER, line)
    before = text[max(0, start - _BEFORE_REACH) : start]
    article = _ARTICLE.search(before) if is_word or " " not in written else None
    if article and (product := _PRODUCT.match(text, after)):
        follows: Evidence | None = Evidence(Sign.OTHER_THING, f"{article[0]}{written}{product[0]}")
    elif article and _NO_NOUN.match(text, after):
        follows = Evidence(Sign.OTHER_THING, article[0] + written)
    else:
        follows = _what_follows(found, (left, right), before)
    if follows:
        yield follows
    if not (article and is_ordinary) and (sign := _sign_before(before, is_word=is_ordinary)):
        yield sign
    if is_ordinary:
        yield from _of_a_word(found, (left, right), follows)


def _is_of_two_words(name: str, english: Container[str]) -> bool:
    """Return whether a name is two words written as one: workday."""
    cuts = range(_SHORT, len(name) - _SHORT + 1)
    return any(name[:cut] in english and name[cut:] in english for cut in cuts)


def _of_a_word(
    found: Candidate, span: tuple[int, int], follows: Evidence | None
) -> Iterator[Evidence]:
    """Read what tells a company from the word it is called by, if what follows does not."""
    sign = follows.sign if follows else None
    if sign is Sign.OTHER_THING:
        return
    is_tied = sign is Sign.COMPANY_AFTER
    if capital := _of_capitals(found.passage.original, *span, is_tied=is_tied):
        yield capital
    if not is_tied and (business := _business_around(found.passage.text, found.start, found.after)):
        yield Evidence(Sign.MARKET_TEXT, business)


def _of_capitals(original: str, left: int, right: int, *, is_tied: bool) -> Evidence | None:
    """Read what its capitals tell of a word; if `is_tied`, a company's word follows."""
    longer = capitals.name_before(original, left)
    if longer is None and not is_tied:
        longer = capitals.name_after(original, right)
    if not (longer or capitals.is_telling(original, left, right)):
        return None
    if capitals.is_headline(original, left):
        return None
    if longer:
        return Evidence(Sign.OTHER_THING, longer)
    is_inside = capitals.has_inner_capital(original[left:right])
    return Evidence(Sign.CAPITAL, learned=_INNER_CAPITAL if is_inside else None)


def _business_around(text: str, start: int, after: int) -> str | None:
    """Return a word of business in the sentence around a name."""
    begin, stop = max(0, start - _SENTENCE_REACH), after + _SENTENCE_REACH
    first = max(begin, text.rfind(". ", begin, start), text.rfind("\n", begin, start))
    end = _SENTENCE_END.search(text, after, stop)
    found = _BUSINESS.search(text, first, end.start() if end else stop)
    return found[0] if found else None


def _sign_before(before: str, *, is_word: bool) -> Evidence | None:
    words = before.split()
    last, phrase = "_".join(words[-1:]), "_".join(words[-2:])
    for found in (phrase, last):
        if found in _COMPANY_BEFORE:
            return Evidence(Sign.COMPANY_BEFORE, found.replace("_", " "))
    if is_word and last == "in":
        return Evidence(Sign.TEXT_BEFORE, last)  # fires in Phoenix
    return Evidence(Sign.MILD_BEFORE, last) if last in _MILD_BEFORE else None


def _what_follows(found: Candidate, span: tuple[int, int], before: str) -> Evidence | None:
    passage, start, after = found.passage, found.start, found.after
    if thing := other_thing(passage, after, span, before.rstrip()):
        return Evidence(Sign.OTHER_THING, thing)
    if sign := _sign_after(passage, start, after):
        return sign
    is_phrase = found.prior is Prior.COMPOUND and found.end - start > _SHORT
    return Evidence(Sign.ALONE) if is_phrase else None


def _sign_after(passage: Passage, start: int, after: int) -> Evidence | None:
    text = passage.text
    for pattern, sign in _AFTER:
        if found := pattern.match(text, after):
            return Evidence(sign, found[0].strip())
    if after < len(text) and is_chinese(text[after]):
        return next(company_evidence_at(text, after), None)
    if text.startswith(":", after) and passage.begins_at(start):
        return Evidence(Sign.COLON)
    return None
