"""Reading the numbers that people type and buttons carry: the one place where they are bounded."""

from __future__ import annotations

import re

MAX_ID = 2**63 - 1
"""The largest number that both databases take; no id is larger."""
_NUMBER = re.compile(r"-?\d{1,19}")


def read_number(text: str, *, least: int = 0, most: int = MAX_ID) -> int | None:
    """Return the whole number that a text is; None where it is none, or out of bounds."""
    if not _NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if least <= number <= most else None
