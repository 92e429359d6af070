"""What stands around a name, as the features that the learned judge of doubtful names weighs.

The name itself is none of them, so that what is learned from one name holds for every other. A
feature is a string: a letter for its kind, then the words it was found in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.evidence import Evidence, Sign
from notifier.securities.hashing import Features, features_of
from notifier.securities.lexicon import Words
from notifier.securities.passage import Passage, is_chinese

COMPANY: Final = "◎"
"""What stands for a sure company in a masked text."""

_FILLER: Final = "\0"
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_SCAN: Final = 24
"""How many characters to each side are looked at, fillers among them."""

_REACH: Final = 12
"""How many of those are read."""

_NGRAM: Final = 5
_NEAR: Final = 6
"""How far from a place pairs of characters are read."""

_LENGTHS: Final = (4, 3, 2, 1)
"""Of the words looked for."""

_GAP: Final = "␣"
_EDGE: Final = "^"
_PUNCTUATION: Final = re.compile(r"[,。:;!?、()《》\[\]【】“”\"\n␣^]")
_TIME: Final = re.compile(rf"{table.TIME}+")
_LIST_TAIL: Final = re.compile(
    r"(?:[、,和及与/][^、,。;:和及与/]{1,8}){1,12}?(?:等|[涨跌升走高收])(.{0,2})"
)


_SAID_SO: Final = dict(line.split("=") for line in table.HONG_KONG.split())
_SAID_OTHERWISE: Final = re.compile("|".join(sorted(_SAID_SO, key=len, reverse=True)))


def masked(passage: Passage, companies: Iterable[tuple[int, int]]) -> str:
    """Replace sure companies and numbers by one sign each, and keep every position.

    What is said otherwise in Hong Kong is put as the mainland says it.
    """
    text = passage.text
    pieces: list[str] = []
    done = 0
    for start, end in companies:
        if start >= done:
            pieces += (text[done:start], COMPANY, _FILLER * (end - start - 1))
            done = end
    pieces.append(text[done:])
    shown = _NUMBER.sub(lambda found: "0" + _FILLER * (len(found[0]) - 1), "".join(pieces))
    shown = shown.replace("升0", "涨0")
    return _SAID_OTHERWISE.sub(_as_mainland, shown) if passage.is_traditional else shown


def _as_mainland(found: re.Match[str]) -> str:
    word = _SAID_SO[found[0]]
    return word + _FILLER * (len(found[0]) - len(word))


def features(
    passage: Passage, text: str, start: int, after: int, words: Words, signs: Iterable[Evidence]
) -> Features:
    """Return the features of a place: what stands before `start` and from `after` on.

    `text` is the masked text of the passage, `signs` what `context` reads there.
    """
    left = text[max(0, start - _SCAN) : start].replace(_FILLER, "")[-_REACH:]
    right = text[after : after + _SCAN].replace(_FILLER, "")[:_REACH]
    if start <= _SCAN:
        left = _EDGE + left
    if after + _SCAN >= len(text):
        right += _EDGE
    if passage.has_gap(start):
        left += _GAP
    if passage.has_gap(after):
        right = _GAP + right
    near, across = _of_words(left, right, words)
    return features_of(
        [*_of_characters(left, right), *near, *_of_what_goes_on(right)],
        [
            *across,
            *_of_clause(left, right),
            f"n{min(left.count(COMPANY), 2)}{min(right.count(COMPANY), 2)}",
            # That a name is cut out of a word tells of the name, not of what stands around it.
            *("S" + found.sign.key for found in signs if found.sign is not Sign.CROSSED),
        ],
    )


def _of_characters(left: str, right: str) -> list[str]:
    """Return what touches the place, and pairs of characters near it wherever they stand."""
    before, behind = len(left), len(right)
    return [
        *["l" + left[-length:] for length in range(1, min(_NGRAM, before) + 1)],
        *["r" + right[:length] for length in range(1, min(_NGRAM, behind) + 1)],
        *["y" + left[max(0, before - at - 2) : before - at] for at in range(1, min(_NEAR, before))],
        *["x" + right[at : at + 2] for at in range(1, min(_NEAR, behind))],
    ]


def _of_clause(left: str, right: str) -> tuple[str, str, str]:
    """Return how far the clause reaches to each side, and the marks that end it there."""
    first, last = _PUNCTUATION.search(left[::-1]), _PUNCTUATION.search(right)
    before, mark = (first.start(), first[0]) if first else (_REACH, "")
    behind, stop = (last.start(), last[0]) if last else (_REACH, "")
    return (
        f"c{mark}{min(before, 4)}",
        f"d{stop}{min(behind, 4)}",
        f"e{mark}{min(before, 2)}{stop}{min(behind, 2)}",
    )


def _of_words(left: str, right: str, words: Words) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two words to each side, and how they and their kinds go together."""
    last, last_kind = _word_before(left, words)
    last_2, last_kind_2 = _word_before(left[: len(left) - len(last)], words)
    first, first_kind = word_at(right, words)
    first_2, first_kind_2 = word_at(right[len(first) :], words)
    near = ("a" + first, "A" + first + first_2, "b" + last, "B" + last_2 + last)
    across = (
        "f" + first_kind,
        "F" + first_kind + first_kind_2,
        "g" + last_kind,
        "G" + last_kind_2 + last_kind,
        f"h{last}|{first}",
        f"H{last_kind}|{first_kind}",
        f"i{last}|{first_kind}",
        f"I{last_kind}|{first}",
        f"p{left[-1:]}|{right[:1]}",
        f"P{left[-2:]}|{right[:2]}",
    )
    return near, across


def _of_what_goes_on(right: str) -> list[str]:
    """Return what follows a time, and what follows a list that the name stands in."""
    found: list[str] = []
    if time := _TIME.match(right):
        at = time.end()
        found += ("t" + right[at : at + 1], "u" + right[at : at + 2])
    if tail := _LIST_TAIL.match(right):
        found += ("q" + tail[0][-3:], "Q" + tail[1])
    return found


def word_at(text: str, words: Words) -> tuple[str, str]:
    """Return the longest word that a text begins with, and its kind."""
    if is_chinese(text[:1]):
        for length in _LENGTHS[-len(text) :]:
            if kind := words.kind(text[:length]):
                return text[:length], kind[:3]
    return text[:1], text[:1]


def _word_before(text: str, words: Words) -> tuple[str, str]:
    """Return the longest word that a text ends with, and its kind."""
    if is_chinese(text[-1:]):
        for length in _LENGTHS[-len(text) :]:
            if kind := words.kind(text[-length:]):
                return text[-length:], kind[:3]
    return text[-1:], text[-1:]
