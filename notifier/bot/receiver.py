"""Receiving: what is typed to the bot goes into the inbox before Telegram is told it arrived.

Telegram forgets an update once a later offset is asked for, so that is done only after a commit.
Nothing ends the loop but its end: every refusal is logged and tried again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from notifier.core.clock import Clock
from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.delivery.channels.telegram import NewsBot
from notifier.store.chats import inbox
from notifier.store.engine.database import Store

log = get_logger(__name__)

_LONGEST_PAUSE = 60.0
_TOO_LARGE = 2**63
"""Telegram's numbers have at most 52 bits; no database takes one of more than these."""


class Receiver:
    """Receives for one bot while this process leads for it."""

    def __init__(
        self,
        bot: NewsBot,
        bot_id: int,
        store: Store,
        clock: Clock,
        *,
        leads: Callable[[], bool],
        on_received: Callable[[], Awaitable[None]],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._bot_id = bot_id
        self._store = store
        self._clock = clock
        self._leads = leads
        self._on_received = on_received
        self._sleep = sleep
        self.last_success_at: datetime | None = None
        """When Telegram last answered getUpdates as it should."""

    async def run(self) -> None:
        """Receive until cancelled."""
        confirm: int | None = None
        failures = 0
        while True:
            if not self._leads():
                confirm = None
                await self._sleep(0.5)
                continue
            try:
                # The offset only confirms what is stored. After that none is given: Telegram may
                # begin anew at a lower number, which an old offset would hide for ever.
                updates = await self._bot.raw_updates(confirm)
                confirm = await self._keep(updates)
                self.last_success_at = self._clock()
                failures = 0
                if confirm is not None:
                    await self._on_received()
            except Exception as error:
                failures += 1
                pause = wait_after(error, failures)
                if isinstance(error, TelegramError | StoreError):
                    log.warning("receiving_failed", problem=_explain(error), again_in=pause)
                else:
                    log.exception("receiving_failed_unexpectedly", again_in=pause)
                await self._sleep(pause)

    async def _keep(self, updates: list[dict[str, Any]]) -> int | None:
        """Store updates; return the offset that confirms them."""
        numbers = await keep(self._store, self._bot_id, updates, self._clock())
        if updates and not numbers:
            raise TelegramError("getUpdates answered with updates that have no number")
        return max(numbers) + 1 if numbers else None


async def keep(
    store: Store, bot: int, updates: Sequence[Mapping[str, Any]], now: datetime
) -> list[int]:
    """Put updates into the inbox; return their numbers. One without a number is none."""
    numbered = [
        (number, chat_of(update), update)
        for update in updates
        if isinstance(number := update.get("update_id"), int) and abs(number) < _TOO_LARGE
    ]
    if numbered:
        async with store.write() as connection:
            await inbox.put(connection, bot, numbered, now)
    return [number for number, _, _ in numbered]


def chat_of(update: Mapping[str, Any]) -> int:
    """Return the chat that a raw update belongs to, whatever kind it is; 0 where it has none."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        within = part.get("message")
        holder = within if isinstance(within, dict) else part
        for place in (holder.get("chat"), part.get("from")):
            if isinstance(place, dict) and isinstance(number := place.get("id"), int):
                return number if abs(number) < _TOO_LARGE else 0
    return 0


def wait_after(error: Exception, failures: int) -> float:
    """Return how many seconds to leave Telegram alone after so many failures in a row."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait if isinstance(wait, int) else wait.total_seconds())
    return min(_LONGEST_PAUSE, 0.5 * (1 << min(failures, 10)))


def _explain(error: Exception) -> str:
    match error:
        case InvalidToken():
            return f"Telegram does not know this bot's token ({error}); check it with @BotFather"
        case Conflict():
            return f"another program receives for this bot ({error}); stop the other one"
        case NetworkError():
            return f"Telegram cannot be reached ({error})"
        case _:
            return str(error)
