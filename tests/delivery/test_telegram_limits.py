"""How fast Telegram may be called: never above the allowed rate, and hardly below it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.delivery.telegram_limits import (
    GROUP_PAUSE,
    PRIVATE_PAUSE,
    BotRate,
    FloodDetector,
    chat_pause,
)
from tests.builders import NOW

ALICE, BOB = 42, 43


def begin(pace: BotRate, asked: list[float], late: list[float]) -> list[float]:
    """Let calls ask for their turn at these moments, one after another; give when they start.

    Each that has to wait starts a little late, as timers do.
    """
    starts: list[float] = []
    now = 0.0
    for moment, delay in zip(asked, late, strict=True):
        now = max(now, moment)
        start = pace.next_start(now)
        now = start + delay if start > now else now
        pace.started(now)
        starts.append(now)
    return starts


def most_within(starts: list[float], seconds: float) -> int:
    return max(bisect_left(starts, start + seconds) - at for at, start in enumerate(starts))


rates = st.sampled_from([1, 2, 7, 30, 100])
delays = st.floats(0, 0.3) | st.floats(0, 0.003)


@given(rates, st.data())
def test_no_second_holds_more_calls_than_the_rate_whatever_comes_when(
    rate: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 3 * rate + 5))
    asked = sorted(data.draw(st.lists(st.floats(0, 4), min_size=count, max_size=count)))
    late = data.draw(st.lists(delays, min_size=count, max_size=count))
    starts = begin(BotRate(rate), asked, late)
    assert starts == sorted(starts)
    assert most_within(starts, 1.0) <= rate


@pytest.mark.parametrize("rate", [1, 20, 30, 1000])
def test_the_rate_that_is_kept_up_is_within_two_percent_of_what_is_allowed(rate: int) -> None:
    count = 20 * rate
    late = [0.0007 * (number % 4) for number in range(count)]
    starts = begin(BotRate(rate), [0.0] * count, late)
    kept = (count - 1) / (starts[-1] - starts[0])
    assert 0.98 * rate <= kept <= rate


def test_a_rate_may_be_less_than_one_a_second() -> None:
    starts = begin(BotRate(0.5), [0.0] * 10, [0.0] * 10)
    assert all(later - sooner >= 2 for sooner, later in pairwise(starts))


def test_calls_are_spread_over_the_second() -> None:
    starts = begin(BotRate(30), [0.0] * 60, [0.0] * 60)
    assert most_within(starts, 0.1) <= 4


def test_a_time_without_calls_is_not_made_good_by_many_at_once() -> None:
    pace = BotRate(30)
    begin(pace, [0.0] * 5, [0.0] * 5)
    starts = begin(pace, [60.0] * 30, [0.0] * 30)
    assert most_within(starts, 0.05) <= 3


def test_a_call_that_comes_late_holds_up_those_behind_it_no_longer_than_it_must() -> None:
    late = [0.0] * 100
    late[50] = 0.3
    starts = begin(BotRate(30), [0.0] * 100, late)
    on_time = begin(BotRate(30), [0.0] * 100, [0.0] * 100)
    assert starts[-1] - on_time[-1] <= 0.3


@pytest.mark.parametrize(("chat", "pause"), [(ALICE, PRIVATE_PAUSE), (-100123, GROUP_PAUSE)])
def test_a_chat_is_left_alone_after_each_message(chat: int, pause: timedelta) -> None:
    assert chat_pause(chat) == pause


def test_a_group_gets_twenty_messages_a_minute_at_most_and_hardly_less() -> None:
    starts = [number * GROUP_PAUSE.total_seconds() for number in range(100)]
    assert most_within(starts, 60.0) == 20
    assert 60 / GROUP_PAUSE.total_seconds() >= 0.98 * 20


# Flood control


def test_one_chat_that_must_wait_is_its_own_affair() -> None:
    floods = FloodDetector()
    assert floods.add(ALICE, 43_837, NOW) is None
    assert floods.add(ALICE, 43_837, NOW) is None


def test_two_chats_that_must_wait_at_once_tell_of_the_bot() -> None:
    floods = FloodDetector()
    floods.add(ALICE, 43_837, NOW)
    assert floods.add(BOB, 30, NOW + timedelta(seconds=0.9)) == 30


def test_two_chats_that_must_wait_one_after_the_other_do_not() -> None:
    floods = FloodDetector()
    floods.add(ALICE, 30, NOW)
    assert floods.add(BOB, 30, NOW + timedelta(seconds=1.1)) is None
