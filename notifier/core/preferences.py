"""When and how a chat wants to be alerted: stored as JSON, read whatever it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTES_A_DAY = 24 * 60
MARKETS = ("XSHG", "XHKG", "XNYS")


@dataclass(frozen=True, slots=True)
class Preferences:
    """When and how a chat wants to be alerted.

    Times of day are minutes from midnight in its time zone.
    """

    timezone: str | None = None
    """The operator's where it is None."""
    quiet_from: int = 0
    quiet_until: int = 0
    """Over midnight where it is earlier; no hours are quiet where both are the same."""
    quiet_weekends: bool = False
    """Nothing is sent from Saturday to Monday morning."""
    urgent_passes: bool = True
    """What is urgent comes in quiet hours too, and makes a sound."""
    market: str | None = None
    """Whose sessions digests keep to, one of MARKETS; None for those of what is followed."""
    daily_at: int = 18 * 60
    silent: bool = False
    """Alerts make no sound."""
    preview: bool = True
    """An alert shows the picture of its article."""
    hashtags: bool = False
    """An alert carries hashtags of its companies."""

    @property
    def has_quiet_hours(self) -> bool:
        """Whether there are hours in which nothing is sent."""
        return self.quiet_from != self.quiet_until

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        """Return the chat's time zone."""
        return ZoneInfo(self.timezone) if self.timezone else default

    def as_json(self) -> dict[str, Any]:
        """Return what is stored: the values that differ from the default."""
        default = asdict(DEFAULT_PREFERENCES)
        return {name: value for name, value in asdict(self).items() if value != default[name]}


DEFAULT_PREFERENCES = Preferences()
"""The preferences of a chat that set none."""


def read_preferences(stored: object) -> Preferences:
    """Return stored preferences, with the default for every value that is invalid."""
    given: Mapping[str, Any] = stored if isinstance(stored, Mapping) else {}
    default = DEFAULT_PREFERENCES
    market = given.get("market")
    return Preferences(
        timezone=zone_name(given.get("timezone")),
        quiet_from=_minute(given.get("quiet_from"), default.quiet_from),
        quiet_until=_minute(given.get("quiet_until"), default.quiet_until),
        quiet_weekends=_flag(given.get("quiet_weekends"), default.quiet_weekends),
        urgent_passes=_flag(given.get("urgent_passes"), default.urgent_passes),
        market=market if market in MARKETS else default.market,
        daily_at=_minute(given.get("daily_at"), default.daily_at),
        silent=_flag(given.get("silent"), default.silent),
        preview=_flag(given.get("preview"), default.preview),
        hashtags=_flag(given.get("hashtags"), default.hashtags),
    )


def zone_name(value: object) -> str | None:
    """Return a time zone's name where it is one, such as Asia/Hong_Kong."""
    if not isinstance(value, str):
        return None
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _flag(value: object, default: bool) -> bool:
    return value if isinstance(value, bool) else default


def _minute(value: object, default: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        return default
    return value if 0 <= value < MINUTES_A_DAY else default
