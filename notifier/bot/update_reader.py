"""Reading updates: what Telegram sent becomes a request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import Bot, Update

from notifier.bot.request import Actor, Request
from notifier.core.text import strip_invalid
from notifier.store.chats.inbox import Received

_CORRECTED_WITHIN = 600
"""Seconds after which an edit of a command is no correction of it any more."""


def read_update(received: Received, bot: Bot, now: datetime) -> Request:
    """Read an update of the inbox; raise what python-telegram-bot raises where it cannot."""
    update = Update.de_json(_with_correction(dict(received.body)), bot)
    message = update.effective_message
    return Request(
        received=received,
        update=update,
        actor=_actor(update),
        place=update.effective_chat,
        # Outside of forums the number only says which message is replied to.
        thread_id=(message and message.is_topic_message and message.message_thread_id) or 0,
        text=strip_invalid(_text(update)),
        now=now,
    )


def _with_correction(body: dict[str, Any]) -> dict[str, Any]:
    """Return an update in which a command that was just corrected is a message of its own."""
    edited = body.get("edited_message")
    if not isinstance(edited, dict):
        return body
    text, written, changed = edited.get("text"), edited.get("date"), edited.get("edit_date")
    is_command = isinstance(text, str) and text.startswith(("/", "／"))
    if not (is_command and isinstance(written, int) and isinstance(changed, int)):
        return body
    if not 0 <= changed - written <= _CORRECTED_WITHIN:
        return body
    rest = {name: value for name, value in body.items() if name != "edited_message"}
    return {**rest, "message": edited}


def _text(update: Update) -> str:
    if update.callback_query is not None:
        return update.callback_query.data or ""
    if update.inline_query is not None:
        return update.inline_query.query
    message = update.effective_message
    return (message and (message.text or message.caption)) or ""


def _actor(update: Update) -> Actor:
    message = update.message or update.channel_post
    if message is not None and message.sender_chat is not None:
        return Actor(message.sender_chat.id, strip_invalid(message.sender_chat.title or ""))
    user = update.effective_user
    if user is None:
        return Actor(0)
    return Actor(user.id, strip_invalid(user.full_name), user.language_code)
