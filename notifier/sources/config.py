"""What every kind of source has in common: its settings, its reading, its protocol.

A kind is one module with a settings class and a source class, and one line in `registry`.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, ClassVar, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationInfo,
    field_validator,
)

from notifier.core.market_calendar import Calendars, market_of
from notifier.core.model import Entry
from notifier.sources.date_order import is_language, usual_order
from notifier.sources.health.poll_interval import PollLimits, SourceCalendar
from notifier.sources.parsing.dates import DateStyle
from notifier.sources.parsing.items import ParseContext

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_A_CENTURY = timedelta(days=36525)
_SHORTEST = timedelta(seconds=15)


def read_duration(value: object) -> timedelta:
    """Read `30s`, `5m`, `2h` or `3d`; anything else is a ValueError that says so."""
    if isinstance(value, timedelta):
        return value
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*([smhd])", str(value).strip())
    if found is None:
        raise ValueError(f"{value!r} is no duration; write a number and s, m, h or d, as in '60s'")
    seconds = float(found[1]) * _UNITS[found[2]]
    if seconds > _A_CENTURY.total_seconds():
        raise ValueError(f"{value!r} is longer than makes sense here")
    return timedelta(seconds=seconds)


def _sound_name(value: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,64}", value):
        raise ValueError(
            f"{value[:80]!r} is no name of a source; write letters, digits, '-', '_' and '.', at "
            "most 64 and no spaces, and what people are to read as `title`"
        )
    return value


def _duration_or_none(value: object) -> timedelta | None:
    return None if value is None or value == "none" else read_duration(value)


def _sound_interval(value: timedelta) -> timedelta:
    if not timedelta(seconds=1) <= value <= timedelta(days=30):
        raise ValueError("must be between '1s' and '30d'")
    return value


def names_server(address: str, schemes: Collection[str]) -> bool:
    """Return whether an address of one of these schemes names a host, and a port that can be."""
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not match, or a port that is no number
        return False


def _http_url(value: str) -> str:
    if not names_server(value, {"http", "https"}) or not value.isprintable() or " " in value:
        raise ValueError("must be an http:// or https:// address")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone; write one as in Asia/Shanghai") from None
    return value


def _language(value: str) -> str:
    if not is_language(value):
        raise ValueError(f"{value!r} is no language's tag; write one as in zh-Hans or en")
    return value


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _sound_formats(formats: tuple[str, ...]) -> tuple[str, ...]:
    moment = datetime(2026, 11, 28, 16, 5, 9, tzinfo=UTC)
    for each in formats:
        written = moment.strftime(each)
        try:
            datetime.strptime(written, each)  # noqa: DTZ007 - it is only tried
        except ValueError:
            written = each
        if written == each:
            raise ValueError(
                f"{each!r} is no form of a date; write one as in '%d/%m/%Y %H:%M' "
                "(%d day, %m month, %Y year, %H hour, %M minute, %p am or pm)"
            )
    return formats


Duration = Annotated[timedelta, BeforeValidator(read_duration)]
Interval = Annotated[Duration, AfterValidator(_sound_interval)]
MaxAge = Annotated[timedelta | None, BeforeValidator(_duration_or_none)]
TimeFormats = Annotated[
    tuple[str, ...], BeforeValidator(_one_or_several), AfterValidator(_sound_formats)
]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
LanguageTag = Annotated[str, AfterValidator(_language)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]


class SourceConfig(BaseModel, ABC):
    """A `[[source]]` of `config/sources.toml`, as far as every kind has it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    name: Annotated[str, AfterValidator(_sound_name)]
    """Names the source in alerts, in logs and in `source:` queries; unique."""
    title: str | None = None
    """A longer name for people; the name where it is left out."""
    enabled: bool = True
    interval: Interval = timedelta(seconds=60)
    interval_min: Interval | None = None
    """The shortest that polling may make of the interval; see `poll_limits`."""
    interval_max: Interval | None = None
    """The longest that polling may make of it while the source is well."""
    max_age: MaxAge = None
    """An article older than this when it first appears fills the feeds but alerts nobody."""
    lang: LanguageTag | None = None
    """The language of its articles where they do not say, such as `zh-Hans`."""
    tickers: tuple[str, ...] = ()
    """Codes of the securities that all its articles are about, such as a company's own news."""
    terms: str | None = None
    """The site's terms for programs that read it: for whoever decides to switch it on."""
    timezone: TimeZone = "UTC"
    """Of times that do not say theirs."""
    time_format: TimeFormats = ()
    """How its dates are written, as strptime has it, one form or several; no other is read."""
    ignore_zone: bool = False
    """Its dates name a wrong zone: `timezone` is meant, whatever they say."""

    on_this_machine: ClassVar[bool] = False
    """Of a kind: polling it costs nobody anything, and no news is expected of it."""

    @field_validator("interval_min", "interval_max", mode="after")
    @classmethod
    def _around_interval(cls, value: timedelta | None, info: ValidationInfo) -> timedelta | None:
        interval = info.data.get("interval")
        if value is not None and interval is not None:
            if info.field_name == "interval_min" and value > interval:
                raise ValueError("must not be longer than `interval`")
            if info.field_name == "interval_max" and value < interval:
                raise ValueError("must not be shorter than `interval`")
        return value

    @property
    @abstractmethod
    def identity(self) -> str:
        """What the source reads. When this changes, it counts as a new source."""

    @property
    def poll_limits(self) -> PollLimits:
        """How often the source may be polled: its interval is a promise.

        Only `interval_max` makes it longer. It is halved, down to 15 seconds, in lively hours.
        """
        base = self.interval
        if self.on_this_machine:
            return PollLimits(base, base, base)
        shortest = max(base / 2, min(base, _SHORTEST))
        return PollLimits(base, self.interval_min or shortest, self.interval_max or base)

    def parse_context(self, url: str, now: datetime) -> ParseContext:
        """Return the context for a document of it that was fetched from `url` at `now`."""
        order = usual_order(self.timezone, self.lang)
        style = DateStyle(self.time_format, self.ignore_zone, order)
        return ParseContext(url, ZoneInfo(self.timezone), now, style)

    def calendar(self, calendars: Calendars) -> SourceCalendar:
        """Return the source's week: its time zone, and the market that its news is about."""
        market = calendars[market_of(self.timezone, self.lang)]
        has_zone = "timezone" in self.model_fields_set
        return SourceCalendar(ZoneInfo(self.timezone) if has_zone else market.zone, market)

    @property
    def label(self) -> str:
        """The name to show to people."""
        return self.title or self.name


SourceState = Mapping[str, str]
"""What a source wants to be given at its next reading, such as a feed's ETag."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one poll of a source brought."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    """What could not be read, a sentence each."""
    state: SourceState = field(default_factory=dict)
    """What the source wants to be given at its next reading."""
    unchanged: bool = False
    """Nothing changed since the last reading, so that there are no entries."""
    carried: tuple[str, ...] = ()
    """The keys of all that the source carries, from top to end; nothing where entries are all."""
    whole: bool = True
    """Nothing that the source carries now is missing."""
    fresh_for: float | None = None
    """Seconds for which the source says that nothing new comes."""
    notes: tuple[str, ...] = ()
    """What is no problem, but odd, a sentence each."""
    pages_read: int = 0
    """How many pages of articles gave their article."""
    pages_withheld: int = 0
    """How many gave another page in its place, such as one to log in."""
    hub: str | None = None
    """The WebSub hub that pushes `hub_topic`."""
    hub_topic: str | None = None
    """The source's own address, as it gives it."""


class Source(Protocol):
    """A place that articles come from."""

    @property
    def config(self) -> SourceConfig:
        """The source's settings."""
        ...

    async def read(self, state: SourceState) -> Reading:
        """Read the source once, given the state of its last reading; raises SourceError."""
        ...

    def stored(self) -> None:
        """Note that all of the last reading is in the database."""
        ...
