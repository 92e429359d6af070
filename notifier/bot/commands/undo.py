"""`/undo`: take back the last change, as the buttons below its answer do."""

from __future__ import annotations

from notifier.bot.commands import alert_buttons, corrections, editing, subscribe
from notifier.bot.commands.command import ButtonExpired, Command, Where
from notifier.bot.context import Context
from notifier.bot.formatting import in_a_row
from notifier.bot.replies import TAKE_BACK
from notifier.delivery.message import Button
from notifier.store.chats import chats, subscriptions

_BUTTONS = {
    name: button
    for each in (alert_buttons, corrections, editing, subscribe)
    for name, button in each.BUTTONS.items()
    if name in TAKE_BACK
}
_ADDED = "undo"
"""The button that takes from the list again what was put on it; nothing brings that back."""


async def undo(context: Context) -> None:
    """Take back the last change; what that would end is asked first."""
    async with context.read() as connection:
        buttons = await chats.undo(connection, context.chat.id)
    before = len(context.reply.stored)
    for number, data in enumerate(buttons, start=1):
        name, _, argument = data.partition(":")
        about = context.with_text(argument)
        context.transaction.continues = number < len(buttons)
        try:
            await (_ask_to_end(about, data) if name == _ADDED else _BUTTONS[name].run(about))
        except ButtonExpired:
            continue
    if len(context.reply.stored) == before:
        context.reply.say("undo-nothing")


async def _ask_to_end(context: Context, data: str) -> None:
    """Ask whether what was put on the list last should be taken from it."""
    made_at = subscribe.made_at(context.text)
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    added = [each for each in held if each.created_at == made_at]
    names = [subscribe.subscription_name(each, context) for each in added]
    if names:
        buttons = ((Button(context.translate("button-undo"), data),),)
        context.reply.say("undo-which", what=in_a_row(names, context.translate), buttons=buttons)


COMMANDS = (Command("undo", undo, changes=True, where=Where.HIDDEN),)
