"""The chat of one bot: introduces itself to Telegram, receives, answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from telegram.error import InvalidToken, TelegramError

from notifier.bot.admin_rights import TelegramAccess
from notifier.bot.context import Options
from notifier.bot.dispatcher import Dispatcher
from notifier.bot.inbox_worker import Answerer
from notifier.bot.menu import set_menus
from notifier.bot.receiver import Receiver, wait_after
from notifier.bot.reply_sender import TelegramPerformer
from notifier.bot.webhook import secret_of
from notifier.core.clock import Clock
from notifier.core.errors import ChatError
from notifier.core.log import get_logger
from notifier.delivery.channels.telegram import UPDATES, NewsBot, TelegramSender
from notifier.delivery.rate_limiter import Pacer
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)


@asynccontextmanager
async def known_bot(bot: NewsBot, *, strict: bool = False) -> AsyncIterator[NewsBot]:
    """Open the bot's connections after asking Telegram whether it knows it.

    Raises ChatError where the token is wrong. Where Telegram cannot be reached, that is an error
    only if `strict`: a service starts all the same and keeps trying.
    """
    try:
        try:
            await bot.initialize()
        except InvalidToken:  # whose text holds the token
            raise ChatError(
                "Telegram does not accept this bot's token; check NOTIFIER_TELEGRAM_TOKEN, or get "
                "a token from @BotFather"
            ) from None
        except TelegramError as error:
            if strict:
                raise ChatError(f"Telegram cannot be reached: {error}") from error
            log.warning("telegram_not_reached", problem=str(error))
        yield bot
    finally:
        await bot.shutdown()


class ChatService:
    """Everything that is said to one bot, and what it says to it."""

    def __init__(
        self,
        bot: NewsBot,
        store: Store,
        rules: Rules,
        clock: Clock,
        pacer: Pacer,
        *,
        options: Options,
        leads: Callable[[], bool],
        webhook: str | None = None,
    ) -> None:
        """Serve a bot; at `webhook` Telegram calls us, where it is None we ask it."""
        self._bot = bot
        self._webhook = webhook
        self._clock = clock
        self._prepared = False
        self._introduced = False
        self._introduce_at = clock()
        self._failures = 0
        self._options = options
        self._dispatcher = Dispatcher(bot, TelegramAccess(bot, clock), bot.download)
        self._answerer = Answerer(
            bot,
            store,
            TelegramPerformer(bot, TelegramSender(bot, pacer), pacer),
            self._dispatcher,
            rules,
            clock,
            bot_id=bot.number,
            options=options,
            leads=leads,
        )
        self._receiver = Receiver(
            bot, bot.number, store, clock, leads=leads, on_received=self._answer
        )
        self.stop = self._answerer.stop

    @property
    def number(self) -> int:
        """The bot's number."""
        return self._bot.number

    async def receive(self) -> None:
        """Receive until cancelled."""
        if self._webhook is None:
            await self._receiver.run()
        else:
            await asyncio.Event().wait()

    async def received(self) -> None:
        """Answer what was just put into the inbox."""
        await self._answer()

    @property
    def last_update_at(self) -> datetime | None:
        """When Telegram last answered getUpdates; None before the first time."""
        return self._receiver.last_success_at

    async def wake(self) -> None:
        """Answer what waits; before the first time, learn the bot's name and set its menu."""
        if not self._introduced and self._clock() >= self._introduce_at:
            await self._introduce()
        await self._answer()

    async def _answer(self) -> None:
        if self._prepared:
            await self._answerer.wake()

    async def _say_where_to_call(self) -> None:
        if self._webhook is None:
            await self._bot.delete_webhook()  # while there is one, getUpdates is refused
        else:
            await self._bot.set_webhook(
                self._webhook,
                secret_token=secret_of(self._bot.token),
                allowed_updates=list(UPDATES),
            )

    async def _introduce(self) -> None:
        try:
            await self._dispatcher.prepare()
            self._prepared = True
            await self._say_where_to_call()
            await set_menus(self._bot, self._options.default_language, self._options.operators)
        except TelegramError as error:
            self._failures += 1
            pause = wait_after(error, self._failures)
            self._introduce_at = self._clock() + timedelta(seconds=pause)
            log.warning("bot_not_introduced", problem=str(error), again_in=pause)
        else:
            self._introduced = True
