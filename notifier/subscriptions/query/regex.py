"""Regular expressions in queries: linear-time (RE2), and matched against folded text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

import re2

from notifier.core.folding import fold
from notifier.subscriptions.query.errors import ErrorKind
from notifier.subscriptions.query.terms import WORD_CHARACTERS

_MAX_LENGTH = 1_000
_MAX_MEMORY = 1 << 20
_OPTIONAL = frozenset("*?{")
_SPECIAL = frozenset("*?+{}()[]|^$.\n")
_LATIN = "".join(WORD_CHARACTERS)
_TRIM = re.compile(rf"^[{_LATIN}\s]+|[{_LATIN}\s]+$")
_ANY_TEXTS = ("", *(length * each for each in "龘q" for length in (8, 1_000)))
"""The last have nothing in common but what all texts have: what is found in all is in every one."""
_LOOK_AROUND = ("(?=", "(?!", "(?<=", "(?<!")


class PatternError(Exception):
    """A regular expression that cannot be used: `position` counts from 0 within it."""

    def __init__(
        self, kind: ErrorKind, position: int, repairs: tuple[str, ...] = (), *, about: object = ""
    ) -> None:
        self.kind = kind
        self.about = about
        self.position = position
        self.repairs = repairs
        """Patterns that may be what was meant; not sure to be usable themselves."""
        super().__init__(kind.sentence.format(about))


class _Match(Protocol):
    def span(self) -> tuple[int, int]: ...


class CompiledPattern(Protocol):
    """What is used of a compiled pattern."""

    def search(self, text: str) -> _Match | None:
        """Return the leftmost match."""
        ...


@lru_cache(maxsize=4096)
def compile_pattern(source: str) -> CompiledPattern:
    """Compile a pattern so that it finds in folded text what it means in ordinary text.

    Raises PatternError if it cannot be used.
    """
    if len(source) > _MAX_LENGTH:
        raise PatternError(ErrorKind.REGEX_TOO_LONG, _MAX_LENGTH, about=_MAX_LENGTH)
    _refuse_look_around(source)
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MAX_MEMORY
    try:
        pattern: CompiledPattern = re2.compile("".join(_translated(source)), options)
    except re2.error as error:
        raise _explained(source, error) from None
    nothing, *texts = _ANY_TEXTS
    if pattern.search(nothing) is not None or all(map(pattern.search, texts)):
        raise PatternError(
            ErrorKind.REGEX_FINDS_ALL,
            0,
            (source.replace("*", "+"), source.rstrip("?")),
        )
    return pattern


def required_literal(source: str) -> str | None:
    """Return folded text that every match of a usable pattern contains, where that is easily seen.

    It begins and ends with Chinese characters or the like, so no word boundary plays a part.
    """
    runs = [""]
    depth = 0
    for _, symbol, in_class in _characters(source):
        if symbol == r"\Q" or (symbol == "|" and depth == 0):
            return None
        depth += 0 if in_class else (symbol == "(") - (symbol == ")")
        folded = fold(symbol).text
        if symbol in _OPTIONAL and not in_class:
            runs[-1] = runs[-1][:-1]
        if depth or in_class or len(folded) != 1 or symbol in _SPECIAL:
            runs.append("")
        else:
            runs[-1] += folded
    trimmed = (_TRIM.sub("", run) for run in runs)
    return max((run for run in trimmed if any(map(str.isalnum, run))), key=len, default=None)


def _refuse_look_around(source: str) -> None:
    for position, _, in_class in _characters(source):
        if not in_class and source.startswith(_LOOK_AROUND, position):
            raise PatternError(
                ErrorKind.REGEX_LOOKS_AROUND,
                position,
                _without_look_around(source, position),
            )


def _without_look_around(source: str, position: int) -> tuple[str, ...]:
    """Turn a look-around into a plain group if it asks for something, else leave it out."""
    opening = next(o for o in reversed(_LOOK_AROUND) if source.startswith(o, position))
    depth, end = 0, len(source)
    for at, symbol, in_class in _characters(source):
        if at >= position and not in_class:
            depth += (symbol == "(") - (symbol == ")")
            if depth == 0:
                end = at
                break
    inside = source[position + len(opening) : end]
    kept = f"(?:{inside})" if opening.endswith("=") else ""
    return (source[:position] + kept + source[end + 1 :],)


def _explained(source: str, error: Exception) -> PatternError:
    message = error.args[0].decode() if error.args else "unusable"
    reason, _, fragment = message.partition(": ")
    position = source.find(fragment) if fragment else 0
    if fragment == source:  # RE2 quotes the whole where a bracket is missing
        position = max(source.rfind(bracket) for bracket in "([)")
    return PatternError(ErrorKind.REGEX_UNREADABLE, max(position, 0), about=reason)


def _characters(source: str) -> Iterator[tuple[int, str, bool]]:
    """Cut a pattern into characters, or a backslash with what it escapes.

    Gives where each stands, itself, and whether it is inside square brackets.
    """
    position, opened = 0, -1
    while position < len(source):
        symbol = source[position : position + (2 if source[position] == "\\" else 1)]
        in_class = opened >= 0
        if in_class:
            first = opened + 1 + (source[opened + 1 : opened + 2] == "^")
            if symbol == "]" and position != first:
                opened = -1
        elif symbol == "[":
            opened = position
        yield position, symbol, in_class
        position += len(symbol)


def _translated(source: str) -> Iterator[str]:
    """Fold what stands for itself; ASCII letters are left to the option that ignores case."""
    for position, symbol, in_class in _characters(source):
        literal = symbol[-1]
        is_range_end = in_class and "-" in source[max(position - 1, 0) : position + 2]
        if literal.isascii() or is_range_end:
            yield symbol
            continue
        folded = fold(literal).text
        if in_class and len(folded) != 1:
            yield literal
        elif len(folded) > 1:
            yield f"(?:{re.escape(folded)})"
        else:
            yield re.escape(folded) if folded.isascii() else folded
