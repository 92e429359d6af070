"""What a chat settled about when it is told: kept as JSON, read whatever it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES_A_DAY = 24 * 60
MARKETS = ("XSHG", "XHKG", "XNYS")


@dataclass(frozen=True, slots=True)
class Preferences:
    """When a chat is told. Times of day are minutes from midnight in its time zone.

    `timezone` is the operator's where it is None; quiet hours run from `quiet_from` to
    `quiet_until`, over midnight where that is earlier, and are none where both are the same;
    `market` is whose sessions digests keep to.
    """

    timezone: str | None = None
    quiet_from: int = 0
    quiet_until: int = 0
    urgent_passes: bool = True
    market: str = "XSHG"
    daily_at: int = 18 * 60

    @property
    def has_quiet_hours(self) -> bool:
        """Tell whether there are hours in which nothing is sent."""
        return self.quiet_from != self.quiet_until

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """Return the chat's time zone."""
        return ZoneInfo(self.timezone) if self.timezone else default

    def as_json(self) -> dict[str, Any]:
        """Return what is stored: what differs from the usual."""
        usual = asdict(USUAL)
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


USUAL = Preferences()
"""What holds where a chat settled nothing."""


def read_preferences(stored: object) -> Preferences:
    """Read stored preferences; what is strange in them counts as not said."""
    given: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {}
    usual = USUAL
    market = given.get("market")
    passes = given.get("urgent_passes")
    return Preferences(
        timezone=zone_name(given.get("timezone")),
        quiet_from=_minute(given.get("quiet_from"), usual.quiet_from),
        quiet_until=_minute(given.get("quiet_until"), usual.quiet_until),
        urgent_passes=passes if isinstance(passes, bool) else usual.urgent_passes,
        market=market if market in MARKETS else usual.market,
        daily_at=_minute(given.get("daily_at"), usual.daily_at),
    )


def zone_name(value: object) -> str | None:
    """Return a time zone's name where it is one, such as Asia/Hong_Kong."""
    if not isinstance(value, str):
        return None
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _minute(value: object, usual: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return usual
    return value if 0 <= value < MINUTES_A_DAY else usual
