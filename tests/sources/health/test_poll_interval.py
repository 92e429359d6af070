"""When a source is polled next: at its interval, more rarely where it is known to be quiet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.core.market_calendar import Calendar, Market
from notifier.sources.health.poll_interval import (
    MAX_PUSHED_INTERVAL,
    MAX_RETRY_AFTER,
    MAX_RETRY_INTERVAL,
    PollLimits,
    SourceCalendar,
    WeeklyActivity,
    is_active_hour,
    next_poll,
    next_retry,
    observe,
    surprisal,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, tzinfo=SHANGHAI)
HOLIDAY = date(2026, 12, 2)  # a Wednesday
PACE = PollLimits(base=MINUTE, shortest=MINUTE / 2, longest=10 * MINUTE)


def a_place(*holidays: date) -> SourceCalendar:
    days = (MONDAY.date() + timedelta(days=number) for number in range(-60, 60))
    sessions = frozenset(day for day in days if day.weekday() < 5 and day not in holidays)
    return SourceCalendar(
        SHANGHAI, Calendar(Market.SHANGHAI, min(sessions), max(sessions), sessions)
    )


PLACE = a_place(HOLIDAY)


def watch(
    brings: Callable[[datetime], bool],
    *,
    since: datetime = MONDAY - 28 * DAY,
    until: datetime = MONDAY,
    activity: WeeklyActivity | None = None,
) -> WeeklyActivity:
    """Poll a source every ten minutes; `brings` says when it has something new."""
    activity, moment = activity or WeeklyActivity(), since
    while moment < until:
        activity = observe(
            activity, moment, found=brings(moment), unbroken=timedelta(hours=2), calendar=PLACE
        )
        moment += 10 * MINUTE
    return activity


def in_the_morning(moment: datetime) -> bool:
    """Bring a burst at a quarter past nine of each weekday."""
    return moment.weekday() < 5 and (moment.hour, moment.minute) == (9, 20)


def all_day(moment: datetime) -> bool:
    """Bring something all through office hours."""
    return moment.weekday() < 5 and 8 <= moment.hour < 20


@cache
def bursts() -> WeeklyActivity:
    """Return what four weeks teach of a source that publishes at 09:15."""
    return watch(in_the_morning)


@cache
def office() -> WeeklyActivity:
    """Return what four weeks teach of a source that publishes all day long."""
    return watch(all_day)


def polls(
    start: datetime, end: datetime, activity: WeeklyActivity, calendar: SourceCalendar = PLACE
) -> Iterator[datetime]:
    moment = start
    while moment < end:
        yield moment
        moment = next_poll(moment, "wire", PACE, activity, calendar).astimezone(SHANGHAI)


def weeks(of_an_hour: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
    """Give a number for each hour of a week, of which all days are alike, or all hours."""
    days = st.lists(of_an_hour, min_size=24, max_size=24).map(lambda day: tuple(day) * 7)
    hours = st.lists(of_an_hour, min_size=7, max_size=7).map(lambda week: tuple(week) * 24)
    return days | hours


moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: MONDAY + minutes * MINUTE)
rhythms = st.builds(
    WeeklyActivity,
    rates=weeks(st.sampled_from([0, 5, 100, 400, 1000])),
    shares=weeks(st.sampled_from([0, 5, 300, 1000])),
    visits=weeks(st.integers(0, 4)),
)


# After a poll that succeeded


@given(moments)
def test_a_source_of_which_nothing_is_learned_is_polled_at_its_interval(now: datetime) -> None:
    wait = next_poll(now, "wire", PACE, WeeklyActivity(), PLACE) - now
    assert 0.9 * MINUTE <= wait <= MINUTE


@given(moments, rhythms)
def test_whatever_was_learned_the_wait_stays_within_its_bounds(
    now: datetime, activity: WeeklyActivity
) -> None:
    wait = next_poll(now, "wire", PACE, activity, PLACE) - now
    assert PACE.shortest <= wait <= PACE.longest


@given(st.integers(0, 24 * 60 * 60 - 1), st.integers(0, 4))
def test_a_burst_in_the_morning_is_found_within_the_interval(second: int, weekday: int) -> None:
    burst = MONDAY + weekday * DAY + timedelta(hours=9, minutes=15)
    start = burst - timedelta(seconds=second)
    found = next(moment for moment in polls(start, burst + HOUR, bursts()) if moment >= burst)
    assert found - burst <= MINUTE


def test_a_source_is_left_in_peace_when_it_is_known_to_be_quiet() -> None:
    night = list(polls(MONDAY, MONDAY + 7 * HOUR, bursts()))
    morning = list(polls(MONDAY + 9 * HOUR, MONDAY + 10 * HOUR, bursts()))
    assert 7 * 6 <= len(night) <= 7 * 6 * 1.2
    assert 60 <= len(morning) <= 67


def test_an_hour_is_taken_for_quiet_only_after_three_weeks() -> None:
    for weeks, is_slow in ((2, False), (3, True)):
        activity = watch(in_the_morning, since=MONDAY - weeks * 7 * DAY - HOUR)
        wait = next_poll(MONDAY + HOUR, "wire", PACE, activity, PLACE) - (MONDAY + HOUR)
        assert (wait > MINUTE) is is_slow


def test_on_a_holiday_a_source_is_expected_to_be_as_on_a_sunday() -> None:
    morning = datetime(2026, 12, 2, 9, 15, tzinfo=SHANGHAI)
    assert next_poll(morning, "wire", PACE, bursts(), PLACE) - morning > 5 * MINUTE
    assert next_poll(morning, "wire", PACE, bursts(), a_place()) - morning <= MINUTE


@pytest.mark.parametrize(
    ("hour", "wait"), [(8.6, MINUTE), (9.5, MINUTE / 2), (14.9, MINUTE / 2), (15.6, MINUTE)]
)
def test_a_lively_source_is_polled_more_often_while_its_market_trades(
    hour: float, wait: timedelta
) -> None:
    now = MONDAY + hour * HOUR
    assert is_active_hour(office(), now, PLACE)
    assert 0.9 * wait <= next_poll(now, "wire", PACE, office(), PLACE) - now <= wait


def test_what_a_source_stops_to_do_is_forgotten_in_some_weeks() -> None:
    activity = watch(lambda _: False, since=MONDAY, until=MONDAY + 14 * DAY, activity=bursts())
    morning = MONDAY + 14 * DAY + 9.3 * HOUR
    assert next_poll(morning, "wire", PACE, activity, PLACE) - morning <= MINUTE
    activity = watch(lambda _: False, since=MONDAY, until=MONDAY + 63 * DAY, activity=bursts())
    morning = MONDAY + 63 * DAY + 9.3 * HOUR
    assert next_poll(morning, "wire", PACE, activity, PLACE) - morning > 5 * MINUTE


def test_one_find_is_enough_to_be_awake_in_that_hour_again() -> None:
    at = MONDAY + 3 * HOUR
    activity = watch(
        lambda moment: moment == at, since=MONDAY, until=MONDAY + 5 * HOUR, activity=bursts()
    )
    next_week = at + 7 * DAY
    assert next_poll(next_week, "wire", PACE, activity, PLACE) - next_week <= MINUTE


@given(st.floats(2.1, 1000))
def test_what_lies_between_two_distant_polls_is_not_taken_for_silence(hours: float) -> None:
    later = MONDAY + timedelta(hours=hours)
    activity = observe(office(), later, found=False, unbroken=2 * HOUR, calendar=PLACE)
    assert replace(activity, at=0) == replace(
        office(), at=0, whole=False, stretches=activity.stretches
    )


def test_a_clock_that_is_set_back_teaches_nothing() -> None:
    earlier = MONDAY - 3 * DAY
    activity = observe(office(), earlier, found=True, unbroken=2 * HOUR, calendar=PLACE)
    assert replace(activity, at=0) == replace(
        office(), at=0, whole=False, stretches=activity.stretches
    )


@pytest.mark.parametrize("fresh_for", [10, 45, 300, 86400])
def test_an_interval_is_a_promise_that_no_word_of_the_server_loosens(fresh_for: float) -> None:
    found = next_poll(MONDAY, "wire", PACE, WeeklyActivity(), PLACE, fresh_for=fresh_for) - MONDAY
    assert 0.9 * MINUTE <= found <= MINUTE


def test_the_servers_word_holds_where_polling_would_be_tighter_than_the_interval() -> None:
    now = MONDAY + 10 * HOUR  # … but not undercut either
    waits = {
        fresh_for: next_poll(now, "wire", PACE, office(), PLACE, fresh_for=fresh_for) - now
        for fresh_for in (None, 45.0, 300.0)
    }
    assert waits == {None: MINUTE / 2, 45.0: 0.75 * MINUTE, 300.0: MINUTE}


@pytest.mark.parametrize(("base", "wait"), [(MINUTE, 10 * MINUTE), (HOUR, HOUR), (DAY, DAY)])
def test_a_source_that_a_hub_pushes_is_polled_rarely(base: timedelta, wait: timedelta) -> None:
    poll_limits = PollLimits(base, base, max(base, 10 * MINUTE))
    found = next_poll(MONDAY, "wire", poll_limits, office(), PLACE, pushed=True) - MONDAY
    assert 0.9 * wait <= found <= max(wait, MAX_PUSHED_INTERVAL)


def test_many_sources_that_were_polled_together_come_due_apart() -> None:
    due = [next_poll(MONDAY, f"s{n}", PACE, WeeklyActivity(), PLACE) - MONDAY for n in range(2000)]
    seconds = [wait // timedelta(seconds=1) for wait in due]
    assert max(seconds.count(second) for second in range(54, 60)) < 500
    again = next_poll(MONDAY, "s7", PACE, WeeklyActivity(), PLACE)
    assert again == next_poll(MONDAY, "s7", PACE, WeeklyActivity(), PLACE)


# After failures

intervals = st.timedeltas(timedelta(seconds=1), timedelta(days=30))
failures = st.integers(1, 10_000)


def wait_after(
    failed: int, base: timedelta = MINUTE, retry_after: float | None = None
) -> timedelta:
    return next_retry(MONDAY, "wire", PollLimits(base, base, base), failed, retry_after) - MONDAY


@given(intervals, failures)
def test_the_wait_grows_with_each_failure_up_to_an_hour(base: timedelta, failed: int) -> None:
    wait, longer = wait_after(failed, base), wait_after(failed + 1, base)
    assert base <= wait <= longer <= 1.1 * max(base, MAX_RETRY_INTERVAL)
    assert wait < longer or longer >= MAX_RETRY_INTERVAL


def test_failures_double_the_wait_and_never_end_it() -> None:
    waits = [wait_after(failed) / MINUTE for failed in (1, 2, 3, 5, 6, 10**6)]
    for wait, doubled in zip(waits, [2, 4, 8, 32, 60, 60], strict=True):
        assert doubled <= wait <= 1.1 * doubled


@given(intervals, failures, st.floats(0, 1e12))
def test_the_wait_that_a_server_asks_for_is_kept_within_a_day(
    base: timedelta, failed: int, is_configured: float
) -> None:
    wait = wait_after(failed, base, is_configured)
    assert wait >= min(timedelta(seconds=min(is_configured, 86400)), MAX_RETRY_AFTER)
    assert wait <= 1.1 * max(base, MAX_RETRY_AFTER)


# When silence becomes odd


def against(
    activity: WeeklyActivity, since: datetime, until: datetime, calendar: SourceCalendar = PLACE
) -> float:
    return surprisal(activity, since, until, calendar, unlearned=0.01)


def test_an_hour_of_silence_at_work_says_much_of_a_source_that_speaks_all_day_long() -> None:
    morning = MONDAY + 10 * HOUR
    assert against(office(), morning, morning + HOUR) > 15
    assert against(office(), morning, morning + HOUR / 2) > 7


def test_nights_weekends_and_holidays_do_not_count_as_silence() -> None:
    friday_evening, monday = MONDAY + 4 * DAY + 20 * HOUR, MONDAY + 7 * DAY + 8 * HOUR
    assert against(office(), friday_evening, monday) == 0
    holiday = datetime(2026, 12, 2, tzinfo=SHANGHAI)
    assert against(office(), holiday, holiday + DAY) == 0
    assert against(office(), holiday, holiday + DAY, a_place()) > 100


def test_a_source_that_speaks_once_a_day_is_missed_after_some_days() -> None:
    evening = MONDAY + 20 * HOUR
    days = [against(bursts(), evening, evening + number * DAY) for number in range(5)]
    assert days == pytest.approx([0, 3, 6, 9, 12], abs=0.1)


def test_a_source_that_never_spoke_is_never_late() -> None:
    assert against(watch(lambda _: False), MONDAY, MONDAY + 365 * DAY) == 0


def test_what_is_not_learned_of_one_weekday_is_taken_from_the_others() -> None:
    thursday, saturday = MONDAY + 3 * DAY + 10 * HOUR, MONDAY + 5 * DAY + 10 * HOUR
    activity = watch(all_day, since=MONDAY - HOUR, until=MONDAY + 3 * DAY)
    assert against(activity, thursday, thursday + HOUR) > 15
    assert against(activity, saturday, saturday + HOUR) == pytest.approx(0.01)


def test_of_a_source_of_which_nothing_is_learned_silence_says_little() -> None:
    assert against(WeeklyActivity(), MONDAY, MONDAY + 300 * DAY) == pytest.approx(300 * 24 * 0.01)


@settings(max_examples=30)
@given(moments, rhythms, st.floats(0, 10_000), st.floats(0, 10_000))
def test_a_longer_silence_says_more(
    since: datetime, activity: WeeklyActivity, hours: float, more: float
) -> None:
    middle = since + hours * HOUR
    longer = against(activity, since, middle + more * HOUR, a_place())
    assert 0 <= against(activity, since, middle, a_place()) <= longer + 1e-6
