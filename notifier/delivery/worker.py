"""The delivery worker: claims due alerts, sends them, and records what became of each.

A run records what came back and claims what goes out next in one transaction. An attempt is
committed before its call, and keeps its place among the `max_in_flight` until its outcome is
committed: so a crash repeats no more than those.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from notifier.core.alerts import Alert, StoryContent, StoryEdit
from notifier.core.clock import Clock
from notifier.core.errors import StoreBusyError, StoreError
from notifier.core.log import get_logger
from notifier.delivery.outcome import (
    REFUSED_PAUSE,
    Channel,
    Later,
    Refused,
    SendResult,
    Sent,
    decide,
)
from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.renderer import CompanyName, MessageRenderer
from notifier.delivery.schedule import send_time
from notifier.delivery.sends import Sends
from notifier.store.alerts import claims, outcomes
from notifier.store.engine import chat_queue
from notifier.store.engine.database import Connection, Store

log = get_logger(__name__)

_TRIES_WHEN_STOPPING = 3
_BATCHING = 0.2
"""Seconds in which outcomes may gather, as long as there is something to send meanwhile."""
_FEW = 2
_BATCH = 4
_FIRST_CLAIMED = 4
"""So many are claimed first, so that the first of many go out before the others are read,"""
_CLAIMED_AT_ONCE = 32
"""and then twice as many each time, up to this."""
_SOON = timedelta(seconds=5)
"""What is due within this time is not left to the scheduler's next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """How much is sent at once, and when."""

    zone: ZoneInfo
    """The operator's, for chats that have none of their own."""
    source_label: Callable[[str], str]
    """The name of a source for people, by its own name."""
    company_name: CompanyName
    """What readers of a language call a company."""
    max_in_flight: int = 8
    """Sends that are under way at once."""
    fresh_for: timedelta | None = None
    """How long news may wait and still be sent by itself; None for ever."""
    burst: int | None = None
    """More news than this that one chat waits for comes as one message; None for any number."""


class DeliveryWorker:
    """Sends what is due.

    `bot` is the number of the one whose chats it serves, None for every chat; `leads` returns
    whether this process is the one to send for it; `on_result` is called with what came of each
    send, once that is recorded.
    """

    def __init__(
        self,
        store: Store,
        channel: Channel,
        limiter: RateLimiter,
        clock: Clock,
        settings: DeliverySettings,
        *,
        bot: int | None,
        leads: Callable[[], bool],
        on_result: Callable[[SendResult], None] = lambda _result: None,
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._clock = clock
        self._settings = settings
        self._bot = bot
        self._leads = leads
        self._on_result = on_result
        self._renderer = MessageRenderer(
            settings.source_label, settings.company_name, settings.zone
        )
        self._sends = Sends(
            channel,
            limiter,
            self._renderer,
            clock,
            leads=leads,
            on_result=self._take_result,
            on_lost_lead=self._drop,
        )
        self._lock = asyncio.Lock()
        self._loop: asyncio.Task[None] | None = None
        self._is_run_requested = False
        self._claims_next = _FIRST_CLAIMED
        self._is_more_due = False
        """Whether there was more to be claimed than one run does."""
        self._timer: asyncio.TimerHandle | None = None
        self._has_taken_over = False
        self._refused_until: datetime | None = None
        self._in_flight: set[int] = set()
        self._results: list[SendResult] = []
        self._unrecorded: list[SendResult] = []
        """Those that the database did not take one by one either."""
        self._has_batch = asyncio.Event()
        self._failures = 0
        self._stopping = asyncio.Event()

    @property
    def is_busy(self) -> bool:
        """Whether something is claimed or under way, or may be in a moment."""
        return self._lock.locked() or bool(self._in_flight)

    async def run_once(self) -> None:
        """Record what came back and start sending what is due; raises StoreError."""
        async with self._lock:
            results, self._results = self._results, []
            try:
                claimed = await self._record_and_claim(results)
            except Exception as error:
                # It may be committed all the same: then what was claimed are orphans.
                self._has_taken_over = False
                await self._keep(results, error)
                raise
            self._finish(results)
            if claimed:
                self._in_flight |= {alert.id for alert in claimed}
                self._sends.start(claimed)

    async def stop(self) -> None:
        """Claim nothing more, and wait for what is under way, so that none of it is repeated."""
        self._stopping.set()
        async with self._lock:
            pass
        self._set_timer(None)
        self._sends.stop()
        await self.join()

    async def join(self) -> None:
        """Wait until every send that was started is over and recorded."""
        while self._sends or self._is_looping:
            await self._sends.join()
            if self._loop is not None:
                await asyncio.wait([self._loop])

    # A run

    async def _record_and_claim(self, results: Sequence[SendResult]) -> list[Alert]:
        """Record results and claim what there is room for, in one transaction."""
        room = self._settings.max_in_flight - len(self._in_flight) + len(results)
        now = self._clock()
        may_claim = room > 0 and await self._may_claim(now)
        if not results and not may_claim:
            return []
        claimed: list[Alert] = []
        given_up: set[int] = set()
        async with self._store.write() as connection:
            if results:
                await self._record(connection, results, now)
            if may_claim and now >= self._limiter.flood_wait_until:
                claimed = await self._claim(connection, room, now, given_up)
        for alert_id in sorted(given_up):
            log.info("alert_given_up", alert=alert_id, why="nothing asks for it any more")
        return claimed

    async def _claim(
        self, connection: Connection, room: int, now: datetime, given_up: set[int]
    ) -> list[Alert]:
        settings, limit = self._settings, self._claims_next
        room = min(room, limit)
        claimed = await claims.claim(
            connection,
            now,
            room,
            bot=self._bot,
            fresh_for=settings.fresh_for,
            burst=settings.burst,
            send_time=partial(send_time, zone=settings.zone),
            why=self._renderer.why,
            on_given_up=given_up.update,
        )
        if len(claimed) < room:
            self._claims_next = _FIRST_CLAIMED
            self._run_again_at(await chat_queue.next_due(connection, self._bot), now)
        elif room == limit:
            self._claims_next = min(2 * limit, _CLAIMED_AT_ONCE)
            self._is_more_due = True
            self._request_run()
        return claimed

    async def _record(
        self, connection: Connection, results: Sequence[SendResult], now: datetime
    ) -> None:
        pause = self._limiter.chat_pause
        updates = [decide(each, now, pause(each.alert.chat.telegram_id)) for each in results]
        await outcomes.record(connection, updates, now)
        if self._bot is not None and now < self._limiter.flood_wait_until:
            await outcomes.hold_bot(connection, self._bot, self._limiter.flood_wait_until)

    async def _may_claim(self, now: datetime) -> bool:
        if self._stopping.is_set() or not self._leads():
            self._has_taken_over = False
            return False
        if not self._has_taken_over:
            await self._take_over(now)
            self._has_taken_over = True
        until = max(self._refused_until or now, self._limiter.flood_wait_until)
        self._run_again_at(until, now)
        return now >= until

    async def _take_over(self, now: datetime) -> None:
        """Requeue what another process, or this one when it led before, left behind."""
        async with self._store.write() as connection:
            orphans = await claims.requeue_orphans(
                connection, now, in_flight=self._in_flight, bot=self._bot
            )
            until = self._bot and await outcomes.bot_held_until(connection, self._bot)
        if orphans:
            log.warning("interrupted_alerts_are_sent_again", alerts=orphans)
        if until:
            self._limiter.start_flood_wait(until)

    def _finish(self, results: Sequence[SendResult]) -> None:
        """Free the places of recorded results."""
        for each in results:
            self._in_flight.discard(each.alert.id)
            _log(each)
            self._on_result(each)

    # Results

    def _take_result(self, result: SendResult) -> None:
        """Keep a result until the next run, and heed what concerns the whole bot at once."""
        match result.outcome:
            case Refused(note):
                self._refused_until = self._clock() + REFUSED_PAUSE
                log.error("telegram_refuses_the_bot", problem=note, try_again=str(REFUSED_PAUSE))
            case Later(seconds, note, whole_chat=True) if self._limiter.note_flood_wait(
                result.alert.chat.telegram_id, seconds
            ):
                log.warning("flood_control_of_the_whole_bot", problem=note)
        self._results.append(result)
        if self._is_batch_ready:
            self._has_batch.set()
        self._request_run()

    def _drop(self, alert: Alert) -> None:
        """Leave an alert to whoever leads now."""
        self._has_taken_over = False
        self._in_flight.discard(alert.id)

    async def _keep(self, results: Sequence[SendResult], error: Exception) -> None:
        """Keep results that could not be recorded: else they would be sent again."""
        if isinstance(error, StoreBusyError):
            self._results = [*results, *self._results]
            self._failures += bool(results)
            log.error("outcome_not_stored", problem=str(error), alerts=len(results))
        else:
            await self._record_one_by_one(results)

    async def _record_one_by_one(self, results: Sequence[SendResult]) -> None:
        """Record each result by itself, so that one that the database refuses holds up no other."""
        for each in results:
            try:
                async with self._store.write() as connection:
                    await self._record(connection, [each], self._clock())
            except Exception as error:  # noqa: BLE001 - a database may refuse in many ways
                self._unrecorded.append(each)
                self._failures += 1
                log.error("outcome_not_stored", problem=repr(error), alert=each.alert.id)
            else:
                self._finish([each])

    # Runs between those of the scheduler

    def _run_again_at(self, due_at: datetime | None, now: datetime) -> None:
        """Run when something is due, where that is before the scheduler's next run."""
        if due_at is not None and now < due_at < now + _SOON:
            self._set_timer((due_at - now).total_seconds())

    def _set_timer(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if seconds is not None and not self._stopping.is_set():
            self._timer = asyncio.get_running_loop().call_later(seconds, self._request_run)

    def _request_run(self) -> None:
        """Run soon; once more where a run is under way."""
        self._is_run_requested = True
        if not self._is_looping:
            self._loop = asyncio.create_task(self._run_while_requested(), name="delivery worker")

    @property
    def _is_looping(self) -> bool:
        return self._loop is not None and not self._loop.done()

    async def _run_while_requested(self) -> None:
        while self._is_run_requested:
            if not self._is_more_due:
                await self._wait_for_batch()
            self._is_run_requested = self._is_more_due = False
            try:
                await self.run_once()
            except StoreError as error:
                log.error("delivery_waits_for_the_database", problem=str(error))
            except Exception:
                log.exception("delivery_failed_unexpectedly")
            await self._retry()

    async def _wait_for_batch(self) -> None:
        """Let outcomes gather while enough is left to send: many cost little more than one."""
        self._has_batch.clear()
        if self._results and not self._is_batch_ready:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._has_batch.wait(), _BATCHING)

    @property
    def _is_batch_ready(self) -> bool:
        enough = max(_BATCH, self._settings.max_in_flight // 4)
        return self._sends.waiting < _FEW or len(self._results) >= enough

    async def _retry(self) -> None:
        """Where outcomes could not be recorded, try again after a pause."""
        if not self._results and not self._unrecorded:
            self._failures = 0
        elif not self._stopping.is_set() or self._failures <= _TRIES_WHEN_STOPPING:
            await self._sleep(min(0.1 * self._failures, 10))
            async with self._lock:
                unrecorded, self._unrecorded = self._unrecorded, []
                await self._record_one_by_one(unrecorded)
            self._is_run_requested = True

    async def _sleep(self, seconds: float) -> None:
        """Wait; no longer than a moment where this process is to stop."""
        if self._stopping.is_set():
            await asyncio.sleep(min(seconds, 0.3))
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _log(result: SendResult) -> None:
    alert, outcome = result.alert, result.outcome
    more: dict[str, object] = {}
    content = alert.content.story if isinstance(alert.content, StoryEdit) else alert.content
    if isinstance(content, StoryContent):
        more = {"article": content.article.id, "story": content.article.story_id}
    if isinstance(outcome, Sent):
        more["message"] = outcome.message_id
    log.info(
        "alert_attempted",
        outcome=type(outcome).__name__.lower(),
        alert=alert.id,
        chat=alert.chat.id,
        attempts=alert.attempts,
        **more,
    )
