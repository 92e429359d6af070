"""Receiving by polling: updates go into the inbox before they are confirmed to Telegram.

Telegram forgets an update once a later offset is asked for, so that is done only after a commit.
Only cancelling ends the loop: every refusal is logged and tried again.
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
from notifier.core.numbers import MAX_ID
from notifier.delivery.channels.telegram import NewsBot
from notifier.store.chats import inbox
from notifier.store.engine.database import Store

log = get_logger(__name__)

_MAX_DELAY = 60.0


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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._bot_id = bot_id
        self._store = store
        self._clock = clock
        self._leads = leads
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
                confirm = await self._store_updates(updates)
                self.last_success_at = self._clock()
                failures = 0
            except Exception as error:
                failures += 1
                delay = retry_delay(error, failures)
                if isinstance(error, TelegramError | StoreError):
                    log.warning("receiving_failed", problem=_explain(error), again_in=delay)
                else:
                    log.exception("receiving_failed_unexpectedly", again_in=delay)
                await self._sleep(delay)

    async def _store_updates(self, updates: list[dict[str, Any]]) -> int | None:
        """Store updates; return the offset that confirms them."""
        ids = await store_updates(self._store, self._bot_id, updates, self._clock())
        if updates and not ids:
            raise TelegramError("getUpdates answered with updates that have no number")
        return max(ids) + 1 if ids else None


async def store_updates(
    store: Store, bot: int, updates: Sequence[Mapping[str, Any]], now: datetime
) -> list[int]:
    """Put updates into the inbox; return their ids. One without an id is left out."""
    rows = [
        (update_id, chat_id_of(update), update)
        for update in updates
        if isinstance(update_id := update.get("update_id"), int) and abs(update_id) <= MAX_ID
    ]
    if rows:
        async with store.write() as connection:
            await inbox.put(connection, bot, rows, now)
    return [update_id for update_id, _, _ in rows]


def chat_id_of(update: Mapping[str, Any]) -> int:
    """Return the id of the chat that a raw update belongs to; 0 where it has none."""
    for part in update.values():
        if not isinstance(part, dict):
            continue
        within = part.get("message")
        holder = within if isinstance(within, dict) else part
        for place in (holder.get("chat"), part.get("from")):
            if isinstance(place, dict) and isinstance(number := place.get("id"), int):
                return number if abs(number) <= MAX_ID else 0
    return 0


def retry_delay(error: Exception, failures: int) -> float:
    """Return how many seconds to wait after so many failures in a row."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return float(wait if isinstance(wait, int) else wait.total_seconds())
    return min(_MAX_DELAY, 0.5 * (1 << min(failures, 10)))


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
