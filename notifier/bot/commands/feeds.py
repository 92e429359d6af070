"""`/feed`: a chat's private feed, at an address that only the chat knows."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.context import Context
from notifier.delivery.message import Button
from notifier.store.chats.keys import KeyKind
from notifier.subscriptions import keys


async def explain(context: Context) -> None:
    """Explain the feed, with buttons for a new address and, where there is one, for none."""
    if not context.options.address:
        context.reply.say("feed-no-web")
        return
    async with context.read() as connection:
        has_feed = await keys.has(connection, KeyKind.FEED, context.chat)
    make = context.translate("button-feed-new" if has_feed else "app-feed-make")
    row = [Button(make, "feed:new")]
    if has_feed:
        row.append(Button(context.translate("button-feed-off"), "feed:off"))
    context.reply.say("feed-explained", buttons=(tuple(row),))


async def change(context: Context) -> None:
    """Create the feed at a new address, or delete it."""
    if not context.options.address:
        context.reply.say("feed-no-web")
        return
    async with context.change() as connection:
        if context.text == "new":
            token = await keys.make(connection, KeyKind.FEED, context.chat, context.now)
            address = f"{context.options.address}/feeds/private/{token}"
            context.reply.edit_text("feed-address", address=address)
        else:
            done = await keys.end(connection, KeyKind.FEED, context.chat)
            context.reply.edit_text("feed-off" if done else "feed-none")


COMMANDS = (Command("feed", explain, changes=True),)
BUTTONS: dict[str, ButtonAction] = {"feed": ButtonAction(change)}
