"""One update that is being carried out: who says what and where, and the reply that grows.

A handler reads what it needs, changes things in one `change`, and the reply that stands by its end
is stored in the same transaction. So after a crash a command is either not carried out at all, or
carried out and its reply waits to be sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import telegram
from telegram import Update

from notifier.bot import replies
from notifier.bot.admin_rights import Access
from notifier.bot.replies import Act, Rewrite, Say, SetButtons, Toast
from notifier.core.i18n import Translator, translator
from notifier.core.model import Chat
from notifier.delivery.message import Keyboard, Message
from notifier.sources.status_report import Standing
from notifier.store.chats import audit, inbox
from notifier.store.chats.inbox import Received
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.rules import Rules

MAX_ECHO = 200
"""How much of what was typed a reply repeats."""
MAX_MESSAGE = 4096
"""The longest message, in UTF-16 units, as Telegram counts."""
_MAX_TITLE = 80


Download = Callable[[str], Awaitable[bytes]]
"""Fetches a file that was sent to the bot, by its id; raises TelegramError."""


async def _no_sources() -> list[Standing]:
    return []


@dataclass(frozen=True, slots=True)
class Options:
    """What an operator settled for every chat."""

    default_language: str
    zone: ZoneInfo
    address: str = ""
    """The public address of the web server, without a slash at its end; empty where none is."""
    source_label: Callable[[str], str] = str
    max_subscriptions: int = 1000
    """How many subscriptions a chat may hold."""
    operators: frozenset[int] = frozenset()
    """The chats of those who run the service."""
    allowed: frozenset[int] | None = None
    """The chats and people that may use the bot, besides operators; None where everybody may."""
    per_minute: int = 0
    """How many commands a minute are carried out for one person; 0 for no limit."""
    standings: Callable[[], Awaitable[list[Standing]]] = _no_sources
    """Says how the sources are."""

    def admits(self, chat: int, actor: int) -> bool:
        """Tell whether somebody may use the bot in a chat, both by Telegram's numbers."""
        if self.allowed is None or chat in self.operators:
            return True
        return chat in self.allowed or actor in self.allowed


@dataclass(frozen=True, slots=True)
class Actor:
    """Who speaks: a person, or a group or channel that speaks as itself (`id` negative)."""

    id: int
    name: str = ""
    language: str | None = None


@dataclass(slots=True)
class Talk:
    """One update with everything that it takes to carry it out.

    `text` is what follows the command, or all of a plain message, or the argument of a button;
    `thread_id` the forum topic that it was said in. `chat` is what it is about: the chat that it
    was said in, or a channel that is `managed_by` that.
    """

    store: Store
    rules: Rules
    options: Options
    received: Received
    update: Update
    now: datetime
    chat: Chat
    actor: Actor
    access: Access | None = None
    download: Download | None = None
    managed_by: Chat | None = None
    thread_id: int = 0
    text: str = ""
    acts: list[Act] = field(default_factory=list)
    stored: bool = False
    failure: Exception | None = None
    _adorn: Callable[[Message], Message] | None = None

    @property
    def words(self) -> Translator:
        """The messages in the language of the chat that reads them."""
        return translator((self.managed_by or self.chat).language)

    def manage(self, channel: Chat, adorn: Callable[[Message], Message]) -> None:
        """Be about a channel, managed from this chat; `adorn` makes that plain in each reply."""
        self.managed_by, self.chat, self._adorn = self.chat, channel, adorn

    def manage_own(self) -> None:
        """Be about the chat itself in which this is said."""
        self.chat, self.managed_by, self._adorn = self.managed_by or self.chat, None, None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the chat reads."""
        return self.chat.preferences.zone(self.options.zone)

    @property
    def echo(self) -> str:
        """What was typed, as far as a reply repeats it."""
        return self.text[:MAX_ECHO]

    @property
    def is_private(self) -> bool:
        """Tell whether only one person reads the chat."""
        return self.chat.kind == "private"

    @property
    def is_operator(self) -> bool:
        """Tell whether this is said where those who run the service are."""
        return self.received.chat in self.options.operators

    async def may_change(self) -> bool:
        """Tell whether who speaks may change things here; where not, say so."""
        if self.is_private or self.access is None:
            return True
        where, who = self.chat.telegram_id, self.actor.id
        is_admin = await self.access.is_admin(where, who)
        if is_admin is None:
            self.toast("admins-not-learnt")
        elif not is_admin and (
            self.update.callback_query is not None or self.access.may_remind(where, who)
        ):
            self.toast("admins-only")
        return bool(is_admin)

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Connection]:
        """Change things, once, in one transaction that stores the reply that stands by its end.

        Raises StoreError.
        """
        if self.stored:
            raise AssertionError("an update changes things in one transaction")
        async with self.store.write() as connection:
            await self._note(connection)
            yield connection
            self.finish()
            await inbox.store_reply(connection, self.received, replies.dump(self.acts))
        self.stored = True

    async def _note(self, connection: Connection) -> None:
        """Note who changes what, where several could have done it."""
        what = self._asked_for()
        if what and self.chat.id and not self.is_private:
            entry = audit.Entry(self.actor.id, self.actor.name[:100], what[:MAX_ECHO], self.now)
            await audit.add(connection, self.chat.id, entry)

    def _asked_for(self) -> str:
        """Return what was asked for, as somebody typed it or as it stands on a button."""
        pressed, message = self.update.callback_query, self.update.message
        if pressed is None:
            document = message.document if message is not None else None
            text = (message.text if message is not None else None) or ""
            return text or (document.file_name or "" if document is not None else "")
        shown = pressed.message
        if not isinstance(shown, telegram.Message):  # too old for Telegram to say what it held
            return f"[{pressed.data}]"
        rows = shown.reply_markup.inline_keyboard if shown.reply_markup is not None else ()
        labels = (each.text for row in rows for each in row if each.callback_data == pressed.data)
        title = (shown.text or "").partition("\n")[0][:_MAX_TITLE]
        return f"[{next(labels, pressed.data)}] {title}".strip()

    def finish(self) -> None:
        """Answer the press of a button in any case: else it seems to hang."""
        pressed = self.update.callback_query
        if pressed is not None and not any(isinstance(act, Toast) for act in self.acts):
            self.acts.append(Toast(pressed.id))

    def say(self, key: str, *, buttons: Keyboard = (), **values: str | float) -> None:
        """Reply with the message `key` in the chat's language."""
        self.show(plain(self.words(key, **values), buttons))

    def show(self, message: Message) -> None:
        """Reply with a message."""
        self.acts.append(Say(self._shown(message)))

    def rewrite(self, message: Message) -> None:
        """Change the message whose button was pressed; without one, reply."""
        pressed = self.update.callback_query
        if pressed is None or pressed.message is None:
            self.show(message)
        else:
            self.acts.append(Rewrite(pressed.message.message_id, self._shown(message)))

    def _shown(self, message: Message) -> Message:
        said = self.update.message
        if said is not None and self.received.chat < 0:
            message = replace(message, reply_to=said.message_id)
        return message if self._adorn is None else self._adorn(message)

    def set_buttons(self, buttons: Keyboard) -> None:
        """Change the buttons below the message whose button was pressed."""
        pressed = self.update.callback_query
        if pressed is not None and pressed.message is not None:
            buttons = self._shown(Message("", "", buttons=buttons)).buttons
            self.acts.append(SetButtons(pressed.message.message_id, buttons))

    def toast(self, key: str, **values: str | float) -> None:
        """Tell who pressed a button what came of it; where none was pressed, reply."""
        pressed = self.update.callback_query
        if pressed is None:
            self.show(plain(self.words(key, **values)))
        else:
            self.acts.append(Toast(pressed.id, self.words(key, **values)[:MAX_ECHO]))

    def speak(self, language: str) -> None:
        """Go on in another language."""
        self.chat = replace(self.chat, language=language)


def plain(text: str, buttons: Keyboard = ()) -> Message:
    """Make a message of plain text, cut to what Telegram takes."""
    text = shorten(text)
    return Message(html=escape(text, quote=False), plain=text, buttons=buttons)


def units(text: str) -> int:
    """Return how long Telegram counts a text."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, limit: int = MAX_MESSAGE) -> str:
    """Cut a text to `limit` of the units that Telegram counts."""
    return text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
