"""Folding: one comparable form for every spelling of the same text, with the way back kept.

Two texts that a reader would call the same fold to the same string: full-width or half-width, upper
or lower case, traditional or simplified characters, with or without spaces inside Chinese words.
Offsets lead from the folded text to the original, so that what matched can be shown as it was
written.

Folding looks at single characters (traditional to simplified too, after OpenCC's tables), never at
words: only so is a part of a text always a part of that text's folded form.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress
from operator import ne

from opencc import OpenCC

CJK = (
    "\u3005-\u3007\u3040-\u30ff\u3200-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""The characters that Chinese and Japanese words are made of, as the inside of a regex class."""

_INVISIBLE = (
    "\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_MARKS = "\u0300-\u036f\u3099\u309a"

# The width changes that make up nearly all of a Chinese text's: replacing them one by one is
# several times cheaper than any general way.
_FREQUENT = tuple(
    (wide, unicodedata.normalize("NFKC", wide))
    for wide in "\uff0c\uff1a\uff08\uff09\uff1b\uff01\uff1f\u3000"
)

# What Unicode keeps apart and readers do not.
_ALIKE = (
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("\u2022\u2027\u30fb", "\u00b7")
    | dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n")
    | {"\t": " ", "\u0130": "i", "\u2122": "\u00ae", "\u2120": "\u00ae"}
    | {
        letter: base
        for letter in map(chr, range(0xC0, 0x250))
        if (base := unicodedata.normalize("NFD", letter)[0].lower()).isascii() and base.isalpha()
    }
)
"""Letters with accents too: Hermès is Hermes. Kratos™ is no Kratostm."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and the offsets of its characters in the original."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()
    """The spans whose length changed, in order: start and end folded, start and end originally."""
    starts: tuple[int, ...] = ()
    """The folded start of each piece."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's offsets of a half-open span of the folded text.

        A span that begins or ends inside what was one character covers that whole character.
        """
        before = bisect_right(self.starts, start)
        if before == bisect_left(self.starts, end):  # all of it lies between two pieces, as usual
            if before == 0:
                return start, end
            _, folded_end, _, original_end = self.pieces[before - 1]
            if folded_end <= start:
                shift = original_end - folded_end
                return start + shift, end + shift
        first = self._original(start)[0]
        return first, self._original(end - 1)[1] if end > start else first

    def _original(self, position: int) -> tuple[int, int]:
        """Return the span of the original that the folded character at `position` came from."""
        index = bisect_right(self.starts, position) - 1
        if index < 0:
            return position, position + 1
        _, folded_end, start, end = self.pieces[index]
        if position < folded_end:
            return start, end
        distance = end + position - folded_end
        return distance, distance + 1


def fold(text: str) -> Folded:
    """Fold `text` for comparison. Folding a folded text changes nothing."""
    for wide, narrow in _FREQUENT:
        text = text.replace(wide, narrow)
    rules = _rules()
    if not text.isascii() or rules.changing_ascii.search(text):
        text = rules.changing.sub(lambda found: rules.form(found[0]), text)
    text = text.lower()
    found = rules.uneven.search(text)
    return Folded(text) if found is None else _fold_unevenly(text, found.start(), rules)


def _fold_unevenly(text: str, begin: int, rules: _Rules) -> Folded:
    """Apply the rules that change a text's length; none applies before `begin`."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    done = size = 0
    for found in rules.uneven.finditer(text, begin):
        start, end = found.span()
        stretch = text[start:end]
        if stretch == " ":  # found only beside a Chinese character
            form = ""
        elif rules.mark.match(stretch):
            start = max(start - 1, done)
            composed = unicodedata.normalize("NFKC", text[start:end])
            # What does not compose is left out, as an accent is.
            form = "".join(
                rules.form(each) for each in composed if not "\u0300" <= each <= "\u036f"
            )
        elif rules.gap.match(stretch):
            form = " " if " " in stretch and not _touches_cjk(text, start, end, rules) else ""
        else:
            form = rules.form(stretch)
        parts += (text[done:start], form)
        size += start - done
        if not len(form) == end - start == 1:
            pieces.append((size, size + len(form), start, end))
        size += len(form)
        done = end
    parts.append(text[done:])
    return Folded("".join(parts), tuple(pieces), tuple(piece[0] for piece in pieces))


def _touches_cjk(text: str, start: int, end: int, rules: _Rules) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return bool(rules.cjk.match(before) or rules.cjk.match(after))


@dataclass(frozen=True, slots=True)
class _Rules:
    """The tables of folding, made once from Unicode's and OpenCC's."""

    changing: re.Pattern[str]
    """One character that another one stands for."""
    changing_ascii: re.Pattern[str]
    uneven: re.Pattern[str]
    """A stretch that folds to a longer or shorter one, or stands beyond Unicode's first plane."""
    gap: re.Pattern[str]
    mark: re.Pattern[str]
    cjk: re.Pattern[str]
    forms: dict[str, str]

    def form(self, character: str) -> str:
        """Return what a character folds to."""
        known = self.forms.get(character)
        return _form(character, _simplified(rare=True)) if known is None else known


@cache
def _rules() -> _Rules:
    simplified = _simplified(rare=False)
    forms = dict(simplified)
    for character in _changing():
        form = _form(character, simplified)
        if form != character or character.lower() != character:
            forms[character] = form
    invisible = re.compile(f"[{_INVISIBLE}]")
    even = [c for c, form in forms.items() if len(form) == 1 and not (c.isascii() and c.isalpha())]
    uneven = [c for c, form in forms.items() if len(form) > 1 and not invisible.match(c)]
    beyond = "\U00010000-\U0010ffff"
    gap = f" {_INVISIBLE}"
    spread = _INVISIBLE.replace("\U000e0000-\U000e0fff", beyond)
    return _Rules(
        changing=re.compile(f"[{_ranges(even)}]"),
        changing_ascii=re.compile(r"[\t\r\v\f]"),
        # The class comes first so that the search runs through ordinary text at full speed; what
        # follows lets single spaces be unless they stand beside a Chinese character.
        uneven=re.compile(
            f"[{_ranges(uneven)}{_MARKS} {spread}]"
            f"(?:(?<=[{gap}])[{gap}]+|(?<=[{_MARKS}])[{_MARKS}]*|(?<=[{_INVISIBLE}])"
            f"|(?=[{CJK}])|(?<=[{CJK}].)|(?<![{gap}]))"
        ),
        gap=re.compile(f"[{gap}]"),
        mark=re.compile(f"[{_MARKS}]"),
        cjk=re.compile(f"[{CJK}]"),
        forms=forms,
    )


def _changing() -> set[str]:
    """Return the characters, beside Chinese ones, that may not stand for themselves."""
    plain = list(map(chr, (*range(0x3400), *range(0xA000, 0xAC00), *range(0xE000, 0x10000))))
    normal = map(partial(unicodedata.normalize, "NFKC"), plain)
    lower, casefold = map(str.lower, plain), map(str.casefold, plain)
    changing = {
        character
        for character, one, two, three in zip(plain, normal, lower, casefold, strict=True)
        if not character == one == two == three
    }
    return changing.union(_ALIKE, map(chr, range(0xD800, 0xE000)))


def _form(character: str, simplified: dict[str, str]) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character; no library takes it
    form = unicodedata.normalize("NFKC", character)
    form = unicodedata.normalize("NFKC", form.casefold())
    if " " in form and len(form) > 1:
        return character  # a free-standing accent: taking it apart would make it join a neighbour
    return "".join(_ALIKE.get(c, simplified.get(c, c)) for c in form)


@cache
def _simplified(*, rare: bool) -> dict[str, str]:
    """Map traditional characters, in the Hong Kong and Taiwan variants too, to simplified.

    The rare ones, of Unicode's later planes, are three times as many and seldom written.
    """
    common = range(0x3400, 0xA000)
    mapped = _differences("t2s", (*common, *range(0x20000, 0x32400)) if rare else common)
    for variant in ("hk2s", "tw2s"):  # what they have of their own is common
        for character, form in _differences(variant, common).items():
            # Everyday simplified characters stay: Taiwan's table makes 幺 of the 么 in 什么.
            if character not in mapped and not _is_everyday(character):
                mapped[character] = form
    # Some entries lead to a character that has an entry of its own.
    return {character: mapped.get(form, form) for character, form in mapped.items()}


def _differences(conversion: str, codes: Iterable[int]) -> dict[str, str]:
    """Return the characters that a conversion of OpenCC's changes, each with what it becomes."""
    before = list(map(chr, codes))
    # A line break between them keeps them from being read as words.
    after = OpenCC(conversion).convert("\n".join(before)).split("\n")
    return dict(compress(zip(before, after, strict=True), map(ne, before, after)))


def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _ranges(characters: Iterable[str]) -> str:
    """Write characters as the inside of a regex class."""
    runs: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{_in_class(first)}-{_in_class(last)}" for first, last in runs)


def _in_class(code: int) -> str:
    # An escape takes the compiler ten times as long to read as the character itself.
    return f"\\u{code:04x}" if code < 0x80 else chr(code)
