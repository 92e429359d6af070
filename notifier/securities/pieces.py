"""What makes another's name of a short one: a piece beside it that is no word of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from notifier.securities import context_words as table
from notifier.securities.evidence import Candidate, Evidence, Sign
from notifier.securities.lexicon import WordKind, Words
from notifier.securities.priors import Prior

_SHORT: Final = 2
_EVERYDAY: Final = 13
"""A single character is a word of its own from this frequency on (a power of two), and no piece of
a name: 与迈瑞, but not 特瑞普利."""

_EVERYDAY_NOUN: Final = 15
"""Nouns and names of persons and places are such from here on: 中, 内, 后."""

_LEADS: Final = frozenset(table.LEADS.split())
_LEADING: Final = frozenset({WordKind.VERB, WordKind.NUMBER})
_GOES_ON: Final = frozenset(table.GOES_ON.split())

_SELDOM: Final = 6
_LONGEST_NAME: Final = 3
_NAMES: Final = frozenset({WordKind.NOUN, WordKind.PERSON, WordKind.PROPER})
"""Such words, if they are seldom used, are names themselves: 青鸟|软通, 易方达|科顺."""

_LINKS: Final = frozenset({WordKind.OTHER, WordKind.NUMBER, WordKind.TIME})
_BEGINNINGS: Final = frozenset({WordKind.ADJECTIVE, WordKind.VERB})
"""What goes on behind a name, however rare it is: 潍柴|大缸径, 安踏|洽购."""


def pieces_beside(found: Candidate, words: Words, follows: Evidence | None) -> Iterator[Evidence]:
    """Yield what makes another's name of a short one; `follows` is what goes with companies.

    永辉 is no company in 冯永辉, nor 华恒 in 华恒盛 or 武商 in 武商联.
    """
    passage, start, end = found.passage, found.start, found.end
    if not may_be_cut(found) or found.is_coded or passage.is_traditional:
        return  # Hong Kong's headlines run names and verbs together: 中電港燈齊公布
    left, right = passage.chinese_around(start, end)
    if left < start and not table.COMPANY_WORDS_BEFORE.before(passage.text, start):
        *_, piece = words.split(passage.text[left:start])
        is_first = passage.begins_at(start - 1) and words.kind(piece) is not WordKind.PERSON
        leads = is_first or piece[-1] in _LEADS or words.kind(piece) in _LEADING
        if not leads and (not _is_link(piece, words) or _is_rare_name(piece, words)):
            yield Evidence(Sign.CROSSED, piece + found.name)
    if end < right and follows is None:
        piece, *_ = words.split(passage.text[end:right])
        goes_on = piece in _GOES_ON or words.kind(piece) in _BEGINNINGS
        if not (goes_on or _is_link(piece, words)):
            yield Evidence(Sign.LONGER_NAME, found.name + piece)


def may_be_cut(found: Candidate) -> bool:
    """Return whether others' names may begin or end with a name, as they do with coined ones."""
    return found.end - found.start == _SHORT and found.prior in {Prior.SHORT, Prior.RARE}


def _is_link(piece: str, words: Words) -> bool:
    """Return whether a piece of a text stands for itself, and is not left of a name."""
    least = _EVERYDAY if words.kind(piece) in _LINKS else _EVERYDAY_NOUN
    return len(piece) > 1 or words.frequency(piece) >= least


def _is_rare_name(piece: str, words: Words) -> bool:
    is_rare = words.kind(piece) in _NAMES and words.frequency(piece) <= _SELDOM
    return 1 < len(piece) <= _LONGEST_NAME and is_rare
