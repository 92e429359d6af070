"""One bot's service: registers with Telegram, receives updates, answers them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from telegram.error import TelegramError

from notifier.bot.admin_rights import TelegramAdminRights
from notifier.bot.context import Options, Services
from notifier.bot.inbox_worker import InboxWorker
from notifier.bot.menu import offer_app, set_menus
from notifier.bot.receiver import Receiver, retry_delay
from notifier.bot.reply_sender import TelegramReplySender
from notifier.bot.webhook import secret_of
from notifier.core.clock import Clock
from notifier.core.log import get_logger
from notifier.delivery.channels.telegram import UPDATES, NewsBot, TelegramChannel
from notifier.delivery.rate_limiter import RateLimiter
from notifier.sources.parsing.sandbox import Sandbox
from notifier.store.engine.database import Store
from notifier.subscriptions.rules import Rules

log = get_logger(__name__)

_LOOK_EVERY = timedelta(minutes=1)
_TRIES_AGAIN = timedelta(hours=1)
"""Within this time Telegram calls a webhook again with what it could not bring."""


class BotService:
    """Receives what is written to one bot, and answers it."""

    def __init__(
        self,
        bot: NewsBot,
        store: Store,
        rules: Rules,
        clock: Clock,
        limiter: RateLimiter,
        *,
        options: Options,
        sandbox: Sandbox,
        leads: Callable[[], bool],
        webhook: str | None = None,
    ) -> None:
        """Serve a bot; Telegram calls the address `webhook`, or where it is None is polled."""
        self._bot = bot
        self._webhook = webhook
        self._clock = clock
        self._options = options
        self._has_name = False
        self._registered = False
        self._register_at = clock()
        self._failures = 0
        self._look_at = clock()
        self._callable_at: datetime | None = None
        self._worker = InboxWorker(
            bot,
            Services(store, rules, options, TelegramAdminRights(bot, clock), bot.download, sandbox),
            TelegramReplySender(bot, TelegramChannel(bot, limiter), limiter),
            clock,
            leads=leads,
        )
        self._receiver = Receiver(bot, bot.number, store, clock, leads=leads)
        self.stop = self._worker.stop

    @property
    def number(self) -> int:
        """The bot's Telegram id."""
        return self._bot.number

    @property
    def is_busy(self) -> bool:
        """Whether something is being answered."""
        return self._worker.is_busy

    async def receive(self) -> None:
        """Receive until cancelled."""
        if self._webhook is None:
            await self._receiver.run()
        else:
            await asyncio.Event().wait()

    @property
    def last_update_at(self) -> datetime | None:
        """When Telegram last answered getUpdates, or was found able to call; None before that."""
        return self._receiver.last_success_at if self._webhook is None else self._callable_at

    async def run_once(self) -> None:
        """Answer what waits; before the first time, register with Telegram."""
        if not self._registered and self._clock() >= self._register_at:
            await self._register()
        if self._has_name and self._webhook is not None and self._clock() >= self._look_at:
            await self._look_at_webhook(self._webhook)
        if self._has_name:
            await self._worker.run_once()

    async def _register(self) -> None:
        """Learn the bot's name, by which commands are addressed; set the webhook and the menus."""
        # An answer that nobody expects is not asked for again and again.
        self._register_at = self._clock() + timedelta(minutes=1)
        try:
            await self._bot.initialize()
            self._has_name = True
            await self._set_webhook()
            await set_menus(
                self._bot, self._options.default_language, self._options.access.operators
            )
            await offer_app(self._bot, self._options.app, self._options.default_language)
        except TelegramError as error:
            self._failures += 1
            delay = retry_delay(error, self._failures)
            self._register_at = self._clock() + timedelta(seconds=delay)
            log.warning("bot_not_introduced", problem=str(error), again_in=delay)
        else:
            self._registered = True

    async def _set_webhook(self) -> None:
        if self._webhook is None:
            await self._bot.delete_webhook()  # while there is one, getUpdates is refused
            return
        try:
            await self._bot.set_webhook(
                self._webhook,
                secret_token=secret_of(self._bot.token),
                allowed_updates=list(UPDATES),
            )
        except TelegramError as error:
            log.warning("webhook_not_set", address=self._webhook, problem=str(error))
            raise

    async def _look_at_webhook(self, address: str) -> None:
        """Ask Telegram whether it can call us; where another took the webhook away, set it anew."""
        now = self._clock()
        self._look_at = now + _LOOK_EVERY
        try:
            found = await self._bot.get_webhook_info()
        except TelegramError as error:
            log.warning("webhook_not_looked_at", problem=str(error))
            return
        failed_at = found.last_error_date
        if found.url != address:
            if self._registered:
                log.warning("webhook_taken_away", address=address, instead=found.url)
            self._registered = False
        elif found.pending_update_count and failed_at and now - failed_at < _TRIES_AGAIN:
            waiting, problem = found.pending_update_count, found.last_error_message
            log.warning("webhook_not_called", address=address, problem=problem, waiting=waiting)
        else:
            self._callable_at = now
