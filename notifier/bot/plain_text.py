"""Plain text: what people write to the bot in private without a command."""

from __future__ import annotations

from notifier.bot.commands import import_export, subscribe
from notifier.bot.context import Context
from notifier.subscriptions.watchlist_import import looks_like_list


async def handle_plain_text(text: str, context: Context) -> None:
    """Offer what a text is understood to ask for: to import a list, or to follow something."""
    if looks_like_list(text, context.rules):
        await import_export.offer_import(context, text)
    else:
        await subscribe.offer_to_follow(context, text)
