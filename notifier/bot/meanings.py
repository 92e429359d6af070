"""What a sentence asks for that is no set phrase, by what sentences like it ask for. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_model import Meaning, shipped_intents

QUESTIONS: Final = frozenset({"fewer", "prices", "sources", "free", "elsewhere", "group", "about"})
"""What is answered in a line."""

ASKED: Final[Mapping[str, str]] = {
    "unwatch-all": "unwatch all",
    "mute-word": "mute",
    "quiet": "settings quiet",
    "trading": "settings trading",
    "cadence": "settings cadence",
    "timezone": "settings timezone",
}
"""The command, with its argument, that serves a wish which is not called by its name."""

NAMED: Final = QUESTIONS | {"unwatch-all", "quiet", "trading", "cadence", "timezone"}
"""Wishes with a text of their own; the others are called as the command that serves them."""

_ALSO: Final[Mapping[str, frozenset[str]]] = {
    "cadence": frozenset({"settings", "list"}),
    "quiet": frozenset({"settings"}),
    "pause": frozenset({"pause", "mute", "settings"}),
    "trading": frozenset({"settings"}),
    "timezone": frozenset({"settings"}),
    "language": frozenset({"language", "settings"}),
    "unwatch": frozenset({"unwatch", "mute", "edit"}),
    "unwatch-all": frozenset({"unwatch", "unmute"}),
    "mute-word": frozenset({"mute", "unmute", "edit", "unwatch"}),
    "resume": frozenset({"resume", "unmute"}),
    "edit": frozenset({"edit", "list", "watch"}),
    "forget": frozenset({"forget", "privacy"}),
    "help": frozenset({"help", "start", "talk"}),
    "find": frozenset({"find", "latest", "watch"}),
    "latest": frozenset({"find", "latest", "watch", "mute"}),
    "topics": frozenset({"topics", "watch"}),
    "keyword": frozenset({"watch"}),
}
"""The commands that may serve a wish, where they are several or called otherwise."""

_NOTHING_ELSE: Final = frozenset({"watch", "keyword"})
"""Wishes to hear of what a sentence names."""

_NO_WISH: Final = _NOTHING_ELSE | {"talk"}

_SHORTEST: Final = 3
_SHORT: Final = 6
"""What is no longer may as well be words to look for: 即时零售."""

_LONGEST: Final = 200
"""What is longer is no sentence that asks for something."""

_MARKS: Final = " .,!?。，！？~"
_WORD: Final = re.compile(r"[A-Za-z0-9.&'-]+")
_LIKELY: Final = 0.3
"""From where on a wish is taken for what a sentence asks for."""

_POSSIBLE: Final = 0.08
_LOOKED_FOR: Final = 0.35
_MOST: Final = 3
"""So many wishes are offered where none is likely."""

SURE: Final = 0.5
"""And from where on it outweighs what a set phrase in the sentence says."""

_FOLLOWED: Final = 0.7
"""And from where on what it names is followed without a question: of 100 sentences of others than
those whom the model had learned from, 96 were meant so."""


def command_of(wish: str) -> str:
    """Return the command that serves a wish; empty where it is a question, or talk."""
    is_answered = wish in QUESTIONS or wish in {"talk", "help"}
    return "" if is_answered else ASKED.get(wish, wish).partition(" ")[0]


def tells_to_follow(text: str) -> bool:
    """Return whether a sentence surely asks to hear of what it names from now on."""
    return likelihood_of("watch", text) >= _FOLLOWED


class Guess(NamedTuple):
    """What a sentence may ask for, besides to hear of what it names."""

    wishes: tuple[str, ...] = ()
    is_likely: bool = False
    """Whether the first is likely enough to be answered without a question."""


def guess(text: str) -> Guess:
    """Return what a sentence may ask for, the likeliest first; nothing for words to look for."""
    found = _meanings(text)
    # Three characters leave no room for the words that are to be muted: 马斯克 is a name.
    names_none = found[0].label == "mute-word" and len(text) <= _SHORTEST
    if found[0].likelihood >= (SURE if len(text) <= _SHORT else _LIKELY) and not names_none:
        is_more = found[0].label not in _NOTHING_ELSE
        return Guess((found[0].label,), is_likely=True) if is_more else Guess()
    wishes = (each.label for each in found[:_MOST] if each.likelihood >= _POSSIBLE)
    return Guess(tuple(each for each in wishes if each not in _NO_WISH))


def likelihood_of(wish: str, text: str) -> float:
    """Return how likely it is that a sentence has a wish."""
    return next((each.likelihood for each in _meanings(text) if each.label == wish), 0.0)


def may_be_looked_for(text: str) -> bool:
    """Return whether words may be what articles are searched for, rather than said to somebody."""
    likelihood = likelihood_of("keyword", text) + likelihood_of("watch", text)
    return len(text) <= _SHORT or likelihood >= _LIKELY


def is_rather_said(text: str) -> bool:
    """Return whether words with a company's name in them are no name of something of it.

    «帮我把宁德时代» says something of it; 特斯拉召回 may be looked for.
    """
    return likelihood_of("keyword", text) < _LOOKED_FOR


def is_sure(text: str, wish: str = "") -> bool:
    """Return whether a sentence surely has a wish, any but to hear of what it names."""
    label, likelihood = _meanings(text)[0]
    is_it = label == wish if wish else label not in _NOTHING_ELSE
    return is_it and likelihood >= SURE


def contradicts(text: str, intent: Intent) -> bool:
    """Return whether a sentence surely asks for something else than it was read as."""
    if intent.kind is Kind.SECTOR:
        return is_sure(text, "latest")
    if not is_sure(text):
        return False
    label = _meanings(text)[0].label
    match intent.kind:
        case Kind.COMMAND:
            read = intent.command
        case Kind.QUESTION:
            read = intent.text
        case Kind.TALK:
            read = "talk"
        case _ if intent.without:
            return not {"watch", "edit"} & _ALSO.get(label, {label})
        case _:
            read = "watch"
    return read not in _ALSO.get(label, {label})


@lru_cache(maxsize=64)
def _meanings(text: str) -> list[Meaning]:
    """Return what a sentence may ask for; a word by itself is looked for."""
    bare = text.strip(_MARKS)
    if not _SHORTEST <= len(bare) <= _LONGEST or _WORD.fullmatch(bare):
        return [Meaning("keyword", 1.0)]
    return shipped_intents().meanings(text)
