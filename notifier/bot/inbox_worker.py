"""Works off the inbox: carries each update out, and sends the replies.

A command and its replies are stored in one transaction; only then are the replies sent. After a
crash the stored replies go out and the command is not carried out a second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from telegram.error import TelegramError

from notifier.bot import replies
from notifier.bot.context import Context, Services, Transaction
from notifier.bot.dispatcher import Dispatcher
from notifier.bot.formatting import plain
from notifier.bot.replies import AnswerInline, Reply, SendMessage, StoredReply, Toast
from notifier.bot.reply_sender import ReplySender
from notifier.bot.request import Request
from notifier.bot.update_reader import read_update
from notifier.core.clock import Clock
from notifier.core.errors import StoreError
from notifier.core.i18n import choose_language, translator
from notifier.core.log import get_logger
from notifier.core.model import Chat
from notifier.core.text import strip_invalid
from notifier.delivery.channels.telegram import NewsBot
from notifier.delivery.outcome import (
    MAX_REFUSALS,
    ChatMoved,
    Later,
    Refused,
    Rejected,
    TopicGone,
    retry_after,
    topic_lost,
)
from notifier.store.alerts import outcomes
from notifier.store.chats import chats, inbox
from notifier.store.chats.inbox import Received
from notifier.store.engine.database import Connection
from notifier.store.engine.wakeups import Stage

log = get_logger(__name__)

_MAX_AT_ONCE = 16
"""How many chats are answered at the same time."""
_MAX_ATTEMPTS = 20
"""How often an update is tried at most that Telegram keeps from being carried out, or a bug from
being answered: for an hour."""
_MAX_BUG_ATTEMPTS = 3
_LONGEST_WAIT = timedelta(days=1)
"""How old an answer at least becomes that Telegram does not take, before it is given up."""
_REFUSED_DELAY = 60.0
"""Seconds to wait when Telegram refuses the bot."""
_EPHEMERAL = (Toast, AnswerInline)
"""Who waits for these has gone on after some seconds: they are tried once."""


class InboxWorker:
    """Works off the inbox of one bot: each chat in its order, none waiting for another."""

    def __init__(
        self,
        bot: NewsBot,
        services: Services,
        sender: ReplySender,
        clock: Clock,
        *,
        leads: Callable[[], bool],
    ) -> None:
        self._bot = bot
        self._services = services
        self._store = services.store
        self._options = services.options
        self._dispatcher = Dispatcher()
        self._sender = sender
        self._clock = clock
        self._leads = leads
        self._under_way: dict[int, asyncio.Task[None]] = {}
        """The chats that are being answered, by Telegram id."""
        self._starting = asyncio.Lock()
        self._stopping = False

    @property
    def is_busy(self) -> bool:
        """Whether something is being answered, or may be in a moment."""
        return self._starting.locked() or bool(self._under_way)

    async def run_once(self) -> None:
        """Begin to answer what waits, one update a chat; raise StoreError."""
        async with self._starting:
            if self._stopping or not self._leads():
                return
            # Of a chat whose answer ends while we read, what we read is out of date.
            busy = set(self._under_way)
            async with self._store.read() as connection:
                waiting = await inbox.next_due(
                    connection, self._bot.number, self._clock(), 2 * _MAX_AT_ONCE
                )
            for received in waiting:
                if received.chat not in busy and len(self._under_way) < _MAX_AT_ONCE:
                    task = asyncio.create_task(self._answer(received), name=f"chat {received.chat}")
                    self._under_way[received.chat] = task

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping = True
        async with self._starting:
            pass
        await self.settled()

    async def settled(self) -> None:
        """Wait until every answer that has begun is over."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _answer(self, received: Received) -> None:
        try:
            if received.reply is None:
                stored = await self._carry_out(received)
            else:
                stored = replies.load(received.reply)
            await self._send(received, stored)
        except StoreError as error:
            log.error("update_not_answered", update=received.update_id, problem=str(error))
            await self._try_later(received)
            return  # the scheduler comes back
        except TelegramError as error:
            log.warning("update_not_answered", update=received.update_id, problem=str(error))
            await self._try_later(received, most=_MAX_ATTEMPTS)
            return
        except Exception:
            log.exception("update_failed_unexpectedly", update=received.update_id)
            is_done = received.reply is not None
            await self._try_later(received, most=_MAX_ATTEMPTS if is_done else _MAX_BUG_ATTEMPTS)
            return
        finally:
            del self._under_way[received.chat]
        with suppress(StoreError):
            await self.run_once()

    async def _carry_out(self, received: Received) -> tuple[StoredReply, ...]:
        """Carry an update out, and store its replies."""
        try:
            request = read_update(received, self._bot, self._clock())
        except Exception as error:  # noqa: BLE001 - the library raises many kinds on odd updates
            log.warning("update_unreadable", update=received.update_id, problem=repr(error))
            return ()
        await self._services.rules.refresh(self._store)
        chat = await self._chat_of(request)
        reply = Reply(request, translator(chat.language))
        transaction = Transaction(self._store, reply)
        context = Context(request, reply, transaction, self._services, chat)
        await self._dispatcher.dispatch(context)
        await transaction.commit_reply()
        return tuple(reply.stored)

    async def _chat_of(self, request: Request) -> Chat:
        """Return the chat of a request, stored now where somebody who may turned to the bot."""
        place, actor, bot = request.place, request.actor, self._bot.number
        telegram_id = request.chat_id if place is None else place.id
        async with self._store.read() as connection:
            chat = await chats.find_chat(connection, telegram_id, bot=bot)
        language = choose_language(actor.language, self._options.default_language)
        is_allowed = request.is_deliberate and self._options.access.allows(telegram_id, actor.id)
        if place is None or not is_allowed:
            return chat or Chat(id=0, telegram_id=telegram_id, language=language, bot=bot)
        kind, title = place.type, strip_invalid(place.title or "")
        is_off = chat is not None and chat.disabled_reason == chats.SWITCHED_OFF
        is_renamed = chat is not None and (chat.kind, chat.title) != (kind, title)
        if chat and (is_off or not chat.disabled_reason) and not is_renamed:
            return chat
        async with self._store.write() as connection:
            chat = await chats.ensure_chat(
                connection,
                telegram_id,
                bot=bot,
                language=language,
                kind=kind,
                title=title,
                now=request.now,
            )
            if chat.disabled_reason is not None and not is_off:
                await chats.enable_chat(connection, chat.id, request.now)
            if (chat.kind, chat.title) != (kind, title):
                await chats.rename_chat(connection, chat.id, kind=kind, title=title)
        reason = chat.disabled_reason if is_off else None
        return replace(chat, disabled_reason=reason, kind=kind, title=title)

    async def _send(self, received: Received, stored: tuple[StoredReply, ...]) -> None:
        """Send replies in their order; what is left of them stays in the inbox."""
        chat = Chat(
            id=0,
            telegram_id=received.chat,
            language=self._options.default_language,
            bot=self._bot.number,
        )
        attempts, thread_id = received.attempts + 1, _thread_of(received)
        for number in range(1, len(stored) + 1):
            reply = stored[number - 1]
            if not self._leads():
                return  # the next leader does the rest
            outcome = await self._sender.send(chat, reply, attempts, thread_id=thread_id)
            if isinstance(outcome, ChatMoved):
                chat = replace(chat, telegram_id=outcome.telegram_id)
                outcome = await self._sender.send(chat, reply, attempts, thread_id=thread_id)
            if isinstance(outcome, TopicGone) and thread_id:
                # As alerts do, it goes to the chat itself.
                await self._leave_topic(received, thread_id)
                thread_id, stored = 0, tuple(map(replies.outside_topic, stored))
                reply = stored[number - 1]
                outcome = await self._sender.send(chat, reply, attempts)
            if isinstance(outcome, Rejected) and attempts < MAX_REFUSALS:
                outcome = Later(retry_after(attempts), outcome.note)
            log.info(
                "reply_sent",
                update=received.update_id,
                act=reply.kind,
                came_of_it=type(outcome).__name__,
            )
            if isinstance(outcome, Later | Refused) and not isinstance(reply, _EPHEMERAL):
                if isinstance(outcome, Refused):
                    await self._postpone(received, _REFUSED_DELAY)
                else:
                    await self._postpone(received, outcome.seconds, hold=outcome.whole_chat)
                return
            if number < len(stored):
                async with self._store.write() as connection:
                    rest = replies.dump(stored[number:])
                    await inbox.store_reply(connection, received, rest)
        async with self._store.write() as connection:
            await inbox.done(connection, received, self._clock())

    async def _leave_topic(self, received: Received, thread_id: int) -> None:
        """Have what goes to a topic that is gone come to its chat."""
        async with self._store.write() as connection:
            chat = await self._find_chat(connection, received)
            if chat is not None:
                lost = topic_lost(thread_id, chat.language)
                await outcomes.leave_topic(connection, chat.id, lost, self._clock())

    async def _try_later(self, received: Received, *, most: int | None = None) -> None:
        """Try an update again; what failed more than `most` times is told, and given up."""
        with suppress(StoreError):  # then it is due already
            if most is None or received.attempts < most:
                await self._postpone(received, retry_after(received.attempts + 1))
            elif received.reply is None:
                await self._apologise(received)
            else:
                await self._give_up(received)

    async def _find_chat(self, connection: Connection, received: Received) -> Chat | None:
        return await chats.find_chat(connection, received.chat, bot=self._bot.number)

    async def _apologise(self, received: Received) -> None:
        async with self._store.write() as connection:
            chat = await self._find_chat(connection, received)
            language = chat.language if chat else self._options.default_language
            sorry = SendMessage(plain(translator(language)("failed")))
            await inbox.store_reply(connection, received, replies.dump([sorry]))

    async def _postpone(self, received: Received, seconds: float, *, hold: bool = False) -> None:
        """Try an update again later; with `hold` its chat gets no alerts until then either."""
        now = self._clock()
        is_old = now - received.received_at > _LONGEST_WAIT
        if is_old and received.attempts >= _MAX_ATTEMPTS:
            await self._give_up(received)
            return
        async with self._store.write() as connection:
            if hold and (chat := await self._find_chat(connection, received)):
                await chats.hold_chats(connection, {chat.id: now + timedelta(seconds=seconds)})
            await inbox.postpone(connection, received, now + timedelta(seconds=seconds))
        wakeups = self._store.wakeups
        asyncio.get_running_loop().call_later(seconds, wakeups.wake, [Stage.INBOX])

    async def _give_up(self, received: Received) -> None:
        async with self._store.write() as connection:
            await inbox.done(connection, received, self._clock())
        log.error("update_given_up", update=received.update_id)


def _thread_of(received: Received) -> int:
    """Return the forum topic that an update came from; 0 where there is none."""
    part = next((each for each in received.body.values() if isinstance(each, dict)), {})
    message = part.get("message", part)
    if not isinstance(message, dict) or message.get("is_topic_message") is not True:
        return 0
    thread_id = message.get("message_thread_id")
    return thread_id if isinstance(thread_id, int) else 0
