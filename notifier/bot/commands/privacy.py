"""Forgetting a chat: everything that is kept of it."""

from __future__ import annotations

from notifier.bot.commands.command import Command, Press
from notifier.bot.context import Talk, plain
from notifier.delivery.message import Button
from notifier.store.chats import chats, inbox, subscriptions


async def ask(talk: Talk) -> None:
    """Say what would be deleted, and ask once more."""
    async with talk.store.read() as connection:
        held = await subscriptions.count(connection, talk.chat.id)
    row = (
        Button(talk.words("button-forget"), "forget:yes"),
        Button(talk.words("button-keep"), "forget:no"),
    )
    talk.say("forget-sure", count=held, buttons=(row,))


async def forget(talk: Talk) -> None:
    """Delete everything that is kept of the chat, what was typed here too."""
    if talk.text != "yes":
        talk.rewrite(plain(talk.words("forget-not")))
        return
    async with talk.change() as connection:
        await chats.forget_chat(connection, talk.chat.id)
        await inbox.forget_chat(connection, talk.received.bot, talk.chat.telegram_id)
        talk.rewrite(plain(talk.words("forget-done")))


COMMANDS = (Command("forget", ask, changes=True),)
BUTTONS: dict[str, Press] = {"forget": Press(forget)}
