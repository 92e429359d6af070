"""Quiet hours outside of trading, for those who want news while a market trades only."""

from __future__ import annotations

from notifier.bot.context import Context
from notifier.core.market_calendar import Calendar
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.subscriptions.markets import session_markets


async def offer_trading_hours(context: Context) -> None:
    """Offer quiet hours from the close to the open of each market of what the chat follows.

    Quiet hours are those of every day: holidays and breaks at noon are none of them.
    """
    translate, chat, zone = context.translate, context.chat, context.zone
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, chat.id)
    queries = [each.query for each in held]
    rows = []
    for market in session_markets(chat.preferences, queries, zone.key, chat.language):
        opens, closes = (
            f"{each.astimezone(zone):%H:%M}" for each in Calendar(market).hours(context.now.date())
        )
        label = f"{translate(f'market-{market}')} {closes}–{opens}"
        rows.append((Button(label, f"set:quiet:{closes}-{opens}"),))
    rows.append((Button(translate("settings-button-weekends"), "set:weekends:yes"),))
    context.reply.say("settings-trading", buttons=tuple(rows))
