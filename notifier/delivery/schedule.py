"""When an alert goes out (at once, after quiet hours, in a digest) and whether it sounds. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifier.core.alerts import AlertKind, Cadence, Rank
from notifier.core.market_calendar import Calendar, Calendars, Market
from notifier.core.preferences import Preferences

BEFORE_OPEN = timedelta(minutes=30)
AFTER_CLOSE = timedelta(minutes=15)
_WEEKEND_ENDS = 8 * 60
"""The minute of Monday until which a weekend is quiet: what waited comes when people are up."""
_MONDAY, _SATURDAY = 0, 5
_LONGEST_HOLIDAY = 15
"""No market is closed for more days than these."""


def digest_due(
    cadence: str,
    now: datetime,
    preferences: Preferences,
    zone: ZoneInfo,
    calendars: Calendars,
    markets: Iterable[Market],
) -> datetime:
    """Return when a digest of what comes from `now` on is due: never in quiet hours.

    `zone` is the operator's, for chats that have none of their own. Of several `markets` the one
    that opens, or closes, first counts: what waits is told no later than its own market would.
    """
    local = now.astimezone(preferences.zone(zone))
    match cadence:
        case Cadence.HOURLY:
            due = now + timedelta(hours=1) - timedelta(minutes=now.minute, seconds=now.second)
            due = due.replace(microsecond=0)
        case Cadence.DAILY:
            due = _next_at(local, preferences.daily_at)
        case Cadence.WEEKLY:
            due = _next_at(local, preferences.daily_at, on=_SATURDAY)
        case Cadence.PRE_OPEN | Cadence.POST_CLOSE:
            due = min(_next_session(cadence, now, calendars[market]) for market in markets)
        case _:
            due = now
    return quiet_end(due, preferences, zone) or due


def send_time(
    now: datetime, kind: AlertKind, rank: Rank, preferences: Preferences, zone: ZoneInfo
) -> datetime:
    """Return when an alert may go out: now, or when the quiet hours end."""
    makes_no_sound = kind is AlertKind.EDIT
    if makes_no_sound or (rank is Rank.URGENT and preferences.urgent_passes):
        return now
    return quiet_end(now, preferences, zone) or now


def makes_sound(rank: Rank, preferences: Preferences) -> bool:
    """Return whether an alert makes a sound when it goes out."""
    return not preferences.silent or (rank is Rank.URGENT and preferences.urgent_passes)


def quiet_end(now: datetime, preferences: Preferences, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours or the quiet weekend end that `now` lies in; else None.

    One may begin before the other ends.
    """
    end = None
    local = now.astimezone(preferences.zone(zone))
    while later := _night_end(local, preferences) or _weekend_end(local, preferences):
        end = local = later
    return end and end.astimezone(UTC)


def _night_end(local: datetime, preferences: Preferences) -> datetime | None:
    if not preferences.has_quiet_hours:
        return None
    minute = local.hour * 60 + local.minute
    begins, ends = preferences.quiet_from, preferences.quiet_until
    is_within = begins <= minute < ends if begins < ends else minute >= begins or minute < ends
    return _next_at(local, ends, repeats=True) if is_within else None


def _weekend_end(local: datetime, preferences: Preferences) -> datetime | None:
    day, minute = local.weekday(), local.hour * 60 + local.minute
    is_weekend = day >= _SATURDAY or (day == _MONDAY and minute < _WEEKEND_ENDS)
    if not (preferences.quiet_weekends and is_weekend):
        return None
    zone = local.tzinfo
    assert isinstance(zone, ZoneInfo)
    monday = local.date() + timedelta(days=-day % 7)
    return _at(monday, _WEEKEND_ENDS, zone)


def _next_at(
    local: datetime, minute: int, *, on: int | None = None, repeats: bool = False
) -> datetime:
    """Return the next moment of a minute of the day, after `local`, in its time zone.

    `on` is the day of the week that it must be, where any will not do. A minute that the clock
    repeats on that day comes twice where it `repeats`, else the first time only.
    """
    zone = local.tzinfo
    assert isinstance(zone, ZoneInfo)
    now, day = local.astimezone(UTC), local.date()
    while True:
        for fold in (0, 1) if repeats else (0,):
            moment = _at(day, minute, zone, fold)
            # In UTC: moments of one zone Python compares by the clock on the wall.
            if moment.astimezone(UTC) > now and on in {None, day.weekday()}:
                return moment
        day += timedelta(days=1)


def _at(day: date, minute: int, zone: ZoneInfo, fold: int = 0) -> datetime:
    # A minute that the clock skips on that day counts as it would on the day before.
    return datetime.combine(day, time(minute // 60, minute % 60, fold=fold), zone)


def _next_session(cadence: str, now: datetime, calendar: Calendar) -> datetime:
    """Return the next moment before an open, or after a close."""
    day = now.astimezone(calendar.zone).date()
    for _ in range(_LONGEST_HOLIDAY):
        if calendar.is_session(day):
            opens, closes = calendar.hours(day)
            moment = opens - BEFORE_OPEN if cadence == Cadence.PRE_OPEN else closes + AFTER_CLOSE
            if moment > now:
                return moment
        day += timedelta(days=1)
    return now + timedelta(days=1)
