"""Whether a source is well: judged by its own past, and by nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.market_calendar import Calendar, Market
from notifier.core.model import Entry
from notifier.sources.health.observations import AnomalyKind, Poll, learn
from notifier.sources.health.poll_interval import PollLimits, SourceCalendar, promised_within
from notifier.sources.health.status import FAILURES, HealthState, SourceRecord, assess
from tests.builders import an_entry

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 11, 23, tzinfo=SHANGHAI)
PLACE = SourceCalendar(SHANGHAI, Calendar(Market.SHANGHAI))


def a_page(entries: int = 20, **fields: Any) -> list[Entry]:
    return [an_entry(f"第{n}篇", **{"url": f"https://e/{n}", **fields}) for n in range(entries)]


@dataclass
class Watched:
    """A source that is polled every ten minutes; what the polls bring is up to the test."""

    now: datetime = MONDAY
    source: SourceRecord = field(default_factory=lambda: SourceRecord("wire"))

    def poll(
        self,
        page: Sequence[Entry] | None = (),
        *published: datetime | None,
        carried: int = 0,
        first: bool = False,
    ) -> HealthState:
        """Let ten minutes pass and a poll succeed; return how the source is then."""
        self.take(Poll(self.now + 10 * MINUTE, page, published, carried=carried, is_first=first))
        return self.state()

    def take(self, poll: Poll) -> None:
        """Learn of a poll that succeeded."""
        self.now = poll.now
        self.source = replace(
            self.source,
            health=learn(self.source.health, poll, PLACE),
            first_polled_at=self.source.first_polled_at or self.now,
            last_success_at=self.now,
            failures=0,
        )

    def live(
        self,
        until: datetime,
        page: Sequence[Entry] | None,
        expects_news: Callable[[datetime], bool],
    ) -> set[HealthState]:
        """Poll until then; return every state that the source was in at the full hour."""
        states = set()
        while self.now < until:
            new = (self.now + 9 * MINUTE,) if expects_news(self.now) else ()
            self.take(Poll(self.now + 10 * MINUTE, page, new))
            if self.now.minute == 0:
                states.add(self.state())
        return states

    def state(self, **values: Any) -> HealthState:
        return assess(replace(self.source, **values), self.now, PLACE).state


def in_office_hours(moment: datetime) -> bool:
    return moment.weekday() < 5 and 8 <= moment.hour < 20


@cache
def after_a_month() -> tuple[datetime, SourceRecord]:
    watched = Watched(MONDAY)
    watched.poll(a_page(), first=True)
    assert watched.live(MONDAY + 28 * DAY, a_page(), in_office_hours) == {HealthState.OK}
    return watched.now, watched.source


@pytest.fixture
def watched() -> Watched:
    """Give a source that published all through office hours for four weeks; it is Monday, 0:00."""
    return Watched(*after_a_month())


# Silent and frozen


def test_a_source_that_says_nothing_in_the_morning_stands_still_before_noon(
    watched: Watched,
) -> None:
    assert watched.live(watched.now + 8 * HOUR, a_page(), lambda _: False) == {HealthState.OK}
    assert watched.live(watched.now + 2 * HOUR, a_page(), lambda _: False) == {
        HealthState.OK,
        HealthState.FROZEN,
    }


@pytest.mark.parametrize("page", [a_page(), None], ids=["same", "unchanged"])
def test_it_makes_no_difference_whether_the_page_is_sent_again(
    watched: Watched, page: Sequence[Entry] | None
) -> None:
    watched.live(watched.now + 12 * HOUR, page, lambda _: False)
    assert watched.state() is HealthState.FROZEN


def test_a_source_that_gives_no_dates_is_silent() -> None:
    watched, page = Watched(MONDAY), a_page(published=None)
    watched.poll(page, None, first=True)
    watched.live(MONDAY + 28 * DAY, page, in_office_hours)
    watched.live(MONDAY + 29 * DAY, page, lambda _: False)
    assert watched.state() is HealthState.SILENT


def test_new_articles_that_are_too_old_to_be_told_are_no_news(watched: Watched) -> None:
    for _ in range(12 * 6):
        at = watched.now + 10 * MINUTE
        watched.take(Poll(at, a_page(), (at - 4 * DAY,), max_age=3 * DAY))
    assert watched.state() is HealthState.FROZEN
    at = watched.now + 10 * MINUTE
    watched.take(Poll(at, a_page(), (at - 4 * DAY, at - HOUR), max_age=3 * DAY))
    assert watched.state() is HealthState.OK


def test_one_new_article_and_the_source_is_well_again(watched: Watched) -> None:
    watched.live(watched.now + 12 * HOUR, a_page(), lambda _: False)
    assert watched.state() is HealthState.FROZEN
    assert watched.poll(a_page(), None) is HealthState.OK


def test_a_month_of_weekends_and_nights_is_no_silence(watched: Watched) -> None:
    states = watched.live(watched.now + 28 * DAY, a_page(), in_office_hours)
    assert states == {HealthState.OK}


@pytest.mark.parametrize(
    ("newest", "gap", "state"),
    [
        (3 * DAY, HOUR, HealthState.OK),
        (100 * DAY, HOUR, HealthState.FROZEN),
        (100 * DAY, 30 * DAY, HealthState.OK),  # of a source that publishes once a month
        (400 * DAY, 30 * DAY, HealthState.FROZEN),
        (700_000 * DAY, HOUR, HealthState.FROZEN),
    ],
)
def test_a_page_that_stood_still_before_the_first_poll_is_known_by_its_dates(
    newest: timedelta, gap: timedelta, state: HealthState
) -> None:
    watched = Watched(MONDAY)
    published = [MONDAY - newest - number * gap for number in range(9)]
    assert watched.poll(a_page(), *published, first=True) is state


def test_a_date_that_lies_ahead_does_not_hide_a_silence(watched: Watched) -> None:
    watched.poll(a_page(), watched.now + 365 * DAY)
    watched.live(watched.now + 12 * HOUR, a_page(), lambda _: False)
    assert watched.state() is HealthState.FROZEN


def test_a_source_that_need_not_speak_is_never_silent(watched: Watched) -> None:
    watched.live(watched.now + 5 * DAY, (), lambda _: False)
    assert watched.state() is not HealthState.OK
    assert assess(watched.source, watched.now, PLACE, expects_news=False).state is HealthState.OK


# Empty and changed


def test_a_page_that_is_suddenly_empty_at_work_is_noticed_soon(watched: Watched) -> None:
    watched.live(watched.now + 10 * HOUR, a_page(), in_office_hours)
    states = [watched.poll(()) for _ in range(4)]
    assert states == [HealthState.OK, HealthState.OK, HealthState.EMPTY, HealthState.EMPTY]
    assert watched.poll(a_page(), None) is HealthState.OK


def test_a_page_that_is_empty_each_night_is_well(watched: Watched) -> None:
    for _ in range(6):
        for hour in range(24):
            page = () if hour < 8 else a_page(3 * hour)
            states = watched.live(watched.now + HOUR, page, in_office_hours)
            assert states == {HealthState.OK}, hour


def test_a_page_that_never_held_much_may_be_empty(watched: Watched) -> None:
    watched = Watched(MONDAY)
    watched.poll(a_page(1), first=True)
    watched.live(MONDAY + 3 * DAY, a_page(1), in_office_hours)
    assert watched.live(MONDAY + 4 * DAY, (), in_office_hours) == {HealthState.OK}


def test_an_empty_page_whose_articles_are_carried_is_not_empty(watched: Watched) -> None:
    watched.live(watched.now + 10 * HOUR, a_page(), in_office_hours)
    assert {watched.poll((), None, carried=20) for _ in range(9)} == {HealthState.OK}


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        (AnomalyKind.LINKS, {"url": None}),
        (AnomalyKind.DATES, {"published": None}),
        (AnomalyKind.TITLES, {"title": "查看详情"}),
    ],
)
def test_a_page_whose_entries_lose_something_has_changed(
    watched: Watched, what: AnomalyKind, fields: dict[str, Any]
) -> None:
    watched.live(watched.now + 10 * HOUR, a_page(), in_office_hours)
    anomaly = [replace(entry, **fields) for entry in a_page()]
    states = [watched.poll(anomaly, None) for _ in range(3)]
    assert states == [HealthState.OK, HealthState.OK, HealthState.CHANGED]
    assert watched.source.health.anomaly is not None
    assert watched.source.health.anomaly.kind is what
    assert watched.poll(a_page(), None) is HealthState.OK


def test_a_few_entries_tell_nothing_of_a_page(watched: Watched) -> None:
    watched.live(watched.now + 10 * HOUR, a_page(), in_office_hours)
    anomaly = [an_entry("无链接", url=None, published=None)] * 2
    assert {watched.poll(anomaly, None) for _ in range(9)} == {HealthState.OK}


def test_what_a_page_looks_like_for_a_week_is_how_it_looks(watched: Watched) -> None:
    anomaly = a_page(url=None)
    watched.live(watched.now + 6 * DAY, anomaly, in_office_hours)
    assert watched.state() is HealthState.CHANGED
    watched.live(watched.now + 2 * DAY, anomaly, in_office_hours)
    assert watched.state() is HealthState.OK


# Failing, new, off


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"failures": FAILURES - 1}, HealthState.OK),
        ({"failures": FAILURES}, HealthState.FAILING),
        ({"first_polled_at": None}, HealthState.NEW),
        ({"first_polled_at": None, "failures": FAILURES}, HealthState.FAILING),
        ({"polled": False, "failures": FAILURES}, HealthState.OFF),
    ],
)
def test_a_few_failures_are_no_trouble_and_more_are(
    watched: Watched, values: dict[str, Any], state: HealthState
) -> None:
    assert watched.state(**values) is state


# Lag


def test_lags_are_those_of_the_last_hundred_articles(watched: Watched) -> None:
    for seconds in range(500):
        watched.poll(None, watched.now + 10 * MINUTE - timedelta(seconds=seconds))
    health = watched.source.health
    assert len(health.lags) == 100
    assert health.lag(0.5) == timedelta(seconds=449)
    assert health.lag(0.95) == timedelta(seconds=494)


def test_what_a_first_reading_finds_has_no_lag() -> None:
    watched = Watched(MONDAY)
    watched.poll(a_page(), MONDAY - HOUR, first=True)
    assert watched.source.health.lag(0.5) is None


@given(
    st.lists(st.none() | st.datetimes(timezones=st.just(SHANGHAI)), max_size=20),
    st.floats(0, 1),
)
def test_no_date_can_do_harm(published: list[datetime | None], share: float) -> None:
    watched = Watched(MONDAY)
    for first in (True, False):
        watched.poll(a_page(), *published, first=first)
    lag = watched.source.health.lag(share)
    assert lag is None or timedelta() <= lag <= DAY


def test_a_page_without_articles_may_be_the_first(watched: Watched) -> None:
    watched = Watched(datetime.combine(date(2026, 11, 23), MONDAY.time(), SHANGHAI))
    assert watched.poll((), first=True) is HealthState.OK


@pytest.mark.parametrize(
    ("last_success", "next_poll", "failures", "state"),
    [
        (MINUTE, -MINUTE, 0, HealthState.OK),
        (13 * MINUTE, -MINUTE, 1, HealthState.OK),
        (16 * MINUTE, MINUTE, 0, HealthState.LATE),
        (MINUTE, -HOUR, 1, HealthState.LATE),
        (None, -HOUR, 1, HealthState.LATE),
        (None, MINUTE, 0, HealthState.NEW),
        (MINUTE, -HOUR, 3, HealthState.FAILING),
    ],
)
def test_what_keeps_a_source_from_being_read_in_time_is_trouble(
    last_success: timedelta | None, next_poll: timedelta, failures: int, state: HealthState
) -> None:
    record = SourceRecord(
        "wire",
        next_poll_at=MONDAY - next_poll,
        last_polled_at=MONDAY - MINUTE,
        first_polled_at=None if last_success is None else MONDAY - DAY,
        last_success_at=None if last_success is None else MONDAY - last_success,
        failures=failures,
    )
    limits = PollLimits(MINUTE, MINUTE / 2, MINUTE)
    found = assess(record, MONDAY, PLACE, promised_within=promised_within(limits))
    assert found.state is state
