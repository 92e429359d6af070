"""`/api`: a token with which programs act for a private chat, shown once."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.context import Context
from notifier.delivery.message import Button
from notifier.store.chats.keys import KeyKind
from notifier.subscriptions import keys


async def explain(context: Context) -> None:
    """Explain the API, with buttons for a new token and for none."""
    if not _is_offered(context):
        return
    async with context.read() as connection:
        has_token = await keys.has(connection, KeyKind.API, context.chat)
    row = [Button(context.translate("button-token-new"), "api:new")]
    if has_token:
        row.append(Button(context.translate("button-token-off"), "api:off"))
    address = context.options.api
    context.reply.say("token-explained", address=address, buttons=(tuple(row),))


async def change(context: Context) -> None:
    """Make a token, which ends the one before, or revoke it; without either, explain."""
    context = context.for_own_chat()
    if context.text not in {"new", "off"}:
        await explain(context)
        return
    if not _is_offered(context):
        return
    async with context.change() as connection:
        if context.text == "new":
            token = await keys.make(connection, KeyKind.API, context.chat, context.now)
            context.reply.edit_text("token-made", token=token)
        else:
            done = await keys.end(connection, KeyKind.API, context.chat)
            context.reply.edit_text("token-off" if done else "token-none")


def _is_offered(context: Context) -> bool:
    """Return whether there is an API, and nobody else reads along; where not, say so."""
    if not context.is_private:
        context.reply.say("token-in-private")
    elif not context.options.api:
        context.reply.say("token-no-web")
    else:
        return True
    return False


COMMANDS = (Command("api", explain, changes=True, where=Where.HIDDEN, personal=True),)
BUTTONS: dict[str, ButtonAction] = {"api": ButtonAction(change)}
