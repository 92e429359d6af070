"""Processes that serve the same bots share them."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from notifier.service.lease_shares import to_hand_over


def leases(*bots: int) -> frozenset[str]:
    return frozenset(f"{role}:{bot}" for role in ("deliver", "chat") for bot in bots)


def test_whoever_has_all_hands_half_over_both_leases_of_a_bot_together() -> None:
    assert to_hand_over(leases(1, 2, 3, 4), {"b": ()}) == ("b", leases(3, 4))
    assert to_hand_over({"deliver:1", "deliver:2"}, {"b": ()}) == ("b", frozenset({"deliver:2"}))


def test_nothing_is_handed_over_that_makes_it_no_better() -> None:
    assert to_hand_over(leases(1), {"b": ()}) is None, "sending and receiving stay together"
    assert to_hand_over(leases(1, 2), {"b": leases(3)}) is None
    assert to_hand_over(leases(1, 2), {}) is None, "nobody else is there"


def test_what_another_has_of_a_bot_decides_which_goes_to_it() -> None:
    ours = leases(2, 3) | {"deliver:1"}
    assert to_hand_over(ours, {"b": {"chat:1"}}) == ("b", frozenset({"deliver:1"}))


@given(st.integers(2, 30), st.integers(2, 6), st.booleans(), st.randoms(use_true_random=False))
def test_the_end_is_even_whatever_the_beginning(
    bots: int, processes: int, is_both: bool, chance: Random
) -> None:
    roles = ("deliver", "chat") if is_both else ("deliver",)
    held: dict[str, set[str]] = {str(number): set() for number in range(processes)}
    for lease in (f"{role}:{bot}" for role in roles for bot in range(bots)):
        held[chance.choice(sorted(held))].add(lease)
    everything = set().union(*held.values())
    for _ in range(8 * processes):
        for each in sorted(held):
            theirs = {other: held[other] for other in held if other != each}
            if (move := to_hand_over(held[each], theirs)) is not None:
                other, given = move
                held[each] -= given
                held[other] |= given
    assert set().union(*held.values()) == everything
    assert sum(map(len, held.values())) == len(everything)
    counts = [len(each) for each in held.values()]
    assert max(counts) - min(counts) < 2 * len(roles)
