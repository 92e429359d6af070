"""Values of a JSON answer by path expressions (JMESPath), and templates with some in braces."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Annotated, Any

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator

from notifier.core.errors import ParseError
from notifier.sources.parsing.link_templates import IN_BRACES, fill, is_template

_PLAIN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MAX_DIGITS = 40
_MOST_LISTS = 3


class _Functions(jmespath.functions.Functions):  # type: ignore[misc]  # it ships no types
    """Functions of paths besides JMESPath's own."""

    @jmespath.functions.signature({"types": ["string", "null"]})  # type: ignore[untyped-decorator]
    def _func_from_json(self, text: str | None) -> Any:
        """Read JSON that stands inside of a text."""
        return None if text is None else json.loads(text)


class _LenientFunctions(_Functions):
    """The same for an item that lacks something."""

    @jmespath.functions.signature({"types": ["string"]}, {"types": ["array"]})  # type: ignore[untyped-decorator]
    def _func_join(self, glue: str, parts: list[Any]) -> str:
        """Join the texts that there are."""
        return glue.join(text for part in parts if (text := as_text(part)))


def check_path(path: str) -> str:
    """Return a path that can be used; raises ValueError for one that cannot."""
    try:
        _compiled(path)
    except JMESPathError as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{path!r} is no path: {reason}") from None
    return path


def _sound_template(template: str) -> str:
    if is_template(template):
        for found in IN_BRACES.finditer(template):
            check_path(found[1])
        if "{" in IN_BRACES.sub("", template):
            raise ValueError(f"{template!r} has a brace that is not closed")
        return template
    return check_path(template)


JsonPath = Annotated[str, AfterValidator(check_path)]
"""A path to a value, as in `data.list` or `tags[].name` or `title || summary`."""
PathOrTemplate = Annotated[str, AfterValidator(_sound_template)]
"""A path, or an address with paths in braces, as in `https://example.org/a/{code}.html`."""


@lru_cache(maxsize=512)
def _compiled(path: str) -> Any:
    return jmespath.compile(path)


def find(path: str, value: Any, *, lenient: bool = False) -> Any:
    """Return the value at a path, None where there is none; raises ParseError.

    Where `lenient`, `join` leaves out what is missing.
    """
    functions = _LenientFunctions() if lenient else _Functions()
    try:
        return _compiled(path).search(value, jmespath.Options(custom_functions=functions))
    except RecursionError:
        raise ParseError("the answer nests too deep") from None
    except (
        Exception
    ) as error:  # what its functions raise on values of a wrong type is of many kinds
        reason = " ".join(str(error).split())[:200]
        raise ParseError(f"{path!r} does not fit the answer: {reason}") from error


def exists(path: str, value: Any) -> bool:
    """Return whether a plain path (names and dots) leads to a value, be it null."""
    if not _PLAIN.fullmatch(path):
        return False
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True


def lists_in(value: Any, deepest: int = 4) -> list[str]:
    """Return the plain paths to the first lists of objects in an answer, the nearest first."""
    found: list[str] = []
    level = {"": value}
    for _ in range(deepest):
        inner = {
            f"{path}.{name}".lstrip("."): each
            for path, within in level.items()
            if isinstance(within, dict)
            for name, each in within.items()
            if _PLAIN.fullmatch(name)
        }
        found += [
            path
            for path, each in inner.items()
            if isinstance(each, list) and each and isinstance(each[0], dict)
        ]
        level = inner
    return found[:_MOST_LISTS]


def find_text(path: str | None, value: Any, *, lenient: bool = False) -> str | None:
    """Return the text or number at a path as text, None where there is neither."""
    return as_text(find(path, value, lenient=lenient)) if path else None


def find_texts(path: str | None, value: Any) -> tuple[str, ...]:
    """Return the texts or numbers at a path; one alone counts as a list of one."""
    found = find(path, value) if path else None
    listed = found if isinstance(found, list) else [found]
    return tuple(text for each in listed if (text := as_text(each)))


def is_set(path: str | None, value: Any) -> bool:
    """Return whether there is a flag at a path that says yes, as sites write it: 1, "1" or true."""
    found = find(path, value) if path else None
    return found is True or (as_text(found) or "0").lower() not in {"0", "0.0", "false"}


def as_text(value: Any) -> str | None:
    """Return a text or a number as text, None for anything else."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        written = repr(value)
        return written if len(written) <= _MAX_DIGITS else None
    return None


def expand(template: str, value: Any) -> str | None:
    """Return a template with its values filled in; None where one is missing."""
    return fill(template, lambda path: find_text(path, value))
