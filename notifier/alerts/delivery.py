"""The stage "deliver": claims due alerts, renders and sends them, and notes what became of each.

An attempt is committed before the call and its result after it. At most `max_in_flight` sends are
under way, one a chat, so a crash can repeat no more than those.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo

from notifier.alerts.exclusions import remaining_reasons
from notifier.alerts.message import Message, render_alert
from notifier.alerts.outcome import (
    MAX_REFUSALS,
    ChatGone,
    ChatMoved,
    Dead,
    Later,
    Outcome,
    Refused,
    Sender,
    Sent,
    pause,
)
from notifier.clock import Clock
from notifier.document import read_entry
from notifier.errors import StoreError
from notifier.log import get_logger
from notifier.model import Alert
from notifier.store import chats, outbox
from notifier.store.database import Connection, Store
from notifier.words import words

log = get_logger(__name__)

_TRIES_WHEN_STOPPING = 3
REFUSED_PAUSE = timedelta(seconds=60)
"""How long nothing is sent after Telegram refused the bot itself."""


class Deliverer:
    """Sends what is due.

    `bot` is the number of the one whose chats it serves, None for every chat; `leads` tells whether
    this process is the one to send for it; `per_second` bounds the whole bot.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        clock: Clock,
        *,
        bot: int | None,
        leads: Callable[[], bool],
        source_label: Callable[[str], str],
        zone: tzinfo,
        max_in_flight: int,
        per_second: float,
    ) -> None:
        self._store = store
        self._sender = sender
        self._clock = clock
        self._bot = bot
        self._leads = leads
        self._source_label = source_label
        self._zone = zone
        self._max_in_flight = max_in_flight
        self._pace = 1 / per_second
        self._next_slot = 0.0
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._waking = asyncio.Lock()
        self._led = False
        self._stopping = False
        self._paused_until: datetime | None = None

    async def wake(self) -> None:
        """Begin to send what is due, as far as there is room; raises StoreError."""
        async with self._waking:
            if not await self._may_send():
                return
            room = self._max_in_flight - len(self._sending)
            if room <= 0:
                return
            for alert in await self._claim(room):
                task = asyncio.create_task(self._deliver(alert), name=f"alert {alert.id}")
                self._sending[alert.id] = task

    async def _claim(self, room: int) -> list[Alert]:
        try:
            async with self._store.write() as connection:
                return await outbox.claim(connection, self._clock(), room, bot=self._bot)
        except StoreError:
            self._led = False  # it may be committed all the same: then they are orphans
            raise

    async def stop(self) -> None:
        """Claim nothing more, and wait for what is under way, so that none of it is repeated."""
        self._stopping = True
        async with self._waking:
            pass
        await self.settled()

    async def settled(self) -> None:
        """Wait until every send that has begun is over."""
        while self._sending:
            await asyncio.wait(self._sending.values())

    async def _may_send(self) -> bool:
        if self._stopping or not self._leads():
            self._led = False
            return False
        if not self._led:
            async with self._store.write() as connection:
                orphans = await outbox.requeue_orphans(
                    connection, self._clock(), in_flight=list(self._sending), bot=self._bot
                )
            if orphans:
                log.warning("interrupted_alerts_are_sent_again", alerts=orphans)
            self._led = True
        return self._paused_until is None or self._clock() >= self._paused_until

    async def _deliver(self, alert: Alert) -> None:
        try:
            outcome = await self._attempt(alert)
            if outcome is not None:
                await self._note(alert, outcome)
        finally:
            del self._sending[alert.id]
        with suppress(StoreError):  # then the clock wakes us
            await self.wake()

    async def _attempt(self, alert: Alert) -> Outcome | None:
        """Send an alert; None where this process may no longer send."""
        try:
            message = await asyncio.to_thread(self._render, alert)
            if message is None:
                return Dead("nothing it was planned for is asked for any more")
            await self._turn()
            if not self._leads():
                self._led = False  # another process may be sending it by now
                return None
            return await self._sender.send(alert.chat, message, alert.attempts)
        except Exception:
            log.exception("alert_failed_unexpectedly", alert=alert.id)
            note = "an unexpected error; see the log"
            given_up = alert.attempts >= MAX_REFUSALS
            return Dead(note) if given_up else Later(pause(alert.attempts), note)

    async def _note(self, alert: Alert, outcome: Outcome) -> None:
        """Store the outcome, trying again while that fails: else it would be sent again."""
        tries = 0
        while not await self._noted(alert, outcome):
            tries += 1
            if self._stopping and tries > _TRIES_WHEN_STOPPING:
                return
            await asyncio.sleep(min(0.1 * tries, 10))
        name = type(outcome).__name__.lower()
        log.info("alert_attempted", outcome=name, alert=alert.id, chat=alert.chat.id)

    async def _noted(self, alert: Alert, outcome: Outcome) -> bool:
        try:
            async with self._store.write() as connection:
                await self._settle(connection, alert, outcome)
        except StoreError as error:
            log.error("outcome_not_stored", alert=alert.id, problem=str(error))
            return False
        except Exception:
            log.exception("outcome_not_stored", alert=alert.id)
            return False
        return True

    def _render(self, alert: Alert) -> Message | None:
        """Render an alert; None where its chat no longer asks for what it was planned for."""
        document = read_entry(alert.article, alert.article.source)
        reasons = alert.reasons
        if alert.exclusions:
            reasons = remaining_reasons(alert.queries, alert.exclusions, document, alert.mentions)
        if not reasons:
            return None
        return render_alert(
            alert.article,
            document,
            reasons,
            source_label=self._source_label(alert.article.source),
            words=words(alert.chat.language),
            zone=self._zone,
            now=self._clock(),
        )

    async def _turn(self) -> None:
        """Wait for the bot's next free slot, so that all sends together keep the allowed rate."""
        loop = asyncio.get_running_loop()
        slot = max(loop.time(), self._next_slot)
        self._next_slot = slot + self._pace
        await asyncio.sleep(slot - loop.time())

    async def _settle(self, connection: Connection, alert: Alert, outcome: Outcome) -> None:
        now = self._clock()
        match outcome:
            case Sent(message_id):
                await outbox.sent(connection, alert.id, now, message_id)
                await chats.hold_chat(
                    connection, alert.chat.id, now + self._sender.pause(alert.chat)
                )
            case Later(seconds, note, whole_chat):
                due_at = now + timedelta(seconds=seconds)
                await outbox.later(connection, alert.id, due_at, note)
                if whole_chat:
                    await chats.hold_chat(connection, alert.chat.id, due_at)
            case Dead(note):
                await outbox.dead(connection, alert.id, note)
            case ChatGone(note):
                await outbox.dead(connection, alert.id, note)
                await chats.disable_chat(connection, alert.chat.id, note)
            case ChatMoved(telegram_id):
                await outbox.later(connection, alert.id, now, "the group moved")
                await chats.move_chat(connection, alert.chat.id, telegram_id)
            case Refused(note):
                self._paused_until = now + REFUSED_PAUSE
                await outbox.later(connection, alert.id, self._paused_until, note)
                log.error("telegram_refuses_the_bot", problem=note, try_again=str(REFUSED_PAUSE))
