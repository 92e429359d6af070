"""The rate limiter of one bot: alerts and replies share one rate, those of other processes too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from notifier.core.clock import Clock
from notifier.delivery.shared_pace import SharedPace
from notifier.delivery.telegram_limits import BotRate, FloodDetector, chat_pause

_MANY = 4096
_PATIENCE = 10.0
"""Seconds that are waited for a chat here; what must wait longer goes back to the database."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class RateLimiter:
    """Starts calls about chats no faster than Telegram allows, in the order they ask.

    `per_second` bounds the whole bot; `chat_pause` returns how long a chat is left alone after a
    call. `shared` is what other processes that send for the bot know, too.
    """

    def __init__(
        self,
        clock: Clock,
        per_second: float,
        *,
        chat_pause: Callable[[int], timedelta] = chat_pause,
        shared: SharedPace | None = None,
    ) -> None:
        self.chat_pause = chat_pause
        self._clock = clock
        self._shared = shared
        self._rate = BotRate(per_second)
        self._floods = FloodDetector()
        self._lock = asyncio.Lock()
        self._last_start = float("-inf")
        self._chats: dict[int, datetime] = {}
        self._last_now = _LONG_AGO
        self.flood_wait_until = _LONG_AGO
        """Until when the whole bot may send nothing."""

    async def acquire(self, telegram_id: int) -> bool:
        """Wait until a call about a chat may start; return False where that is not soon.

        Then `wait_for` tells how long the chat, or the whole bot, must wait.
        """
        pause = self.chat_pause(telegram_id)
        wait = self._reserve(telegram_id, pause)
        if self._shared is not None:
            shared = await self._shared.take(
                telegram_id, pause=pause.total_seconds(), patience=_PATIENCE
            )
            if shared > _PATIENCE:
                self._hold_chat(telegram_id, shared)
            wait = max(wait, shared)
        if wait > _PATIENCE:
            return False
        if wait > 0:
            await asyncio.sleep(wait)
        if self._shared is not None:
            wait = await self._shared.take_for_bot(pause=self._rate.apart, patience=_PATIENCE)
            if wait > _PATIENCE:
                self.start_flood_wait(self._clock() + timedelta(seconds=wait))
            elif wait > 0:
                await asyncio.sleep(wait)
        async with self._lock:
            if self.flood_wait:
                return False
            now = time.monotonic()
            start = self._rate.next_start(now)
            if start > now:
                await asyncio.sleep(start - now)
            self._last_start = max(start, time.monotonic())
            self._rate.started(self._last_start)
        return True

    def _reserve(self, telegram_id: int, pause: timedelta) -> float:
        """Take a chat's next slot, if it is soon; return how many seconds it is until then."""
        now = self._clock()
        if now < self._last_now:  # the clock was set back, which is not waited for
            self._chats.clear()
        self._last_now = now
        if len(self._chats) > _MANY:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        start = max(now, self._chats.get(telegram_id, now))
        wait = (start - now).total_seconds()
        if wait <= _PATIENCE:
            self._chats[telegram_id] = start + pause
        return wait

    def wait_for(self, telegram_id: int) -> float:
        """Return how many seconds nothing may be sent to a chat."""
        now = self._clock()
        chat = (self._chats.get(telegram_id, now) - now).total_seconds()
        return max(0.0, chat, self.flood_wait)

    def _hold_chat(self, telegram_id: int, seconds: float) -> None:
        until = self._clock() + timedelta(seconds=seconds)
        self._chats[telegram_id] = max(until, self._chats.get(telegram_id, until))

    @property
    def flood_wait(self) -> float:
        """How many seconds the whole bot may still send nothing."""
        return max(0.0, (self.flood_wait_until - self._clock()).total_seconds())

    def start_flood_wait(self, until: datetime) -> None:
        """Start no call before a moment."""
        self.flood_wait_until = max(self.flood_wait_until, until)

    def note_flood_wait(self, telegram_id: int, seconds: float) -> bool:
        """Heed that a chat was told to wait; return whether the whole bot waits from now on."""
        now = self._clock()
        wait = self._floods.add(telegram_id, seconds, now)
        self._hold_chat(telegram_id, seconds)
        if self._shared is not None:
            self._shared.hold(telegram_id, seconds)
        if wait is not None:
            self.start_flood_wait(now + timedelta(seconds=wait))
            if self._shared is not None:
                self._shared.hold_bot(wait)
        return wait is not None

    async def cool_down(self) -> None:
        """Wait until another process may start calls for the bot, knowing nothing of ours."""
        if self._shared is not None:
            await self._shared.settled()
        await asyncio.sleep(max(0.0, self._last_start + 1 - time.monotonic()))
