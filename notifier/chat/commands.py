"""The bot's commands: from what was said to the reply.

The bot holds no rules; what a command does is in `notifier.watchlist`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from notifier import watchlist
from notifier.chat.updates import Membership, Moved, Said
from notifier.errors import QueryError
from notifier.model import Chat, ExclusionKind
from notifier.rules import Rules
from notifier.store import chats, exclusions
from notifier.store.database import Connection
from notifier.words import Words, choose_language, words

_MAX_ECHO = 200
_MAX_REPLY = 4096
"""In UTF-16 units, as Telegram counts."""
_ROOM_FOR_MORE = 50


@dataclass(frozen=True, slots=True)
class _Talk:
    """One command with everything that it takes to carry it out."""

    connection: Connection
    chat: Chat
    text: str
    rules: Rules
    say: Words
    now: datetime

    @property
    def echo(self) -> str:
        """What was typed, as far as a reply repeats it."""
        return self.text[:_MAX_ECHO]


async def note_membership(connection: Connection, bot: int, member: Membership) -> None:
    """Stop alerts for a chat that put the bot out, and resume them when it is let in again."""
    chat = await chats.find_chat(connection, member.telegram_id, bot=bot)
    if chat is None:
        return
    if member.may_write:
        await chats.enable_chat(connection, chat.id)
    else:
        await chats.disable_chat(connection, chat.id, f"the bot was put out ({member.status})")


async def note_move(connection: Connection, bot: int, moved: Moved) -> None:
    """Keep a group's list and alerts when it becomes a supergroup."""
    chat = await chats.find_chat(connection, moved.telegram_id, bot=bot)
    if chat is not None:
        await chats.move_chat(connection, chat.id, moved.new_telegram_id)


async def reply_to(
    connection: Connection,
    bot: int,
    said: Said,
    rules: Rules,
    default_language: str,
    now: datetime,
) -> str:
    """Carry out what was said to a bot and return the reply, in the chat's language."""
    chat = await chats.ensure_chat(
        connection,
        said.telegram_id,
        bot=bot,
        language=choose_language(said.language, default_language),
        kind=said.kind,
        title=said.title,
        now=now,
    )
    if chat.disabled_reason is not None:
        await chats.enable_chat(connection, chat.id)
    say = words(chat.language)
    talk = _Talk(connection, chat, said.text, rules, say, now)
    if said.command is None:
        return say("not-a-command", text=talk.echo)
    carry_out = _HANDLERS.get(said.command)
    if carry_out is None:
        return say("unknown-command", command=f"/{said.command[:_MAX_ECHO]}")
    try:
        reply = await carry_out(talk)
    except QueryError as error:
        reply = _explain(error, said.text, say)
    return _shorten(reply)


async def _start(talk: _Talk) -> str:
    return talk.say("start")


async def _help(talk: _Talk) -> str:
    return talk.say("help")


async def _watch(talk: _Talk) -> str:
    say = talk.say
    if not talk.text:
        return say("watch-what")
    done = await watchlist.watch(talk.connection, talk.chat, talk.text, talk.rules, talk.now)
    if isinstance(done, watchlist.Ambiguous):
        lines = [say("watch-choose", text=talk.echo)]
        lines += [
            say("watch-choice", symbol=watchlist.query_for(choice, talk.rules), name=choice.name)
            for choice in done.choices
        ]
        lines.append(say("watch-as-words", text=talk.echo.strip('"')))
        return "\n".join(lines)
    security = done.wish.security
    what = _named((security.name, security.symbol), say) if security else talk.echo
    return say("watch-done" if done.new else "watch-already", what=what)


async def _unwatch(talk: _Talk) -> str:
    if not talk.text:
        return talk.say("unwatch-what")
    ended = await watchlist.unwatch(talk.connection, talk.chat, talk.text, talk.rules)
    if ended is None:
        return talk.say("unwatch-unknown", text=talk.echo)
    return talk.say("unwatch-done", what=_named(watchlist.label(ended, talk.rules), talk.say))


async def _list(talk: _Talk) -> str:
    say = talk.say
    held = await chats.subscriptions(talk.connection, talk.chat.id)
    corrected = await exclusions.of_chat(talk.connection, talk.chat.id)
    lines = [say("list-title")] if held else [say("list-empty")]
    lines += [
        say("list-line", number=str(number), what=_named(watchlist.label(each, talk.rules), say))
        for number, (_, each) in enumerate(held, start=1)
    ]
    lines += [
        say("list-muted", text=each.words)
        if each.kind is ExclusionKind.PHRASE
        else say("list-not-company", text=each.words, symbol=each.symbol)
        for each in corrected
    ]
    return _as_many_as_fit(lines, say)


async def _mute(talk: _Talk) -> str:
    if not talk.text:
        return talk.say("mute-what")
    await watchlist.mute(talk.connection, talk.chat, talk.text, talk.now)
    return talk.say("mute-done", text=talk.echo)


async def _not(talk: _Talk) -> str:
    if not talk.text:
        return talk.say("not-what")
    security = await watchlist.not_company(
        talk.connection, talk.chat, talk.text, talk.rules, talk.now
    )
    if security is None:
        return talk.say("not-unknown", text=talk.echo)
    what = _named((security.name, security.symbol), talk.say)
    return talk.say("not-done", text=talk.echo, what=what)


async def _unmute(talk: _Talk) -> str:
    if not talk.text:
        return talk.say("unmute-what")
    done = await watchlist.unmute(talk.connection, talk.chat, talk.text)
    return talk.say("unmute-done" if done else "unmute-unknown", text=talk.echo)


_HANDLERS: Mapping[str, Callable[[_Talk], Awaitable[str]]] = {
    "start": _start,
    "watch": _watch,
    "unwatch": _unwatch,
    "list": _list,
    "mute": _mute,
    "not": _not,
    "unmute": _unmute,
    "help": _help,
}
COMMANDS = tuple(_HANDLERS)
"""In the order of Telegram's command menu."""


def _named(named: tuple[str, str | None], say: Words) -> str:
    name, symbol = named
    return say("reason-security", name=name, symbol=symbol) if symbol else name[:_MAX_ECHO]


def _as_many_as_fit(lines: Sequence[str], say: Words) -> str:
    """Join lines; where they are too many for a message, say how many are left out."""
    sizes = accumulate(_units(line) + 1 for line in lines)
    kept = sum(size <= _MAX_REPLY - _ROOM_FOR_MORE for size in sizes)
    left_out = len(lines) - kept
    if left_out:
        last = say("alert-also", reasons=lines[kept - 1], more=left_out)
        lines = [*lines[: kept - 1], last]
    return "\n".join(lines)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shorten(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * _MAX_REPLY].decode("utf-16-le", "ignore")


def _explain(error: QueryError, text: str, say: Words) -> str:
    """Say why a query cannot be read, show where, and offer what was probably meant."""
    before, after = text[: error.position][-30:], text[error.position :][:30]
    reason = say(f"query-{error.key}", about=error.about)
    lines = [say("watch-error", reason=reason), f"{before}👉{after}"]
    if error.repair:
        lines.append(say("watch-repair", repair=error.repair))
    return "\n".join(lines)
