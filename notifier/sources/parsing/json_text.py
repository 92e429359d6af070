"""JSON as web servers send it: bare, in a callback, as the value of a variable, behind a guard."""

from __future__ import annotations

import html
import json
import re
from typing import Any, NoReturn

from bs4 import BeautifulSoup

from notifier.core.document import plain_text
from notifier.core.errors import ParseError
from notifier.sources.parsing.charset import decode
from notifier.sources.parsing.css_selectors import describe_page, elements
from notifier.sources.parsing.gate_page import gate_of

_MAX_PREFIX = 2000
# What may stand before the value: a comment, a guard against inclusion, `name(`, `var name =`.
_BEFORE = re.compile(
    r"\s*(?:/\*.{0,200}?\*/\s*)?(?:\)\]\}',?|(?:while\s*\(1\)|for\s*\(;;\))\s*;)?\s*"
    r"(?:(?:(?:var|let|const)\s+)?[\w$.]{1,100}\s*(?:\[\s*[\"'][\w.-]{1,100}[\"']\s*\]\s*)?=\s*)?"
    r"(?:;?\s*(?:try\s*\{\s*)?(?:[\w$.]{1,100}\s*&&\s*)?[\w$.]{0,100}\s*\(\s*)?",
    re.DOTALL,
)
_TITLE = re.compile(r"<title[^<>]{0,100}>([^<]{1,100})", re.IGNORECASE)
_AFTER = re.compile(r"[\s;)]*(?:\}\s*catch.{0,100})?(?://.*|/\*.*\*/\s*)?", re.DOTALL)


def read_json(body: bytes, content_type: str = "") -> Any:
    """Read the value in a server's answer; raises ParseError that says what came instead."""
    return parse_json(decode(body, content_type).lstrip("\ufeff"))


def parse_json(text: str) -> Any:
    """Read the value that a text holds, less what stands around it; raises ParseError."""
    before = _BEFORE.match(text, 0, _MAX_PREFIX)
    start = before.end() if before else 0
    try:
        value, end = _DECODER.raw_decode(text, start)
    except RecursionError:
        raise ParseError("the answer nests too deep") from None
    except ValueError as error:
        raise ParseError(f"this is no JSON{_describe(text, error)}") from None
    if not _AFTER.fullmatch(text, end):
        raise ParseError("this is no JSON: something else follows where it should end")
    return value


def script_json(page: BeautifulSoup, selector: str) -> Any:
    """Read the JSON in the element of a page that a selector names; raises ParseError."""
    script = next(iter(elements(page, selector)), None)
    if script is None:
        raise ParseError(f"no element matches {selector!r}; the page has {describe_page(page)}")
    return parse_json(script.get_text())


def _describe(text: str, error: ValueError) -> str:
    start = text[:2000].lstrip()
    if not start:
        return "; the answer is empty"
    if start.startswith("<"):
        title = _TITLE.search(text, 0, 20_000)
        named = html.unescape(title[1]).strip() if title else ""
        gate = gate_of(plain_text(text[:20_000]), named)
        titled = f", title “{named}”" if named else ""
        return f" but {gate}" if gate else f" but a page{titled}: was the request refused?"
    return f": {error}; it begins with {' '.join(start[:40].split())!r}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


# Servers put line breaks into texts that JSON would have escaped.
_DECODER = json.JSONDecoder(parse_constant=_no_constant, strict=False)
