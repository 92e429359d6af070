"""The role "chat": receives what people write to the bots, and answers."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from notifier.bot.context import Options
from notifier.bot.service import BotService
from notifier.bot.webhook import path_of
from notifier.core.errors import WebError
from notifier.delivery.channels.telegram import NewsBot
from notifier.service.parts import Parts
from notifier.service.settings import Settings
from notifier.service.settings_checks import webhook_problem
from notifier.service.stopping import background
from notifier.store.engine.wakeups import Stage


async def start(parts: Parts) -> None:
    """Receive and answer, for each bot."""
    options = _options(parts)
    for bot in parts.bots:
        await _start_bot(parts, bot, options)


async def _start_bot(parts: Parts, bot: NewsBot, options: Options) -> None:
    lease = f"chat:{bot.number}"
    chat = BotService(
        bot,
        parts.store,
        parts.rules,
        parts.clock,
        parts.limiters[bot.number],
        options=options,
        sandbox=parts.sandbox,
        leads=parts.leadership.wanted(lease, lambda: chat.is_busy),
        webhook=_webhook(parts.settings, bot),
    )
    parts.chats.append(chat)
    parts.stops.append(chat.stop)
    receiving = await parts.stack.enter_async_context(background(chat.receive()))
    parts.watched.append(receiving)
    parts.run_woken(Stage.INBOX, lease, chat.run_once)


def _webhook(settings: Settings, bot: NewsBot) -> str | None:
    """Return where Telegram is to call for a bot; None where we ask it."""
    if not settings.telegram.webhook:
        return None
    problem = webhook_problem(settings)
    if problem is not None:
        raise WebError(problem)
    return f"{settings.web.address}{path_of(bot.number)}"


def _options(parts: Parts) -> Options:
    settings = parts.settings
    return Options(
        default_language=settings.language,
        zone=ZoneInfo(settings.timezone),
        address=settings.web.public_address,
        api=settings.web.api_address,
        app=settings.web.app_address,
        source_label=parts.source_label,
        max_subscriptions=settings.telegram.max_subscriptions,
        access=settings.telegram.admitted,
        per_minute=settings.telegram.commands_per_minute,
        alerts_kept=settings.retention.alerts,
        inbox_kept=settings.retention.inbox,
        source_reports=parts.source_reports,
    )
