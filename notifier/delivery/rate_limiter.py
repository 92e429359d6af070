"""One bot's turn to speak: what it says by itself and what it answers share one pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from notifier.core.clock import Clock
from notifier.delivery.telegram_limits import Floods, Pace, chat_pause

_MANY = 4096
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Pacer:
    """Lets calls about chats start no faster than Telegram allows, in the order they ask.

    `per_second` bounds the whole bot, `pause` says how long a chat is left alone after a call.
    """

    def __init__(
        self,
        clock: Clock,
        per_second: float,
        *,
        pause: Callable[[int], timedelta] = chat_pause,
    ) -> None:
        self.pause = pause
        self._clock = clock
        self._pace = Pace(per_second)
        self._floods = Floods()
        self._turn = asyncio.Lock()
        self._last_start = float("-inf")
        self._chats: dict[int, datetime] = {}
        self._seen = _LONG_AGO
        self.silent_until = _LONG_AGO
        """Until when the whole bot must say nothing."""

    async def turn(self, telegram_id: int) -> bool:
        """Wait until a call about a chat may start; False where the bot must be silent for now."""
        wait = self._reserve(telegram_id)
        if wait > 0:
            await asyncio.sleep(wait)
        async with self._turn:
            if self.is_silent:
                return False
            now = time.monotonic()
            start = self._pace.next_start(now)
            if start > now:
                await asyncio.sleep(start - now)
            self._last_start = max(start, time.monotonic())
            self._pace.started(self._last_start)
        return True

    def _reserve(self, telegram_id: int) -> float:
        """Take a chat's next slot; return how many seconds it is until then."""
        now, pause = self._clock(), self.pause(telegram_id)
        if now < self._seen:  # the clock was set back, which is not waited for
            self._chats.clear()
        self._seen = now
        if len(self._chats) > _MANY:
            self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        start = max(now, self._chats.get(telegram_id, now))
        self._chats[telegram_id] = start + pause
        return (start - now).total_seconds()

    @property
    def is_silent(self) -> bool:
        """Whether the whole bot must say nothing now."""
        return self._clock() < self.silent_until

    @property
    def silent_for(self) -> float:
        """How many seconds the whole bot must still say nothing."""
        return max(0.0, (self.silent_until - self._clock()).total_seconds())

    def be_silent(self, until: datetime) -> None:
        """Let no call start before a moment."""
        self.silent_until = max(self.silent_until, until)

    def flooded(self, telegram_id: int, seconds: float) -> bool:
        """Note that a chat was told to wait; True where the whole bot is silent from now on."""
        now = self._clock()
        wait = self._floods.noted(telegram_id, seconds, now)
        if wait is not None:
            self.be_silent(now + timedelta(seconds=wait))
        return wait is not None

    async def rest(self) -> None:
        """Wait until whoever speaks for the bot next may begin anew, knowing nothing of us."""
        await asyncio.sleep(max(0.0, self._last_start + 1 - time.monotonic()))
