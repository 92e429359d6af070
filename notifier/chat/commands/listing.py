"""What a chat follows."""

from __future__ import annotations

from notifier import watchlist
from notifier.chat.commands.command import Command
from notifier.chat.commands.naming import as_many_as_fit, named
from notifier.chat.talk import Talk, plain
from notifier.model import ExclusionKind
from notifier.store import chats, exclusions


async def list_all(talk: Talk) -> None:
    """Show what the chat follows and what it corrected."""
    say = talk.words
    async with talk.store.read() as connection:
        held = await chats.subscriptions(connection, talk.chat.id)
        corrected = await exclusions.of_chat(connection, talk.chat.id)
    lines = [say("list-title")] if held else [say("list-empty")]
    lines += [
        say("list-line", number=str(number), what=named(watchlist.label(each, talk.rules), say))
        for number, (_, each) in enumerate(held, start=1)
    ]
    lines += [
        say("list-muted", text=each.words)
        if each.kind is ExclusionKind.PHRASE
        else say("list-not-company", text=each.words, symbol=each.symbol)
        for each in corrected
    ]
    talk.show(plain(as_many_as_fit(lines, say)))


COMMANDS = (Command("list", list_all),)
