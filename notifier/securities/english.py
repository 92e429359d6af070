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
    (re.compile(_BRACKETS + table.AFTER), Sign.COMPANY_AFTER),
    (re.compile(_BRACKETS + table.MOVES_AFTER), Sign.MOVES_AFTER),
    (re.compile(" " + table.ACTS_AFTER), Sign.ACTS_AFTER),
    (re.compile("'s "), Sign.OWNER),
    (re.compile(" ?" + table.MILD_AFTER), Sign.MILD_AFTER),
)
_COMPANY_BEFORE: Final = frozenset(table.COMPANY_BEFORE.split())
_MILD_BEFORE: Final = frozenset(table.MILD_BEFORE.split())
_ARTICLE: Final = re.compile(r"\b(?:a|an|the|this|that|no|any|some|my|your|his|her) $")
_NO_NOUN: Final = re.compile(
    r"$|[^\w &-]|'s|"
    r" (?:(?:is|was|are|were|has|had|have|will|would|can|could|may|might|must|should|in|on|at|of|by"
    r"|for|from|to|with|and|or|but|as|than|that|which|who|when|while|after|before|into|over)\b"
    rf"|[a-z]+ed\b|{table.MOVES_AFTER}|(?:{table.PAST})\b)"
)
"""What shows that a name ends a phrase: the Amazon is, but the Amazon warehouse."""

_BEFORE_REACH: Final = 20
_SENTENCE_REACH: Final = 200
_SENTENCE_END: Final = re.compile(r"\. |\n")
_BUSINESS: Final = re.compile(table.BUSINESS_TEXT)
_SHORT: Final = 3


def evidence_around(found: Candidate, english: Container[str]) -> Iterator[Evidence]:
    """Read the surroundings of a Latin name."""
    passage, start, end, after = found.passage, found.start, found.end, found.after
    *_, written = passage.surface(start, end)
    text = passage.text
    is_ordinary = found.prior is Prior.ORDINARY
    is_word = (
        found.prior is not Prior.DISTINCT or text[start:end] in english or len(written) < _SHORT
    )
    if is_word and not capitals.is_capitalised(written, as_word=is_ordinary):
        yield Evidence(Sign.LOWER_CASE, written)
        if is_ordinary:
            return
    before = text[max(0, start - _BEFORE_REACH) : start]
    article = _ARTICLE.search(before) if is_word or " " not in written else None
    is_thing = article and _NO_NOUN.match(text, after)
    thing = None if is_thing else other_thing(passage, start, after, before.rstrip())
    if article and is_thing:
        thing = article[0] + written
    if line := footer(text, start):
        yield Evidence(Sign.FOOTER, line)
    follows = Evidence(Sign.OTHER_THING, thing) if thing else _sign_after(passage, start, after)
    if follows:
        yield follows
    elif found.prior is Prior.COMPOUND and end - start > _SHORT:
        yield Evidence(Sign.ALONE)
    if article and is_ordinary:
        yield Evidence(Sign.TEXT_BEFORE, article[0].strip())
    elif sign := _sign_before(before):
        yield sign
    if is_ordinary:
        yield from _of_a_word(passage, start, after, follows)


def _of_a_word(
    passage: Passage, start: int, after: int, follows: Evidence | None
) -> Iterator[Evidence]:
    """Read what tells a company from the word it is called by, if what follows does not."""
    sign = follows.sign if follows else None
    if sign is Sign.OTHER_THING:
        return
    longer = capitals.name_before(passage, start)
    if longer is None and sign is not Sign.COMPANY_AFTER:
        longer = capitals.name_after(passage, after)
    is_telling = longer is None and capitals.is_telling(passage, start, after)
    if (longer or is_telling) and not capitals.is_headline(passage, start):
        yield Evidence(Sign.OTHER_THING, longer) if longer else Evidence(Sign.CAPITAL)
    if sign is not Sign.COMPANY_AFTER and (
        business := _business_around(passage.text, start, after)
    ):
        yield Evidence(Sign.MARKET_TEXT, business)


def _business_around(text: str, start: int, after: int) -> str | None:
    """Return a word of business in the sentence around a name."""
    begin, stop = max(0, start - _SENTENCE_REACH), after + _SENTENCE_REACH
    first = max(begin, text.rfind(". ", begin, start), text.rfind("\n", begin, start))
    end = _SENTENCE_END.search(text, after, stop)
    found = _BUSINESS.search(text, first, end.start() if end else stop)
    return found[0] if found else None


def _sign_before(before: str) -> Evidence | None:
    words = before.split()
    last, phrase = "_".join(words[-1:]), "_".join(words[-2:])
    for found in (phrase, last):
        if found in _COMPANY_BEFORE:
            return Evidence(Sign.COMPANY_BEFORE, found.replace("_", " "))
    if last == "in":
        return Evidence(Sign.TEXT_BEFORE, last)  # fires in Phoenix
    return Evidence(Sign.MILD_BEFORE, last) if last in _MILD_BEFORE else None


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
