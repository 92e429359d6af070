"""What a place that may name a company looks like, as features for the judge of mentions.

The name is none of them, nor is the company: what was learned from one holds for every other. What
the rules read there is, so that the judge learned how far each of them can be trusted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from notifier.securities.context_features import word_at
from notifier.securities.evidence import Candidate, Sign
from notifier.securities.hashing import Features, buckets, features_of
from notifier.securities.lexicon import Words
from notifier.securities.priors import Prior
from notifier.securities.salience import Salience
from notifier.securities.sentences import Sentences

_CHINESE: Final = "C"
_LATIN: Final = "L"
"""The scripts of names: what is learned of one says little of the other."""

_MOST: Final = 8
"""A score counts as one between minus this and this."""

_LONGEST_NAME: Final = 6

_BANK: Final = ("银行", "bank")
"""What the names of banks end with, which hold deposits and pledges of those that are told of."""

_PHRASE: Final = 5
"""How many words of a Chinese phrase are read behind a name."""

_LONGEST_WORD: Final = 4
_MARKS: Final = frozenset(',。:;!?、()《》【】“”"\n')

_REACH: Final = 80
"""How many characters to each side English words are looked for in."""

_WORDS: Final = 6
"""How many words to each side are read."""

_NEAR: Final = 5
_STEM: Final = 4
_ENDING: Final = 3
_WORD: Final = re.compile(r"['’]s\b|[A-Za-z]+(?:['’][a-z]+)?|\d[\d.,]*|[^\s\w]|[\u4e00-\u9fff]")

_UNJUDGED: Final = frozenset({Sign.MARKUP, Sign.GROUP})
"""A source's link on what no list has, and what stands for several companies: 三大运营商."""

_REFUSED: Final = (
    *(Sign.OTHER_CODE, Sign.AMBIGUOUS, Sign.WORK_TITLE),
    *(Sign.FOOTER, Sign.NO_TICKER),
)
"""What nothing that stands around a name can save."""

_WITHIN_NAMES: Final = (Sign.LONGER_NAME, Sign.FIRM_AFTER, Sign.GROUP_AFTER)
"""Nor a name that is also words, within another's: 太阳能 in 太阳能科技有限公司."""

_OF_WORDS: Final = frozenset({Prior.ORDINARY, Prior.RARE, Prior.COMPOUND, Prior.LOCAL})


class Described(NamedTuple):
    """A candidate and what tells of it."""

    found: Candidate
    around: Features
    """What touches it."""
    signs: list[int]
    """The numbers of what the rules read there, and of what sort of name it is."""
    sentence: frozenset[str]
    """The words of its sentence, each behind its script and one letter."""


def describe(
    candidates: list[Candidate], words: Words, english: Mapping[str, int]
) -> Iterator[Described]:
    """Yield what is known of each name, once the rules have weighed all of a document.

    Left out are names that a code settles, and what nothing can save.
    """
    named = [found for found in candidates if found.name]
    sentences = Sentences(named)
    salience = Salience(named, sentences)
    for found in named:
        if found.is_settled or found.evidence[0].sign in _UNJUDGED:
            continue
        if found.has(*_REFUSED) or (found.prior in _OF_WORDS and found.has(*_WITHIN_NAMES)):
            continue
        script = _CHINESE if found.around else _LATIN
        industry = found.industry or ("bank" if found.name.endswith(_BANK) else "")
        field = found.passage.field
        signs = [
            f"{script}F{field}",
            f"{script}I{industry}",
            f"{script}G{industry}{salience.is_first(found):d}{field}",
            *(script + each for each in salience.features(found)),
        ]
        if found.around:
            signs += _of_phrase(found, words)
        numbers = [
            *buckets(dict.fromkeys(signs)),
            *_of_score(script, math.floor(max(-_MOST, min(_MOST, found.score)))),
            *_of_kind(
                script,
                found.prior,
                min(_LONGEST_NAME, len(found.name)),
                found.name.count(" "),
                is_accepted=found.is_accepted,
            ),
        ]
        for sign in {each.sign for each in found.evidence}:
            numbers += _of_sign(script, found.prior, sign)
        around = found.around or _of_english(found, english)
        yield Described(found, around, numbers, sentences.words(found, script))


@cache
def _of_score(script: str, score: int) -> tuple[int, ...]:
    """Return a number for each level that what the rules add up to has reached."""
    return tuple(buckets(f"{script}V{level}" for level in range(-_MOST, score + 1)))


@cache
def _of_kind(
    script: str, prior: Prior, length: int, gaps: int, *, is_accepted: bool
) -> tuple[int, ...]:
    """Return the numbers of what sort of name it is, and whether the rules accept it."""
    return tuple(
        buckets(
            (
                f"{script}P{prior}",
                f"{script}K{length}{prior}",
                f"{script}B{gaps}{prior}",
                f"{script}X{prior}{is_accepted}",
            )
        )
    )


@cache
def _of_sign(script: str, prior: Prior, sign: Sign) -> tuple[int, ...]:
    """Return the numbers of a sign that the rules read."""
    return tuple(buckets((f"{script}S{sign.key}", f"{script}S{sign.key} {prior}")))


def _of_phrase(found: Candidate, words: Words) -> Iterator[str]:
    """Yield the words that a Chinese name goes on with, up to a mark: 比亚迪|汽配|城."""
    text, at = found.passage.text, found.after
    for _ in range(_PHRASE):
        word, _ = word_at(text[at : at + _LONGEST_WORD], words)
        if not word or word in _MARKS:
            return
        yield f"CW{word}"
        at += len(word)


def _of_english(found: Candidate, english: Mapping[str, int]) -> Features:
    """Return the words to both sides of a name in Latin letters, and how they are written."""
    start, end, written = found.passage.surface(found.start, found.after)
    original = found.passage.original
    before = _WORD.findall(original, max(0, start - _REACH), start)[-_WORDS:]
    behind = _WORD.findall(original, end, end + _REACH)[:_WORDS]
    left = [*["^"] * (_WORDS - len(before)), *map(_plain, before)]
    right = [*map(_plain, behind), *["$"] * (_WORDS - len(behind))]
    last, last_but_one, first, second = (
        _shape(each, english) for each in (before[-1:], before[-2:-1], behind[:1], behind[1:2])
    )
    own = _shape([written], {})
    words = [
        f"1{left[-1]}",
        f"1{left[-2]} {left[-1]}",
        f"1{left[-3]} {left[-2]} {left[-1]}",
        f"2{right[0]}",
        f"2{right[0]} {right[1]}",
        f"2{right[0]} {right[1]} {right[2]}",
        f"3{left[-1]}|{right[0]}",
        *(f"4{each}" for each in left[-_NEAR:] if each != "^"),
        *(f"5{each}" for each in right[:_NEAR] if each != "$"),
    ]
    forms = [
        f"6-{left[-1][-_ENDING:]}",
        f"7-{right[0][-_ENDING:]}",
        *(f"6{each[:_STEM]}-" for each in left[-2:]),
        *(f"7{each[:_STEM]}-" for each in right[:2]),
        f"8{last_but_one}{last}",
        f"9{first}{second}",
        f"0{last}{own}{first}",
        f"0{own}",
    ]
    return features_of(words, forms)


def _plain(word: str) -> str:
    return "0" if word[0].isdigit() else word.lower()


def _shape(words: list[str], english: Mapping[str, int]) -> str:
    """Return how a word is written: in capitals, with one (a known word or not), without."""
    if not words:
        return "^"
    (word,) = words
    if word[0].isdigit():
        return "0"
    if not word[0].isupper():
        return "a" if word[0].isalpha() else word
    if word.isupper():
        return "A"
    return "W" if word.lower() in english else "C"
