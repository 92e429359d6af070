"""Which command or button an update is for: read from top to bottom, the first that fits."""

from __future__ import annotations

from telegram import Message, MessageEntity, MessageOriginChannel
from telegram.constants import ChatType

from notifier.bot import membership
from notifier.bot.commands import channels, import_export, search
from notifier.bot.commands.command import ButtonExpired, Where
from notifier.bot.commands.registry import BUTTONS, COMMANDS
from notifier.bot.context import Context
from notifier.bot.formatting import query_error
from notifier.bot.managed_channels import select_channel
from notifier.bot.permissions import permitted
from notifier.bot.plain_text import handle_plain_text
from notifier.bot.throttle import Throttle
from notifier.core.errors import QueryError

_COMMANDS = {command.name: command for command in COMMANDS}


class Dispatcher:
    """Carries each update out by the one command, button or event that it is for."""

    def __init__(self) -> None:
        self._throttle = Throttle()

    async def dispatch(self, context: Context) -> None:
        """Carry an update out; raise what its command raises."""
        context = await select_channel(context)
        if not self._throttle.admits(context):
            return
        try:
            await _dispatch(context)
        except QueryError as error:
            context.reply.stored.clear()
            context.reply.send(query_error(error, context.translate))
        except ButtonExpired:
            context.reply.stored.clear()
            context.reply.toast("button-old")


async def _dispatch(context: Context) -> None:
    update = context.request.update
    if update.callback_query is not None:
        await _press_button(context)
    elif update.inline_query is not None:
        await search.answer_inline(context)
    elif update.my_chat_member is not None:
        await membership.update_membership(context)
    elif context.request.is_migration:
        await membership.migrate_group(context)
    elif update.message is not None:
        await _take_message(update.message, context)


async def _take_message(message: Message, context: Context) -> None:
    command = _command_of(message)
    if command is not None:
        await _run_command(*command, context)
    elif message.chat.type != ChatType.PRIVATE:
        pass  # what people in a group say to each other
    elif isinstance(message.forward_origin, MessageOriginChannel):
        await channels.link_forwarded(context)
    elif message.document is not None:
        await import_export.import_file(context)
    elif message.text and await permitted(context, changes=False):
        await handle_plain_text(context.text, context)


def _command_of(message: Message) -> tuple[str, str] | None:
    """Return the command that a message begins with, and the bot it is addressed to if to one."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    name, _, addressee = (message.text or "")[1 : first.length].partition("@")
    return name, addressee


async def _run_command(name: str, addressee: str, context: Context) -> None:
    request = context.request
    own_name = request.update.get_bot().username or ""
    if addressee and addressee.lower() != own_name.lower():
        return
    command = _COMMANDS.get(name.lower())
    if command is None or (command.where is Where.OPERATORS and not context.is_operator):
        if addressee or request.chat_id > 0:  # else it may be for another bot of the group
            context.reply.say("unknown-command", command=f"/{name}"[:200])
        return
    context = context.with_text(_after_first_word(context.text))
    if command.personal:
        context = context.for_own_chat()
    if await permitted(context, changes=command.changes):
        await command.run(context)


def _after_first_word(text: str) -> str:
    _, *rest = text.split(maxsplit=1)  # the command may end in a line break
    return rest[0].strip() if rest else ""


async def _press_button(context: Context) -> None:
    name, _, argument = context.text.partition(":")
    button = BUTTONS.get(name)
    if button is None or (button.operators and not context.is_operator):
        raise ButtonExpired
    context = context.with_text(argument)
    if await permitted(context, changes=button.changes):
        await button.run(context)
