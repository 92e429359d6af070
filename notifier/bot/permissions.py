"""Who may change what: in private its person, in a group or channel its admins."""

from __future__ import annotations

from notifier.bot.context import Context
from notifier.store.chats import channel_managers


async def permitted(context: Context, *, changes: bool) -> bool:
    """Return whether who asks may do what is asked for; where not, they are told.

    `changes` tells whether it changes something: everybody in a group may look.
    """
    if context.managed_from is not None:
        return await _still_manages(context)
    return not changes or await may_change(context)


async def may_change(context: Context) -> bool:
    """Return whether who asks may change things in the chat; where not, they are told."""
    if context.is_private:
        return True
    rights, request = context.services.admin_rights, context.request
    where, who = context.chat.telegram_id, request.actor.id
    is_admin = await rights.is_admin(where, who)
    if is_admin is None:
        context.reply.toast("admins-not-learnt")
    elif not is_admin and (request.pressed is not None or rights.may_remind(where, who)):
        context.reply.toast("admins-only")
    return bool(is_admin)


async def _still_manages(context: Context) -> bool:
    """Return whether a channel's manager is still an admin of it; who is not stops managing it."""
    channel, own = context.chat, context.for_own_chat()
    is_admin = await context.services.admin_rights.is_admin(
        channel.telegram_id, context.request.actor.id
    )
    if is_admin is None:
        own.reply.toast("admins-not-learnt")
    elif not is_admin:
        async with own.change() as connection:
            await channel_managers.unlink(connection, channel.id, own.chat.id)
            own.reply.toast("channel-not-admin", title=channel.title[:100])
    return bool(is_admin)
