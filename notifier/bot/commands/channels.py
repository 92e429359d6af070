"""Channels: linked by an admin of theirs, and managed from the private chat."""

from __future__ import annotations

import re

from telegram import MessageOriginChannel
from telegram.error import TelegramError

from notifier.bot.admin_rights import Place
from notifier.bot.commands.command import Command, Press, Where
from notifier.bot.context import Talk, plain
from notifier.bot.managed_channels import MANAGED_FOR
from notifier.core.model import Chat
from notifier.core.text import strip_invalid
from notifier.delivery.message import Button, Keyboard
from notifier.store.chats import channel_managers, chats

_NAME = re.compile(r"(?:(?:https?://)?t\.me/|@)?([A-Za-z]\w{3,31})/?")
_NUMBER = re.compile(r"-1\d{9,15}")
_MAX_TITLE = 40
_UNLINKED = "unlinked"


async def show_channels(talk: Talk) -> None:
    """Link the channel that is named; without a name, let one be chosen."""
    if not talk.is_private:
        talk.say("channel-in-private")
        return
    if talk.text:
        await _link_named(talk)
        return
    async with talk.store.read() as connection:
        held = await channel_managers.channels(connection, talk.chat.id)
        managed = await channel_managers.managed(connection, talk.chat.id, talk.now)
    if not held:
        talk.say("channel-how")
        return
    rows = [(Button(each.title[:_MAX_TITLE], f"ch:{each.id}"),) for each in held]
    if managed is not None:
        rows.append((_back(talk),))
    talk.say("channel-which", buttons=tuple(rows))


async def link_forwarded(talk: Talk) -> None:
    """Link the channel that a post was forwarded from."""
    message = talk.update.message
    origin = message.forward_origin if message is not None else None
    if isinstance(origin, MessageOriginChannel):
        talk.manage_own()
        await _link(talk, origin.chat.id, strip_invalid(origin.chat.title or "")[:_MAX_TITLE])


async def _link_named(talk: Talk) -> None:
    number, name = _NUMBER.fullmatch(talk.text), _NAME.fullmatch(talk.text)
    if number:
        await _link(talk, int(talk.text), talk.text)
    elif name:
        await _link(talk, f"@{name[1]}", f"@{name[1]}")
    else:
        talk.say("channel-unknown", name=talk.echo)


async def _link(talk: Talk, wanted: int | str, name: str) -> None:
    """Link a channel where the bot may post and who asks is an admin."""
    if talk.access is None:
        return
    try:
        place = await talk.access.look_up(wanted, talk.actor.id)
    except TelegramError:
        talk.say("admins-not-learnt")
        return
    if place is None or place.kind != "channel":
        talk.say("channel-unknown", name=name)
    elif not place.is_admin:
        talk.say("channel-not-admin", title=place.title[:100])
    elif not place.may_post:
        talk.say("channel-may-not-post", title=place.title[:100])
    else:
        await _take(talk, place)


async def _take(talk: Talk, place: Place) -> None:
    async with talk.change() as connection:
        channel = await chats.ensure_chat(
            connection,
            place.id,
            bot=talk.chat.bot,
            language=talk.chat.language,
            kind="channel",
            title=place.title,
            now=talk.now,
        )
        await chats.rename_chat(connection, channel.id, kind="channel", title=place.title)
        await chats.enable_chat(connection, channel.id)
        await channel_managers.link(connection, channel.id, talk.chat.id, talk.now)
        until = talk.now + MANAGED_FOR
        await channel_managers.manage(connection, talk.chat.id, channel.id, until)
        talk.say("channel-linked", title=place.title[:100], buttons=_choices(talk, channel))


async def choose(talk: Talk) -> None:
    """Manage a channel from now on, or what is the chat's own."""
    channel = await _find(talk)
    if talk.text != "0" and channel is None:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        until = talk.now + MANAGED_FOR
        number = None if channel is None else channel.id
        await channel_managers.manage(connection, talk.chat.id, number, until)
        if channel is None:
            talk.rewrite(plain(talk.words("channel-own")))
        else:
            said = talk.words("channel-managing", title=channel.title[:100])
            talk.rewrite(plain(said, _choices(talk, channel)))


async def unlink(talk: Talk) -> None:
    """Manage a channel no longer; one that nobody manages gets nothing any more."""
    channel = await _find(talk)
    if channel is None:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        left = await channel_managers.unlink(connection, channel.id, talk.chat.id)
        if not left:
            await chats.disable_chat(connection, channel.id, _UNLINKED)
        title = channel.title[:100]
        say = talk.words
        talk.rewrite(plain(say("channel-unlinked" if left else "channel-ended", title=title)))


async def _find(talk: Talk) -> Chat | None:
    if not talk.text.isdecimal() or len(talk.text) > 18:
        return None
    async with talk.store.read() as connection:
        return await channel_managers.channel(connection, int(talk.text), talk.chat.id)


def _choices(talk: Talk, channel: Chat) -> Keyboard:
    return ((_back(talk), Button(talk.words("button-unlink"), f"chx:{channel.id}")),)


def _back(talk: Talk) -> Button:
    return Button(talk.words("button-own-list"), "ch:0")


COMMANDS = (Command("channel", show_channels, where=Where.PRIVATE, own=True),)
BUTTONS: dict[str, Press] = {"ch": Press(choose), "chx": Press(unlink)}
