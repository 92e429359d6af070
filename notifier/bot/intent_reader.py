"""What a message asks for: commands however they are written, one or several. Pure.

It stands before the query language, so that nobody who writes to the bot as to a person is answered
with the errors of a language.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from notifier.bot.clauses import clauses_of, several
from notifier.bot.command_names import SAME_COMMAND
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_words import CANTONESE
from notifier.bot.sentences import GAP, chinese_names, read_plain, says_nothing
from notifier.bot.wishes import read_wish
from notifier.bot.word_match import match_start
from notifier.securities.lexicon import is_english_word

_SLASH = re.compile(r"\s*[/／]\s?(?=\w)")
_LATIN_NAME = re.compile(r"([A-Za-z_]{1,32}\d{0,2})(?:@([A-Za-z0-9_]{1,64}))?")
_CANTONESE = re.compile("|".join(sorted(CANTONESE, key=len, reverse=True)))
_ORNAMENT = re.compile("[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff]+")
"""Emoji, which are looked for by nobody."""
_NEVER_GUESSED = frozenset({"forget"})
"""Commands that delete what nothing brings back."""
_PLAIN_NAME = re.compile(r"([A-Za-z]{4,12})(?: +(\S.{0,40}))?")
_LONG_NAME = 5
_MOST = 20
"""So many lines of commands are carried out; nobody writes more by hand."""


def read_intents(text: str, commands: Collection[str]) -> list[Intent]:
    """Return what a message asks for: several things where each of its parts tells one."""
    text = as_written_chinese(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and sum(bool(_SLASH.match(line)) for line in lines) > 1:
        return _joined(_commands_of(lines[:_MOST], commands))
    if _SLASH.match(text):
        return [read_command(text, commands)]
    clauses = clauses_of(text)
    if any(says_nothing(each.text) for each in clauses):  # manners, beside what is asked for
        clauses = [each for each in clauses if not says_nothing(each.text)]
        text = ", ".join(each.text for each in clauses) or text
    whole = read_plain(text.strip()) or read_wish(text)
    is_clear = whole.kind is not Kind.FOLLOW or whole.command
    slip = None if is_clear or len(clauses) > 1 else _slip(text.strip(), commands)
    return [slip] if slip else several(clauses, whole) or [whole]


def _slip(text: str, commands: Collection[str]) -> Intent | None:
    """Return the command that the first word of a text is but for a slip, and no other word."""
    found = _PLAIN_NAME.fullmatch(text)
    name = found[1].lower() if found else ""
    if found is None or is_english_word(name):
        return None
    near = get_close_matches(name, _names(tuple(sorted(commands))), 3, 0.7)
    meant = next((each for each in near if _is_slip_of(name, each)), "")
    command = _named(meant, commands)[0] if meant else None
    if command is None or command in _NEVER_GUESSED:
        return None
    return Intent(Kind.UNKNOWN, found[1], found[2] or "", meant=command)


def _is_slip_of(typed: str, name: str) -> bool:
    """Return whether a word is another with letters swapped, or a long one with one amiss."""
    if sorted(typed) == sorted(name):
        return True
    one_more, one_less = sorted((typed, name), key=len, reverse=True)
    is_long = len(one_less) >= _LONG_NAME and len(one_more) == len(one_less) + 1
    left_out = (one_more[:at] + one_more[at + 1 :] for at in range(len(one_more)))
    return is_long and one_less in left_out


def as_written_chinese(text: str) -> str:
    """Return a text without emoji, and with what Cantonese writes otherwise as all Chinese do."""
    return _CANTONESE.sub(lambda found: CANTONESE[found[0]], _ORNAMENT.sub(" ", text))


def read_command(text: str, commands: Collection[str]) -> Intent:
    """Return the command that a text beginning with a slash is, stuck to its argument or not."""
    rest = _SLASH.sub("", text, count=1)
    if found := _LATIN_NAME.match(rest):
        name, addressee = found[1], found[2] or ""
        command, stuck = _named(name, commands)
        behind = GAP.sub("", stuck + rest[found.end() :]).strip()
        if command:
            return Intent(Kind.COMMAND, command, _once(behind, command, commands), addressee)
        near = get_close_matches(name.lower(), _names(tuple(sorted(commands))), 1, 0.7)
        meant = _named(near[0], commands)[0] if near else ""
        meant = "" if meant in _NEVER_GUESSED else meant
        return Intent(Kind.UNKNOWN, f"/{name}", behind, addressee, meant or "")
    for word, command in chinese_names():
        if begins := match_start(word, rest):
            return Intent(Kind.COMMAND, command, GAP.sub("", begins.behind).strip())
    plain = read_plain(rest)
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
    return {other: name for name, others in SAME_COMMAND.items() for other in others.split()}


def _names(commands: tuple[str, ...]) -> list[str]:
    return [*commands, *(each for each in _others() if len(each) > 2)]
