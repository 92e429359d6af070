"""The role "deliver": sends what is due."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from notifier.core.i18n import translator
from notifier.delivery.channels.terminal import TerminalChannel
from notifier.delivery.digest_job import DigestJob
from notifier.delivery.outcome import Channel
from notifier.delivery.rate_limiter import RateLimiter
from notifier.delivery.worker import DeliverySettings, DeliveryWorker
from notifier.service.parts import Parts
from notifier.store.engine.wakeups import Stage

_DIGEST_INTERVAL = timedelta(seconds=5)
_TERMINAL_RATE = 1000.0


async def start(parts: Parts) -> None:
    """Send what is due, for each bot; without one, to the terminal."""
    settings, console = parts.settings, parts.console
    if not parts.bots:
        command = "notifier subscriptions add --chat 1 AAPL"
        told = translator(settings.language)("terminal-no-token", command=command)
        console.print(told, style="yellow", soft_wrap=True)
        # A terminal takes everything at once.
        limiter = RateLimiter(parts.clock, _TERMINAL_RATE, chat_pause=lambda _chat: timedelta(0))
        _start_worker(parts, None, TerminalChannel(console), limiter)
    for bot in parts.bots:
        limiter = parts.limiters[bot.number]
        # Imported here, because the terminal does without Telegram.
        from notifier.delivery.channels.telegram import TelegramChannel  # noqa: PLC0415

        channel = TelegramChannel(bot, limiter, paid=settings.delivery.is_paid)
        _start_worker(parts, bot.number, channel, limiter)
    zone = ZoneInfo(settings.timezone)
    job = DigestJob(parts.store, parts.clock, zone, parts.calendars)
    parts.scheduler.every(_DIGEST_INTERVAL, "gather", job.run_once)


def _start_worker(parts: Parts, bot: int | None, channel: Channel, limiter: RateLimiter) -> None:
    settings, clock = parts.settings, parts.clock
    lease = f"deliver:{bot or 'terminal'}"
    worker = DeliveryWorker(
        parts.store,
        channel,
        limiter,
        clock,
        DeliverySettings(
            max_in_flight=settings.delivery.max_in_flight,
            fresh_for=settings.delivery.fresh_for,
            burst=settings.delivery.burst,
            zone=ZoneInfo(settings.timezone),
            source_label=parts.source_label,
            company_name=parts.company_name,
        ),
        bot=bot,
        leads=parts.leadership.wanted(lease, lambda: worker.is_busy),
        on_result=parts.metrics.alert_attempted,
    )
    parts.stops.append(worker.stop)
    parts.run_woken(Stage.DELIVERY, lease, worker.run_once)
