"""The values that travel through the service: frozen, typed, without I/O.

The way of an article: a source yields an `Entry`; stored it is an `Article`; rules read it as a
`Document`; recognition adds `Mention`s, matching adds `Match`es with `Reason`s, planning makes
`Alert`s (`notifier.core.alerts`) of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from notifier.core.folding import Folded, fold
from notifier.core.preferences import DEFAULT_PREFERENCES, Preferences


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source yields: one article as its publisher gave it, not yet stored."""

    key: str
    """Stable, and unique within its source."""
    title: str
    url: str | None = None
    body: str = ""
    """HTML or plain text."""
    author: str | None = None
    categories: tuple[str, ...] = ()
    lang: str | None = None
    """A language tag, such as `zh-Hans`."""
    image: str | None = None
    """The address of a picture."""
    published: datetime | None = None
    """With a time zone."""
    tickers: tuple[str, ...] = ()
    """Codes of securities that the source gives as fields, as it writes them."""
    urgent: bool = False
    """Whether the source marks it so, as its page does in red."""
    date_text: str | None = field(default=None, compare=False)
    """Its date as the source writes it, for whoever looks at the source; it is not stored."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a document's text that the source's own markup ties to a security code."""

    start: int
    end: int
    """Both count characters of `Document.text`; the end is excluded."""
    code: str
    """As the source writes it."""


@dataclass(frozen=True)
class Document:
    """An article as the rules read it: plain text, with what the source's markup claims.

    Folded forms are computed once and shared by recognition and matching.
    """

    title: str
    text: str = ""
    """The body without the title, one paragraph a line."""
    marks: tuple[Mark, ...] = ()
    tickers: tuple[str, ...] = ()
    """Codes of securities that the source gives as fields."""
    source: str = ""
    """The name of its source; of a template's, the template's."""
    categories: tuple[str, ...] = ()
    lang: str | None = None

    @cached_property
    def folded_title(self) -> Folded:
        """The title, folded for comparison."""
        return fold(self.title)

    @cached_property
    def folded_text(self) -> Folded:
        """The body's text, folded for comparison."""
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Security:
    """One listed security."""

    symbol: str
    """Canonical: SZ002230, 00700.HK, AAPL, BRK.B."""
    exchange: str
    name: str
    """How it is shown."""
    aliases: tuple[str, ...] = ()
    """Other names that mean it."""


class Role(StrEnum):
    """What a named company is to an article."""

    SUBJECT = "subject"
    SOURCE = "source"  # only the origin of a report, a data vendor, a byline


class Field(StrEnum):
    """The part of a document that an offset counts in."""

    TITLE = "title"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mention:
    """A security that a document is recognised to name, and why."""

    symbol: str
    name: str
    role: Role
    score: float
    """Higher for stronger evidence."""
    field: Field
    start: int
    end: int
    """Both count characters of `field`; the end is excluded."""
    surface: str
    """The text that names it; empty, at 0, where only a structured ticker does."""
    evidence: tuple[str, ...]
    """Why, in words that a user can read."""


class ReasonKind(StrEnum):
    """What sort of thing made a query hold."""

    SECURITY = "security"
    TERM = "term"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in a document that made a query hold, for showing and highlighting."""

    kind: ReasonKind
    label: str
    """The term as the query has it, or the security's name."""
    symbol: str | None = None
    """Of a security."""
    field: Field | None = None
    start: int | None = None
    end: int | None = None
    """Both count characters of `field`; None where it is no span of text, as for `source:`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A query that holds for a document, and why."""

    query_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as stored."""

    id: int
    story_id: int
    """Shared by articles that report the same thing."""
    source: str
    """The name of its source."""
    key: str
    """What names it within its source."""
    url: str | None
    title: str
    body: str
    seen_at: datetime
    published_at: datetime | None = None
    changed_at: datetime | None = dataclasses.field(default=None, compare=False)
    """When what its source says of it last changed."""
    author: str | None = None
    categories: tuple[str, ...] = ()
    lang: str | None = None
    image: str | None = None
    tickers: tuple[str, ...] = ()
    urgent: bool = False
    """Whether its source marks it so."""
    withdrawn_at: datetime | None = None
    """Since when its source no longer carries it, although it carries older ones."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A feed that the operator configured: every article for which `query` holds."""

    slug: str
    """Names it in addresses."""
    title: str
    query: str
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Other titles, each by the language, one of `notifier.core.i18n.LANGUAGES`, that it is in."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A place that alerts go to."""

    id: int
    """Ours: it stays when Telegram's changes."""
    telegram_id: int
    language: str
    """One of `notifier.core.i18n.LANGUAGES`."""
    kind: str = "private"
    """As Telegram has it: private, group, supergroup or channel."""
    title: str = ""
    disabled_reason: str | None = None
    """Why nothing is sent to it; None where it is."""
    bot: int = 0
    """Telegram's id of the bot that it talks to, 0 for none."""
    preferences: Preferences = DEFAULT_PREFERENCES


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat that wants to be alerted to every article for which a query holds."""

    id: int
    chat_id: int
    query_id: int
    query: str
    """The query in its canonical form."""
    text: str
    """The query as the chat typed it."""
    created_at: datetime
    cadence: str = "instant"
    """One of `Cadence`."""
    thread_id: int = 0
    """The forum topic that its alerts go to, 0 for none."""
    muted_until: datetime | None = None


class CorrectionKind(StrEnum):
    """What a chat does not want to hear of."""

    COMPANY = "company"  # these words do not mean that company
    PHRASE = "phrase"  # no article with this phrase


@dataclass(frozen=True, slots=True)
class Correction:
    """A chat's correction of what it is alerted to."""

    kind: CorrectionKind
    words: str
    """Folded; they never mean the company, or are muted."""
    symbol: str = ""
    """The company's; empty for a muted phrase."""
