"""The bot's own standing: let into a chat, put out of it, and groups that move."""

from __future__ import annotations

from telegram import ChatMemberRestricted, ChatMemberUpdated

from notifier.chat.talk import Talk
from notifier.store import chats


async def note_membership(talk: Talk) -> None:
    """Stop alerts for a chat that put the bot out, and resume them when it is let in again."""
    changed = talk.update.my_chat_member
    assert changed is not None
    async with talk.change() as connection:
        chat = await chats.find_chat(connection, changed.chat.id, bot=talk.chat.bot)
        if chat is None:
            return
        if _may_write(changed):
            await chats.enable_chat(connection, chat.id)
        else:
            status = changed.new_chat_member.status
            await chats.disable_chat(connection, chat.id, f"the bot was put out ({status})")


async def note_move(talk: Talk) -> None:
    """Keep a group's list and alerts when it becomes a supergroup."""
    message = talk.update.message
    assert message is not None
    if message.migrate_to_chat_id is None:
        return
    async with talk.change() as connection:
        chat = await chats.find_chat(connection, message.chat.id, bot=talk.chat.bot)
        if chat is not None:
            await chats.move_chat(connection, chat.id, message.migrate_to_chat_id)


def _may_write(changed: ChatMemberUpdated) -> bool:
    member = changed.new_chat_member
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in {"member", "administrator"}
