"""Following and no longer following."""

from __future__ import annotations

from notifier import watchlist
from notifier.chat.commands.command import Command
from notifier.chat.commands.naming import named
from notifier.chat.talk import Talk, plain


async def watch(talk: Talk) -> None:
    """Follow what is asked for."""
    if not talk.text:
        talk.say("watch-what")
        return
    say = talk.words
    async with talk.change() as connection:
        done = await watchlist.watch(connection, talk.chat, talk.text, talk.rules, talk.now)
        if isinstance(done, watchlist.Ambiguous):
            lines = [say("watch-choose", text=talk.echo)]
            lines += [
                say(
                    "watch-choice",
                    symbol=watchlist.query_for(choice, talk.rules),
                    name=choice.name,
                )
                for choice in done.choices
            ]
            lines.append(say("watch-as-words", text=talk.echo.strip('"')))
            talk.show(plain("\n".join(lines)))
            return
        security = done.wish.security
        what = named((security.name, security.symbol), say) if security else talk.echo
        talk.say("watch-done" if done.new else "watch-already", what=what)


async def unwatch(talk: Talk) -> None:
    """Follow something no longer."""
    if not talk.text:
        talk.say("unwatch-what")
        return
    async with talk.change() as connection:
        ended = await watchlist.unwatch(connection, talk.chat, talk.text, talk.rules)
        if ended is None:
            talk.say("unwatch-unknown", text=talk.echo)
        else:
            what = named(watchlist.label(ended, talk.rules), talk.words)
            talk.say("unwatch-done", what=what)


COMMANDS = (
    Command("watch", watch, changes=True),
    Command("unwatch", unwatch, changes=True),
)
