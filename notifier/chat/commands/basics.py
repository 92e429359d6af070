"""Greeting and help."""

from __future__ import annotations

from notifier.chat.commands.command import Command
from notifier.chat.talk import Talk


async def start(talk: Talk) -> None:
    """Greet."""
    talk.say("start")


async def show_help(talk: Talk) -> None:
    """Say what there is."""
    talk.say("help")


BEGIN = (Command("start", start),)
END = (Command("help", show_help),)
