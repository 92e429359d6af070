"""The several things that one message asks for, each in a clause of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_words import THEN
from notifier.bot.meanings import SURE, likelihood_of
from notifier.bot.sentences import read_plain
from notifier.bot.wishes import read_wish
from notifier.bot.word_match import cut_first

_BREAKS = re.compile(
    rf"(?P<apart>[\n;；。]|(?:[?？]|(?<!\s)[!！])\s*(?=\w)|\.\s+(?=\w))|[，,]|\s+(?=and {THEN})",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(
    r"\s*(?:除(?![权息夕])|[其别別][他它余的]+[时時]|"
    r"(?:except|besides|other than|apart from|aside from|"
    r"otherwise|(?:at )?(?:any )?other times?)\b)",
    re.IGNORECASE,
)
_CONNECTS = (
    r"^(?:另外|顺便|然后|接着|同时|还有|仲有|并且?|而且|再(?!见)|也|and|also|then|plus)"
    r"(?:[\s,，:：]|(?<=[^a-z]))+"
)
_LEAVES_OUT = re.compile(r"(?:no|not|but|without) |不要|不含|排除", re.IGNORECASE)
_OF_SOMETHING = frozenset({"watch", "unwatch", "find", "mute", "unmute", "latest", "edit"})
"""Commands that are asked for without a word of what they are about by mistake only."""
_ONE_WISH = (
    frozenset({"quiet", "pause", "resume", "trading"}),
    frozenset({"undo", "unwatch", "unwatch-all"}),
)
"""Wishes of which two clauses tell one: not after nine, from seven on again."""
_LIKELY_APART = 0.4
_MOST, _PAIR = 20, 2


class Clause(NamedTuple):
    """A part of a message."""

    text: str
    is_apart: bool
    """Whether it is a sentence of its own, or said to be something else."""


def clauses_of(text: str) -> list[Clause]:
    """Return the parts of a message without what only adds to them."""
    breaks = [*_breaks(text)]
    starts = [0, *(each.end() for each in breaks)]
    ends = [*(each.start() for each in breaks), len(text)]
    apart = [False, *(bool(each["apart"]) for each in breaks)]
    parts = zip((text[a:b].strip() for a, b in zip(starts, ends, strict=True)), apart, strict=True)
    bare = [(part, cut_first(_CONNECTS, part), apart) for part, apart in parts if part]
    return [Clause(rest, apart or rest != part) for part, rest, apart in bare[:_MOST]]


def _breaks(text: str) -> Iterator[re.Match[str]]:
    """Yield where clauses end; what says only what is excepted belongs to its neighbour."""
    start = 0
    for each in _BREAKS.finditer(text):
        excepts = _EXCEPTS.match(text, start) or _EXCEPTS.match(text, each.end())
        if each["apart"] or not excepts:
            yield each
            start = each.end()


def several(clauses: list[Clause], whole: Intent) -> list[Intent]:
    """Return what each of a message's clauses asks for; nothing where they are one wish.

    Clauses that are only parted by a comma may be a wish and its reason: they must be sure.
    """
    is_apart = any(each.is_apart for each in clauses)
    read = [_told(each.text, _LIKELY_APART if is_apart else SURE) for each in clauses]
    told = [each for each in read if each is not None]
    if not 1 < len(told) == len(clauses) or not _are_things_to_do(told, clauses):
        return _beside_a_remark(told, clauses, whole)
    if not is_apart and _goes_on(told, clauses):
        return []
    if any(each.kind is Kind.WISH for each in told) and not is_apart:
        is_one = whole.kind is Kind.COMMAND and bool(whole.text)
        is_one |= any({_name(each) for each in told} <= family for family in _ONE_WISH)
        if is_one or any(a.command == b.command and not _sets(b) for a, b in pairwise(told)):
            return []
    return list({_once(each): each for each in reversed(told)}.values())[::-1]


def _sets(intent: Intent) -> bool:
    """Return whether a clause sets something by itself: weekends are quiet."""
    return intent.kind is Kind.COMMAND and intent.command == "settings" and bool(intent.text)


def _goes_on(told: list[Intent], clauses: list[Clause]) -> bool:
    """Return whether a clause only names more of what the one before it ends: unfollow a, b."""
    return any(
        before.command == "unwatch" and each.hints == ("watch",) and each.text == clause.text
        for before, each, clause in zip(told, told[1:], clauses[1:], strict=False)
    )


def _beside_a_remark(told: list[Intent], clauses: list[Clause], whole: Intent) -> list[Intent]:
    """Return the one command of two clauses where both together are unclear: the other says why."""
    commands = [each for each in told if each.kind is Kind.COMMAND and each.text]
    is_unclear = whole.kind is Kind.FOLLOW and not whole.command
    return commands if is_unclear and len(commands) == 1 and len(clauses) == _PAIR else []


def _name(intent: Intent) -> str:
    return intent.hints[0] if intent.kind is Kind.WISH else intent.command


def _once(intent: Intent) -> Intent | tuple[str, ...]:
    """Return what a wish is told by to be the same as another that is about nothing either."""
    is_of_nothing = intent.kind is Kind.WISH and intent.command not in _OF_SOMETHING
    return intent.hints if is_of_nothing else intent


def _told(text: str, least: float) -> Intent | None:
    """Return what a clause tells to do; None where it tells nothing for that likely."""
    plain = read_plain(text)
    if plain is not None:
        return plain if plain.kind is not Kind.TALK else None
    wish = read_wish(text)
    if wish.kind is Kind.WISH:
        return wish if likelihood_of(wish.hints[0], text) >= least else None
    if wish.kind is Kind.FOLLOW and likelihood_of("watch", text) >= SURE:
        return replace(wish, command="watch", is_asked=True, hints=("watch",))
    return wish if wish.command else None


def _are_things_to_do(told: list[Intent], clauses: list[Clause]) -> bool:
    """Return whether parts of a message are things to do, and no list behind the first of them."""
    if told[0].kind is Kind.FOLLOW and any(_LEAVES_OUT.match(each.text) for each in clauses[1:]):
        return False
    # What «only earnings» narrows is what the clause before it names.
    names_it = (each.text and not each.text.startswith("→") for each in told)
    are_named = all(
        it or each.command not in _OF_SOMETHING for it, each in zip(names_it, told, strict=True)
    )
    return are_named and all(
        each.kind in {Kind.COMMAND, Kind.WISH} or (each.kind is Kind.FOLLOW and each.command)
        for each in told
    )
