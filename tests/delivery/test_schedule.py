"""When a chat is told: quiet hours, digests, and whose sessions they keep to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.alerts import AlertKind, Cadence, Rank
from notifier.core.market_calendar import Calendars, Market
from notifier.core.preferences import DEFAULT_PREFERENCES, MARKETS, Preferences, read_preferences
from notifier.delivery.schedule import digest_due, quiet_end, send_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = Preferences(quiet_from=23 * 60, quiet_until=7 * 60)


@pytest.fixture(scope="module")
def calendars() -> Calendars:
    made = Calendars()
    asyncio.run(made.refresh(date(2026, 9, 25)))
    return made


def local(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("cadence", "market", "now", "due"),
    [
        ("hourly", "XSHG", "2026-09-28T10:17", "2026-09-28T11:00"),
        ("daily", "XSHG", "2026-09-28T10:17", "2026-09-28T18:00"),
        ("daily", "XSHG", "2026-09-28T18:00", "2026-09-29T18:00"),
        ("weekly", "XSHG", "2026-09-28T10:17", "2026-10-03T18:00"),
        ("weekly", "XSHG", "2026-10-03T18:00", "2026-10-10T18:00"),
        ("pre_open", "XSHG", "2026-09-28T08:59", "2026-09-28T09:00"),
        ("pre_open", "XSHG", "2026-09-28T09:00", "2026-09-29T09:00"),
        ("pre_open", "XSHG", "2026-09-30T12:00", "2026-10-08T09:00"),
        ("post_close", "XSHG", "2026-09-26T12:00", "2026-09-28T15:15"),
        ("post_close", "XHKG", "2026-09-28T10:00", "2026-09-28T16:15"),
        ("post_close", "XHKG", "2026-12-24T10:00", "2026-12-24T12:15"),
        ("post_close", "XSHG", "2026-12-24T10:00", "2026-12-24T15:15"),
        ("late", "XSHG", "2026-09-28T10:00", "2026-09-28T10:00"),
    ],
)
def test_a_digest_is_due_when_its_readers_expect_it(
    calendars: Calendars, cadence: str, market: str, now: str, due: str
) -> None:
    wants = Preferences()
    markets = [Market(market)]
    assert digest_due(cadence, local(now), wants, SHANGHAI, calendars, markets) == local(due)


def test_new_york_opens_by_its_own_clock(calendars: Calendars) -> None:
    now, markets = local("2026-11-02T12:00"), [Market.NEW_YORK]
    due = digest_due("pre_open", now, Preferences(), SHANGHAI, calendars, markets)
    assert due == local("2026-11-02T09:00", "America/New_York")


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-09-28T22:59", None),
        ("2026-09-28T23:00", "2026-09-29T07:00"),
        ("2026-09-29T03:00", "2026-09-29T07:00"),
        ("2026-09-29T07:00", None),
    ],
)
def test_quiet_hours_may_run_over_midnight(now: str, ends: str | None) -> None:
    assert quiet_end(local(now), NIGHT, SHANGHAI) == (local(ends) if ends else None)


@pytest.mark.parametrize(
    ("now", "ends", "wants"),
    [
        ("2026-09-25T23:59", None, Preferences(quiet_weekends=True)),  # a Friday
        ("2026-09-26T00:00", "2026-09-28T08:00", Preferences(quiet_weekends=True)),
        ("2026-09-28T07:59", "2026-09-28T08:00", Preferences(quiet_weekends=True)),
        ("2026-09-28T08:00", None, Preferences(quiet_weekends=True)),
        ("2026-09-25T23:00", "2026-09-28T08:00", replace(NIGHT, quiet_weekends=True)),
        (
            "2026-09-27T12:00",
            "2026-09-28T09:30",
            Preferences(quiet_from=60, quiet_until=9 * 60 + 30, quiet_weekends=True),
        ),
    ],
)
def test_a_quiet_weekend_ends_on_monday_morning(
    now: str, ends: str | None, wants: Preferences
) -> None:
    assert quiet_end(local(now), wants, SHANGHAI) == (local(ends) if ends else None)


def new_york(text: str) -> datetime:
    """Return a moment of the night in which New York's clock goes back from EDT to EST."""
    wall, _, name = text.partition(" ")
    offset = {"EDT": -4, "EST": -5}[name]
    return datetime.fromisoformat(f"{wall}{offset:+03}:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        ((22, 1.75), "2026-11-01T00:50 EDT", "2026-11-01T01:45 EDT"),
        ((22, 1.75), "2026-11-01T01:44 EDT", "2026-11-01T01:45 EDT"),
        ((22, 1.75), "2026-11-01T01:45 EDT", None),
        ((22, 1.75), "2026-11-01T01:05 EST", "2026-11-01T01:45 EST"),
        ((22, 1.75), "2026-11-01T01:45 EST", None),
        ((0.5, 1.5), "2026-11-01T01:10 EST", "2026-11-01T01:30 EST"),
        ((1.5, 1.25), "2026-11-01T01:40 EDT", "2026-11-01T01:15 EST"),
        ((22, 7), "2026-11-01T01:05 EDT", "2026-11-01T07:00 EST"),
        ((22, 7), "2026-11-01T01:05 EST", "2026-11-01T07:00 EST"),
        ((22, 1), "2026-11-01T01:05 EST", None),
        ((22, 2), "2026-11-01T01:05 EST", "2026-11-01T02:00 EST"),
        ((22, 2.5), "2026-03-08T01:50 EST", "2026-03-08T03:30 EDT"),
    ],
)
def test_quiet_hours_end_in_an_hour_that_the_clock_repeats_or_skips(
    quiet: tuple[float, float], now: str, ends: str | None
) -> None:
    begin, end = (round(60 * hour) for hour in quiet)
    wants = Preferences("America/New_York", quiet_from=begin, quiet_until=end)
    found = quiet_end(new_york(now), wants, SHANGHAI)
    assert found == (new_york(ends) if ends else None)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-01T01:29 EDT", "2026-11-01T01:30 EDT"),
        ("2026-11-01T01:30 EDT", "2026-11-02T01:30 EST"),
        ("2026-11-01T01:05 EST", "2026-11-02T01:30 EST"),
        ("2026-11-01T01:45 EST", "2026-11-02T01:30 EST"),
    ],
)
def test_a_daily_digest_comes_once_on_a_day_that_has_an_hour_twice(
    calendars: Calendars, now: str, due: str
) -> None:
    wants = Preferences("America/New_York", daily_at=90)
    found = digest_due("daily", new_york(now), wants, SHANGHAI, calendars, ())
    assert found.astimezone(UTC) == new_york(due)


def test_what_is_urgent_passes_quiet_hours_if_the_chat_says_so() -> None:
    now = local("2026-09-29T03:00")
    asleep = Preferences(quiet_from=23 * 60, quiet_until=7 * 60, urgent_passes=False)
    assert send_time(now, AlertKind.STORY, Rank.URGENT, NIGHT, SHANGHAI) == now
    assert send_time(now, AlertKind.STORY, Rank.URGENT, asleep, SHANGHAI) == local(
        "2026-09-29T07:00"
    )
    assert send_time(now, AlertKind.STORY, Rank.ORDINARY, NIGHT, SHANGHAI) == local(
        "2026-09-29T07:00"
    )
    assert send_time(now, AlertKind.EDIT, Rank.CAN_WAIT, NIGHT, SHANGHAI) == now


preferences = st.builds(
    Preferences,
    timezone=st.sampled_from([None, "Asia/Hong_Kong", "America/New_York", "Europe/London", "UTC"]),
    quiet_from=st.integers(0, 1439),
    quiet_until=st.integers(0, 1439),
    quiet_weekends=st.booleans(),
    urgent_passes=st.booleans(),
    market=st.sampled_from([None, *MARKETS]),
    daily_at=st.integers(0, 1439),
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a zone is given


@given(moments, preferences, st.sampled_from(Cadence), st.sets(st.sampled_from(Market), min_size=1))
def test_no_digest_is_due_in_the_past_or_in_quiet_hours(
    now: datetime, wants: Preferences, cadence: Cadence, markets: set[Market]
) -> None:
    due = digest_due(cadence, now, wants, SHANGHAI, Calendars(), markets)
    assert now <= due <= now + timedelta(days=17)
    assert quiet_end(due, wants, SHANGHAI) is None


@given(preferences)
def test_preferences_are_read_as_they_were_kept(wants: Preferences) -> None:
    assert read_preferences(wants.as_json()) == wants


@given(
    st.none()
    | st.dictionaries(
        st.sampled_from(["timezone", "quiet_from", "quiet_until", "market", "daily_at", "x"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers()),
    )
)
def test_whatever_is_kept_preferences_can_be_read(stored: object) -> None:
    wants = read_preferences(stored)
    assert 0 <= wants.quiet_from < 1440
    assert wants.market is None or wants.market in MARKETS
    assert read_preferences({}) == DEFAULT_PREFERENCES
