"""`/forget` and `/privacy`: what is kept of a chat, which can be deleted altogether."""

from __future__ import annotations

from datetime import timedelta

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.context import Context
from notifier.delivery.message import Button
from notifier.store.chats import chats, inbox, subscriptions


async def tell_what_is_kept(context: Context) -> None:
    """Tell what is kept, with the button that asks whether to delete it."""
    label = context.translate("button-forget")
    options = context.options
    context.reply.say(
        "privacy-kept",
        alerts=_days(options.alerts_kept),
        typed=_days(options.inbox_kept),
        buttons=((Button(f"{label}…", "forget:ask"),),),
    )


def _days(kept: timedelta | None) -> int:
    """Return a time in days, begun ones counted; 0 for ever."""
    return 0 if kept is None else -(-kept // timedelta(days=1))


async def ask(context: Context) -> None:
    """Show what would be deleted, and ask once more."""
    async with context.read() as connection:
        held = await subscriptions.count(connection, context.chat.id)
    row = (
        Button(context.translate("button-forget"), "forget:yes"),
        Button(context.translate("button-keep"), "forget:no"),
    )
    context.reply.say("forget-sure", count=held, buttons=(row,))


async def forget(context: Context) -> None:
    """Delete everything that is kept of the chat, what was typed in it too."""
    if context.text == "ask":
        await ask(context)
        return
    if context.text != "yes":
        context.reply.edit_text("forget-not")
        return
    async with context.change() as connection:
        await chats.forget_chat(connection, context.chat.id)
        await inbox.forget_chat(connection, context.request.received.bot, context.chat.telegram_id)
        context.reply.edit_text("forget-done")


COMMANDS = (
    Command("forget", ask, changes=True),
    Command("privacy", tell_what_is_kept, where=Where.HIDDEN),
)
BUTTONS: dict[str, ButtonAction] = {"forget": ButtonAction(forget)}
