"""Greeting and help, and what is said without a command."""

from __future__ import annotations

from notifier.chat.commands.command import Command
from notifier.chat.talk import Talk


async def start(talk: Talk) -> None:
    """Greet."""
    talk.say("start")


async def show_help(talk: Talk) -> None:
    """Say what there is."""
    talk.say("help")


async def plain_text(talk: Talk) -> None:
    """Answer what is no command."""
    talk.say("not-a-command", text=talk.echo)


BEGIN = (Command("start", start),)
END = (Command("help", show_help),)
