"""Answering: carries out what waits in the inbox, and sends the replies.

A command and its reply are stored in one transaction; only then is the reply sent. After a crash
the stored reply goes out and the command is not carried out a second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from html import escape

from notifier.alerts.message import Message
from notifier.alerts.outcome import ChatMoved, Later, Refused, Sender, pause
from notifier.chat.commands import note_membership, note_move, reply_to
from notifier.chat.updates import Membership, Moved, Said, read_update
from notifier.clock import Clock
from notifier.errors import StoreError
from notifier.log import get_logger
from notifier.model import Chat
from notifier.rules import Rules
from notifier.store import inbox
from notifier.store.chats import find_chat
from notifier.store.database import Store
from notifier.store.inbox import Received
from notifier.words import words

log = get_logger(__name__)

_AT_ONCE = 16
_GIVE_UP_AFTER = 20
_STUMBLES = 3
_REFUSED_PAUSE = 60.0


class Answerer:
    """Works the inbox of one bot off, each chat in its order and none waiting for another."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        rules: Rules,
        clock: Clock,
        *,
        bot_id: int,
        username: Callable[[], str | None],
        default_language: str,
        leads: Callable[[], bool],
    ) -> None:
        self._store = store
        self._sender = sender
        self._rules = rules
        self._clock = clock
        self._bot_id = bot_id
        self._username = username
        self._default_language = default_language
        self._leads = leads
        self._answering: dict[int, asyncio.Task[None]] = {}
        self._waking = asyncio.Lock()
        self._stopping = False

    async def wake(self) -> None:
        """Begin to answer what waits, one update a chat; raises StoreError."""
        async with self._waking:
            if self._stopping or not self._leads() or self._username() is None:
                return
            # Of a chat whose answer ends while we read, what we read is out of date.
            busy = set(self._answering)
            async with self._store.read() as connection:
                waiting = await inbox.waiting(connection, self._bot_id, self._clock(), 2 * _AT_ONCE)
            for received in waiting:
                if received.chat not in busy and len(self._answering) < _AT_ONCE:
                    task = asyncio.create_task(self._answer(received), name=f"chat {received.chat}")
                    self._answering[received.chat] = task

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way."""
        self._stopping = True
        async with self._waking:
            pass
        await self.settled()

    async def settled(self) -> None:
        """Wait until every answer that has begun is over."""
        while self._answering:
            await asyncio.wait(self._answering.values())

    async def _answer(self, received: Received) -> None:
        try:
            reply = received.reply
            if reply is None:
                reply = await self._carry_out(received)
            if reply is not None:
                await self._reply(received, reply)
        except StoreError as error:
            log.error("update_not_answered", update=received.update_id, problem=str(error))
            await self._try_later(received, bug=False)
            return  # the clock wakes us
        except Exception:
            log.exception("update_failed_unexpectedly", update=received.update_id)
            await self._try_later(received, bug=True)
            return
        finally:
            del self._answering[received.chat]
        with suppress(StoreError):
            await self.wake()

    async def _carry_out(self, received: Received) -> str | None:
        """Carry an update out and store its reply; None where there is nothing to say."""
        try:
            said = read_update(received.body, self._username() or "")
        except Exception as error:  # noqa: BLE001 - the library raises many kinds on odd updates
            log.warning("update_unreadable", update=received.update_id, problem=repr(error))
            said = None
        await self._rules.refresh(self._store)
        now = self._clock()
        async with self._store.write() as connection:
            match said:
                case Said():
                    language = self._default_language
                    reply = await reply_to(
                        connection, self._bot_id, said, self._rules, language, now
                    )
                    await inbox.answer(connection, received, reply)
                    return reply
                case Membership():
                    await note_membership(connection, self._bot_id, said)
                case Moved():
                    await note_move(connection, self._bot_id, said)
                case None:
                    pass
            await inbox.done(connection, received, now)
            return None

    async def _reply(self, received: Received, reply: str) -> None:
        if not self._leads():
            return  # the next leader sends it
        chat = Chat(
            id=0, telegram_id=received.chat, language=self._default_language, bot=self._bot_id
        )
        message = Message(html=escape(reply, quote=False), plain=reply)
        outcome = await self._sender.send(chat, message, received.attempts + 1)
        if isinstance(outcome, ChatMoved):
            chat = replace(chat, telegram_id=outcome.telegram_id)
            outcome = await self._sender.send(chat, message, received.attempts + 1)
        if isinstance(outcome, Later | Refused):
            seconds = outcome.seconds if isinstance(outcome, Later) else _REFUSED_PAUSE
            await self._postpone(received, seconds)
            return
        async with self._store.write() as connection:
            await inbox.done(connection, received, self._clock())
        log.info("update_answered", update=received.update_id, outcome=type(outcome).__name__)

    async def _try_later(self, received: Received, *, bug: bool) -> None:
        """Try an update again; one that brings a bug to light, only a few times."""
        with suppress(StoreError):  # then it is due already
            if bug and received.reply is None and received.attempts >= _STUMBLES:
                await self._apologise(received)
            else:
                await self._postpone(received, pause(received.attempts + 1))

    async def _apologise(self, received: Received) -> None:
        async with self._store.write() as connection:
            chat = await find_chat(connection, received.chat, bot=self._bot_id)
            language = chat.language if chat else self._default_language
            await inbox.answer(connection, received, words(language)("failed"))

    async def _postpone(self, received: Received, seconds: float) -> None:
        now = self._clock()
        async with self._store.write() as connection:
            if received.attempts < _GIVE_UP_AFTER:
                await inbox.later(connection, received, now + timedelta(seconds=seconds))
            else:
                await inbox.done(connection, received, now)
                log.error("update_given_up", update=received.update_id)
