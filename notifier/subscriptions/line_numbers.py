"""Which line of a list people count: by its number, the last, or as the third of them. Pure."""

from __future__ import annotations

import re

from notifier.core.folding import fold
from notifier.core.numbers import read_number

LAST = 0
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NUMERALS = {
    **{numeral: number for number, numeral in enumerate("一二三四五六七八九十", start=1)},
    **{ordinal: number for number, ordinal in enumerate((*_ORDINALS, "tenth"), start=1)},
}
_ENGLISH = "|".join((*_ORDINALS, "tenth"))
_ONE = r"(?: (?:one|line|item|company|stock))?"
COUNTED = (
    r"第 ?(?:\d{1,3}|[一二三四五六七八九十]) ?[个条项号]|最后一?[个条项]|"
    rf"the (?:last|{_ENGLISH}|\d{{1,3}}(?:st|nd|rd|th)){_ONE}|last one"
)
"""A line of the list as it is counted, in folded words."""
_COUNTED = re.compile(COUNTED)
_NUMBER = re.compile(rf"\d+|[一二三四五六七八九十](?=[个条项号])|\b(?:{_ENGLISH})\b")
_MOST_DIGITS = 3
"""Of more are the codes of shares."""


def line_counted(text: str) -> int | None:
    """Return the number of the line that a text counts, LAST for the last; else None."""
    bare = fold(text).text.strip()
    if bare.isdecimal():
        return read_number(bare, least=1) if len(bare) <= _MOST_DIGITS else None
    if not _COUNTED.fullmatch(bare):
        return None
    number = _NUMBER.search(bare.removeprefix("最后"))
    if number is None or "last" in bare or bare.startswith("最后"):
        return LAST
    return _NUMERALS.get(number[0]) or read_number(number[0], least=1)
