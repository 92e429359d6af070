"""`/unwatch`: stop following one thing, several, or everything."""

from __future__ import annotations

from notifier.bot.change_words import EXCEPT, KIND
from notifier.bot.commands import editing
from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.corrections import phrase_buttons
from notifier.bot.commands.lookup import undo_end_button
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.offers import MOST_OFFERED, SUGGESTED
from notifier.bot.context import Context
from notifier.bot.formatting import in_a_row
from notifier.bot.word_match import match_whole
from notifier.core.model import Subscription
from notifier.core.numbers import read_number
from notifier.delivery.message import Button, Keyboard
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.line_numbers import line_counted

_EVERYTHING = frozenset(
    {"all", "everything", "全部", "所有", "全部取消", "一切", "全都", "所有的", "全部的"}
)

_MOST_KEPT = 5
"""So many queries the data of a button can name."""


async def unwatch(context: Context) -> None:
    """Stop following something, or several things; everything only after a question."""
    if not context.text:
        context.reply.say("unwatch-what")
        return
    if context.text.strip(" 。.!！").lower() in _EVERYTHING:
        button = Button(context.translate("button-end-all"), "endall")
        context.reply.say("unwatch-all-sure", buttons=((button,),))
        return
    if kept := match_whole([EXCEPT], context.text):
        await _ask_to_keep(context, kept.last)
        return
    if match_whole([KIND], context.text) and await editing.leave_out_of_it(context, context.text):
        return
    async with context.change() as connection:
        ended, others = await watchlist.unwatch_all(
            connection, context.chat, context.text, context.rules
        )
        if not ended:
            if number := line_counted(context.text):
                context.reply.say("edit-unknown", number=number)
                return
            buttons = phrase_buttons(context, context.text)
            context.reply.say("unwatch-unknown", text=context.request.echo, buttons=buttons)
            return
        names = in_a_row([subscription_name(each, context) for each in ended], context.translate)
        context.reply.say("unwatch-done", what=names, buttons=_back_again(context, ended))
        if others:
            context.reply.say("unwatch-unknown", text=in_a_row(others, context.translate))


async def _ask_to_keep(context: Context, text: str) -> None:
    """Ask whether to stop following everything but what a text names."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    kept = watchlist.all_meant_by(text, held, context.rules)
    names = in_a_row([subscription_name(each, context) for each in kept], context.translate)
    if not 0 < len(kept) <= _MOST_KEPT:
        context.reply.say("unwatch-unknown", text=text)
    elif len(kept) == len(held):
        context.reply.say("unwatch-others-none", what=names)
    else:
        others = len(held) - len(kept)
        ids = ",".join(str(each.query_id) for each in kept)
        button = Button(context.translate("button-end-others", count=others), f"endall:{ids}")
        context.reply.say("unwatch-others-sure", what=names, count=others, buttons=((button,),))


def _back_again(context: Context, ended: list[Subscription]) -> Keyboard:
    """Return a button for each thing that was ended; one of several says which."""
    if len(ended) == 1:
        return ((undo_end_button(context, ended[0]),),)
    return tuple(
        (undo_end_button(context, each, f"{SUGGESTED}{subscription_name(each, context)}"),)
        for each in ended[:MOST_OFFERED]
    )


async def end_all(context: Context) -> None:
    """Stop following everything, or all but the queries whose ids the button names."""
    kept = {read_number(each) for each in context.text.split(",")} if context.text else set()
    if None in kept:
        raise ButtonExpired
    async with context.change() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        if not kept <= {each.query_id for each in held}:
            raise ButtonExpired  # what was to stay is followed no more
        ended = await watchlist.end_all(connection, context.chat, kept)
        if ended:
            if kept:
                context.reply.edit_text("unwatch-others-done", count=ended)
            else:
                context.reply.edit_text("unwatch-all-done", count=ended)
        else:
            context.reply.toast("list-empty")


COMMANDS = (Command("unwatch", unwatch, changes=True),)
BUTTONS: dict[str, ButtonAction] = {"endall": ButtonAction(end_all)}
