"""What is asked of the bot: who asks, where, and what they typed or pressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import telegram
from telegram import CallbackQuery, Message, Update

from notifier.bot.formatting import MAX_ECHO
from notifier.store.chats.inbox import Received

_MAX_TITLE = 80


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person, or a group or channel that speaks as itself."""

    id: int
    """The Telegram id; negative for a group or channel, 0 where nobody is known."""
    name: str = ""
    language: str | None = None
    """The language tag of their Telegram app, such as `zh-hans`."""


@dataclass(frozen=True, slots=True)
class Request:
    """One update, as commands want it."""

    received: Received
    """Its row in the inbox."""
    update: Update
    actor: Actor
    place: telegram.Chat | None
    """The chat as Telegram describes it; None for what is asked in no chat, such as inline."""
    thread_id: int
    """The forum topic; 0 outside of forums."""
    text: str
    """What follows the command, a whole message without one, or the argument of a button."""
    now: datetime

    @property
    def chat_id(self) -> int:
        """The Telegram id of the chat in which this is asked."""
        return self.received.chat

    @property
    def message(self) -> Message | None:
        """The message that was written; None where a button was pressed."""
        return self.update.message

    @property
    def pressed(self) -> CallbackQuery | None:
        """The press of a button; None where a message was written."""
        return self.update.callback_query

    @property
    def pressed_message(self) -> Message | None:
        """The message below which a button was pressed; None where it is too old to be shown."""
        message = self.pressed.message if self.pressed is not None else None
        return message if isinstance(message, Message) else None

    @property
    def is_deliberate(self) -> bool:
        """Whether somebody turned to the bot, and not only something happened in a chat."""
        return self.pressed is not None or (self.message is not None and not self.is_migration)

    @property
    def mention(self) -> str:
        """How the bot is mentioned in a text."""
        return f"@{self.update.get_bot().username}"

    @property
    def is_addressed(self) -> bool:
        """Whether the bot is spoken to, and does not only overhear a group."""
        return (
            self.pressed is not None
            or self.chat_id > 0
            or self.text.startswith(("/", "／"))
            or self.mention.lower() in self.text.lower()
        )

    @property
    def is_migration(self) -> bool:
        """Whether Telegram says that a group became a supergroup."""
        message = self.message
        return message is not None and bool(
            message.migrate_to_chat_id or message.migrate_from_chat_id
        )

    @property
    def echo(self) -> str:
        """The text, as far as a reply repeats it."""
        return self.text[:MAX_ECHO]

    @property
    def summary(self) -> str:
        """What was asked for: the command as it was typed, or the button's label and message."""
        if self.pressed is not None:
            return self._button_summary(self.pressed)
        if self.message is None:
            return ""
        document = self.message.document
        return self.message.text or (document and document.file_name) or ""

    def _button_summary(self, pressed: CallbackQuery) -> str:
        shown = self.pressed_message
        if shown is None:
            return f"[{pressed.data}]"
        rows = shown.reply_markup.inline_keyboard if shown.reply_markup is not None else ()
        labels = (each.text for row in rows for each in row if each.callback_data == pressed.data)
        title = (shown.text or "").partition("\n")[0][:_MAX_TITLE]
        return f"[{next(labels, pressed.data)}] {title}".strip()
