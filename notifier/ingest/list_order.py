"""What the order of a list says: which of its items are new, and which only slid in at its end.

Most lists have the newest first. Some keep a few items pinned above, whatever their age. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import Enum
from itertools import pairwise

_CLEARLY = 2
"""So many times more must speak for an order than against it."""
_FEW = 3
"""Among fewer known items, the place of another one says nothing."""


class ListOrder(Enum):
    """Where a list has its newest items."""

    NEWEST_FIRST = "newest first"
    OLDEST_FIRST = "oldest first"
    UNKNOWN = "unknown"


def order_of(ages: Sequence[datetime | int]) -> ListOrder:
    """Return the order of a list whose known items are so old, from its top to its end.

    The greater, the newer: when each was seen, or how the seen ones were numbered.
    """
    steps = [(above, below) for above, below in pairwise(ages) if above != below]
    falling = sum(above > below for above, below in steps)  # type: ignore[operator]  # of one kind
    rising = len(steps) - falling
    if falling >= max(1, _CLEARLY * rising):
        return ListOrder.NEWEST_FIRST
    if rising >= max(1, _CLEARLY * falling):
        return ListOrder.OLDEST_FIRST
    return ListOrder.UNKNOWN


def slid_in(
    listed: Sequence[str], seen: Mapping[str, datetime], undated: Collection[str], *, lacking: bool
) -> frozenset[str]:
    """Return which new items of a list are old: they stood below its end until others went.

    `listed` are all keys from top to end, `seen` when the known ones were first seen, `undated` the
    new ones without a date, of which nothing else tells. `lacking` says that the list has lost an
    item from below its top since the last reading.
    """
    known = [key for key in listed if key in seen]
    if len(known) < _FEW:
        return frozenset()
    order = order_of([seen[key] for key in known])
    if order is ListOrder.OLDEST_FIRST:
        return frozenset()
    if order is ListOrder.UNKNOWN and not lacking:
        return frozenset()  # all was seen at once, and the list may grow at its end
    lower_half = known[len(known) // 2]
    below = listed[listed.index(lower_half) :]
    return frozenset(key for key in below if key in undated)
