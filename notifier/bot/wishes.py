"""What a sentence wishes to hear of, without the words that only say so. Pure."""

from __future__ import annotations

import re

from notifier.bot import intent_words as words
from notifier.bot.command_names import ENGLISH_WATCH
from notifier.bot.intent import Intent, Kind
from notifier.bot.meanings import QUESTIONS, command_of, guess, is_sure, tells_to_follow
from notifier.bot.word_match import compiled, cut_first, match_start
from notifier.core.folding import fold

LONGEST = 200
"""What is longer is no sentence that asks for something, and would take long to compare."""
_MOST_LINES = 2
_MOST_CHATTY = 60
_OF_PLACES = frozenset({"group", "channel"})
"""Wishes about where the bot may post."""
_NAMED_AS_A_PLACE = re.compile(r"(?!My |Our |This |The )[A-Z][\w&.'-]+ (?:Channel|Group)")
"""A name that ends as a place of Telegram does: Discovery Channel, Ant Group."""
OPERATORS = re.compile(
    r"[|\"“”「」()（）~$]|\bOR\b|\bAND\b|\bNOT\b|(?:^|\s)[-!！]\w|(?:^|\s)/.+/(?:\s|$)"
)
"""Signs of the query language."""
_EXCLUDES = re.compile(r"\w\s+[-!！][^\W\d]")
"""What is left out, as the query language has it: whoever writes it wants more than a look."""
TAIL = rf"{words.TAIL}$"
"""Manners at the end."""
ABOUT = rf"(?<=.)(?:{words.ABOUT})$"
"""Words for news at the end."""
_ASK = rf"(?i:\b{words.ENGLISH_ASK}\b(?!'))"
_TO_LIST = r" (?:to|on|onto) (?:my |the )?(?:watch ?)?list$"
_VERB = rf"(?:please )?(?:{ENGLISH_WATCH}) (?=\S)"


def read_wish(text: str) -> Intent:
    """Return what a text without a command asks for, by what sentences like it ask for."""
    bare = " ".join(text.split())
    verb = match_start(_VERB, text.strip())
    told = cut_first(_TO_LIST, cut_first(TAIL, verb.behind.strip())) if verb else ""
    excludes = _EXCLUDES.search(bare) and is_sure(bare, "latest")
    is_query = OPERATORS.search(bare) and (excludes or not is_sure(bare))
    if len(text.splitlines()) > _MOST_LINES or is_query:
        kept = told or text.strip()
        return Intent(Kind.FOLLOW, "watch" if told else "", kept, is_asked=bool(told))
    about, is_asked = without_asking(bare)
    if not about:
        return Intent(Kind.TALK)
    if told == about:
        return Intent(Kind.FOLLOW, "watch", about, is_asked=is_asked)
    wishes, is_likely = guess(bare)
    if is_likely and wishes[0] in _OF_PLACES and _NAMED_AS_A_PLACE.fullmatch(bare):
        wishes, is_likely = (), False
    if is_likely and not command_of(wishes[0]) and wishes[0] not in QUESTIONS:
        return Intent(Kind.TALK)
    if is_likely:
        command = command_of(wishes[0])
        return Intent(Kind.WISH, command, about, is_asked=is_asked, said=text, hints=wishes)
    if tells_to_follow(bare):
        return Intent(Kind.FOLLOW, "watch", about, is_asked=True, hints=("watch",))
    return Intent(Kind.FOLLOW, text=about, is_asked=is_asked, hints=wishes)


def without_asking(text: str) -> tuple[str, bool]:
    """Return what a sentence is about, and whether its other words ask to hear of it."""
    about = cut_first(TAIL, text).strip()
    is_asked = False
    polite = match_start(words.POLITE, about)
    if polite and not match_start(words.NO_COMMAND_AFTER, polite.behind):
        about, is_asked = polite.behind, True
    without_news = cut_first(ABOUT, about)
    is_asked |= without_news != about
    about = cut_first(words.HOW, without_news)
    if re.search(r"[A-Za-z]", about):
        kept = compiled(_ASK).sub(" ", about)
        if re.search(r"\w", kept):
            is_asked |= kept != about
            about = kept
    return " ".join(about.split()).strip(" ,，、。.!！的"), is_asked


def without_asking_around(text: str) -> str:
    """Return a sentence without the words at its ends that only ask, so with those within names."""
    about = cut_first(_TO_LIST, cut_first(TAIL, " ".join(text.split())).strip())
    return re.sub(rf"^(?:{_ASK}\s*)+|(?:\s*{_ASK})+$", "", about).strip(" ,，、。.!！")


def is_chatty(text: str) -> bool:
    """Return whether a text talks to somebody rather than names what to look for."""
    return bool(compiled(words.CHATTY).search(fold(text).text)) or len(text) > _MOST_CHATTY


def is_sentence(text: str) -> bool:
    """Return whether a text says something, rather than names what to look for."""
    return bool(compiled(words.SENTENCE).search(fold(text).text))
