"""What goes in and out of the API of a chat, as the OpenAPI document has it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from notifier.core.i18n import Language
from notifier.core.preferences import zone_name
from notifier.web.api.schemas import Moment, Schema, Text

Exchange = Literal["XSHG", "XHKG", "XNYS"]
Cadence = Literal["instant", "hourly", "pre_open", "post_close", "daily", "weekly"]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:30"])]


def _known_zone(name: str) -> str:
    if zone_name(name) is None:
        raise ValueError("is no time zone; one is written as in Asia/Hong_Kong")
    return name


Zone = Annotated[str, Field(max_length=64, examples=["Asia/Shanghai"]), AfterValidator(_known_zone)]


class NewSubscription(Schema):
    """What to follow: a company's name or code, or words in the query language."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[Text, Field(min_length=1, max_length=20_000, examples=["科大讯飞"])]


class Subscription(Schema):
    """What a chat follows."""

    id: int
    query: str
    """In canonical form."""
    kind: Literal["company", "topic", "words"]
    title: str
    symbol: str | None
    created_at: datetime
    delivery: Cadence
    muted_until: datetime | None


class SubscriptionList(Schema):
    """All that a chat follows, in the order in which it was added."""

    items: list[Subscription]
    next: str | None = None


class SubscriptionChange(Schema):
    """What to change of a subscription; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    delivery: Cadence | None = None
    muted_until: Moment | None = None
    """Null ends the mute."""


class QuietHours(Schema):
    """Hours of the chat's day in which nothing comes, over midnight where `from` is later."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, serialize_by_alias=True)

    since: Annotated[Clock, Field(alias="from")]
    until: Clock

    @model_validator(mode="after")
    def _has_hours(self) -> QuietHours:
        if self.since == self.until:
            raise ValueError("must not end when they begin; null is for no quiet hours")
        return self


class Me(Schema):
    """A chat: how it is told."""

    language: Language
    time_zone: str
    quiet_hours: QuietHours | None
    quiet_weekends: bool
    """Whether nothing comes from Saturday to Monday, 08:00."""
    urgent_passes: bool
    """Whether urgent news of companies that are watched comes in quiet times, too."""
    daily_at: Clock
    """When the daily digest comes."""
    market: Exchange | None
    """Whose sessions digests keep to; null for those of the markets that are followed."""
    silent: bool
    pictures: bool
    hashtags: bool
    has_feed: bool
    """Whether the chat has a private feed; its address is told once, when it is made."""
    subscriptions: int
    max_subscriptions: int


class MeChange(Schema):
    """What to change; what is left out stays, and so does what is null, but for three.

    Null takes the operator's time zone, no quiet hours, and the markets that are followed.
    """

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None
    time_zone: Zone | None = None
    quiet_hours: QuietHours | None = None
    quiet_weekends: bool | None = None
    urgent_passes: bool | None = None
    daily_at: Clock | None = None
    market: Exchange | None = None
    silent: bool | None = None
    pictures: bool | None = None
    hashtags: bool | None = None


class NewFeed(Schema):
    """Asks for a new address of the private feed, which ends the one before."""

    model_config = ConfigDict(extra="forbid")

    rotate: Literal[True]


class Feed(Schema):
    """The addresses of a private feed, told once: whoever has one can read along."""

    rss: str
    atom: str
    json_feed: str
    opml: str
