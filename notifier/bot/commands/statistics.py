"""How often what a chat watches was in the news."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta

from notifier.bot.chart import draw
from notifier.bot.commands.command import Command
from notifier.bot.commands.formatting import named
from notifier.bot.context import Talk
from notifier.bot.replies import SendPicture
from notifier.core.model import Security
from notifier.store.articles import articles
from notifier.store.chats import subscriptions

DAYS = 30
_MOST_SHOWN = 8
_MAX_CAPTION = 1000


async def show_statistics(talk: Talk) -> None:
    """Send a picture of how often each company of the list was named, day by day."""
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
        watched = [talk.rules.directory.get(each.query.removeprefix("$")) for each in held]
        companies = [each for each in watched if each is not None]
        today = talk.now.astimezone(talk.zone)
        first = (today - timedelta(days=DAYS - 1)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        codes = {symbol: each for each in companies for symbol in _all_of(each, talk)}
        seen = await articles.mention_times(connection, list(codes), first) if codes else []
    if not companies:
        talk.say("stats-no-company")
        return
    counted: Counter[tuple[str, date]] = Counter()
    for symbol, moment in seen:
        counted[codes[symbol].symbol, moment.astimezone(talk.zone).date()] += 1
    days = [first.date() + timedelta(days=number) for number in range(DAYS)]
    totals = Counter({each.symbol: 0 for each in companies})
    for (symbol, _), count in counted.items():
        totals[symbol] += count
    top = [symbol for symbol, _ in totals.most_common(_MOST_SHOWN)]
    values = {symbol: [counted[symbol, day] for day in days] for symbol in top}
    picture = await asyncio.to_thread(draw, days, values)
    names = {each.symbol: each for each in companies}
    lines = [talk.words("stats-title", days=DAYS)]
    lines += [
        f"{named((names[symbol].name, symbol), talk.words)}: {totals[symbol]}" for symbol in top
    ]
    talk.acts.append(SendPicture(picture, "\n".join(lines)[:_MAX_CAPTION]))


def _all_of(security: Security, talk: Talk) -> tuple[str, ...]:
    """List the codes of a company, which may be listed twice."""
    return tuple(dict.fromkeys((security.symbol, *talk.rules.directory.issuer(security.symbol))))


COMMANDS = (Command("stats", show_statistics),)
