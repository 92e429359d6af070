"""What Telegram's answers mean for a message. Pure.

Telegram has no idempotency key: where an answer was lost the message may have arrived, and it is
sent again rather than lost.
"""

from __future__ import annotations

from datetime import timedelta

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
from notifier.delivery.outcome import (
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Outcome,
    Refused,
    Rejected,
    TopicGone,
    retry_after,
)

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


def outcome_of(error: TelegramError, attempts: int) -> Outcome:
    """Return what an error of python-telegram-bot means for the message it answered."""
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
            outcome = Later(retry_after(attempts), text, doubtful=not certain)
    return outcome


def _refusal(text: str) -> Outcome:
    said = text.lower()
    for parts, kind in ((_TOPIC_GONE, TopicGone), (_GONE, ChatGone), (_HOPELESS, Dead)):
        if any(part in said for part in parts):
            return kind(text)
    return Rejected(text)
