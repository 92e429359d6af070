"""Greeting and help."""

from __future__ import annotations

import re

from notifier.bot.commands.command import Command
from notifier.bot.commands.formatting import named
from notifier.bot.commands.subscribe import SUGGESTED
from notifier.bot.context import Talk
from notifier.delivery.message import Button, Keyboard
from notifier.subscriptions.rules import topic_feed

FIRST = ("SZ002230", "00700.HK", "AAPL")
"""Companies of three markets, to begin with by one tap."""
_TOPICS = 3
_LINK = re.compile(r"([st])_([A-Za-z0-9_-]{1,60})")


async def start(talk: Talk) -> None:
    """Greet; who came by a link is asked about what it names."""
    link = _LINK.fullmatch(talk.text)
    button = _linked(talk, link[1], link[2]) if link else None
    if button is not None:
        what, data = button
        row = (Button(talk.words("button-watch"), data),)
        talk.say("offer-watch", what=what, buttons=(row,))
        return
    talk.say("start", buttons=_suggestions(talk))


def _linked(talk: Talk, kind: str, name: str) -> tuple[str, str] | None:
    """Return what a link names, for a person, and the data of the button that follows it."""
    if kind == "t":
        topic = talk.rules.topics.get(topic_feed(name))
        return (topic.title, f"wt:{topic.slug}"[:64]) if topic else None
    # A link holds no full stop: 00700_HK.
    found = talk.rules.directory.get(name) or talk.rules.directory.get(name.replace("_", "."))
    return (named((found.name, found.symbol), talk.words), f"w:{found.symbol}") if found else None


def _suggestions(talk: Talk) -> Keyboard:
    known = [talk.rules.directory.get(symbol) for symbol in FIRST]
    companies = tuple(
        Button(f"{SUGGESTED}{each.name}", f"w:{each.symbol}") for each in known if each
    )
    topics = tuple(
        Button(f"{SUGGESTED}{each.title[:30]}", f"wt:{each.slug}"[:64])
        for each in list(talk.rules.topics.values())[:_TOPICS]
    )
    return tuple(row for row in (companies, topics) if row)


def link_payload(name: str) -> str:
    """Return what a `t.me/bot?start=` link carries for a feed's name; empty where it cannot."""
    kind, _, what = name.partition("/")
    payload = f"{kind[0]}_{what.replace('.', '_')}"
    return payload if _LINK.fullmatch(payload) else ""


async def show_help(talk: Talk) -> None:
    """Say what there is."""
    talk.say("help")


BEGIN = (Command("start", start, own=True),)
END = (Command("help", show_help, own=True),)
