"""The sends that are under way: each alert rendered, paced and handed to its channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from notifier.core.alerts import Alert, StoryEdit
from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.tasks import KeyedTasks
from notifier.delivery.message import Message
from notifier.delivery.outcome import Channel, Dead, Outcome, Rejected, Requeued, SendResult
from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.renderer import MessageRenderer
from notifier.delivery.schedule import makes_sound

log = get_logger(__name__)

_RENDERED_AT_ONCE = 8
_BUG = Rejected("an unexpected error; see the log")


class Sends:
    """The sends of one bot that are under way.

    `on_result` is called with what came of each. `on_lost_lead` is called with one that was not
    sent because this process no longer leads: another may be sending it by then.
    """

    def __init__(
        self,
        channel: Channel,
        limiter: RateLimiter,
        renderer: MessageRenderer,
        clock: Clock,
        *,
        leads: Callable[[], bool],
        on_result: Callable[[SendResult], None],
        on_lost_lead: Callable[[Alert], None],
    ) -> None:
        self._channel = channel
        self._limiter = limiter
        self._renderer = renderer
        self._clock = clock
        self._leads = leads
        self._on_result = on_result
        self._on_lost_lead = on_lost_lead
        self._tasks = KeyedTasks()
        self._paced: set[int] = set()
        """The alerts that wait for the rate limiter."""
        self.waiting = 0
        """How many of them have not been handed to the channel yet."""
        self._stopping = asyncio.Event()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, claimed: Sequence[Alert]) -> None:
        """Start sending these alerts."""
        self.waiting += len(claimed)
        self._tasks.start(("batch", claimed[0].id), self._send_all(claimed), "claimed alerts")

    def stop(self) -> None:
        """Start no call any more; what waits for the rate limiter is requeued."""
        self._stopping.set()
        for alert_id in self._paced:
            self._tasks.cancel(alert_id)

    async def join(self) -> None:
        """Wait until nothing is under way."""
        await self._tasks.join()

    async def _send_all(self, claimed: Sequence[Alert]) -> None:
        """Render what was claimed, some at a time in a thread, and send it side by side."""
        for start in range(0, len(claimed), _RENDERED_AT_ONCE):
            some, now = claimed[start : start + _RENDERED_AT_ONCE], self._clock()
            messages = await asyncio.to_thread(self._render_all, some, now)
            for alert, rendered in zip(some, messages, strict=True):
                if isinstance(rendered, Message):
                    self._tasks.start(alert.id, self._send(alert, rendered), f"alert {alert.id}")
                else:
                    self.waiting -= 1
                    self._on_result(SendResult(alert, rendered, now))

    def _render_all(self, alerts: Sequence[Alert], now: datetime) -> list[Message | Outcome]:
        return [self._render(alert, now) for alert in alerts]

    def _render(self, alert: Alert, now: datetime) -> Message | Outcome:
        try:
            return self._renderer.render(alert, now)
        except Exception:
            log.exception("alert_not_rendered", alert=alert.id)
            return _BUG

    async def _send(self, alert: Alert, rendered: Message) -> None:
        try:
            may_start = await self._may_start(alert)
        finally:
            self.waiting -= 1
        started_at = self._clock()
        if not may_start:
            self._on_result(SendResult(alert, Requeued(), started_at))
            return
        if not self._leads():
            self._on_lost_lead(alert)
            return
        try:
            outcome = await self._call(alert, rendered)
        except Exception:
            log.exception("alert_failed_unexpectedly", alert=alert.id)
            outcome = _BUG
        seconds = (self._clock() - started_at).total_seconds()
        self._on_result(SendResult(alert, outcome, started_at, seconds))

    async def _may_start(self, alert: Alert) -> bool:
        """Wait for the rate limiter; return False where nothing may be sent any more."""
        if self._stopping.is_set():
            return False
        self._paced.add(alert.id)
        try:
            return (
                await self._limiter.acquire(alert.chat.telegram_id) and not self._stopping.is_set()
            )
        except asyncio.CancelledError:
            if self._stopping.is_set():
                return False
            raise
        finally:
            self._paced.discard(alert.id)

    async def _call(self, alert: Alert, rendered: Message) -> Outcome:
        silent = not makes_sound(alert.rank, alert.chat.preferences)
        message = replace(rendered, dropped=alert.dropped, silent=silent)
        attempts = alert.attempts
        if isinstance(alert.content, StoryEdit):
            if alert.content.message_id is None:
                return Dead("the message that it would change never arrived")
            message_id = alert.content.message_id
            return await self._channel.edit(alert.chat, message_id, message, attempts)
        return await self._channel.send(alert.chat, message, attempts, thread_id=alert.thread_id)
