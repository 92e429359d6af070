"""The stage "deliver": claims due alerts, renders and sends them, and notes what became of each.

It turns like a wheel: what came back is noted and what goes out next is claimed in one commit. An
attempt is committed before it begins, and keeps its place among the `max_in_flight` until its
outcome is committed: so a crash can repeat no more than those.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.core.clock import Clock
from notifier.core.errors import StoreBusyError, StoreError
from notifier.core.log import get_logger
from notifier.core.model import Alert, StoryContent, StoryEdit
from notifier.core.tasks import Tasks
from notifier.delivery.outcome import Later, Refused, Sender, Sent
from notifier.delivery.rate_limiter import Pacer
from notifier.delivery.record_outcomes import REFUSED_PAUSE, Result, settle
from notifier.delivery.renderer import Renderer
from notifier.delivery.sends import Sends
from notifier.store.alerts import claims, outcomes
from notifier.store.alerts.claims import Timing
from notifier.store.engine import chat_queue
from notifier.store.engine.database import Store

log = get_logger(__name__)

_TRIES_WHEN_STOPPING = 3
_MANY = 32
_LINGER = 0.1
"""Seconds in which outcomes may gather, where so many sends are under way."""
_SOON = timedelta(seconds=0.5)
"""What is due within this time is not left to the next beat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """How many sends are under way at once, and how long news is fresh enough to be sent by itself.

    More news than `burst` that one chat waits for comes as one message. `timing` says when an
    alert may go out.
    """

    max_in_flight: int = 8
    fresh_for: timedelta | None = None
    burst: int | None = None
    timing: Timing = lambda _alert, now: now


class Deliverer:
    """Sends what is due.

    `bot` is the number of the one whose chats it serves, None for every chat; `leads` tells whether
    this process is the one to send for it; `on_result` hears of everything that came of a send.
    """

    def __init__(
        self,
        store: Store,
        sender: Sender,
        pacer: Pacer,
        renderer: Renderer,
        clock: Clock,
        settings: DeliverySettings,
        *,
        bot: int | None,
        leads: Callable[[], bool],
        on_result: Callable[[Result], None] = lambda _result: None,
    ) -> None:
        self._store = store
        self._pacer = pacer
        self._clock = clock
        self._settings = settings
        self._bot = bot
        self._leads = leads
        self._on_result = on_result
        self._sends = Sends(
            sender, pacer, renderer, clock, leads=leads, on_result=self._note, on_lost=self._lose
        )
        self._spinning = Tasks()
        self._waking = asyncio.Lock()
        self._in_flight: set[int] = set()
        self._results: list[Result] = []
        self._stuck: list[Result] = []
        self._gathered = asyncio.Event()
        self._asked = False
        self._failures = 0
        self._timer: asyncio.TimerHandle | None = None
        self._led = False
        self._stopping = asyncio.Event()
        self._refused_until: datetime | None = None

    # The wheel

    async def wake(self) -> None:
        """Note what came back and begin to send what is due; raises StoreError."""
        async with self._waking:
            results, self._results = self._results, []
            try:
                claimed = await self._turn(results)
            except Exception as error:
                self._led = False  # it may be committed all the same: then they are orphans
                await self._save(results, error)
                raise
            self._over(results)
            if claimed:
                self._in_flight |= {alert.id for alert in claimed}
                self._sends.begin(claimed)

    async def stop(self) -> None:
        """Claim nothing more, and wait for what is under way, so that none of it is repeated."""
        self._stopping.set()
        async with self._waking:
            pass
        self._set_timer(None)
        self._sends.stop()
        await self.settled()

    async def settled(self) -> None:
        """Wait until every send that has begun is over and noted."""
        while self._sends or self._spinning:
            await self._sends.settled()
            await self._spinning.settled()

    async def _turn(self, results: Sequence[Result]) -> list[Alert]:
        """Note results and claim what there is room for, in one commit."""
        room = self._settings.max_in_flight - len(self._in_flight) + len(results)
        begins = room > 0 and await self._may_send()
        now = self._clock()
        if not results and not (begins and await self._is_something_due(now)):
            return []
        claimed: list[Alert] = []
        due = None
        async with self._store.write() as connection:
            await settle(connection, results, now, self._pacer.pause)
            if self._bot is not None and self._pacer.is_silent:
                await outcomes.silence(connection, self._bot, self._pacer.silent_until)
            elif begins:
                claimed = await claims.claim(
                    connection,
                    now,
                    room,
                    bot=self._bot,
                    fresh_for=self._settings.fresh_for,
                    burst=self._settings.burst,
                    timing=self._settings.timing,
                )
                due = await chat_queue.next_due(connection, self._bot)
        if len(claimed) < room:
            self._look_again(due, now)
        return claimed

    async def _may_send(self) -> bool:
        if self._stopping.is_set() or not self._leads():
            self._led = False
            return False
        if not self._led:
            await self._take_over()
            self._led = True
        if self._refused_until is not None and self._clock() < self._refused_until:
            return False
        return not self._pacer.is_silent

    async def _take_over(self) -> None:
        """Take up what another process, or this one when it led before, left behind."""
        async with self._store.write() as connection:
            orphans = await claims.requeue_orphans(
                connection, self._clock(), in_flight=self._in_flight, bot=self._bot
            )
            until = self._bot and await outcomes.silent_until(connection, self._bot)
        if orphans:
            log.warning("interrupted_alerts_are_sent_again", alerts=orphans)
        if until:
            self._pacer.be_silent(until)

    async def _is_something_due(self, now: datetime) -> bool:
        async with self._store.read() as connection:
            due = await chat_queue.next_due(connection, self._bot)
        self._look_again(due, now)
        return due is not None and due <= now

    # Turning it

    def _look_again(self, due: datetime | None, now: datetime) -> None:
        """See to it that what comes due before the next beat is not left to that."""
        if due is not None and now < due < now + _SOON:
            self._set_timer((due - now).total_seconds())

    def _set_timer(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None and not self._stopping.is_set():
            self._timer = asyncio.get_running_loop().call_later(seconds, self._spin)

    def _spin(self) -> None:
        """Have the wheel turn, once more if it is turning already."""
        self._asked = True
        if not self._spinning:
            self._spinning.start("wheel", self._keep_spinning(), "wheel")

    async def _keep_spinning(self) -> None:
        while self._asked:
            if len(self._in_flight) > _MANY:
                await self._gather()
            self._asked = False
            try:
                await self.wake()
            except StoreError as error:
                log.error("delivery_waits_for_the_database", problem=str(error))
            except Exception:
                log.exception("delivery_failed_unexpectedly")
            await self._retry()

    async def _gather(self) -> None:
        """Wait for more outcomes, as long as places are left: many cost a turn little more."""
        self._gathered.clear()
        if not self._has_many_results:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gathered.wait(), _LINGER)

    @property
    def _has_many_results(self) -> bool:
        return len(self._results) >= self._settings.max_in_flight // 4

    async def _retry(self) -> None:
        """Where outcomes could not be noted, try again after a pause."""
        if not self._results and not self._stuck:
            self._failures = 0
        elif not self._stopping.is_set() or self._failures <= _TRIES_WHEN_STOPPING:
            await self._rest(min(0.1 * self._failures, 10))
            async with self._waking:
                stuck, self._stuck = self._stuck, []
                await self._note_singly(stuck)
            self._asked = True

    async def _rest(self, seconds: float) -> None:
        """Wait; no longer than a moment where this process is to stop."""
        if self._stopping.is_set():
            await asyncio.sleep(min(seconds, 0.3))
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    # What came back

    def _over(self, results: Sequence[Result]) -> None:
        for each in results:
            self._in_flight.discard(each.alert.id)
            self._log(each)
            self._on_result(each)

    async def _save(self, results: Sequence[Result], error: Exception) -> None:
        """Keep results that could not be noted: else they would be sent again."""
        if isinstance(error, StoreBusyError):
            self._results = [*results, *self._results]
            self._failures += bool(results)
            log.error("outcome_not_stored", problem=str(error), alerts=len(results))
        else:
            await self._note_singly(results)

    async def _note_singly(self, results: Sequence[Result]) -> None:
        """Note each result by itself, so that one that cannot be noted holds up no other."""
        for each in results:
            try:
                async with self._store.write() as connection:
                    await settle(connection, [each], self._clock(), self._pacer.pause)
            except Exception as error:  # noqa: BLE001 - a database may refuse in many ways
                self._stuck.append(each)
                self._failures += 1
                log.error("outcome_not_stored", problem=repr(error), alert=each.alert.id)
            else:
                self._over([each])

    @staticmethod
    def _log(result: Result) -> None:
        alert, outcome = result.alert, result.outcome
        told: dict[str, object] = {}
        if isinstance(alert.content, StoryContent | StoryEdit):
            news = alert.content if isinstance(alert.content, StoryContent) else alert.content.story
            told = {"article": news.article.id, "story": news.article.story_id}
        if isinstance(outcome, Sent):
            told["message"] = outcome.message_id
        log.info(
            "alert_attempted",
            outcome=type(outcome).__name__.lower(),
            alert=alert.id,
            chat=alert.chat.id,
            attempts=alert.attempts,
            **told,
        )

    def _note(self, result: Result) -> None:
        """Keep a result until the wheel turns, and heed what concerns the whole bot at once."""
        match result.outcome:
            case Refused(note):
                self._refused_until = self._clock() + REFUSED_PAUSE
                log.error("telegram_refuses_the_bot", problem=note, try_again=str(REFUSED_PAUSE))
            case Later(seconds, note, whole_chat=True) if self._pacer.flooded(
                result.alert.chat.telegram_id, seconds
            ):
                log.warning("flood_control_of_the_whole_bot", problem=note)
        self._results.append(result)
        if self._has_many_results:
            self._gathered.set()
        self._spin()

    def _lose(self, alert: Alert) -> None:
        """Leave an alert to whoever leads now."""
        self._led = False
        self._in_flight.discard(alert.id)
