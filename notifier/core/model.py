"""The values that travel through the service: frozen, typed, without I/O.

The way of an article: a source yields an `Entry`; stored it is an `Article`; rules read it as a
`Document`; recognition adds `Mention`s, matching adds `Match`es with `Reason`s, planning makes
`Alert`s of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cached_property

from notifier.core.folding import Folded, fold
from notifier.core.preferences import USUAL, Preferences


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source yields: one article as its publisher gave it, not yet known to us.

    `key` is stable and unique within its source; `published` carries a time zone or is None;
    `body` is HTML or plain text; `tickers` are security codes given as structured fields.
    """

    key: str
    title: str
    url: str | None = None
    body: str = ""
    author: str | None = None
    categories: tuple[str, ...] = ()
    lang: str | None = None
    image: str | None = None
    published: datetime | None = None
    tickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a document's text that the source's own markup ties to a security code.

    `start` and `end` count characters in `Document.text`; `code` is as the source wrote it.
    """

    start: int
    end: int
    code: str


@dataclass(frozen=True)
class Document:
    """An article as the rules read it: plain text, with what the source's markup claimed.

    `text` is the body without the title, one paragraph a line. Folded forms are computed once and
    shared by recognition and matching.
    """

    title: str
    text: str = ""
    marks: tuple[Mark, ...] = ()
    tickers: tuple[str, ...] = ()
    source: str = ""
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
    """One listed security: `symbol` is canonical (SZ002230, 00700.HK, AAPL, BRK.B).

    `aliases` are other names that mean it; `name` is how it is shown.
    """

    symbol: str
    exchange: str
    name: str
    aliases: tuple[str, ...] = ()


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
    """A security that a document is recognised to name, and why.

    `surface` is the text that named it, at `start`..`end` of `field`; a security known only from
    structured tickers has an empty surface at 0. `score` is higher for stronger evidence, and
    `evidence` says it in words a user can read.
    """

    symbol: str
    name: str
    role: Role
    score: float
    field: Field
    start: int
    end: int
    surface: str
    evidence: tuple[str, ...]


class ReasonKind(StrEnum):
    """What sort of thing made a query hold."""

    SECURITY = "security"
    TERM = "term"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in a document that made a query hold, for showing and highlighting.

    `label` is the term as its asker wrote it, or the security's name; offsets are None where the
    reason is no stretch of text (a field such as `source:`).
    """

    kind: ReasonKind
    label: str
    symbol: str | None = None
    field: Field | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A query that holds for a document, and why."""

    query_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as stored. `story_id` is shared by articles that report the same thing.

    `withdrawn_at` is since when its source no longer carries it although it carries older ones.
    """

    id: int
    story_id: int
    source: str
    key: str
    url: str | None
    title: str
    body: str
    seen_at: datetime
    published_at: datetime | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()
    lang: str | None = None
    image: str | None = None
    tickers: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A feed that the operator configured: every article for which `query` holds."""

    slug: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A place that alerts go to. `telegram_id` is Telegram's chat id; `id` is ours and stays.

    `bot` is the number of the bot that it talks to, 0 for none.
    """

    id: int
    telegram_id: int
    language: str
    kind: str = "private"
    title: str = ""
    disabled_reason: str | None = None
    bot: int = 0
    preferences: Preferences = USUAL


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's wish to hear of every article for which a query holds.

    `text` is the query as it was asked for, `query` its canonical form; `cadence` is one of
    `Cadence`, `thread_id` the forum topic that its alerts go to, 0 for none.
    """

    id: int
    chat_id: int
    query_id: int
    query: str
    text: str
    created_at: datetime
    cadence: str = "instant"
    thread_id: int = 0
    muted_until: datetime | None = None


class CorrectionKind(StrEnum):
    """What a chat does not want to hear of."""

    COMPANY = "company"  # these words do not mean that company
    PHRASE = "phrase"  # no article with this phrase


@dataclass(frozen=True, slots=True)
class Correction:
    """A chat's correction: `words`, folded, never mean the company `symbol`, or are muted.

    `symbol` is empty for a muted phrase.
    """

    kind: CorrectionKind
    words: str
    symbol: str = ""


class AlertState(StrEnum):
    """Where an alert is on its way: every alert is in exactly one of these."""

    NEW = "new"
    SENDING = "sending"
    LATER = "later"
    GATHERED = "gathered"  # a line that waits for a digest, or rides in one
    SENT = "sent"
    DEAD = "dead"


class AlertKind(StrEnum):
    """What an alert is."""

    STORY = "story"
    DIGEST = "digest"
    EDIT = "edit"
    NOTICE = "notice"


class Rank(IntEnum):
    """What goes first, of one chat's alerts and of all that a bot has to send."""

    URGENT = 0
    ORDINARY = 1
    CAN_WAIT = 2


class Cadence(StrEnum):
    """When the alerts of a subscription come, the soonest first.

    Where several subscriptions of a chat ask for one story, the soonest counts.
    """

    INSTANT = "instant"
    HOURLY = "hourly"
    PRE_OPEN = "pre_open"
    POST_CLOSE = "post_close"
    DAILY = "daily"
    BURST = "burst"  # chosen by nobody: more news at once than anybody wants one by one
    LATE = "late"  # chosen by nobody: what waited too long to be news by itself


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of a story: an article, and the reasons of all who asked for it.

    Where the chat has made corrections (`exclusions`), `queries` are its queries that held, in
    canonical form, and `mentions` what was recognised, so that both can be judged anew. `also` are
    the other sources that report the same, by name.
    """

    article: Article
    reasons: tuple[Reason, ...] = ()
    exclusions: tuple[Correction, ...] = ()
    queries: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A story as a line of a digest; `id` is that of its alert."""

    id: int
    news: News


@dataclass(frozen=True, slots=True)
class Digest:
    """Many stories in one message, newest first; `more` stand behind these and are only counted."""

    cadence: str
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """A message that was sent, to be told anew as its story is now.

    `message_id` is None where it never arrived.
    """

    message_id: int | None
    news: News


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the operator has to say, ready to be sent."""

    html: str
    plain: str


Matter = News | Digest | Edit | Notice
"""What an alert is about."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One chat to be told of one thing. `thread_id` is the forum topic it goes to, 0 for none.

    `attempts` counts the one under way; `refusals` those that met a no that we do not know.
    """

    id: int
    chat: Chat
    matter: Matter
    thread_id: int = 0
    rank: Rank = Rank.ORDINARY
    attempts: int = 0
    refusals: int = 0
    created_at: datetime | None = None
