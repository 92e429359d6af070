"""The bot's own standing: let into a chat, put out of it, and groups that move."""

from __future__ import annotations

from html import escape

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUpdated

from notifier.bot.context import Talk
from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.core.text import strip_invalid
from notifier.delivery.unreachable import lose_chat
from notifier.store.alerts import outbox
from notifier.store.chats import channel_managers, chats, subscriptions
from notifier.store.engine.database import Connection


async def note_membership(talk: Talk) -> None:
    """Stop alerts for a chat that put the bot out, and resume them when it is let in again."""
    changed = talk.update.my_chat_member
    assert changed is not None
    if talk.access is not None:
        talk.access.forget(changed.chat.id)
    is_channel = changed.chat.type == "channel"
    could = _may_write(changed.old_chat_member, is_channel=is_channel)
    can = _may_write(changed.new_chat_member, is_channel=is_channel)
    async with talk.change() as connection:
        known = await chats.find_chat(connection, changed.chat.id, bot=talk.chat.bot)
        if not can:
            if known is not None:
                reason = f"the bot was put out ({changed.new_chat_member.status})"
                await lose_chat(connection, known, reason, talk.now)
        elif changed.chat.type == "private":
            if known is not None:
                await chats.enable_chat(connection, known.id)
        else:
            chat = known or await _new(connection, talk, changed)
            await chats.enable_chat(connection, chat.id)
            if is_channel:
                await _link(connection, talk, chat, changed)
            elif not could:
                await _greet(connection, talk, chat)


async def _new(connection: Connection, talk: Talk, changed: ChatMemberUpdated) -> Chat:
    return await chats.ensure_chat(
        connection,
        changed.chat.id,
        bot=talk.chat.bot,
        language=talk.chat.language,
        kind=changed.chat.type,
        title=strip_invalid(changed.chat.title or ""),
        now=talk.now,
    )


async def _greet(connection: Connection, talk: Talk, chat: Chat) -> None:
    """Say what the bot is here for; to a group that knows it, that all is as it was."""
    held = await subscriptions.count(connection, chat.id)
    if held:
        talk.say("group-again", count=held)
    else:
        talk.say("group-hello")


async def _link(
    connection: Connection, talk: Talk, channel: Chat, changed: ChatMemberUpdated
) -> None:
    """Let whoever made the bot an admin of a channel manage it, and say so in private."""
    manager = await chats.find_chat(connection, changed.from_user.id, bot=channel.bot)
    if manager is None:  # nobody who ever wrote to the bot: it may not write to them
        return
    await channel_managers.link(connection, channel.id, manager.id, talk.now)
    said = translator(manager.language)("channel-added", title=channel.title[:100])
    await outbox.notice(connection, manager.id, escape(said, quote=False), said, talk.now)


async def note_move(talk: Talk) -> None:
    """Keep a group's list and alerts when it becomes a supergroup.

    Telegram says so in both groups, and either message may be read first.
    """
    message = talk.update.message
    assert message is not None
    before = message.migrate_from_chat_id or message.chat.id
    after = message.migrate_to_chat_id or message.chat.id
    async with talk.change() as connection:
        chat = await chats.find_chat(connection, before, bot=talk.chat.bot)
        if chat is not None:
            await chats.move_chat(connection, chat.id, after)


def _may_write(member: ChatMember, *, is_channel: bool) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    if isinstance(member, ChatMemberAdministrator):
        return bool(member.can_post_messages) or not is_channel
    return member.status == "member" and not is_channel
