"""What chats are sent: alerts, their content and their states. Values without I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, IntFlag, StrEnum

from notifier.core.model import Article, Chat, Correction, Mention, Reason


class AlertState(StrEnum):
    """The state of an alert: every alert is in exactly one."""

    NEW = "new"
    SENDING = "sending"
    LATER = "later"
    GATHERED = "gathered"  # a line that waits for a digest, or rides in one
    SENT = "sent"
    DEAD = "dead"


class AlertKind(StrEnum):
    """What sort of content an alert has."""

    STORY = "story"
    DIGEST = "digest"
    EDIT = "edit"
    NOTICE = "notice"


class Rank(IntEnum):
    """The priority of an alert among its chat's, and among all that a bot has to send."""

    URGENT = 0
    ORDINARY = 1
    CAN_WAIT = 2


class Ornament(IntFlag):
    """What a message can do without: the news itself is what is left."""

    PREVIEW = 1
    LINK_BUTTONS = 2
    BUTTONS = 4
    MARKUP = 8


NO_ORNAMENT = Ornament(0)
EVERY_ORNAMENT = Ornament.PREVIEW | Ornament.LINK_BUTTONS | Ornament.BUTTONS | Ornament.MARKUP


class Cadence(StrEnum):
    """When the alerts of a subscription come, the soonest first.

    Where several subscriptions of a chat ask for one story, the soonest counts.
    """

    INSTANT = "instant"
    HOURLY = "hourly"
    PRE_OPEN = "pre_open"
    POST_CLOSE = "post_close"
    DAILY = "daily"
    WEEKLY = "weekly"
    BURST = "burst"  # chosen by nobody: more news at once than anybody wants one by one
    QUIET = "quiet"  # chosen by nobody: what the chat itself held back for long
    LATE = "late"  # chosen by nobody: what waited too long to be news by itself


@dataclass(frozen=True, slots=True)
class StoryContent:
    """An article, and why the chat is alerted to it.

    Where the chat has made corrections, its queries and the article's mentions are judged by them
    when the alert is sent, and so is a query that it asks by only since the article was stored.
    Hashtags are made of the mentions, too.
    """

    article: Article
    reasons: tuple[Reason, ...] = ()
    """Of all the chat's queries that hold; a message that is told anew may have none any more."""
    corrections: tuple[Correction, ...] = ()
    """The chat's corrections."""
    queries: tuple[str, ...] = ()
    """The chat's queries that held, or are to be judged, in canonical form."""
    mentions: tuple[Mention, ...] = ()
    """What was recognised in the article; only where that is judged, or the chat has hashtags."""
    also: tuple[str, ...] = ()
    """The names of other sources that report the same."""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One story of a digest."""

    id: int
    """The id of its alert."""
    story: StoryContent


@dataclass(frozen=True, slots=True)
class Digest:
    """Many stories in one message."""

    cadence: str
    """One of `Cadence`."""
    lines: tuple[DigestItem, ...]
    """The newest first."""
    more: int = 0
    """How many more there are, which are only counted."""


@dataclass(frozen=True, slots=True)
class StoryEdit:
    """A message that was sent, to be edited to what its story is now."""

    message_id: int | None
    """None where the message never arrived."""
    story: StoryContent


@dataclass(frozen=True, slots=True)
class Notice:
    """A message from the operator, ready to be sent."""

    html: str
    plain: str
    """The same for a channel without HTML."""


AlertContent = StoryContent | Digest | StoryEdit | Notice
"""What an alert carries."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message that a chat is to get."""

    id: int
    chat: Chat
    content: AlertContent
    thread_id: int = 0
    """The forum topic it goes to, 0 for none."""
    rank: Rank = Rank.ORDINARY
    attempts: int = 0
    """How often sending it was tried, the attempt under way included."""
    refusals: int = 0
    """How many attempts Telegram refused for a reason that is not known here."""
    dropped: Ornament = NO_ORNAMENT
    """What it goes out without, because Telegram refused that."""
    created_at: datetime | None = None
