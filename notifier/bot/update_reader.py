"""Reading Telegram's updates: who says what, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import telegram
from telegram import Bot, Update

from notifier.bot.context import Actor
from notifier.core.text import strip_invalid


@dataclass(frozen=True, slots=True)
class Heard:
    """An update as far as every handler wants it. `place` is None for what is said in no chat."""

    update: Update
    actor: Actor
    place: telegram.Chat | None
    thread_id: int
    text: str

    @property
    def is_said(self) -> bool:
        """Tell whether somebody turned to the bot, and not only something happened to it."""
        update = self.update
        pressed = update.callback_query is not None
        message = update.message or update.channel_post
        return pressed or (
            message is not None
            and message.migrate_to_chat_id is None
            and message.migrate_from_chat_id is None
        )


def read_update(body: Mapping[str, Any], bot: Bot) -> Heard:
    """Read a raw update; raises what python-telegram-bot raises for one that it cannot read."""
    update = Update.de_json(dict(body), bot)
    message = update.effective_message
    pressed = update.callback_query
    text = ""
    if pressed is not None:
        text = pressed.data or ""
    elif update.inline_query is not None:
        text = update.inline_query.query
    elif message is not None:
        text = message.text or message.caption or ""
    # A message in a topic of a forum; elsewhere the number only says what it replies to.
    in_topic = isinstance(message, telegram.Message) and message.is_topic_message
    thread_id = message.message_thread_id if in_topic and message else None
    return Heard(update, _actor(update), update.effective_chat, thread_id or 0, strip_invalid(text))


def _actor(update: Update) -> Actor:
    message = update.message or update.channel_post
    if message is not None and message.sender_chat is not None:
        return Actor(message.sender_chat.id, strip_invalid(message.sender_chat.title or ""))
    user = update.effective_user
    if user is None:
        return Actor(0)
    return Actor(user.id, strip_invalid(user.full_name), user.language_code)
