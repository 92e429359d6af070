"""Calendars: holidays where they are known, weekdays where they are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from notifier.core.errors import ParseError
from notifier.core.market_calendar import Calendar, Calendars, Market, load_calendar, market_of

NATIONAL_DAY = date(2026, 10, 1)
THANKSGIVING = date(2026, 11, 26)


@pytest.fixture(scope="module")
def shanghai() -> Calendar:
    return load_calendar(Market.SHANGHAI, date(2026, 11, 23))


def test_a_holiday_is_no_session_where_the_calendar_knows_it(shanghai: Calendar) -> None:
    assert not shanghai.is_session(NATIONAL_DAY)
    assert shanghai.is_session(date(2026, 10, 9))
    assert Calendar(Market.SHANGHAI).is_session(NATIONAL_DAY), "a Thursday"


def test_no_saturday_is_a_session(shanghai: Calendar) -> None:
    for calendar in (shanghai, Calendar(Market.SHANGHAI)):
        assert not calendar.is_session(date(2026, 10, 10))


def test_beyond_what_the_calendar_knows_every_weekday_is_a_session(shanghai: Calendar) -> None:
    day = shanghai.last + timedelta(days=1)
    following = [day + timedelta(days=number) for number in range(7)]
    assert sum(map(shanghai.is_session, following)) == 5


@pytest.mark.parametrize(
    ("market", "closed"),
    [
        (
            Market.SHANGHAI,
            (
                "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 "
                "09-25 10-01 10-02 10-05 10-06 10-07"
            ),
        ),
        (
            Market.HONG_KONG,
            "01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25",
        ),
        (Market.NEW_YORK, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25"),
    ],
)
def test_every_market_is_closed_on_its_own_holidays(market: Market, closed: str) -> None:
    calendar = load_calendar(market, date(2026, 3, 1))
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [day for day in year if day.weekday() < 5 and not calendar.is_session(day)]
    assert " ".join(f"{day:%m-%d}" for day in found) == closed


@pytest.mark.parametrize(
    ("market", "today", "days", "closes"),
    [
        (Market.SHANGHAI, date(2026, 3, 1), "", 15),
        (Market.HONG_KONG, date(2026, 3, 1), "02-16 12-24 12-31", 12),
        (Market.NEW_YORK, date(2026, 3, 1), "11-27 12-24", 13),
        # Christmas 2027 is a Saturday: its eve is a holiday in New York, and no half day.
        (Market.HONG_KONG, date(2027, 3, 1), "02-05 12-24 12-31", 12),
        (Market.NEW_YORK, date(2027, 3, 1), "11-26", 13),
    ],
)
def test_every_market_closes_early_on_its_own_half_days(
    market: Market, today: date, days: str, closes: int
) -> None:
    calendar = load_calendar(market, today)
    year = [date(today.year, 1, 1) + timedelta(days=number) for number in range(365)]
    usual = Calendar(market).hours(today)[1].hour
    found = [
        day for day in year if calendar.is_session(day) and calendar.hours(day)[1].hour != usual
    ]
    assert " ".join(f"{day:%m-%d}" for day in found) == days
    assert {calendar.hours(day)[1].hour for day in found} <= {closes}


def test_after_an_early_close_it_is_no_trading_time() -> None:
    calendar = load_calendar(Market.NEW_YORK, date(2026, 11, 1))
    closed = datetime(2026, 11, 27, 13, 30, tzinfo=calendar.zone)
    assert not calendar.is_trading_time(closed)
    assert calendar.is_trading_time(closed - timedelta(minutes=1))
    assert Calendar(Market.NEW_YORK).is_trading_time(closed)


@pytest.mark.parametrize(
    ("market", "hour", "minute", "trades"),
    [
        (Market.SHANGHAI, 0, 59, False),
        (Market.SHANGHAI, 1, 0, True),  # 09:00 in Shanghai, half an hour before the open
        (Market.SHANGHAI, 4, 0, True),  # the lunch break belongs to the day
        (Market.SHANGHAI, 7, 29, True),
        (Market.SHANGHAI, 7, 30, False),
        (Market.HONG_KONG, 8, 15, True),
        (Market.NEW_YORK, 13, 59, False),
        (Market.NEW_YORK, 14, 0, True),
    ],
)
def test_a_market_trades_from_half_an_hour_before_the_open_till_half_an_hour_after_the_close(
    market: Market, hour: int, minute: int, trades: bool
) -> None:
    monday = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)
    assert Calendar(market).is_trading_time(monday) is trades
    assert not Calendar(market).is_trading_time(monday - timedelta(days=1))


@pytest.mark.parametrize(
    ("zone", "lang", "market"),
    [
        ("Asia/Hong_Kong", "en", Market.HONG_KONG),
        ("Asia/Shanghai", None, Market.SHANGHAI),
        ("America/New_York", "zh-Hans", Market.NEW_YORK),
        ("UTC", "zh-Hans", Market.SHANGHAI),
        ("UTC", "zh-Hant", Market.HONG_KONG),
        ("UTC", "zh-TW", Market.HONG_KONG),
        ("Europe/London", None, Market.NEW_YORK),
    ],
)
def test_the_market_follows_from_the_time_zone_or_else_the_language(
    zone: str, lang: str | None, market: Market
) -> None:
    assert market_of(zone, lang) is market


async def test_calendars_know_weekdays_at_once_and_holidays_once_they_are_refreshed() -> None:
    calendars = Calendars()
    assert calendars[Market.NEW_YORK].is_session(THANKSGIVING)
    await calendars.refresh(date(2026, 11, 23))
    assert not calendars[Market.NEW_YORK].is_session(THANKSGIVING)


async def test_calendars_are_refreshed_once_a_week() -> None:
    calendars = Calendars()
    await calendars.refresh(date(2026, 11, 23))
    known = calendars[Market.NEW_YORK]
    await calendars.refresh(date(2026, 11, 29))
    assert calendars[Market.NEW_YORK] is known
    await calendars.refresh(date(2026, 11, 30))
    assert calendars[Market.NEW_YORK].first > known.first


async def test_what_cannot_be_learned_is_asked_for_again() -> None:
    learned = {Market.NEW_YORK: Calendar(Market.NEW_YORK, THANKSGIVING, THANKSGIVING)}
    failures = [ParseError("no process could be started")]

    async def load(_today: date) -> Mapping[Market, Calendar]:
        if failures:
            raise failures.pop()
        return learned

    calendars = Calendars(load)
    await calendars.refresh(date(2026, 11, 23))
    assert calendars[Market.NEW_YORK].is_session(THANKSGIVING)
    await calendars.refresh(date(2026, 11, 23))
    assert not calendars[Market.NEW_YORK].is_session(THANKSGIVING)
