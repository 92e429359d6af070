"""What stands around a name in Latin letters, read as signs for and against a company."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.context import company_evidence_at
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.passage import Passage, is_chinese
from notifier.securities.priors import Prior

_AFTER: Final = re.compile(r"(?:'s)? ?(?:\([^()]{1,30}\) ?)?" + table.ENGLISH_AFTER)
_MILD_AFTER: Final = re.compile(r" ?" + table.ENGLISH_MILD_AFTER)
_BEFORE: Final = re.compile(table.ENGLISH_BEFORE)
_ARTICLE: Final = re.compile(r"\b(?:a|an|the|this|that|no|any|some|my|your|his|her) $")
_BEFORE_REACH: Final = 20
_THE: Final = re.compile(r"\bthe $")
_OTHER_AFTER: Final = re.compile(r" ?" + table.ENGLISH_OTHER_AFTER)
_SHORT: Final = 3


def evidence_around(found: Candidate, english: Container[str]) -> Iterator[Evidence]:
    """Read the surroundings of a Latin name."""
    passage, start, end, after = found.passage, found.start, found.end, found.after
    prior = found.prior
    *_, written = passage.surface(start, end)
    text = passage.text
    is_word = prior is not Prior.DISTINCT or text[start:end] in english
    if is_word and not _is_capitalised(written, end - start):
        yield Evidence(Sign.LOWER_CASE, written)
    before = text[max(0, start - _BEFORE_REACH) : start]
    if (
        is_word
        and _THE.search(before)
        and passage.ends_at(after)
        and not text.startswith(" ", after)
    ):
        yield Evidence(Sign.TEXT_BEFORE, "the")
    elif sign := _sign_after(passage, start, after, written):
        yield sign
    elif prior is Prior.COMPOUND and end - start > _SHORT:
        yield Evidence(Sign.ALONE)
    if prior is Prior.ORDINARY and (article := _ARTICLE.search(before)):
        yield Evidence(Sign.TEXT_BEFORE, article[0].strip())
    elif named := _BEFORE.search(before.rstrip()):
        yield Evidence(Sign.MILD_BEFORE, named[0])


def _sign_after(passage: Passage, start: int, after: int, written: str) -> Evidence | None:
    text = passage.text
    if other := _OTHER_AFTER.match(text, after):
        return Evidence(Sign.OTHER_THING, f"{written} {other[0].strip()}")
    if found := _AFTER.match(text, after):
        return Evidence(Sign.COMPANY_AFTER, found[0].strip())
    if mild := _MILD_AFTER.match(text, after):
        return Evidence(Sign.MILD_AFTER, mild[0].strip())
    if after < len(text) and is_chinese(text[after]):
        return next(company_evidence_at(text, after), None)
    if text.startswith(":", after) and passage.begins_at(start):
        return Evidence(Sign.COLON)
    return None


def _is_capitalised(written: str, length: int) -> bool:
    if length <= _SHORT:
        return written == written.upper()
    return all(part[0].isupper() or part[0].isdigit() for part in re.findall(r"\w+", written))
