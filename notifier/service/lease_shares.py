"""How processes that serve the same bots share them. Pure.

Who starts first leads for every bot. Whoever leads for more than another, hands that one bots until
both lead for as many: what it leads for of a bot, sending and receiving, together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping


def bot_of(lease: str) -> str:
    """Return which bot a lease is for, such as `7` of `deliver:7`; empty where it is for none."""
    return lease.partition(":")[2]


def to_hand_over(
    ours: Collection[str], theirs: Mapping[str, Collection[str]]
) -> tuple[str, frozenset[str]] | None:
    """Return which of the leases that are `ours` go to which other process; None for none.

    `theirs` are the leases that each other process holds which wants the same as we. They go to the
    one with the fewest, and of these first those for bots that it holds a lease for already.
    """
    if not theirs:
        return None
    other = min(theirs, key=lambda each: (len(theirs[each]), each))
    by_bot = defaultdict[str, set[str]](set)
    for lease in ours:
        by_bot[bot_of(lease)].add(lease)
    known = {bot_of(lease) for lease in theirs[other]}
    most = (len(ours) - len(theirs[other])) // 2
    given: set[str] = set()
    for bot in sorted(by_bot, key=lambda bot: (bot in known, bot), reverse=True):
        if len(given | by_bot[bot]) <= most:
            given |= by_bot[bot]
    return (other, frozenset(given)) if given else None
