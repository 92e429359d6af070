"""What goes in and out of the API, as its OpenAPI document has it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypedDict

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict

from notifier.core.i18n import Language
from notifier.core.text import strip_invalid

Market = Literal["mainland", "hong-kong", "us"]
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_BLANK = re.compile(r"(:\d\d(?:\.\d+)?) (?=\d\d(?::?\d\d)?$)")


def _sane(moment: datetime) -> datetime:
    if not _FIRST_YEAR < moment.year < _LAST_YEAR:
        raise ValueError(f"must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return moment.astimezone(UTC)


def _with_plus(given: object) -> object:
    """Return a moment with the plus of its zone, which becomes a blank in an address."""
    return _BLANK.sub(r"\1+", given) if isinstance(given, str) else given


Moment = Annotated[AwareDatetime, BeforeValidator(_with_plus), AfterValidator(_sane)]
Text = Annotated[str, AfterValidator(strip_invalid)]
"""What somebody typed, without what no database takes."""


class Schema(BaseModel):
    """What the document describes, with what stands below each field here."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Source(Schema):
    """Who published an article."""

    name: str
    title: str


class CompanyName(Schema):
    """A company that an article is about."""

    symbol: str
    name: str


class TopicName(Schema):
    """A topic that an article belongs to."""

    slug: str
    title: str


class Article(Schema):
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


class ArticlePage(Schema):
    """Articles, the newest first."""

    items: list[Article]
    next: str | None
    """What `cursor` is for the next page; null at the end."""


class StorySummary(Schema):
    """Articles that report the same thing, under the title of the first."""

    id: int
    title: str
    created_at: datetime
    articles: int
    sources: list[Source]


class StoryPage(Schema):
    """Stories, the newest first."""

    items: list[StorySummary]
    next: str | None


class Story(StorySummary):
    """A story with its articles, the first one first."""

    items: list[Article]


class Company(Schema):
    """A listed company; `query` is what one subscribes to."""

    symbol: str
    name: str
    names: dict[Language, str]
    market: Market
    query: str
    feed: str
    match: Literal["code", "name", "alias", "pinyin"] | None = None
    """By what it was found; null where nothing was looked for."""


class CompanyPage(Schema):
    """Companies: the likeliest first where something was looked for, else by symbol."""

    items: list[Company]
    next: str | None


class CompanyNews(Company):
    """A company with its newest articles, one of each story."""

    listings: list[str]
    """The symbols of all shares of the company."""
    articles: list[Article]


class Topic(Schema):
    """A topic of the operator; `query` is what one subscribes to."""

    slug: str
    title: str
    query: str
    feed: str


class TopicList(Schema):
    """All topics."""

    items: list[Topic]
    next: str | None = None


class DayCount(Schema):
    """How many articles came on a day."""

    date: date
    count: int


class Finding(Schema):
    """An article that a subscription would have brought, and why."""

    article: Article
    reasons: list[str]


class Preview(Schema):
    """What a subscription would have brought."""

    query: str
    title: str
    days: int
    count: int
    """How many stories: of each, who subscribes is told once."""
    per_day: list[DayCount]
    average: float
    exact: bool
    """Whether every article was read; else the counts are projected from a part of them."""
    noisy: bool
    """Whether that is more than people read."""
    items: list[Finding]


class Fault(Schema):
    """What is not of the documented form, and where it stands."""

    where: str
    what: str


class Choice(Schema):
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


class Problem(Schema):
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
