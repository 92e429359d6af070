"""`/channel`: channels are linked by one of their admins, and managed from the private chat."""

from __future__ import annotations

import re
from html import escape

from telegram import MessageOriginChannel
from telegram.error import TelegramError

from notifier.bot.admin_rights import ChatInfo
from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.lookup import by_number, linked_channel, look_up
from notifier.bot.context import Context
from notifier.bot.intent_words import OWN_LIST
from notifier.bot.managed_channels import MANAGED_FOR
from notifier.bot.word_match import match_whole
from notifier.core.alerts import Notice
from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.core.numbers import MAX_ID, read_number
from notifier.core.text import strip_invalid
from notifier.delivery.message import Button, Keyboard
from notifier.store.alerts import outbox
from notifier.store.chats import channel_managers, chats

_NAME = re.compile(r"(?:(?:https?://)?t\.me/|@)?([A-Za-z]\w{3,31})/?")
_MAX_TITLE = 40
_UNLINKED = "unlinked"
_OWN = "0"
"""What stands for the chat itself on a button that chooses a channel."""


async def show_channels(context: Context) -> None:
    """Link the channel that is named; without a name, offer those that are linked."""
    if not context.is_private:
        context.reply.say("channel-in-private")
        return
    if match_whole(OWN_LIST, context.text):
        await choose(context.with_text(_OWN))
        return
    if context.text:
        await _link_named(context)
        return
    async with context.read() as connection:
        linked = await channel_managers.channels(connection, context.chat.id)
        managed = await channel_managers.managed(connection, context.chat.id, context.now)
    if not linked:
        context.reply.say("channel-how")
        return
    rows = [(Button(each.title[:_MAX_TITLE], f"ch:{each.id}"),) for each in linked]
    choices: Keyboard = tuple(rows)
    if managed is not None:
        choices += _channel_buttons(context, managed)
    context.reply.say("channel-which", buttons=choices)


async def link_forwarded(context: Context) -> None:
    """Link the channel that a post was forwarded from."""
    message = context.request.message
    origin = message.forward_origin if message is not None else None
    if isinstance(origin, MessageOriginChannel):
        title = strip_invalid(origin.chat.title or "")[:_MAX_TITLE]
        await _link(context.for_own_chat(), origin.chat.id, title)


async def is_admin_of_forwarded(context: Context) -> bool:
    """Return whether who forwarded a post is an admin of its channel, as far as that is known."""
    message = context.request.message
    origin = message.forward_origin if message is not None else None
    if not isinstance(origin, MessageOriginChannel):
        return False
    rights, actor = context.services.admin_rights, context.request.actor
    try:
        found = await rights.look_up(origin.chat.id, actor.id)
    except TelegramError:
        return False
    return found is not None and found.is_admin


async def _link_named(context: Context) -> None:
    named = _NAME.fullmatch(context.text)
    telegram_id = read_number(context.text, least=-MAX_ID, most=-1)
    if telegram_id is not None:
        await _link(context, telegram_id, context.text)
    elif named:
        await _link(context, f"@{named[1]}", f"@{named[1]}")
    else:
        context.reply.say("channel-unknown", name=context.request.echo)


async def _link(context: Context, id_or_name: int | str, name: str) -> None:
    """Link a channel where the bot may post and who asks is an admin."""
    rights, reply = context.services.admin_rights, context.reply
    try:
        found = await rights.look_up(id_or_name, context.request.actor.id)
    except TelegramError:
        reply.say("admins-not-learnt")
        return
    if found is None or found.kind != "channel":
        reply.say("channel-unknown", name=name)
    elif not found.is_admin:
        reply.say("channel-not-admin", title=found.title[:100])
    elif not found.can_post:
        reply.say("channel-may-not-post", title=found.title[:100])
    else:
        await _store_link(context, found)


async def _store_link(context: Context, found: ChatInfo) -> None:
    own = context.chat
    async with context.change() as connection:
        channel = await chats.ensure_chat(
            connection,
            found.id,
            bot=own.bot,
            language=own.language,
            kind="channel",
            title=found.title,
            now=context.now,
        )
        await chats.rename_chat(connection, channel.id, kind="channel", title=found.title)
        await chats.enable_chat(connection, channel.id, context.now)
        await channel_managers.link(connection, channel.id, own.id, context.now)
        await channel_managers.manage(connection, own.id, channel.id, context.now + MANAGED_FOR)
        buttons = _channel_buttons(context, channel)
        context.reply.say("channel-linked", title=found.title[:100], buttons=buttons)


async def point_to_private(context: Context) -> None:
    """Tell a channel's managers where a command that was posted there is carried out."""
    channel, rights = context.chat, context.services.admin_rights
    if not channel.id or not rights.may_remind(channel.telegram_id, channel.telegram_id):
        return
    command, title = context.request.echo, channel.title[:100]
    async with context.change() as connection:
        for manager in await channel_managers.managers(connection, channel.id):
            say = translator(manager.language)
            text = say("channel-command", title=title, command=command)
            notice = Notice(escape(text, quote=False), text)
            await outbox.plan_notice(connection, manager.id, notice, context.now)


async def choose(context: Context) -> None:
    """Manage a channel from now on, or the chat itself again."""
    channel = None if context.text == _OWN else await look_up(context, context.text, linked_channel)
    async with context.change() as connection:
        channel_id = None if channel is None else channel.id
        until = context.now + MANAGED_FOR
        await channel_managers.manage(connection, context.chat.id, channel_id, until)
        if channel is None:
            context.reply.edit_text("channel-own")
        else:
            buttons = _channel_buttons(context, channel)
            context.reply.edit_text("channel-managing", title=channel.title[:100], buttons=buttons)


async def unlink(context: Context, channel: Chat) -> None:
    """Stop managing a channel; one that has no managers left is sent nothing any more."""
    async with context.change() as connection:
        left = await channel_managers.unlink(connection, channel.id, context.chat.id)
        if not left:
            await chats.disable_chat(connection, channel.id, _UNLINKED, context.now)
        title = channel.title[:100]
        context.reply.edit_text("channel-unlinked" if left else "channel-ended", title=title)


def _channel_buttons(context: Context, channel: Chat) -> Keyboard:
    unlink_it = Button(context.translate("button-unlink"), f"chx:{channel.id}")
    return ((_own_list_button(context), unlink_it),)


def _own_list_button(context: Context) -> Button:
    return Button(context.translate("button-own-list"), f"ch:{_OWN}")


COMMANDS = (Command("channel", show_channels, where=Where.PRIVATE, personal=True),)
BUTTONS: dict[str, ButtonAction] = {
    "ch": ButtonAction(choose),
    "chx": ButtonAction(by_number(linked_channel, unlink)),
}
