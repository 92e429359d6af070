"""Managing a channel from a private chat: for a while, what is written there is for the channel.

A button stays with the chat that it was made for, whatever is managed when it is pressed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import escape

from notifier.bot.context import Context
from notifier.bot.formatting import MAX_HEAD, MAX_MESSAGE, cut, plain, units
from notifier.bot.word_match import find_first, match_start
from notifier.core.i18n import Translator
from notifier.core.model import Chat
from notifier.core.numbers import read_number
from notifier.delivery.message import Button, Keyboard, Message
from notifier.store.chats import channel_managers

MANAGED_FOR = timedelta(hours=1)
"""How long a channel stays selected."""
_BOUND = re.compile(r"@(\d+)\|(.*)", re.DOTALL)
_FOR_MYSELF = (
    r"^(?:[给帮替]|在)?我(?:自己|个人)的?(?:列表里)?[也想要,]*(?=.)|^(?:for )?myself[,:]? (?=.)|"
    r"[, ]*(?:给我自己|for myself|on my own list)$"
)
"""Words by which somebody who manages a channel speaks of their own list all the same."""
_HERE = r"[把将给在让]?(?:这个|本|该|我的)?频道[里的也先]*(?=[暂停静恢继关订追取删不别只每晚早免])"
"""Words for the channel that is managed, before what it is to do."""
_MAX_DATA = 64
"""Bytes that the data of a button may have."""


async def select_channel(context: Context) -> Context:
    """Return the context for the channel that is meant, where one is managed from this chat."""
    request = context.request
    if not context.is_private or not context.chat.id:
        return context
    channel = None
    if request.pressed is not None:
        bound = _BOUND.fullmatch(context.text)
        if bound is None:
            return context
        channel_id = read_number(bound[1])
        if channel_id is not None:
            async with context.read() as connection:
                channel = await channel_managers.channel(connection, channel_id, context.chat.id)
        context = context.with_text(bound[2] if channel is not None else "")
    elif request.message is not None:
        async with context.read() as connection:
            channel = await channel_managers.managed(connection, context.chat.id, context.now)
        if channel is not None and (own := find_first(_FOR_MYSELF, context.text)):
            return context.with_text(own.without.strip())
        if channel is not None and (here := match_start(_HERE, context.text)):
            context = context.with_text(here.behind)
    if channel is None:
        return context
    translate = context.translate
    return context.for_channel(channel, lambda message: _bind(message, channel, translate))


def _bind(message: Message, channel: Chat, translate: Translator) -> Message:
    """Return a message with the channel's name above, and buttons that stay with the channel."""
    head = cut(translate("channel-head", title=channel.title[:100]), MAX_HEAD - 1)
    room = MAX_MESSAGE - units(head) - 1
    if units(message.plain) > room:  # markup is not cut apart
        text = plain(cut(message.plain, room))
        message = replace(message, html=text.html, plain=text.plain)
    return replace(
        message,
        html=f"{escape(head, quote=False)}\n{message.html}",
        plain=f"{head}\n{message.plain}",
        buttons=_bind_buttons(message.buttons, channel.id),
    )


def _bind_buttons(buttons: Keyboard, channel_id: int) -> Keyboard:
    rows = (tuple(_bind_button(each, channel_id) for each in row) for row in buttons)
    # One whose data would be too long is left out: else Telegram refuses the whole message.
    kept = (tuple(each for each in row if len(each.data.encode()) <= _MAX_DATA) for row in rows)
    return tuple(row for row in kept if row)


def _bind_button(button: Button, channel_id: int) -> Button:
    return button if button.url else replace(button, data=f"@{channel_id}|{button.data}")
