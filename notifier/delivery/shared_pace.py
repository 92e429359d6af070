"""One pace for a bot whose alerts and replies are sent by different processes."""

from __future__ import annotations

from collections.abc import Callable

from notifier.core.clock import Clock
from notifier.core.errors import StoreError
from notifier.core.log import get_logger
from notifier.core.tasks import KeyedTasks
from notifier.store.engine import pace
from notifier.store.engine.database import Store

log = get_logger(__name__)


class SharedPace:
    """What processes that send for one bot agree on in the database.

    `is_needed` returns whether another process may be sending for it; while it returns False
    nothing is stored. Without the database each goes on at its own pace, and Telegram's answers
    hold back what was too fast.
    """

    def __init__(
        self, store: Store, clock: Clock, bot: int, *, is_needed: Callable[[], bool]
    ) -> None:
        self._store = store
        self._clock = clock
        self._bot = bot
        self._is_needed = is_needed
        self._holds = KeyedTasks()

    async def take(self, telegram_id: int, *, pause: float, patience: float) -> float:
        """Take the next start of a call to a chat; return in how many seconds it is.

        One that is more than `patience` away is not taken.
        """
        if not self._is_needed():
            return 0.0
        try:
            async with self._store.write() as connection:
                return await pace.take(
                    connection,
                    self._bot,
                    telegram_id,
                    self._clock(),
                    pause=pause,
                    patience=patience,
                )
        except StoreError as error:
            log.warning("pace_not_shared", problem=str(error))
            return 0.0

    async def take_for_bot(self, *, pause: float, patience: float) -> float:
        """Take the next start of any call of the bot, in the same way."""
        return await self.take(pace.WHOLE_BOT, pause=pause, patience=patience)

    def hold(self, telegram_id: int, seconds: float) -> None:
        """Have no process start a call to a chat for some seconds, from a moment from now on."""
        if self._is_needed():
            self._holds.start(object(), self._hold(telegram_id, seconds), f"hold {telegram_id}")

    def hold_bot(self, seconds: float) -> None:
        """Have no process start any call of the bot for some seconds."""
        self.hold(pace.WHOLE_BOT, seconds)

    async def settled(self) -> None:
        """Wait until every hold is stored."""
        await self._holds.join()

    async def _hold(self, telegram_id: int, seconds: float) -> None:
        try:
            async with self._store.write() as connection:
                await pace.hold(connection, self._bot, telegram_id, self._clock(), seconds)
        except StoreError as error:
            log.warning("pace_not_shared", problem=str(error))
