"""The bot's own membership: added to a chat, removed from it, and groups that are migrated."""

from __future__ import annotations

from html import escape

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, ChatMemberUpdated

from notifier.bot.context import Context
from notifier.core.alerts import Notice
from notifier.core.i18n import translator
from notifier.core.model import Chat
from notifier.core.text import strip_invalid
from notifier.delivery.outcome import channel_lost_notices
from notifier.store.alerts import outbox, outcomes
from notifier.store.chats import channel_managers, chats, subscriptions
from notifier.store.engine.database import Connection

_NEVER_WROTE = "never wrote to the bot"


async def update_membership(context: Context) -> None:
    """Stop alerts for a chat that removed the bot, and resume them when it is added again."""
    changed = context.request.update.my_chat_member
    assert changed is not None
    context.services.admin_rights.forget(changed.chat.id)
    is_channel = changed.chat.type == "channel"
    could_write = _may_write(changed.old_chat_member, is_channel=is_channel)
    can_write = _may_write(changed.new_chat_member, is_channel=is_channel)
    async with context.change() as connection:
        known = await chats.find_chat(connection, changed.chat.id, bot=context.chat.bot)
        if not can_write:
            if known is not None:
                reason = f"the bot was put out ({changed.new_chat_member.status})"
                lost = channel_lost_notices(known.title)
                await outcomes.lose_chat(connection, known.id, reason, lost, context.now)
        elif changed.chat.type == "private":
            if known is not None:
                await chats.enable_chat(connection, known.id, context.now)
        else:
            chat = known or await _add_chat(connection, context, changed)
            await chats.enable_chat(connection, chat.id, context.now)
            if is_channel:
                await _add_manager(connection, context, chat, changed)
            elif not could_write:
                await _greet(connection, context, chat)


async def _add_chat(connection: Connection, context: Context, changed: ChatMemberUpdated) -> Chat:
    return await chats.ensure_chat(
        connection,
        changed.chat.id,
        bot=context.chat.bot,
        language=context.chat.language,
        kind=changed.chat.type,
        title=strip_invalid(changed.chat.title or ""),
        now=context.now,
    )


async def _greet(connection: Connection, context: Context, chat: Chat) -> None:
    """Greet a new group; tell one that has subscriptions that they are still there."""
    held = await subscriptions.count(connection, chat.id)
    if held:
        context.reply.say("group-again", count=held)
    else:
        context.reply.say("group-hello")


async def _add_manager(
    connection: Connection, context: Context, channel: Chat, changed: ChatMemberUpdated
) -> None:
    """Make who added the bot to a channel its manager, and tell them in private."""
    known = await chats.find_chat(connection, changed.from_user.id, bot=channel.bot)
    manager = known or await chats.ensure_chat(
        connection,
        changed.from_user.id,
        bot=channel.bot,
        language=context.translate.language,
        kind="private",
        title="",
        now=context.now,
    )
    await channel_managers.link(connection, channel.id, manager.id, context.now)
    if known is None:  # the bot may not write to who never wrote to it; /channel shows it then
        await chats.disable_chat(connection, manager.id, _NEVER_WROTE, context.now)
        return
    text = translator(manager.language)("channel-added", title=channel.title[:100])
    notice = Notice(escape(text, quote=False), text)
    await outbox.plan_notice(connection, manager.id, notice, context.now)


async def migrate_group(context: Context) -> None:
    """Keep a group's list and alerts when it becomes a supergroup.

    Telegram says so in both groups, and either message may be read first.
    """
    message = context.request.message
    assert message is not None
    before = message.migrate_from_chat_id or message.chat.id
    after = message.migrate_to_chat_id or message.chat.id
    async with context.change() as connection:
        chat = await chats.find_chat(connection, before, bot=context.chat.bot)
        if chat is not None:
            await chats.move_chat(connection, chat.id, after, context.now)


def _may_write(member: ChatMember, *, is_channel: bool) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    if isinstance(member, ChatMemberAdministrator):
        return bool(member.can_post_messages) or not is_channel
    return member.status == "member" and not is_channel
