"""What people type for a query and mean otherwise: 回购，增持, `a or b`, `!x`, `chip*`. Pure.

Quotations and regular expressions that are written on purpose, between slashes, stay as they are.
"""

from __future__ import annotations

import re

from notifier.core.folding import CJK

_KEPT = re.compile(
    r"(\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|(?:(?<=[\s(|\-])|^)/(?:[^/\\\n]|\\.)+/(?=[\s()|]|$))"
)
_SEPARATORS = re.compile(r"\s*(?:[，、；;]|(?<!\d),|,(?!\d))\s*")
_OR = re.compile(r"\s+(?:or|或|或者|或是)\s+|(?<=[^\s|])\s*\|\|\s*(?=[^\s|])")
_AND = re.compile(r"\s+(?:and|&&|&|和|与|且|并且)\s+")
_NOT = re.compile(r"(^|[\s(|])[!！](?=\w)")
_PLUS = re.compile(r"(^|[\s(|])[+＋](?=\w)")
_PREFIX = re.compile(r"(^|[\s(|])([A-Za-z][A-Za-z0-9]+)\*(?=[\s)|]|$)")
_STAR = re.compile(rf"(?<=[{CJK}\w])\*|\*(?=[{CJK}\w])")
_BOUNDARY = re.compile(rf"\\b(?=[{CJK}])|(?<=[{CJK}])\\b")


def as_typed(text: str) -> str:
    """Return a query as it was surely meant; what is in order stays as it is."""
    parts = _KEPT.split(text)
    meant = [_meant(part) if at % 2 == 0 else _kept(part) for at, part in enumerate(parts)]
    return " ".join("".join(meant).split()) if meant != parts else text


def _kept(part: str) -> str:
    """Return a quotation as it is, and a regular expression that can hold beside Chinese."""
    return _BOUNDARY.sub("", part) if part.startswith("/") else part


def _meant(part: str) -> str:
    if "://" not in part:
        part = part.replace("/", " ")
    has_operators = bool(re.search(r"[|()]|\bOR\b", part))
    if not has_operators:
        # What is listed is meant one by one: any of it.
        listed = [each for each in _SEPARATORS.split(part) if each.strip()]
        part = " | ".join(listed) if len(listed) > 1 else part
    else:
        part = _SEPARATORS.sub(" ", part)
    part = _OR.sub(" | ", part)
    part = _AND.sub(" ", part)
    part = _NOT.sub(r"\1-", part)
    part = _PLUS.sub(r"\1", part)
    words = _PREFIX.split(part)  # text, what stands before, the word; and so on
    texts = [_STAR.sub("", each) if at % 3 == 0 else each for at, each in enumerate(words)]
    prefixes = [f"/\\b{each}\\w*/" if at % 3 == 2 else each for at, each in enumerate(texts)]
    return "".join(prefixes)
