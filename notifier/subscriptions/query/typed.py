"""What people type for a query and mean otherwise: 回购，增持, `a or b`, `!x`, 回购/增持. Pure.

Quotations and regular expressions that are written on purpose, between slashes, stay as they are.
"""

from __future__ import annotations

import re

from notifier.core.folding import CJK

_KEPT = re.compile(
    r"(\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|(?:(?<=[\s(|\-])|^)/(?:[^/\\\n]|\\.)+/(?=[\s()|]|$))"
)
_SEPARATORS = re.compile(r"\s*(?:[，、；;]|(?<!\d),|,(?!\d))\s*")
_SLASHED = re.compile(
    r"(?<![^\s()（）|/／!！-])[^\s()（）|/／!！-][^\s()（）|/／]*(?:[/／][^\s()（）|/／]+)+"
)
"""From the beginning of a word on: else a long one were read from each of its characters."""
_SLASH = re.compile(r"[/／]")
_OR = re.compile(r"\s+(?:or|或|或者|或是)\s+|(?<=[^\s|])\s*\|\|\s*(?=[^\s|])")
_AND = re.compile(r"\s+(?:and|&&|&|和|与|且|并且)\s+")
_NOT = re.compile(r"(^|[\s(|])[!！](?=\w)")
_PLUS = re.compile(r"(^|[\s(|])[+＋](?=\w)")
_BOTH = re.compile(rf"(?<=[{CJK}])[&＆+＋](?=[{CJK}])")
_STAR = re.compile(rf"(?<![^\W_{CJK}])(?<![+#])\*|\*(?=[{CJK}\w])")
"""Not that of a prefix, `chip*`."""
_BOUNDARY = re.compile(rf"\\b(?=[{CJK}])|(?<=[{CJK}])\\b")


def as_typed(text: str) -> str:
    """Return a query as it was surely meant; what is in order stays as it is."""
    parts = _KEPT.split(text)
    meant = [_meant(part) if at % 2 == 0 else _kept(part) for at, part in enumerate(parts)]
    return " ".join("".join(meant).split()) if meant != parts else text


def _any_of(slashed: str, *, alone: bool) -> str:
    """Return 回购/增持 as either of them; of Latin words, as `TCP/IP`, both."""
    if not re.search(f"[{CJK}]", slashed):
        return slashed
    either = " | ".join(_SLASH.split(slashed))
    return either if alone else f"({either})"


def _kept(part: str) -> str:
    """Return a quotation as it is, and a regular expression that can hold beside Chinese."""
    return _BOUNDARY.sub("", part) if part.startswith("/") else part


def _meant(part: str) -> str:
    has_operators = bool(re.search(r"[|()]|\bOR\b", part))
    if not has_operators:
        # What is listed is meant one by one: any of it.
        listed = [each for each in _SEPARATORS.split(part) if each.strip()]
        part = " | ".join(listed) if len(listed) > 1 else part
    else:
        part = _SEPARATORS.sub(" ", part)
    if "://" not in part:
        alone = _SLASHED.fullmatch(part.strip()) is not None
        part = _SLASHED.sub(lambda found: _any_of(found[0], alone=alone), part)
        part = _SLASH.sub(" ", part)
    part = _OR.sub(" | ", part)
    part = _BOTH.sub(" ", _AND.sub(" ", part))
    part = _NOT.sub(r"\1-", part)
    return _STAR.sub("", _PLUS.sub(r"\1", part))
