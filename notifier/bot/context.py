"""What a command works with: the request, the reply that grows, and one transaction for both.

A command reads what it needs and changes things in one `change`; the reply that stands by its end
is stored in the same transaction. So after a crash a command is either not carried out at all, or
carried out and its reply waits to be sent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.bot import replies
from notifier.bot.admin_rights import AdminRights
from notifier.bot.formatting import MAX_ECHO
from notifier.bot.replies import Reply
from notifier.bot.request import Request
from notifier.core.access import EVERYBODY, Access
from notifier.core.i18n import Translator
from notifier.core.model import Chat
from notifier.delivery.message import Message
from notifier.sources.parsing.sandbox import Sandbox
from notifier.sources.status_report import SourceReport
from notifier.store.chats import audit, inbox, last_change
from notifier.store.engine.database import Connection, Store
from notifier.subscriptions.rules import Rules

_MAX_ACTOR = 100


async def _no_sources() -> list[SourceReport]:
    return []


@dataclass(frozen=True, slots=True)
class Options:
    """What the operator configured, the same for every chat."""

    default_language: str
    zone: ZoneInfo
    address: str = ""
    """The public address of the web server, without a slash at its end; empty where none is."""
    app: str = ""
    """The https address of the Mini App; empty where Telegram can open none."""
    api: str = ""
    """Where the API is; empty where there is none."""
    source_label: Callable[[str], str] = str
    """Returns what people call a source, by its name."""
    max_subscriptions: int = 1000
    """How many subscriptions a chat may hold."""
    access: Access = EVERYBODY
    """Who may use the bot, and who runs it."""
    per_minute: int = 0
    """How many commands a minute are carried out for one person; 0 for no limit."""
    alerts_kept: timedelta | None = timedelta(days=90)
    """How long is kept which alerts were sent; None for ever."""
    inbox_kept: timedelta | None = timedelta(days=7)
    """How long is kept what was typed; None for ever."""
    source_reports: Callable[[], Awaitable[list[SourceReport]]] = _no_sources
    """Returns the status of every source."""


@dataclass(frozen=True, slots=True)
class Services:
    """What commands use, the same for every request."""

    store: Store
    rules: Rules
    options: Options
    admin_rights: AdminRights
    download: Callable[[str], Awaitable[bytes]]
    """Fetches a file that was sent to the bot, by its id; raises TelegramError."""
    sandbox: Sandbox
    """Reads such files."""


@dataclass(slots=True)
class Transaction:
    """Commits what a command changes together with the reply to it, once."""

    store: Store
    reply: Reply
    committed: bool = False
    continues: bool = False
    """Whether the request has more to do: what is changed now is committed without its reply, and
    after a crash is changed again, which makes no difference."""
    takes_back: bool = False
    """Whether the request takes back a change, and is none itself."""
    before: dict[int, last_change.State | None] = field(default_factory=dict)
    """How each chat was before the request changed it first."""
    replies_kept: int = 0
    """How many replies are stored by now."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Connection]:
        """Begin it; raise StoreError."""
        if self.committed:
            raise AssertionError("a request changes things in one transaction")
        async with self.store.write() as connection:
            yield connection
            if not self.continues:
                self.reply.finish()
                await self._store_reply(connection)
        self.committed = not self.continues

    async def commit_reply(self) -> None:
        """Store what no change stored of the reply; raise StoreError."""
        self.reply.finish()
        if len(self.reply.stored) > self.replies_kept:
            async with self.store.write() as connection:
                await self._store_reply(connection)

    async def _store_reply(self, connection: Connection) -> None:
        stored = replies.dump(self.reply.stored)
        await inbox.store_reply(connection, self.reply.request.received, stored)
        self.replies_kept = len(self.reply.stored)


@dataclass(frozen=True, slots=True)
class Context:
    """A request with everything that it takes to carry it out."""

    request: Request
    reply: Reply
    transaction: Transaction
    services: Services
    chat: Chat
    """The chat that it is about: the one it was asked in, or a channel `managed_from` there."""
    managed_from: Chat | None = None
    """The private chat from which the channel is managed."""

    @property
    def text(self) -> str:
        """The request's text."""
        return self.request.text

    @property
    def now(self) -> datetime:
        """When the request is carried out."""
        return self.request.now

    @property
    def translate(self) -> Translator:
        """The messages in the language of who reads the reply."""
        return self.reply.translate

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.services.rules

    @property
    def options(self) -> Options:
        """What the operator configured."""
        return self.services.options

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the chat."""
        return self.chat.preferences.zone(self.options.zone)

    @property
    def is_private(self) -> bool:
        """Whether only one person reads the chat."""
        return self.chat.kind == "private"

    @property
    def is_operator(self) -> bool:
        """Whether this is asked in a chat of those who run the service."""
        return self.request.chat_id in self.options.access.operators

    def with_text(self, text: str) -> Context:
        """Return the context of the same request with another text."""
        return replace(self, request=replace(self.request, text=text))

    def for_channel(self, channel: Chat, decorate: Callable[[Message], Message]) -> Context:
        """Return the context for a channel managed from this chat; `decorate` marks its replies."""
        reply = replace(self.reply, decorate=decorate)
        return replace(self, reply=reply, chat=channel, managed_from=self.chat)

    def for_own_chat(self) -> Context:
        """Return the context for the chat in which this is asked, whatever is managed there."""
        reply = replace(self.reply, decorate=None)
        return replace(self, reply=reply, chat=self.managed_from or self.chat, managed_from=None)

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """Open a connection that only reads; raise StoreError."""
        return self.services.store.read()

    @asynccontextmanager
    async def change(self) -> AsyncIterator[Connection]:
        """Begin the request's transaction, which stores the reply at its end; raise StoreError.

        How the chat was before is stored with it, for who asks in words to have it back.
        """
        transaction = self.transaction
        async with transaction.begin() as connection:
            await self._audit(connection)
            whose = self.chat.id
            if whose not in transaction.before:
                transaction.before[whose] = await last_change.state(connection, whose)
            yield connection
            before, after = transaction.before[whose], await last_change.state(connection, whose)
            made = last_change.between(before, after) if before and after else None
            if made is not None or transaction.takes_back:
                kept = None if transaction.takes_back else made
                await last_change.keep(connection, whose, kept)

    async def _audit(self, connection: Connection) -> None:
        """Store who changes what, where several could have done it."""
        summary, actor = self.request.summary, self.request.actor
        if summary and self.chat.id and not self.is_private:
            name, what = actor.name[:_MAX_ACTOR], summary[:MAX_ECHO]
            await audit.add(connection, self.chat.id, audit.Entry(actor.id, name, what, self.now))
