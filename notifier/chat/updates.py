"""Reading Telegram's updates: what was said to the bot, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram import ChatMemberRestricted, ChatMemberUpdated, Update

from notifier.sources.entries import fit


@dataclass(frozen=True, slots=True)
class Said:
    """Something said to the bot. `command` is without its slash, None for plain text."""

    telegram_id: int
    kind: str
    title: str
    language: str | None
    command: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot was let into a chat, or put out of it."""

    telegram_id: int
    may_write: bool
    status: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup, which has another id."""

    telegram_id: int
    new_telegram_id: int


def read_update(body: Mapping[str, Any], username: str) -> Said | Membership | Moved | None:
    """Read a raw update; None for what is not meant for the bot.

    Raises what python-telegram-bot raises for an update that it cannot read.
    """
    update = Update.de_json(dict(body), None)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    message = update.message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    if message.text is None:
        return None
    written = fit(message.text)
    command, text = _split(written, username)
    if command is None and (message.chat.type != "private" or written.startswith("/")):
        return None  # talk in a group, or a command for another bot
    return Said(
        telegram_id=message.chat.id,
        kind=message.chat.type,
        title=fit(message.chat.title or ""),
        language=message.from_user.language_code if message.from_user else None,
        command=command,
        text=text,
    )


def _membership(changed: ChatMemberUpdated) -> Membership:
    member = changed.new_chat_member
    may_write = member.status in {"member", "administrator"}
    if isinstance(member, ChatMemberRestricted):
        may_write = member.is_member and member.can_send_messages
    return Membership(changed.chat.id, may_write, member.status)


def _split(text: str, username: str) -> tuple[str | None, str]:
    """Split `/watch@our_bot 科大讯飞` into the command and what follows."""
    if not text.startswith("/"):
        return None, text.strip()
    first, *rest = text.split(maxsplit=1)
    command, _, addressee = first[1:].partition("@")
    if addressee and addressee.lower() != username.lower():
        return None, text
    return command.lower(), rest[0].strip() if rest else ""
