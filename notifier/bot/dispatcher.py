"""Which handler an update is for: python-telegram-bot's `Application`, fed from the inbox.

The library's own queue and poller are not used: they hold updates only in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any, TypeAlias

from telegram import Bot, Message, MessageOriginChannel, Update
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from typing_extensions import override

from notifier.bot import managed_channels, membership
from notifier.bot.admin_rights import Access
from notifier.bot.commands import BUTTONS, COMMANDS, channels, import_export, search, subscribe
from notifier.bot.commands.command import Command, Handler, Where
from notifier.bot.commands.query_errors import explain
from notifier.bot.context import Download, Talk
from notifier.bot.throttle import Gate
from notifier.core.errors import QueryError
from notifier.subscriptions.watchlist_import import looks_like_list

_TALK: ContextVar[Talk] = ContextVar("talk")
_App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
_Callback: TypeAlias = Callable[
    [Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]
]


class _FromChannel(filters.MessageFilter):
    """Posts that were forwarded from a channel."""

    @override
    def filter(self, message: Message) -> bool:
        return isinstance(message.forward_origin, MessageOriginChannel)


class Dispatcher:
    """Hands each update to the one handler that it is for."""

    def __init__(self, bot: Bot, access: Access, download: Download) -> None:
        self._access = access
        self._download = download
        self._gate = Gate()
        self._application: _App = (
            Application.builder().bot(bot).updater(None).job_queue(None).build()
        )
        said = filters.UpdateType.MESSAGE
        for command in COMMANDS:
            self._application.add_handler(
                CommandHandler(command.name, _callback(_commanded(command)), said)
            )
        self._application.add_handlers(
            [
                CallbackQueryHandler(_callback(_pressed)),
                InlineQueryHandler(_callback(search.offer_inline)),
                ChatMemberHandler(
                    _callback(membership.note_membership), ChatMemberHandler.MY_CHAT_MEMBER
                ),
                MessageHandler(
                    said & filters.StatusUpdate.MIGRATE, _callback(membership.note_move)
                ),
                MessageHandler(said & filters.COMMAND, _callback(_unknown)),
                MessageHandler(
                    said & _FromChannel() & filters.ChatType.PRIVATE,
                    _callback(channels.link_forwarded),
                ),
                MessageHandler(
                    said & filters.Document.ALL & filters.ChatType.PRIVATE,
                    _callback(import_export.take_file),
                ),
                MessageHandler(
                    said & filters.TEXT & filters.ChatType.PRIVATE,
                    _callback(_plain_text),
                ),
            ]
        )
        self._application.add_error_handler(_failed)

    async def prepare(self) -> None:
        """Learn the bot's name, which commands may be addressed to; raises TelegramError."""
        await self._application.initialize()

    async def carry_out(self, talk: Talk) -> None:
        """Carry an update out; raises what its handler raises."""
        talk.access = self._access
        talk.download = self._download
        if not self._gate.admits(talk):
            return
        token = _TALK.set(talk)
        try:
            await self._application.process_update(talk.update)
        finally:
            _TALK.reset(token)
        if talk.failure is not None:
            raise talk.failure


def _callback(handler: Handler) -> _Callback:
    async def callback(_update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        talk = _TALK.get()
        try:
            await handler(talk)
        except QueryError as error:
            # What its asker typed: told, with the place, and nothing is changed.
            talk.acts.clear()
            talk.show(explain(error, talk.text, talk.words))

    return callback


def _commanded(command: Command) -> Handler:
    async def carry_out(talk: Talk) -> None:
        if command.where is Where.OPERATORS and not talk.is_operator:
            await _unknown(talk)
            return
        talk.text = _tail(talk.text)
        if command.own:
            talk.manage_own()
        if await _may(talk, changes=command.changes):
            await command.carry_out(talk)

    return carry_out


async def _may(talk: Talk, *, changes: bool) -> bool:
    """Tell whether who speaks may do what is asked for; where not, say so."""
    if talk.managed_by is not None:
        return await managed_channels.may_manage(talk)
    return not changes or await talk.may_change()


def _tail(text: str) -> str:
    """Return what follows the first word, which a line break may end."""
    _, *rest = text.split(maxsplit=1)
    return rest[0].strip() if rest else ""


async def _pressed(talk: Talk) -> None:
    """Do what a button is for."""
    word, _, talk.text = talk.text.partition(":")
    press = BUTTONS.get(word)
    if press is None or (press.operators and not talk.is_operator):
        talk.toast("button-old")
    elif await _may(talk, changes=press.changes):
        await press.carry_out(talk)


async def _plain_text(talk: Talk) -> None:
    """Take what is said without a command for a list, or for a query."""
    if not await _may(talk, changes=False):
        return
    if looks_like_list(talk.text, talk.rules):
        await import_export.offer(talk)
    else:
        await subscribe.plain_text(talk)


async def _unknown(talk: Talk) -> None:
    """Answer a command that there is not; in a group it may be for another bot."""
    command, _, addressee = talk.text.split(maxsplit=1)[0].partition("@")
    name = (talk.update.get_bot().username or "").lower()
    if addressee.lower() == name or (not addressee and talk.received.chat > 0):
        talk.say("unknown-command", command=command[:200])


async def _failed(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    """Keep what a handler raised, which the library would only log."""
    _TALK.get().failure = context.error
