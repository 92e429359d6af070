"""What is wrong with a query, inside the parser: a place, and texts that may mend it."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818  (it never leaves the parser)
    """A query cannot be read. `repairs` are not sure to be readable themselves."""

    def __init__(self, reason: str, position: int, repairs: tuple[str, ...] = ()) -> None:
        self.reason = reason
        self.position = position
        self.repairs = repairs
        super().__init__(reason)


def without(text: str, start: int, end: int) -> str:
    """Give the text with a stretch left out."""
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
