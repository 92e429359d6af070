"""What came of a send, and what that means for the alert, its chat and the chat queue. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Protocol, assert_never

from notifier.core.alerts import NO_ORNAMENT, Alert, AlertState, Digest, Notice, Ornament, Rank
from notifier.core.i18n import LANGUAGES, translator
from notifier.core.model import Chat
from notifier.delivery.message import Message
from notifier.store.alerts.outcomes import AlertUpdate, ChatLost, ChatRenumbered, TopicLost

MAX_REFUSALS = 3
"""How often a refusal that we do not know is tried before the message is given up."""
REFUSED_PAUSE = timedelta(seconds=60)
"""How long nothing is sent after Telegram refused the bot itself."""
_LONGEST_PAUSE = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """It must wait `seconds`; with `whole_chat` so must everything else for the chat.

    `doubtful` says that it may have arrived all the same.
    """

    seconds: float
    note: str
    whole_chat: bool = False
    doubtful: bool = False
    dropped: Ornament = NO_ORNAMENT
    """What it goes out without then."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """It met a no that we do not know: that is tried again, but not for ever."""

    note: str
    dropped: Ornament = NO_ORNAMENT
    """What it goes out without then."""


@dataclass(frozen=True, slots=True)
class Dead:
    """It will never be accepted."""

    note: str


@dataclass(frozen=True, slots=True)
class ChatGone:
    """The chat cannot be reached any more: blocked, left, deleted."""

    note: str


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group became a supergroup with another id."""

    telegram_id: int


@dataclass(frozen=True, slots=True)
class TopicGone:
    """The topic of a forum that it was for is closed or deleted; the chat may be there."""

    note: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The bot itself is refused, so nothing can be said about the message: keep it, and stop."""

    note: str


@dataclass(frozen=True, slots=True)
class Requeued:
    """It was claimed and no call was made, so it waits as before."""


Outcome = Sent | Later | Rejected | Dead | ChatGone | ChatMoved | TopicGone | Refused


class Channel(Protocol):
    """Brings messages to chats."""

    async def send(
        self, chat: Chat, message: Message, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        """Send; `attempts` counts this one, from 1. Raises nothing that Telegram may answer."""
        ...

    async def edit(self, chat: Chat, message_id: int, message: Message, attempts: int) -> Outcome:
        """Change a message that was sent, as `send` does."""
        ...


@dataclass(frozen=True, slots=True)
class SendResult:
    """What came of an alert that was claimed."""

    alert: Alert
    outcome: Outcome | Requeued
    started_at: datetime
    """When the call began."""
    seconds: float = 0.0
    """How long the call took."""


def decide(result: SendResult, now: datetime, chat_pause: timedelta) -> AlertUpdate:
    """Return what becomes of an alert and its chat.

    `chat_pause` is how long a chat is left alone after the call began.
    """
    alert = result.alert
    update = AlertUpdate(
        alert_id=alert.id,
        chat_id=alert.chat.id,
        state=AlertState.LATER,
        is_digest=isinstance(alert.content, Digest),
        chat_not_before=result.started_at + chat_pause,
    )
    match result.outcome:
        case Sent(message_id):
            update = replace(update, state=AlertState.SENT, sent_at=now, message_id=message_id)
        case Requeued():
            update = replace(update, attempts=-1, chat_not_before=now)
        case Later(seconds, note, whole_chat, dropped=dropped):
            due_at = now + timedelta(seconds=seconds)
            not_before = due_at if whole_chat else update.chat_not_before
            update = replace(update, due_at=due_at, note=note, chat_not_before=not_before)
            update = replace(update, dropped=(alert.dropped | dropped) or None)
        case Refused(note):
            update = replace(update, due_at=now + REFUSED_PAUSE, note=note)
        case Rejected(note, dropped) if alert.refusals + 1 < MAX_REFUSALS:
            due_at = now + timedelta(seconds=retry_after(alert.attempts))
            update = replace(update, due_at=due_at, note=note, refusals=1)
            update = replace(update, dropped=(alert.dropped | dropped) or None)
        case ChatMoved(telegram_id):
            change = ChatRenumbered(telegram_id)
            update = replace(update, due_at=now, note="the group moved", chat_change=change)
        case TopicGone() if alert.thread_id:
            lost = topic_lost(alert.thread_id, alert.chat.language, alert.rank)
            update = replace(update, due_at=now, note="its topic is gone", chat_change=lost)
        case ChatGone(note) | TopicGone(note):
            gone = ChatLost(note, channel_lost_notices(alert.chat.title))
            update = replace(update, state=AlertState.DEAD, note=note, chat_change=gone)
        case Rejected(note) | Dead(note):
            update = replace(update, state=AlertState.DEAD, note=note)
        case _:
            assert_never(result.outcome)
    return update


def retry_after(attempts: int) -> float:
    """Return how many seconds to wait after so many attempts: 1, 2, 4 … 300."""
    return float(min(_LONGEST_PAUSE, 1 << min(attempts - 1, 16)))


def topic_lost(thread_id: int, language: str, rank: Rank = Rank.ORDINARY) -> TopicLost:
    """Return what becomes of a topic of a forum that is closed or deleted."""
    said = translator(language)("topic-gone")
    return TopicLost(thread_id, Notice(said, said), rank)


def channel_lost_notices(title: str) -> dict[str, Notice]:
    """Return what the managers of a channel that cannot be reached are told, by their language."""
    texts = {each: translator(each)("channel-lost", title=title[:100]) for each in LANGUAGES}
    return {each: Notice(escape(text, quote=False), text) for each, text in texts.items()}
