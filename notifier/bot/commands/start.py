"""`/start` and `/help`."""

from __future__ import annotations

import re

from notifier.bot.commands.command import Command
from notifier.bot.commands.subscribe import SUGGESTED
from notifier.bot.commands.topics import topic_button
from notifier.bot.context import Context
from notifier.bot.formatting import named
from notifier.delivery.message import Button, Keyboard
from notifier.subscriptions.rules import topic_feed

SUGGESTED_COMPANIES = ("SZ002230", "00700.HK", "AAPL")
"""Companies of three markets, to begin with by one tap."""
_MAX_TOPICS = 3
_LINK = re.compile(r"([st])_([A-Za-z0-9_-]{1,60})")
"""What a link `t.me/bot?start=…` carries: a security or a topic."""


async def start(context: Context) -> None:
    """Greet; who came by a link is offered what it names."""
    link = _LINK.fullmatch(context.text)
    linked = _linked(context, link[1], link[2]) if link else None
    if linked is None:
        context.reply.say("start", buttons=_suggestions(context))
        return
    what, data = linked
    row = (Button(context.translate("button-watch"), data),)
    context.reply.say("offer-watch", what=what, buttons=(row,))


def _linked(context: Context, kind: str, name: str) -> tuple[str, str] | None:
    """Return what a link names, for a person, and the data of the button that follows it."""
    if kind == "t":
        topic = context.rules.topics.get(topic_feed(name))
        return (topic.title, topic_button(topic).data) if topic else None
    directory = context.rules.directory
    found = directory.get(name) or directory.get(name.replace("_", "."))  # 00700_HK
    return (
        (named(found.name, found.symbol, context.translate), f"w:{found.symbol}") if found else None
    )


def _suggestions(context: Context) -> Keyboard:
    known = [context.rules.directory.get(symbol) for symbol in SUGGESTED_COMPANIES]
    companies = [Button(f"{SUGGESTED}{each.name}", f"w:{each.symbol}") for each in known if each]
    topics = [topic_button(each, 30) for each in list(context.rules.topics.values())[:_MAX_TOPICS]]
    return tuple(tuple(row) for row in (companies, topics) if row)


async def show_help(context: Context) -> None:
    """Show what the bot can do."""
    context.reply.say("help")


BEGIN = (Command("start", start, personal=True),)
END = (Command("help", show_help, personal=True),)
