"""`/mute`, `/not` and `/unmute`: phrases not to be alerted to, words that mean no company."""

from __future__ import annotations

from notifier.bot.commands.command import Command
from notifier.bot.context import Context
from notifier.bot.formatting import named
from notifier.subscriptions import watchlist


async def mute(context: Context) -> None:
    """Alert to no article with a phrase any more."""
    if not context.text:
        context.reply.say("mute-what")
        return
    async with context.change() as connection:
        await watchlist.mute(connection, context.chat, context.text, context.now)
        context.reply.say("mute-done", text=context.request.echo)


async def exclude_company(context: Context) -> None:
    """Correct that words do not mean a company."""
    if not context.text:
        context.reply.say("not-what")
        return
    async with context.change() as connection:
        security = await watchlist.exclude_company(
            connection, context.chat, context.text, context.rules, context.now
        )
        if security is None:
            context.reply.say("not-unknown", text=context.request.echo)
        else:
            what = named(security.name, security.symbol, context.translate)
            context.reply.say("not-done", text=context.request.echo, what=what)


async def unmute(context: Context) -> None:
    """Take a correction back."""
    if not context.text:
        context.reply.say("unmute-what")
        return
    async with context.change() as connection:
        done = await watchlist.unmute(connection, context.chat, context.text)
        context.reply.say("unmute-done" if done else "unmute-unknown", text=context.request.echo)


COMMANDS = (
    Command("mute", mute, changes=True),
    Command("not", exclude_company, changes=True),
    Command("unmute", unmute, changes=True),
)
