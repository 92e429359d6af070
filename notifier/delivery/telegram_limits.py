"""How fast Telegram may be called: for the bot as a whole, and for each chat. Pure."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

PRIVATE_PAUSE = timedelta(seconds=1)
GROUP_PAUSE = timedelta(seconds=3.03)
"""Telegram takes one message a second for a chat, and twenty a minute for a group or a channel."""
_MARGIN = 0.985
"""Of the allowed rate so much is used, for calls that come nearer to each other on their way."""
_SPREAD = 0.995
"""Calls are spread as if this much were, so that what short delays cost is made good."""
_EARLY = 0.005
"""Seconds that a call may start early: a timer for each would cost more than the call."""
_CATCH_UP = 0.02
"""Seconds of delay that are made good by calls that follow closer."""
_AT_ONCE = timedelta(seconds=1)
"""Two chats that are told to wait within this time are told so for the whole bot."""


def chat_pause(telegram_id: int) -> timedelta:
    """Return how long a chat is left alone after each message."""
    # Groups and channels have negative numbers; the kind may be that of before a group moved.
    return PRIVATE_PAUSE if telegram_id > 0 else GROUP_PAUSE


class BotRate:
    """When calls may start, so that no second holds more of them than `per_second`.

    They are spread evenly, as far as that is worth waiting for. Moments are seconds on any one
    clock that does not go back.
    """

    def __init__(self, per_second: float) -> None:
        many = max(1, round(per_second))
        self._apart = 1 / (per_second * _SPREAD)
        self.apart = 1 / (per_second * _MARGIN)
        """Seconds between two calls that know of each other only that the other takes place."""
        self._window = many / (per_second * _MARGIN)
        self._starts: deque[float] = deque(maxlen=many)
        self._next = float("-inf")

    def next_start(self, now: float) -> float:
        """Return when the next call may start, which is never before `now`."""
        start = max(now, self._next - _EARLY)
        if len(self._starts) == self._starts.maxlen:
            # However the last `many` calls lay: with the next one they fill the window.
            start = max(start, self._starts[0] + self._window)
        return start

    def started(self, at: float) -> None:
        """Count a call that starts, at the moment that `next_start` returned or later."""
        self._next = max(self._next, at - _CATCH_UP) + self._apart
        self._starts.append(at)


class FloodDetector:
    """Tells flood control of the whole bot from that of one chat: it strikes several at once."""

    def __init__(self) -> None:
        self._last: tuple[int, float, datetime] | None = None

    def add(self, chat: int, seconds: float, now: datetime) -> float | None:
        """Add that a call about a chat was told to wait `seconds`.

        Return how long the whole bot must wait, None where this concerns the chat alone.
        """
        before, self._last = self._last, (chat, seconds, now)
        if before is None or before[0] == chat or abs(now - before[2]) > _AT_ONCE:
            return None
        # The shorter: one of the two chats may have a longer wait of its own.
        return min(seconds, before[1])
