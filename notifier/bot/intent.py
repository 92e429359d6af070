"""What a message asks for: commands however they are written, talk, companies in a sentence. Pure.

It stands before the query language, so that nobody who writes to the bot as to a person is answered
with the errors of a language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache

from notifier.bot import intent_words as words
from notifier.bot import setting_words
from notifier.bot.time_expressions import read_hours
from notifier.bot.word_match import Match, cut_first, match_start, match_whole
from notifier.core.folding import fold

_SLASH = re.compile(r"\s*[/／]\s?(?=\w)")
_LATIN_NAME = re.compile(r"([A-Za-z_]{1,32}\d{0,2})(?:@([A-Za-z0-9_]{1,64}))?")
_BREAKS = re.compile(r"[\n，,;；。]")
_GAP = re.compile(r"^[\s:：,，、=]*")
_SHORTEST = 2
_MOST = 20
"""So many lines of commands are carried out; nobody writes more by hand."""


class Kind(StrEnum):
    """What a message, or a line of it, is."""

    COMMAND = "command"
    UNKNOWN = "unknown"  # it begins as a command does, and is none
    TALK = "talk"  # it asks for nothing, or what the bot can do
    FOLLOW = "follow"  # it names what somebody may want to follow


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that a message asks for."""

    kind: Kind
    command: str = ""
    """The command's name; of an unknown one what was typed, with a slash. Of something to follow:
    `watch` where the words tell to follow it, rather than ask for news."""
    text: str = ""
    """What the command is about, or what is to be followed."""
    addressee: str = ""
    """The bot that a command is addressed to, where it is to one."""
    meant: str = ""
    """Of an unknown command, the one that was probably meant."""
    is_asked: bool = False
    """Of something to follow: whether its words say that they want to hear of it."""


def read_intents(text: str, commands: Collection[str]) -> list[Intent]:
    """Return what a message asks for: several things where each of its lines is a command."""
    text = _CANTONESE.sub(lambda found: words.CANTONESE[found[0]], text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and sum(bool(_SLASH.match(line)) for line in lines) > 1:
        return _joined(_commands_of(lines[:_MOST], commands))
    if _SLASH.match(text):
        return [read_command(text, commands)]
    parts = [part.strip() for part in _BREAKS.split(text) if part.strip()][:_MOST]
    several = [_plain_command(part) for part in parts]
    if len(several) > 1 and all(each is not None and each.text for each in several):
        return [each for each in several if each is not None]
    plain = _plain_command(text.strip())
    if plain is not None:
        return [plain]
    return [_wish(text)]


def read_command(text: str, commands: Collection[str]) -> Intent:
    """Return the command that a text beginning with a slash is, stuck to its argument or not."""
    rest = _SLASH.sub("", text, count=1)
    if found := _LATIN_NAME.match(rest):
        name, addressee = found[1], found[2] or ""
        command, stuck = _named(name, commands)
        behind = _GAP.sub("", stuck + rest[found.end() :]).strip()
        if command:
            return Intent(Kind.COMMAND, command, _once(behind, command, commands), addressee)
        near = get_close_matches(name.lower(), _names(tuple(sorted(commands))), 1, 0.7)
        meant = _named(near[0], commands)[0] if near else ""
        return Intent(Kind.UNKNOWN, f"/{name}", behind, addressee, meant or "")
    for word, command in _chinese():
        if begins := match_start(re.compile(word), rest):
            return Intent(Kind.COMMAND, command, _GAP.sub("", begins.behind).strip())
    plain = _plain_command(rest)
    if plain is not None and plain.kind is Kind.COMMAND:
        return plain
    # /贵州茅台: somebody who thinks that all begins with a slash.
    return Intent(Kind.FOLLOW, text=rest.strip(" /／"), is_asked=True)


def _once(behind: str, command: str, commands: Collection[str]) -> str:
    """Return what stands behind a command that was typed twice, or is followed by a bare slash."""
    if not behind.strip(" /／"):
        return ""
    again = read_command(behind, commands) if _SLASH.match(behind) else None
    return again.text if again is not None and again.command == command else behind


def _commands_of(lines: list[str], commands: Collection[str]) -> Iterator[Intent]:
    for line in lines:
        if _SLASH.match(line):
            yield read_command(line, commands)
        else:  # it goes on with what the line before began
            yield Intent(Kind.FOLLOW, text=line.strip())


def _joined(intents: Iterator[Intent]) -> list[Intent]:
    """Join what is asked for by one command in several lines, and lines that go on."""
    joined: list[Intent] = []
    for each in intents:
        last = joined[-1] if joined else None
        goes_on = each.kind is Kind.FOLLOW or (
            last is not None
            and (each.kind, each.command) == (Kind.COMMAND, last.command)
            and each.text
            and last.text
        )
        if last is not None and last.kind is Kind.COMMAND and goes_on:
            joined[-1] = Intent(Kind.COMMAND, last.command, f"{last.text}\n{each.text}".strip())
        else:
            joined.append(each)
    return joined


def _named(name: str, commands: Collection[str]) -> tuple[str | None, str]:
    """Return the command of a name, and what is stuck to it: /watchAAPL."""
    lower = name.lower()
    if lower in commands:
        return lower, ""
    if lower in _others():
        return _others()[lower], ""
    for known in sorted((*commands, *_others()), key=len, reverse=True):
        stuck = name[len(known) :]
        if len(known) > 2 and lower.startswith(known) and (stuck.isupper() or stuck.isdigit()):
            return _named(known, commands)[0], stuck
    return None, ""


@cache
def _others() -> Mapping[str, str]:
    return {other: name for name, others in words.SAME_COMMAND.items() for other in others.split()}


def _names(commands: tuple[str, ...]) -> list[str]:
    return [*commands, *(each for each in _others() if len(each) > 2)]


@cache
def _chinese() -> list[tuple[str, str]]:
    """Return the Chinese names of commands, the longest first."""
    named = [(word, name) for name, each in words.CHINESE.items() for word in each.split()]
    return sorted(named, key=lambda pair: -len(pair[0]))


_CANTONESE = re.compile("|".join(words.CANTONESE))
_STOP = [re.compile(each) for each in words.STOP]
_ONLY = [re.compile(each) for each in words.ONLY]
_BUT_NOT = [re.compile(each) for each in words.BUT_NOT]
_PHRASES = [(re.compile(each), name) for name, some in words.PHRASES.items() for each in some]
_QUIET = [re.compile(each) for each in setting_words.QUIET]
_DAILY = [re.compile(each) for each in setting_words.DAILY]
_SETTINGS = [
    (re.compile("|".join(each)), setting)
    for each, setting in (
        (setting_words.NIGHTS, "quiet"),
        (setting_words.QUIET_OFF, "quiet off"),
        (setting_words.WEEKENDS, "weekends yes"),
        (setting_words.CADENCES, "cadence"),
    )
]
_EVERYTHING, _LATER, _MANNERS, _POLITE, _HOW, _CHATTY, _NO_COMMAND = (
    re.compile(each)
    for each in (
        words.EVERYTHING,
        words.LATER,
        words.MANNERS,
        words.POLITE,
        words.HOW,
        words.CHATTY,
        words.NO_COMMAND_AFTER,
    )
)
_TALK = re.compile(rf"(?:{words.SMALL_TALK})(?:[\s,!.。~]+(?:{words.SMALL_TALK}))*")
_ABOUT = re.compile(rf"(?<=.)(?:{words.ABOUT})$")
_TAIL = re.compile(rf"{words.TAIL}$")
_ASK = re.compile(rf"\b{words.ENGLISH_ASK}\b(?!')", re.IGNORECASE)
_TO_LIST = re.compile(r" (?:to|on|onto) (?:my |the )?(?:watch ?)?list$")
_VERB = re.compile(rf"(?:please )?(?:{words.ENGLISH_WATCH}) (?=\S)")
_WITH_TIME = frozenset({"pause", "mute"})
_TIME = re.compile(r"[\d半一二两三四五六七八九十]|到|至|明天|今晚|tomorrow|until|for|hour|day|min")
_ABOUT_SOMETHING = frozenset({"unwatch", "find", "unmute"})
_APART = frozenset({"mute", "latest"})
"""Commands whose argument stands apart: 新闻联播 is no news of anything."""
_OPERATORS = re.compile(
    r"[|\"“”「」()（）~$]|\bOR\b|\bAND\b|\bNOT\b|(?:^|\s)[-!！]\w|(?:^|\s)/.+/(?:\s|$)"
)


def _plain_command(text: str) -> Intent | None:
    """Return the command that words without a slash are; None where they may be anything else."""
    bare = cut_first(_TAIL, unicodedata.normalize("NFKC", text)).strip()
    if not re.search(r"\w", bare) or match_whole([_TALK], bare):
        return Intent(Kind.TALK)
    if (manners := match_start(_MANNERS, bare)) and manners.behind.strip():
        # It belongs to what is asked for, also where that is to hear no more.
        bare = manners.behind.strip()
    if whole := _set_phrase(bare):
        return whole
    if wish := _all_but(bare):
        return wish
    folded = fold(bare)
    for word, name in _chinese():
        if folded.text.startswith(word):
            return _chinese_command(name, bare[folded.span(0, len(word))[1] :])
    if found := match_whole(_STOP, bare):
        return Intent(Kind.COMMAND, "unwatch", found[1])
    return None


def _all_but(text: str) -> Intent | None:
    """Return the wish for something without a part of it: Tesla but not Musk."""
    found = match_whole(_BUT_NOT, text)
    if found is None:
        return None
    wish = _plain_command(found["what"]) or _wish(found["what"])
    if wish.kind is not Kind.FOLLOW or len(wish.text) < _SHORTEST:
        return None
    without = found["without"]
    without = f'"{without}"' if " " in without else without
    told = "watch" if wish.is_asked else ""
    return Intent(Kind.FOLLOW, told, f"{wish.text} -{without}", is_asked=True)


def _set_phrase(text: str) -> Intent | None:
    """Return the command that a whole message is a set phrase for."""
    if match_whole([_EVERYTHING], text):
        return Intent(Kind.COMMAND, "unwatch", "all")
    if (later := match_whole([_LATER], text)) and _TIME.search(fold(later[1]).text):
        return Intent(Kind.COMMAND, "pause", later[1])
    if setting := _setting_in_a_sentence(text):
        return Intent(Kind.COMMAND, "settings", setting)
    folded = fold(text)
    for pattern, name in _PHRASES:
        if found := pattern.fullmatch(folded.text):
            argument = Match(text, folded, found)[1] if pattern.groups else ""
            return Intent(Kind.COMMAND, name, argument)
    if only := match_whole(_ONLY, text):
        return Intent(Kind.FOLLOW, text=f"{only['whose']} {only['what']}", is_asked=True)
    return None


def _setting_in_a_sentence(text: str) -> str:
    """Return the setting that a sentence asks for, and its value; empty where it asks for none."""
    for pattern, setting in _SETTINGS:
        if match_whole([pattern], text):
            return setting
    if (quiet := match_whole(_QUIET, text)) and read_hours(quiet[1]):
        return f"quiet {quiet[1]}"
    if daily := match_whole(_DAILY, text):
        return f"daily {daily[1]}".strip()
    return ""


def _chinese_command(name: str, rest: str) -> Intent | None:
    """Return the command of a Chinese word, by what stands behind that."""
    argument = _GAP.sub("", rest).strip()
    if not argument:
        return Intent(Kind.COMMAND, name)
    if match_start(_NO_COMMAND, rest):
        return None
    if name == "find" and (without_news := cut_first(_ABOUT, argument)) != argument:
        return Intent(Kind.FOLLOW, text=without_news, is_asked=True)
    if name == "watch":
        about = argument if _OPERATORS.search(argument) else without_asking(argument)[0]
        told = "watch" if about == argument else ""
        return Intent(Kind.FOLLOW, told, about or argument, is_asked=True)
    is_apart = name in _APART and not rest[0].isalnum()
    has_time = name in _WITH_TIME and _TIME.search(fold(argument).text)
    if name in _ABOUT_SOMETHING or is_apart or has_time:
        return Intent(Kind.COMMAND, name, argument)
    return None


def _wish(text: str) -> Intent:
    """Return what a text without a command asks for: something to follow, or nothing but talk."""
    bare = " ".join(text.split())
    verb = match_start(_VERB, text.strip())
    told = cut_first(_TO_LIST, verb.behind.strip()) if verb else ""
    if _OPERATORS.search(bare) or len(text.splitlines()) > 2:
        kept = told or text.strip()
        return Intent(Kind.FOLLOW, "watch" if told else "", kept, is_asked=bool(told))
    about, is_asked = without_asking(bare)
    if not about:
        return Intent(Kind.TALK)
    return Intent(Kind.FOLLOW, "watch" if told == about else "", about, is_asked=is_asked)


def without_asking(text: str) -> tuple[str, bool]:
    """Return what a sentence is about, and whether its other words ask to hear of it."""
    about = cut_first(_TAIL, text).strip()
    is_asked = False
    polite = match_start(_POLITE, about)
    if polite and not match_start(_NO_COMMAND, polite.behind):
        about, is_asked = polite.behind, True
    without_news = cut_first(_ABOUT, about)
    is_asked |= without_news != about
    about = cut_first(_HOW, without_news)
    if re.search(r"[A-Za-z]", about):
        kept = _ASK.sub(" ", about)
        if re.search(r"\w", kept):
            is_asked |= kept != about
            about = kept
    return " ".join(about.split()).strip(" ,，、。.!！的"), is_asked


def is_chatty(text: str) -> bool:
    """Return whether a text talks to somebody rather than names what to look for."""
    return bool(_CHATTY.search(fold(text).text)) or len(text) > 60
