"""What the bot understands: from an update to what was said, and from there to the reply.

The bot holds no rules; what a command does is in `notifier.watchlist`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update

from notifier import watchlist
from notifier.errors import QueryError
from notifier.model import Chat
from notifier.rules import Rules
from notifier.store import chats
from notifier.store.database import Connection
from notifier.words import Words, choose_language, words

COMMANDS = ("start", "watch", "unwatch", "list", "help")
"""In the order of Telegram's command menu."""
_MAX_ECHO = 200
_MAX_REPLY = 4000


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


def read_update(body: Mapping[str, Any], username: str) -> Said | Membership | None:
    """Read a raw update; None for what is not meant for the bot.

    Raises what python-telegram-bot raises for an update that it cannot read.
    """
    update = Update.de_json(dict(body), None)
    if update.my_chat_member is not None:
        member = update.my_chat_member
        status = member.new_chat_member.status
        may_write = status in {"member", "administrator", "restricted"}
        return Membership(member.chat.id, may_write, status)
    message = update.message
    if message is None or message.text is None:
        return None
    command, text = _split(message.text, username)
    if command is None and (message.chat.type != "private" or message.text.startswith("/")):
        return None  # talk in a group, or a command for another bot
    return Said(
        telegram_id=message.chat.id,
        kind=message.chat.type,
        title=message.chat.title or "",
        language=message.from_user.language_code if message.from_user else None,
        command=command,
        text=text,
    )


def _split(text: str, username: str) -> tuple[str | None, str]:
    """Split `/watch@our_bot 科大讯飞` into the command and what follows."""
    if not text.startswith("/"):
        return None, text.strip()
    first, *rest = text.split(maxsplit=1)
    command, _, addressee = first[1:].partition("@")
    if addressee and addressee.lower() != username.lower():
        return None, text
    return command.lower(), rest[0].strip() if rest else ""


async def note_membership(connection: Connection, member: Membership) -> None:
    """Stop alerts for a chat that put the bot out, and resume them when it is let in again."""
    chat = await chats.find_chat(connection, member.telegram_id)
    if chat is None:
        return
    if member.may_write:
        await chats.enable_chat(connection, chat.id)
    else:
        await chats.disable_chat(connection, chat.id, f"the bot was put out ({member.status})")


async def reply_to(
    connection: Connection, said: Said, rules: Rules, default_language: str, now: datetime
) -> str:
    """Carry out what was said and return the reply, in the chat's language."""
    chat = await chats.ensure_chat(
        connection,
        said.telegram_id,
        language=choose_language(said.language, default_language),
        kind=said.kind,
        title=said.title,
        now=now,
    )
    if chat.disabled_reason is not None:
        await chats.enable_chat(connection, chat.id)
    say = words(chat.language)
    try:
        reply = await _carry_out(connection, chat, said, rules, say, now)
    except QueryError as error:
        reply = _explain(error, said.text, say)
    return reply[:_MAX_REPLY]


async def _carry_out(
    connection: Connection, chat: Chat, said: Said, rules: Rules, say: Words, now: datetime
) -> str:
    match said.command:
        case "start":
            return say("start")
        case "help":
            return say("help")
        case "watch":
            return await _watch(connection, chat, said.text, rules, say, now)
        case "unwatch":
            return await _unwatch(connection, chat, said.text, rules, say)
        case "list":
            return await _list(connection, chat, rules, say)
        case None:
            return say("not-a-command", text=said.text[:_MAX_ECHO])
        case unknown:
            return say("unknown-command", command=f"/{unknown[:_MAX_ECHO]}")


async def _watch(
    connection: Connection, chat: Chat, text: str, rules: Rules, say: Words, now: datetime
) -> str:
    if not text:
        return say("watch-what")
    done = await watchlist.watch(connection, chat, text, rules, now)
    if isinstance(done, watchlist.Ambiguous):
        lines = [say("watch-choose", text=text[:_MAX_ECHO])]
        lines += [
            say("watch-choice", symbol=watchlist.query_for(choice, rules), name=choice.name)
            for choice in done.choices
        ]
        lines.append(say("watch-as-words", text=text.strip('"')[:_MAX_ECHO]))
        return "\n".join(lines)
    security = done.wish.security
    if security is None:
        what = text[:_MAX_ECHO]
    else:
        what = say("reason-security", name=security.name, symbol=security.symbol)
    return say("watch-done" if done.new else "watch-already", what=what)


async def _unwatch(connection: Connection, chat: Chat, text: str, rules: Rules, say: Words) -> str:
    if not text:
        return say("unwatch-what")
    ended = await watchlist.unwatch(connection, chat, text, rules)
    if ended is None:
        return say("unwatch-unknown", text=text[:_MAX_ECHO])
    return say("unwatch-done", what=_label(watchlist.label(ended, rules), say))


async def _list(connection: Connection, chat: Chat, rules: Rules, say: Words) -> str:
    held = await chats.subscriptions(connection, chat.id)
    if not held:
        return say("list-empty")
    lines = [
        say("list-line", number=str(number), what=_label(watchlist.label(each, rules), say))
        for number, (_, each) in enumerate(held, start=1)
    ]
    return "\n".join([say("list-title"), *lines])


def _label(named: tuple[str, str | None], say: Words) -> str:
    name, symbol = named
    return say("reason-security", name=name, symbol=symbol) if symbol else name[:_MAX_ECHO]


def _explain(error: QueryError, text: str, say: Words) -> str:
    """Say why a query cannot be read, show where, and offer what was probably meant."""
    before, after = text[: error.position][-30:], text[error.position :][:30]
    lines = [say("watch-error", reason=error.reason), f"{before}👉{after}"]
    if error.repair:
        lines.append(say("watch-repair", repair=error.repair))
    return "\n".join(lines)
