"""What a chat follows as a feed of its own, at an address that only it knows."""

from __future__ import annotations

import secrets

from notifier.bot.commands.command import Command, Press
from notifier.bot.context import Talk, plain
from notifier.delivery.message import Button
from notifier.store.chats import private_feeds

_BYTES = 24
"""192 bits: nobody guesses that."""


async def explain(talk: Talk) -> None:
    """Say what the feed is, and let somebody have its address, a new one, or none."""
    if not talk.options.address:
        talk.say("feed-no-web")
        return
    row = (
        Button(talk.words("button-feed-new"), "feed:new"),
        Button(talk.words("button-feed-off"), "feed:off"),
    )
    talk.say("feed-explained", buttons=(row,))


async def change(talk: Talk) -> None:
    """Give the feed a new address, or take it away."""
    say = talk.words
    async with talk.change() as connection:
        if talk.text == "new":
            token = secrets.token_urlsafe(_BYTES)
            digest = private_feeds.digest(token)
            await private_feeds.put(connection, talk.chat.id, digest, talk.now)
            address = f"{talk.options.address}/feeds/private/{token}"
            talk.rewrite(plain(say("feed-address", address=address)))
        else:
            done = await private_feeds.delete(connection, talk.chat.id)
            talk.rewrite(plain(say("feed-off" if done else "feed-none")))


COMMANDS = (Command("feed", explain, changes=True),)
BUTTONS: dict[str, Press] = {"feed": Press(change)}
