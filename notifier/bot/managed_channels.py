"""Managing a channel from a private chat: what is said there is meant for the channel for a while.

A button stays with the chat that it was made for, whatever is managed when it is pressed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import escape

from notifier.bot.context import Talk
from notifier.delivery.message import Button, Keyboard, Message
from notifier.store.chats import channel_managers

MANAGED_FOR = timedelta(hours=1)
_BOUND = re.compile(r"@(\d{1,18})\|(.*)", re.DOTALL)
_MOST_DATA = 64
"""Bytes that the data of a button may have."""


async def resolve(talk: Talk) -> None:
    """Find the channel that is meant, where somebody speaks to the bot in private."""
    pressed, message = talk.update.callback_query, talk.update.message
    if not talk.is_private or not talk.chat.id or (pressed is None and message is None):
        return
    bound = _BOUND.fullmatch(talk.text) if pressed is not None else None
    async with talk.store.read() as connection:
        if bound is not None:
            channel = await channel_managers.channel(connection, int(bound[1]), talk.chat.id)
            talk.text = bound[2] if channel is not None else ""
        elif pressed is None:
            channel = await channel_managers.managed(connection, talk.chat.id, talk.now)
        else:
            channel = None
    if channel is not None:
        talk.manage(channel, lambda message: _bind(message, channel.id, channel.title, talk))


def _bind(message: Message, channel_id: int, title: str, talk: Talk) -> Message:
    """Say for which channel a message stands, and let its buttons stay with that."""
    head = talk.words("channel-head", title=title[:100])
    return replace(
        message,
        html=f"{escape(head, quote=False)}\n{message.html}",
        plain=f"{head}\n{message.plain}",
        buttons=_bound(message.buttons, channel_id),
    )


def _bound(buttons: Keyboard, channel_id: int) -> Keyboard:
    rows = (tuple(_bound_button(each, channel_id) for each in row) for row in buttons)
    # One whose data would be too long is left out: else Telegram refuses the whole message.
    kept = (tuple(each for each in row if len(each.data.encode()) <= _MOST_DATA) for row in rows)
    return tuple(row for row in kept if row)


def _bound_button(button: Button, channel_id: int) -> Button:
    return button if button.url else replace(button, data=f"@{channel_id}|{button.data}")


async def may_manage(talk: Talk) -> bool:
    """Tell whether who manages a channel is still an admin there; who is not, manages it no more.

    Where Telegram cannot say so now, nothing is done.
    """
    own, access = talk.managed_by, talk.access
    if own is None or access is None:
        return True
    is_admin = await access.is_admin(talk.chat.telegram_id, talk.actor.id)
    if is_admin:
        return True
    channel = talk.chat
    talk.manage_own()
    if is_admin is None:
        talk.toast("admins-not-learnt")
        return False
    async with talk.change() as connection:
        await channel_managers.unlink(connection, channel.id, own.id)
        talk.toast("channel-not-admin", title=channel.title[:100])
    return False
