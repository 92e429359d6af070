"""Sending what was claimed: rendered, each in its turn, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.core.model import Alert, StoryEdit
from notifier.core.tasks import Tasks
from notifier.delivery.outcome import Dead, Outcome, Rejected, Sender
from notifier.delivery.rate_limiter import Pacer
from notifier.delivery.record_outcomes import GivenBack, Result
from notifier.delivery.renderer import Rendered, Renderer
from notifier.store.alerts.outcomes import NOT_ASKED_FOR

log = get_logger(__name__)

_BUG = Rejected("an unexpected error; see the log")


class Sends:
    """The sends of one bot that are under way.

    `on_result` hears what came of each. `on_lost` hears of one that was not sent because this
    process no longer leads: another may be sending it by then.
    """

    def __init__(
        self,
        sender: Sender,
        pacer: Pacer,
        renderer: Renderer,
        clock: Clock,
        *,
        leads: Callable[[], bool],
        on_result: Callable[[Result], None],
        on_lost: Callable[[Alert], None],
    ) -> None:
        self._sender = sender
        self._pacer = pacer
        self._renderer = renderer
        self._clock = clock
        self._leads = leads
        self._on_result = on_result
        self._on_lost = on_lost
        self._tasks = Tasks()
        self._queued: set[int] = set()
        self._stopping = False

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, claimed: Sequence[Alert]) -> None:
        """Have these alerts sent."""
        self._tasks.start(("batch", claimed[0].id), self._render_all(claimed), "claimed alerts")

    def stop(self) -> None:
        """Begin no call any more: what still waits for its turn is given back."""
        self._stopping = True
        for alert_id in self._queued:
            self._tasks.cancel(alert_id)

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        await self._tasks.settled()

    async def _render_all(self, claimed: Sequence[Alert]) -> None:
        """Render what was claimed, all in one thread, and have it sent side by side."""
        at = self._clock()
        messages = await asyncio.to_thread(lambda: [self._render(alert) for alert in claimed])
        for alert, rendered in zip(claimed, messages, strict=True):
            if isinstance(rendered, Rendered):
                self._tasks.start(alert.id, self._deliver(alert, rendered), f"alert {alert.id}")
            else:
                self._on_result(Result(alert, rendered, at))

    def _render(self, alert: Alert) -> Rendered | Outcome:
        try:
            return self._renderer.render(alert, self._clock()) or Dead(NOT_ASKED_FOR)
        except Exception:
            log.exception("alert_not_rendered", alert=alert.id)
            return _BUG

    async def _deliver(self, alert: Alert, rendered: Rendered) -> None:
        began = self._clock()
        try:
            if not await self._gets_its_turn(alert):
                self._on_result(Result(alert, GivenBack(), began))
                return
            if not self._leads():
                self._on_lost(alert)
                return
            began = self._clock()
            outcome = await self._send(alert, rendered)
        except Exception:
            log.exception("alert_failed_unexpectedly", alert=alert.id)
            outcome = _BUG
        seconds = (self._clock() - began).total_seconds()
        self._on_result(Result(alert, outcome, began, seconds, rendered.unwanted))

    async def _gets_its_turn(self, alert: Alert) -> bool:
        """Wait for the turn of an alert; False where nothing may be sent any more."""
        self._queued.add(alert.id)
        try:
            may_speak = not self._stopping and await self._pacer.turn(alert.chat.telegram_id)
        except asyncio.CancelledError:
            may_speak = False
            if not self._is_stopping():
                raise
        finally:
            self._queued.discard(alert.id)
        return may_speak and not self._is_stopping()

    def _is_stopping(self) -> bool:
        return self._stopping

    async def _send(self, alert: Alert, rendered: Rendered) -> Outcome:
        message, attempts = rendered.message, alert.attempts
        if isinstance(alert.content, StoryEdit):
            if alert.content.message_id is None:
                return Dead("the message that it would change never arrived")
            return await self._sender.edit(alert.chat, alert.content.message_id, message, attempts)
        return await self._sender.send(alert.chat, message, attempts, thread_id=alert.thread_id)
