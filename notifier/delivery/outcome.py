"""What became of a message, and what Telegram's answers mean for it. Pure.

Telegram has no idempotency key: where an answer was lost the message may have arrived, and it is
sent again rather than lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from notifier.core.errors import NotSentError
from notifier.core.model import Chat
from notifier.delivery.message import Message

MAX_REFUSALS = 3
"""How often a refusal that we do not know is tried before the message is given up."""
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


@dataclass(frozen=True, slots=True)
class Rejected:
    """It met a no that we do not know: that is tried again, but not for ever."""

    note: str


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


Outcome = Sent | Later | Rejected | Dead | ChatGone | ChatMoved | TopicGone | Refused


class Sender(Protocol):
    """Brings messages to chats."""

    async def send(
        self, chat: Chat, message: Message, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        """Send; `attempts` counts this one, from 1. Raises nothing that Telegram may answer."""
        ...

    async def edit(self, chat: Chat, message_id: int, message: Message, attempts: int) -> Outcome:
        """Change a message that was sent, as `send` does."""
        ...


# Parts of the texts, of 403s and of 400s, that say the chat or our right to write there is gone.
# Others do not: a chat that is given up by mistake would hear nothing any more.
_GONE = (
    "blocked by the user",
    "user is deactivated",
    "can't initiate conversation",
    "can't send messages to",
    "was kicked",
    "is not a member",
    "chat was deleted",
    "chat was deactivated",
    "chat not found",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "channel_private",
    "user_is_blocked",
    "user_deactivated",
    "peer_id_invalid",
)
_TOPIC_GONE = ("topic_closed", "topic_deleted", "message thread not found")
# What no second try of the same message mends: its text, or the message that was to be changed.
_HOPELESS = (
    "parse entities",
    "message is too long",
    "message_too_long",
    "message text is empty",
    "text must be non-empty",
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
)


def judge(error: TelegramError, attempts: int) -> Outcome:
    """Say what an error of python-telegram-bot means for the message it answered."""
    text = error.message or type(error).__name__
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            outcome: Outcome = Later(seconds, text, whole_chat=True)
        case ChatMigrated():
            outcome = ChatMoved(error.new_chat_id)
        case InvalidToken():
            outcome = Refused(text)
        case Forbidden() | BadRequest():  # the latter is a NetworkError, but no second try helps
            outcome = _refusal(text)
        case _:  # lost on the way, a 5xx, a body that is no JSON: it may or may not have arrived
            certain = isinstance(error, Conflict) or isinstance(error.__cause__, NotSentError)
            outcome = Later(pause(attempts), text, doubtful=not certain)
    return outcome


def _refusal(text: str) -> Outcome:
    said = text.lower()
    for parts, kind in ((_TOPIC_GONE, TopicGone), (_GONE, ChatGone), (_HOPELESS, Dead)):
        if any(part in said for part in parts):
            return kind(text)
    return Rejected(text)


def refuses_text(error: TelegramError) -> bool:
    """Tell whether a message may be taken without its markup."""
    said = error.message.lower()
    return isinstance(error, BadRequest) and any(
        part in said for part in ("parse entities", "too long", "too_long", "entit")
    )


def pause(attempts: int) -> float:
    """Return how many seconds to wait after so many attempts: 1, 2, 4 … 300."""
    return float(min(_LONGEST_PAUSE, 1 << min(attempts - 1, 16)))
