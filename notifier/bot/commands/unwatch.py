"""`/unwatch`: stop following one thing, several, or everything."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.commands.lookup import undo_end_button
from notifier.bot.commands.subscribe import MOST_OFFERED, SUGGESTED, subscription_name
from notifier.bot.context import Context
from notifier.bot.formatting import in_a_row
from notifier.core.model import Subscription
from notifier.delivery.message import Button, Keyboard
from notifier.subscriptions import watchlist

_EVERYTHING = frozenset(
    {"all", "everything", "全部", "所有", "全部取消", "一切", "全都", "所有的", "全部的"}
)


async def unwatch(context: Context) -> None:
    """Stop following something, or several things; everything only after a question."""
    if not context.text:
        context.reply.say("unwatch-what")
        return
    if context.text.strip(" 。.!！").lower() in _EVERYTHING:
        button = Button(context.translate("button-end-all"), "endall")
        context.reply.say("unwatch-all-sure", buttons=((button,),))
        return
    async with context.change() as connection:
        ended = await watchlist.unwatch_all(connection, context.chat, context.text, context.rules)
        if not ended:
            context.reply.say("unwatch-unknown", text=context.request.echo)
            return
        names = in_a_row([subscription_name(each, context) for each in ended], context.translate)
        context.reply.say("unwatch-done", what=names, buttons=_back_again(context, ended))


def _back_again(context: Context, ended: list[Subscription]) -> Keyboard:
    """Return a button for each thing that was ended; one of several says which."""
    if len(ended) == 1:
        return ((undo_end_button(context, ended[0]),),)
    return tuple(
        (undo_end_button(context, each, f"{SUGGESTED}{subscription_name(each, context)}"),)
        for each in ended[:MOST_OFFERED]
    )


async def end_all(context: Context) -> None:
    """Stop following everything."""
    async with context.change() as connection:
        ended = await watchlist.end_all(connection, context.chat)
        if ended:
            context.reply.edit_text("unwatch-all-done", count=ended)
        else:
            context.reply.toast("list-empty")


COMMANDS = (Command("unwatch", unwatch, changes=True),)
BUTTONS: dict[str, ButtonAction] = {"endall": ButtonAction(end_all)}
