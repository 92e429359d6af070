"""Text that every database and XML document takes."""

from __future__ import annotations

import re

_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, lone surrogates and non-characters."""


def strip_invalid(text: str) -> str:
    """Return `text` without the characters that no database or XML document takes."""
    return _INVALID.sub("", text)
