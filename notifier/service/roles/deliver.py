"""The role "deliver": sends what is due."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from notifier.core.i18n import translator
from notifier.delivery.channels.telegram import TelegramSender
from notifier.delivery.channels.terminal import TerminalSender
from notifier.delivery.digest_job import Gatherer, timing_in
from notifier.delivery.outcome import Sender
from notifier.delivery.rate_limiter import Pacer
from notifier.delivery.renderer import Renderer
from notifier.delivery.worker import Deliverer, DeliverySettings
from notifier.service.parts import INTERVAL, Parts, source_labels

_DIGEST_INTERVAL = timedelta(seconds=5)
_TERMINAL_RATE = 1000.0


async def start(parts: Parts) -> None:
    """Send what is due, for each bot; without one, to the terminal."""
    settings, console = parts.settings, parts.console
    if not parts.bots:
        console.print(translator(settings.language)("terminal-no-token"), style="yellow")
        # A terminal takes everything at once.
        pacer = Pacer(parts.clock, _TERMINAL_RATE, pause=lambda _chat: timedelta(0))
        _start_deliverer(parts, None, TerminalSender(console), pacer)
    for bot in parts.bots:
        pacer = parts.pacers[bot.number]
        sender = TelegramSender(bot, pacer, paid=settings.delivery.is_paid)
        _start_deliverer(parts, bot.number, sender, pacer)
    zone = ZoneInfo(settings.timezone)
    gatherer = Gatherer(parts.store, parts.clock, zone, parts.calendars)
    parts.scheduler.every(_DIGEST_INTERVAL, "gather", gatherer.wake)


def _start_deliverer(parts: Parts, bot: int | None, sender: Sender, pacer: Pacer) -> None:
    settings, clock = parts.settings, parts.clock
    lease = f"deliver:{bot or 'terminal'}"
    deliverer = Deliverer(
        parts.store,
        sender,
        pacer,
        Renderer(source_labels(settings), ZoneInfo(settings.timezone)),
        clock,
        DeliverySettings(
            max_in_flight=settings.delivery.max_in_flight,
            fresh_for=settings.delivery.fresh_for,
            burst=settings.delivery.burst,
            timing=timing_in(ZoneInfo(settings.timezone)),
        ),
        bot=bot,
        leads=parts.leadership.wanted(lease),
        on_result=parts.metrics.alert_attempted,
    )
    parts.stops.append(deliverer.stop)
    parts.scheduler.every(INTERVAL, lease, deliverer.wake, at_once=True)
