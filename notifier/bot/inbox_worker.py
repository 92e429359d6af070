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
from typing import Protocol

from telegram import Bot

from notifier.bot import managed_channels, replies
from notifier.bot.context import Options, Talk, plain
from notifier.bot.replies import Act, OfferInline, Say, Toast
from notifier.bot.reply_sender import Performer
from notifier.bot.update_reader import Heard, read_update
from notifier.core.clock import Clock
from notifier.core.errors import StoreError
from notifier.core.i18n import choose_language, translator
from notifier.core.log import get_logger
from notifier.core.model import Chat
from notifier.core.text import strip_invalid
from notifier.delivery.outcome import (
    MAX_REFUSALS,
    ChatMoved,
    Later,
    Outcome,
    Refused,
    Rejected,
    pause,
)
from notifier.store.chats import chats, inbox
from notifier.store.chats.inbox import Received
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)

_AT_ONCE = 16
_GIVE_UP_AFTER = 20
_STUMBLES = 3
_REFUSED_PAUSE = 60.0
_FLEETING = (Toast, OfferInline)
"""Who waits for these has gone on after some seconds: they are tried once."""


class Handlers(Protocol):
    """Finds the handler that an update is for."""

    async def carry_out(self, talk: Talk) -> None:
        """Carry an update out; raises what its handler raises."""
        ...


class Answerer:
    """Works the inbox of one bot off, each chat in its order and none waiting for another."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        performer: Performer,
        handlers: Handlers,
        rules: Rules,
        clock: Clock,
        *,
        bot_id: int,
        options: Options,
        leads: Callable[[], bool],
    ) -> None:
        self._bot = bot
        self._store = store
        self._performer = performer
        self._handlers = handlers
        self._rules = rules
        self._clock = clock
        self._bot_id = bot_id
        self._options = options
        self._leads = leads
        self._answering: dict[int, asyncio.Task[None]] = {}
        self._waking = asyncio.Lock()
        self._stopping = False

    async def wake(self) -> None:
        """Begin to answer what waits, one update a chat; raises StoreError."""
        async with self._waking:
            if self._stopping or not self._leads():
                return
            # Of a chat whose answer ends while we read, what we read is out of date.
            busy = set(self._answering)
            async with self._store.read() as connection:
                waiting = await inbox.next_due(
                    connection, self._bot_id, self._clock(), 2 * _AT_ONCE
                )
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
            reply = (
                await self._carry_out(received)
                if received.reply is None
                else replies.load(received.reply)
            )
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

    async def _carry_out(self, received: Received) -> tuple[Act, ...]:
        """Carry an update out and store its reply."""
        try:
            heard = read_update(received.body, self._bot)
        except Exception as error:  # noqa: BLE001 - the library raises many kinds on odd updates
            log.warning("update_unreadable", update=received.update_id, problem=repr(error))
            return ()
        await self._rules.refresh(self._store)
        talk = await self._talk(received, heard)
        await managed_channels.resolve(talk)
        await self._handlers.carry_out(talk)
        if not talk.stored:
            talk.finish()
            if talk.acts:
                async with self._store.write() as connection:
                    await inbox.store_reply(connection, received, replies.dump(talk.acts))
        return tuple(talk.acts)

    async def _talk(self, received: Received, heard: Heard) -> Talk:
        return Talk(
            store=self._store,
            rules=self._rules,
            options=self._options,
            received=received,
            update=heard.update,
            now=self._clock(),
            chat=await self._chat(received, heard),
            actor=heard.actor,
            thread_id=heard.thread_id,
            text=heard.text,
        )

    async def _chat(self, received: Received, heard: Heard) -> Chat:
        """Return the chat, known from now on if somebody there turned to the bot who may."""
        place = heard.place
        where = received.chat if place is None else place.id
        async with self._store.read() as connection:
            chat = await chats.find_chat(connection, where, bot=self._bot_id)
        language = choose_language(heard.actor.language, self._options.default_language)
        may_speak = heard.is_said and self._options.admits(where, heard.actor.id)
        if place is None or not may_speak:
            return chat or Chat(id=0, telegram_id=where, language=language, bot=self._bot_id)
        known = (place.type, strip_invalid(place.title or ""))
        is_off = chat is not None and chat.disabled_reason == chats.SWITCHED_OFF
        if chat and (is_off or not chat.disabled_reason) and (chat.kind, chat.title) == known:
            return chat
        async with self._store.write() as connection:
            chat = await chats.ensure_chat(
                connection,
                where,
                bot=self._bot_id,
                language=language,
                kind=place.type,
                title=known[1],
                now=self._clock(),
            )
            if chat.disabled_reason is not None and not is_off:
                await chats.enable_chat(connection, chat.id)
            if (chat.kind, chat.title) != known:
                await chats.rename_chat(connection, chat.id, kind=known[0], title=known[1])
        reason = chat.disabled_reason if is_off else None
        return replace(chat, disabled_reason=reason, kind=known[0], title=known[1])

    async def _reply(self, received: Received, reply: tuple[Act, ...]) -> None:
        """Carry the acts of a reply out, in their order."""
        chat = Chat(
            id=0,
            telegram_id=received.chat,
            language=self._options.default_language,
            bot=self._bot_id,
        )
        thread_id = _thread_of(received)
        for number, act in enumerate(reply):
            if not self._leads():
                return  # the next leader does the rest
            attempts = received.attempts + 1
            outcome = await self._perform(chat, act, attempts, thread_id)
            if isinstance(outcome, ChatMoved):
                chat = replace(chat, telegram_id=outcome.telegram_id)
                outcome = await self._perform(chat, act, attempts, thread_id)
            if isinstance(outcome, Rejected) and attempts < MAX_REFUSALS:
                outcome = Later(pause(attempts), outcome.note)
            log.info(
                "reply_sent",
                update=received.update_id,
                act=act.kind,
                came_of_it=type(outcome).__name__,
            )
            if isinstance(outcome, Later | Refused) and not isinstance(act, _FLEETING):
                seconds = outcome.seconds if isinstance(outcome, Later) else _REFUSED_PAUSE
                await self._postpone(received, seconds)
                return
            if number + 1 < len(reply):
                async with self._store.write() as connection:
                    await inbox.store_reply(connection, received, replies.dump(reply[number + 1 :]))
        async with self._store.write() as connection:
            await inbox.done(connection, received, self._clock())

    async def _perform(self, chat: Chat, act: Act, attempts: int, thread_id: int) -> Outcome:
        return await self._performer.perform(chat, act, attempts, thread_id=thread_id)

    async def _try_later(self, received: Received, *, bug: bool) -> None:
        """Try an update again; one that brings a bug to light, only a few times."""
        with suppress(StoreError):  # then it is due already
            if bug and received.reply is None and received.attempts >= _STUMBLES:
                await self._apologise(received)
            else:
                await self._postpone(received, pause(received.attempts + 1))

    async def _apologise(self, received: Received) -> None:
        async with self._store.write() as connection:
            chat = await chats.find_chat(connection, received.chat, bot=self._bot_id)
            language = chat.language if chat else self._options.default_language
            sorry = Say(plain(translator(language)("failed")))
            await inbox.store_reply(connection, received, replies.dump([sorry]))

    async def _postpone(self, received: Received, seconds: float) -> None:
        now = self._clock()
        async with self._store.write() as connection:
            if received.attempts < _GIVE_UP_AFTER:
                await inbox.postpone(connection, received, now + timedelta(seconds=seconds))
            else:
                await inbox.done(connection, received, now)
                log.error("update_given_up", update=received.update_id)


def _thread_of(received: Received) -> int:
    """Return the forum topic that an update came from; 0 where there is none."""
    part = next((each for each in received.body.values() if isinstance(each, dict)), {})
    message = part.get("message", part)
    if not isinstance(message, dict) or message.get("is_topic_message") is not True:
        return 0
    thread_id = message.get("message_thread_id")
    return thread_id if isinstance(thread_id, int) else 0
