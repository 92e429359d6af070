"""When markets trade: sessions with their holidays and half days, for rules that depend on it.

A calendar knows the holidays of a stretch of time; outside of it every weekday counts as a session.
Importing them takes half a second and 15 MB, so it is done aside, and only where somebody asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from importlib import import_module
from zoneinfo import ZoneInfo

from notifier.core.errors import ParseError

_BACK = timedelta(days=60)
_AHEAD = timedelta(days=366)
_REFRESHED_AFTER = timedelta(days=7)
_AROUND = timedelta(minutes=30)
"""News that moves prices comes shortly before the open and after the close too."""


class Market(StrEnum):
    """An exchange, by its ISO 10383 code."""

    SHANGHAI = "XSHG"
    HONG_KONG = "XHKG"
    NEW_YORK = "XNYS"


_ZONES = {
    Market.SHANGHAI: "Asia/Shanghai",
    Market.HONG_KONG: "Asia/Hong_Kong",
    Market.NEW_YORK: "America/New_York",
}
_HOURS = {
    Market.SHANGHAI: (time(9, 30), time(15)),
    Market.HONG_KONG: (time(9, 30), time(16)),
    Market.NEW_YORK: (time(9, 30), time(16)),
}
_HALF_DAY_CLOSES = {Market.HONG_KONG: time(12), Market.NEW_YORK: time(13)}
"""When they close on the eves of holidays; Shanghai has no half days."""
_HALF_DAY = "half_day"
"""How `holidays` calls them."""


def market_of(zone: str, lang: str | None) -> Market:
    """Return the market that news in this time zone or language is about."""
    for market, its_zone in _ZONES.items():
        if zone == its_zone:
            return market
    match (lang or "").lower():
        case "zh-hant" | "zh-hk" | "zh-tw" | "zh-mo":
            return Market.HONG_KONG
        case tag if tag.startswith("zh"):
            return Market.SHANGHAI
        case _:
            return Market.NEW_YORK


@dataclass(frozen=True, slots=True)
class Calendar:
    """A market's sessions: the days in `sessions`, of those from `first` to `last`."""

    market: Market
    first: date = date.max
    """The first day whose holidays are known."""
    last: date = date.min
    """The last such day."""
    sessions: frozenset[date] = frozenset()
    half_days: frozenset[date] = frozenset()
    """The days on which it closes early."""

    @property
    def zone(self) -> ZoneInfo:
        """The market's time zone."""
        return ZoneInfo(_ZONES[self.market])

    def is_session(self, day: date) -> bool:
        """Return whether the market opens on a day, which is one of its own time zone."""
        if self.first <= day <= self.last:
            return day in self.sessions
        return day.weekday() < 5

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """Return when the market opens and closes on a day of a session."""
        opens, closes = _HOURS[self.market]
        if day in self.half_days:
            closes = _HALF_DAY_CLOSES[self.market]
        return datetime.combine(day, opens, self.zone), datetime.combine(day, closes, self.zone)

    def is_trading_time(self, now: datetime) -> bool:
        """Return whether the market trades, or does so within half an hour, or has just closed."""
        local = now.astimezone(self.zone)
        if not self.is_session(local.date()):
            return False
        opens, closes = self.hours(local.date())
        return opens - _AROUND <= local < closes + _AROUND


def load_calendars(today: date) -> Mapping[Market, Calendar]:
    """Return every market's sessions around a day."""
    return {market: load_calendar(market, today) for market in Market}


async def _load_in_thread(today: date) -> Mapping[Market, Calendar]:
    return await asyncio.to_thread(load_calendars, today)


@dataclass(slots=True)
class Calendars:
    """Every market's calendar as far as it is known by now: at first weekdays only.

    `load` calls `load_calendars`; a service has it called in a process that ends again.
    """

    load: Callable[[date], Awaitable[Mapping[Market, Calendar]]] = _load_in_thread
    _known: Mapping[Market, Calendar] = field(
        default_factory=lambda: {market: Calendar(market) for market in Market}
    )
    _as_of: date = date.min

    def __getitem__(self, market: Market) -> Calendar:
        return self._known[market]

    async def refresh(self, today: date) -> None:
        """Learn the holidays around `today`, where that was not done in the last days."""
        before = self._as_of
        if today - before < _REFRESHED_AFTER:
            return
        self._as_of = today
        try:
            self._known = await self.load(today)
        except ParseError as error:
            # A process that parses has no use for a log, and would import it for 0.1 s.
            from notifier.core.log import get_logger  # noqa: PLC0415

            self._as_of = before
            get_logger(__name__).warning("holidays_not_read", problem=str(error))


def load_calendar(market: Market, today: date) -> Calendar:
    """Return a market's sessions from two months before to a year after a day."""
    financial_holidays = import_module("holidays").financial_holidays
    closed, half = financial_holidays(market.value), frozenset[date]()
    first, last = today - _BACK, today + _AHEAD
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    sessions = frozenset(day for day in days if day.weekday() < 5 and day not in closed)
    if market in _HALF_DAY_CLOSES:
        early = financial_holidays(market.value, categories=(_HALF_DAY,))
        half = frozenset(day for day in sessions if day in early)
    return Calendar(market, first, last, sessions, half)
