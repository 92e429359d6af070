"""`/mute`, `/not` and `/unmute`: phrases not to be alerted to, words that mean no company."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.context import Context
from notifier.bot.formatting import named
from notifier.bot.time_expressions import read_until
from notifier.delivery.message import Button, local_time
from notifier.subscriptions import watchlist

_MAX_BUTTON = 50
"""How many bytes of a text a button carries."""


async def mute(context: Context) -> None:
    """Alert to no article with a phrase any more; of a time, ask what is meant."""
    until = read_until(context.text, context.now, context.zone)
    if not context.text:
        context.reply.say("mute-what")
    elif until is None or len(context.text.encode()) > _MAX_BUTTON:
        await mute_phrase(context)
    else:
        moment = local_time(until, context.zone, context.now)
        time = Button(context.translate("mute-button-time", until=moment), f"pause:{context.text}")
        label = context.translate("mute-button-phrase", text=context.text)
        rows = ((time,), (Button(label, f"mute:{context.text}"),))
        context.reply.say("mute-which", text=context.text, buttons=rows)


async def mute_phrase(context: Context) -> None:
    """Alert to no article with a phrase any more."""
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
BUTTONS: dict[str, ButtonAction] = {"mute": ButtonAction(mute_phrase)}
