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
from notifier.bot.time_expressions import read_hours

_SLASH = re.compile(r"\s*[/／]\s?(?=\w)")
_LATIN_NAME = re.compile(r"([A-Za-z_]{1,32}\d{0,2})(?:@([A-Za-z0-9_]{1,64}))?")
_BREAKS = re.compile(r"[\n，,;；。]")
_GAP = re.compile(r"^[\s:：,，、=]*")
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
    """The command's name; of an unknown one what was typed, with a slash."""
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
        if rest.startswith(word):
            return Intent(Kind.COMMAND, command, _GAP.sub("", rest[len(word) :]).strip())
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


_STOP = [re.compile(each, re.IGNORECASE) for each in words.STOP]
_MANNERS = re.compile(words.MANNERS, re.IGNORECASE)
_WITH_TIME = frozenset({"pause", "mute"})
_TIME = re.compile(
    r"[\d半一二两兩三四五六七八九十]|到|至|明天|今晚|tomorrow|until|for|hour|day|min", re.IGNORECASE
)
_ABOUT_SOMETHING = frozenset({"unwatch", "find", "unmute"})
_APART = frozenset({"mute", "latest"})
"""Commands whose argument stands apart: 新闻联播 is no news of anything."""
_TALK = re.compile(
    rf"(?:{words.SMALL_TALK})(?:[\s,，!！.。~]+(?:{words.SMALL_TALK}))*", re.IGNORECASE
)
_EVERYTHING = re.compile(words.EVERYTHING, re.IGNORECASE)
_CANTONESE = re.compile("|".join(words.CANTONESE))
_PHRASES = [
    (re.compile(each, re.IGNORECASE), name) for name, some in words.PHRASES.items() for each in some
]
_QUIET, _NIGHTS, _DAILY, _ONLY = (
    [re.compile(each, re.IGNORECASE) for each in some]
    for some in (words.QUIET, words.NIGHTS, words.DAILY, words.ONLY)
)
_LATER = re.compile(words.LATER)
_VERB = re.compile(rf"(?:please )?(?:{words.ENGLISH_WATCH}|track|monitor) (?=\S)", re.IGNORECASE)
_POLITE = re.compile(words.POLITE)
_ABOUT = re.compile(rf"(?<=.)(?:{words.ABOUT})$")
_HOW = re.compile(words.HOW)
_TAIL = re.compile(rf"{words.TAIL}$")
_ASK = re.compile(rf"\b{words.ENGLISH_ASK}\b(?!')", re.IGNORECASE)
_CHATTY = re.compile(words.CHATTY, re.IGNORECASE)
_NO_COMMAND = re.compile(words.NO_COMMAND_AFTER)
_OPERATORS = re.compile(
    r"[|\"“”「」()（）~$]|\bOR\b|\bAND\b|\bNOT\b|(?:^|\s)[-!！]\w|(?:^|\s)/.+/(?:\s|$)"
)


def _plain_command(text: str) -> Intent | None:
    """Return the command that words without a slash are; None where they may be anything else."""
    bare = _TAIL.sub("", unicodedata.normalize("NFKC", text)).strip()
    if not re.search(r"\w", bare) or _TALK.fullmatch(bare):
        return Intent(Kind.TALK)
    if (manners := _MANNERS.match(bare)) and manners.end() < len(bare):
        # It belongs to what is asked for, also where that is to hear no more.
        bare = bare[manners.end() :].strip()
    if whole := _set_phrase(bare):
        return whole
    for word, name in _chinese():
        if bare.startswith(word):
            return _chinese_command(name, bare[len(word) :])
    for pattern in _STOP:
        if found := pattern.fullmatch(bare):
            return Intent(Kind.COMMAND, "unwatch", found[1].strip())
    return None


def _set_phrase(text: str) -> Intent | None:
    """Return the command that a whole message is a set phrase for."""
    if _EVERYTHING.fullmatch(text):
        return Intent(Kind.COMMAND, "unwatch", "all")
    if (later := _LATER.fullmatch(text)) and _TIME.search(later[1]):
        return Intent(Kind.COMMAND, "pause", later[1])
    if setting := _setting_in_a_sentence(text):
        return Intent(Kind.COMMAND, "settings", setting)
    for pattern, name in _PHRASES:
        if found := pattern.fullmatch(text):
            return Intent(Kind.COMMAND, name, found[1].strip() if pattern.groups else "")
    for pattern in _ONLY:
        if found := pattern.fullmatch(text):
            return Intent(Kind.FOLLOW, text=f"{found['whose']} {found['what']}", is_asked=True)
    return None


def _setting_in_a_sentence(text: str) -> str:
    """Return the setting that a sentence asks for, and its value; empty where it asks for none."""
    if any(pattern.fullmatch(text) for pattern in _NIGHTS):
        return "quiet"
    for pattern in _QUIET:
        found = pattern.fullmatch(text)
        if found and read_hours(found[1]):
            return f"quiet {found[1].strip()}"
    for pattern in _DAILY:
        if found := pattern.fullmatch(text):
            return f"daily {(found[1] or '').strip()}".strip()
    return ""


def _chinese_command(name: str, rest: str) -> Intent | None:
    """Return the command of a Chinese word, by what stands behind that."""
    argument = _GAP.sub("", rest).strip()
    if not argument:
        return Intent(Kind.COMMAND, name)
    if _NO_COMMAND.match(rest):
        return None
    if name == "find" and (without_news := _ABOUT.sub("", argument)) != argument:
        return Intent(Kind.FOLLOW, text=without_news, is_asked=True)
    if name == "watch":
        about = argument if _OPERATORS.search(argument) else without_asking(argument)[0]
        return Intent(Kind.FOLLOW, text=about or argument, is_asked=True)
    is_apart = name in _APART and not rest[0].isalnum()
    if name in _ABOUT_SOMETHING or is_apart or (name in _WITH_TIME and _TIME.search(argument)):
        return Intent(Kind.COMMAND, name, argument)
    return None


def _wish(text: str) -> Intent:
    """Return what a text without a command asks for: something to follow, or nothing but talk."""
    bare = " ".join(text.split())
    if _OPERATORS.search(bare) or len(text.splitlines()) > 2:
        verb = _VERB.match(text.strip())
        kept = text.strip()[verb.end() if verb else 0 :]
        return Intent(Kind.FOLLOW, text=kept, is_asked=verb is not None)
    about, is_asked = without_asking(bare)
    if not about:
        return Intent(Kind.TALK)
    return Intent(Kind.FOLLOW, text=about, is_asked=is_asked)


def without_asking(text: str) -> tuple[str, bool]:
    """Return what a sentence is about, and whether its other words ask to hear of it."""
    about = _TAIL.sub("", text).strip()
    is_asked = False
    polite = _POLITE.match(about)
    if polite and not _NO_COMMAND.match(about[polite.end() :]):
        about, is_asked = about[polite.end() :], True
    without_news = _ABOUT.sub("", about)
    is_asked |= without_news != about
    about = _HOW.sub("", without_news)
    if re.search(r"[A-Za-z]", about):
        kept = _ASK.sub(" ", about)
        if re.search(r"\w", kept):
            is_asked |= kept != about
            about = kept
    return " ".join(about.split()).strip(" ,，、。.!！的"), is_asked


def is_chatty(text: str) -> bool:
    """Return whether a text talks to somebody rather than names what to look for."""
    return bool(_CHATTY.search(text)) or len(text) > 60
