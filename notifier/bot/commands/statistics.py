"""`/stats`: how often what a chat follows was in the news."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta

from notifier.bot.chart import draw
from notifier.bot.commands.command import Command
from notifier.bot.context import Context
from notifier.bot.formatting import company
from notifier.bot.replies import SendPicture
from notifier.core.model import Security
from notifier.store.articles import articles
from notifier.store.chats import subscriptions

DAYS = 30
_MAX_COMPANIES = 8
_MAX_CAPTION = 1000


async def show_statistics(context: Context) -> None:
    """Send a picture of how often each company of the list was in the news, day by day."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        watched = [context.rules.company_of(each.query) for each in held]
        companies = [each for each in watched if each is not None]
        today = context.now.astimezone(context.zone)
        first = (today - timedelta(days=DAYS - 1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        codes = {symbol: each for each in companies for symbol in _all_codes(each, context)}
        seen = await articles.mention_times(connection, list(codes), first) if codes else []
    if not companies:
        context.reply.say("stats-no-company")
        return
    counted: Counter[tuple[str, date]] = Counter()
    for symbol, moment in seen:
        counted[codes[symbol].symbol, moment.astimezone(context.zone).date()] += 1
    days = [first.date() + timedelta(days=number) for number in range(DAYS)]
    totals = Counter({each.symbol: 0 for each in companies})
    for (symbol, _), count in counted.items():
        totals[symbol] += count
    top = [symbol for symbol, _ in totals.most_common(_MAX_COMPANIES)]
    values = {symbol: [counted[symbol, day] for day in days] for symbol in top}
    picture = await asyncio.to_thread(draw, days, values)
    names = {each.symbol: each for each in companies}
    lines = [context.translate("stats-title", days=DAYS)]
    lines += [f"{company(names[symbol], context.translate)}: {totals[symbol]}" for symbol in top]
    context.reply.add(SendPicture(picture, "\n".join(lines)[:_MAX_CAPTION]))


def _all_codes(security: Security, context: Context) -> tuple[str, ...]:
    """Return the codes of a company, which may be listed on several exchanges."""
    return tuple(
        dict.fromkeys((security.symbol, *context.rules.directory.listings(security.symbol)))
    )


COMMANDS = (Command("stats", show_statistics),)
