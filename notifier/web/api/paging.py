"""How lists are parted into pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from notifier.core.numbers import MAX_ID

_Item = TypeVar("_Item")

Limit = Annotated[int, Query(ge=1, le=100)]
OptionalLimit = Annotated[int | None, Query(ge=1, le=100, description="All, where left out.")]
Cursor = Annotated[str | None, Query(pattern=r"^[0-9]{1,19}$", description="`next` of a page.")]


def position(cursor: str | None) -> int | None:
    """Return the number that a cursor is; None without one."""
    return None if cursor is None else min(int(cursor), MAX_ID)


def page(
    items: Sequence[_Item], limit: int | None, start: int
) -> tuple[Sequence[_Item], str | None]:
    """Return a page of a list that is at hand, from a place on, and the cursor of the next one."""
    end = len(items) if limit is None else start + limit
    return items[start:end], str(end) if items[end:] else None
