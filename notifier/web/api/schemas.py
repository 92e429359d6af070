"""What goes in and out of the API, as its OpenAPI document has it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypedDict

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from notifier.core.preferences import zone_name
from notifier.core.text import strip_invalid

Language = Literal["zh-Hans", "zh-Hant", "en"]
Market = Literal["mainland", "hong-kong", "us"]
Exchange = Literal["XSHG", "XHKG", "XNYS"]
Cadence = Literal["instant", "hourly", "pre_open", "post_close", "daily"]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:30"])]
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def _sane(moment: datetime) -> datetime:
    if not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise ValueError(f"must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment.astimezone(UTC)


def _known_zone(name: str) -> str:
    if zone_name(name) is None:
        raise ValueError("is no time zone; one is written as in Asia/Hong_Kong")
    return name


Moment = Annotated[AwareDatetime, AfterValidator(_sane)]
Zone = Annotated[str, Field(max_length=64, examples=["Asia/Shanghai"]), AfterValidator(_known_zone)]
Text = Annotated[str, AfterValidator(strip_invalid)]
"""What somebody typed, without what no database takes."""


class Source(BaseModel):
    """Who published an article."""

    name: str
    title: str


class CompanyName(BaseModel):
    """A company that an article is about."""

    symbol: str
    name: str


class TopicName(BaseModel):
    """A topic that an article belongs to."""

    slug: str
    title: str


class Article(BaseModel):
    """An article; `first_seen_at` is when this service had it first."""

    id: int
    story_id: int
    title: str
    url: str | None
    source: Source
    published_at: datetime
    first_seen_at: datetime
    changed_at: datetime | None
    excerpt: str
    companies: list[CompanyName]
    topics: list[TopicName]


class ArticlePage(BaseModel):
    """Articles, the newest first."""

    items: list[Article]
    next: str | None
    """What `cursor` is for the next page; null at the end."""


class StorySummary(BaseModel):
    """Articles that report the same thing, under the title of the first."""

    id: int
    title: str
    created_at: datetime
    articles: int
    sources: list[Source]


class StoryPage(BaseModel):
    """Stories, the newest first."""

    items: list[StorySummary]
    next: str | None


class Story(StorySummary):
    """A story with its articles, the first one first."""

    items: list[Article]


class Names(BaseModel):
    """What a company is called in each language."""

    zh_hans: Annotated[str, Field(alias="zh-Hans")]
    zh_hant: Annotated[str, Field(alias="zh-Hant")]
    en: str

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)


class Company(BaseModel):
    """A listed company; `query` is what one subscribes to."""

    symbol: str
    name: str
    names: Names
    market: Market
    query: str
    feed: str
    match: Literal["code", "name", "alias", "pinyin"] | None = None
    """By what it was found; null where nothing was looked for."""


class CompanyPage(BaseModel):
    """Companies: the likeliest first where something was looked for, else by symbol."""

    items: list[Company]
    next: str | None


class CompanyNews(Company):
    """A company with its newest articles, one of each story."""

    listings: list[str]
    """The symbols of all shares of the company."""
    articles: list[Article]


class Topic(BaseModel):
    """A topic of the operator; `query` is what one subscribes to."""

    slug: str
    title: str
    query: str
    feed: str


class TopicList(BaseModel):
    """All topics."""

    items: list[Topic]
    next: None = None


class DayCount(BaseModel):
    """How many articles came on a day."""

    date: date
    count: int


class Finding(BaseModel):
    """An article that a subscription would have brought, and why."""

    article: Article
    reasons: list[str]


class Preview(BaseModel):
    """What a subscription would have brought."""

    query: str
    title: str
    days: int
    count: int
    per_day: list[DayCount]
    average: float
    exact: bool
    """Whether every article was read; else the counts are projected from a part of them."""
    noisy: bool
    """Whether that is more than people read."""
    items: list[Finding]


class NewSubscription(BaseModel):
    """What to follow: a company's name or code, or words in the query language."""

    model_config = ConfigDict(extra="forbid")

    query: Annotated[Text, Field(min_length=1, max_length=20_000, examples=["科大讯飞"])]


class Subscription(BaseModel):
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


class SubscriptionList(BaseModel):
    """All that a chat follows, in the order in which it was added."""

    items: list[Subscription]
    next: None = None


class SubscriptionChange(BaseModel):
    """What to change of a subscription; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    delivery: Cadence | None = None
    muted_until: Moment | None = None
    """Null ends the mute."""


class QuietHours(BaseModel):
    """Hours of the chat's day in which nothing comes, over midnight where `from` is later."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, serialize_by_alias=True)

    since: Annotated[Clock, Field(alias="from")]
    until: Clock


class Me(BaseModel):
    """A chat: how it is told."""

    language: Language
    time_zone: str
    quiet_hours: QuietHours | None
    urgent_passes: bool
    """Whether urgent news of companies that are watched comes in quiet hours, too."""
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


class MeChange(BaseModel):
    """What to change; what is left out stays, and so does what is null, but for three.

    Null takes the operator's time zone, no quiet hours, and the markets that are followed.
    """

    model_config = ConfigDict(extra="forbid")

    language: Language | None = None
    time_zone: Zone | None = None
    quiet_hours: QuietHours | None = None
    urgent_passes: bool | None = None
    daily_at: Clock | None = None
    market: Exchange | None = None
    silent: bool | None = None
    pictures: bool | None = None
    hashtags: bool | None = None


class NewFeed(BaseModel):
    """Asks for a new address of the private feed, which ends the one before."""

    model_config = ConfigDict(extra="forbid")

    rotate: Literal[True]


class Feed(BaseModel):
    """The addresses of a private feed, told once: whoever has one can read along."""

    rss: str
    atom: str
    json_feed: str
    opml: str


class Fault(BaseModel):
    """What is not of the documented form, and where it stands."""

    where: str
    what: str


class Choice(BaseModel):
    """A company that may be meant, and the query that means it for sure."""

    symbol: str
    name: str
    query: str


class Members(TypedDict, total=False):
    """What a problem may say besides."""

    faults: list[Fault]
    position: int
    repair: str | None
    choices: list[Choice]
    as_words: str
    queries: list[str]
    limit: int


class Problem(BaseModel):
    """What is wrong (RFC 9457); `detail` is in the language of who asks."""

    type: str
    title: str
    status: int
    detail: str
    faults: list[Fault] | None = None
    position: int | None = None
    """Where in the query, in characters from 0."""
    repair: str | None = None
    """A query that would be taken and is probably what was meant."""
    choices: list[Choice] | None = None
    as_words: str | None = None
    """The query that means the words themselves, and no company."""
    queries: list[str] | None = None
    """What to ask for one by one."""
    limit: int | None = None
