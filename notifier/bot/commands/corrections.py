"""Corrections: what a company's name does not mean here, and phrases nobody wants to hear of."""

from __future__ import annotations

from notifier.bot.commands.command import Command
from notifier.bot.commands.formatting import named
from notifier.bot.context import Talk
from notifier.subscriptions import watchlist


async def mute(talk: Talk) -> None:
    """Send no article with a phrase any more."""
    if not talk.text:
        talk.say("mute-what")
        return
    async with talk.change() as connection:
        await watchlist.mute(connection, talk.chat, talk.text, talk.now)
        talk.say("mute-done", text=talk.echo)


async def exclude_company(talk: Talk) -> None:
    """Note that words do not mean a company."""
    if not talk.text:
        talk.say("not-what")
        return
    async with talk.change() as connection:
        security = await watchlist.exclude_company(
            connection, talk.chat, talk.text, talk.rules, talk.now
        )
        if security is None:
            talk.say("not-unknown", text=talk.echo)
        else:
            what = named((security.name, security.symbol), talk.words)
            talk.say("not-done", text=talk.echo, what=what)


async def unmute(talk: Talk) -> None:
    """Take a correction back."""
    if not talk.text:
        talk.say("unmute-what")
        return
    async with talk.change() as connection:
        done = await watchlist.unmute(connection, talk.chat, talk.text)
        talk.say("unmute-done" if done else "unmute-unknown", text=talk.echo)


COMMANDS = (
    Command("mute", mute, changes=True),
    Command("not", exclude_company, changes=True),
    Command("unmute", unmute, changes=True),
)
