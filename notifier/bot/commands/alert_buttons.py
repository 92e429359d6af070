"""What the buttons below an alert do, and why an alert came."""

from __future__ import annotations

from datetime import timedelta

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.formatting import as_many_as_fit, named
from notifier.bot.context import Talk, plain
from notifier.core.model import Cadence, Mention, Role
from notifier.delivery.buttons import alert_buttons, more_buttons
from notifier.delivery.message import Button, local_time
from notifier.store.alerts import told as holdings
from notifier.store.alerts.told import Told
from notifier.store.chats import queries, subscriptions
from notifier.subscriptions import watchlist

MUTED_FOR = timedelta(days=1)
_MOST_SIGNS = 4


async def _told(talk: Talk, number: str) -> Told | None:
    """Return what the chat was told; where that is kept no longer, say so."""
    found = None
    if number.isdecimal():
        async with talk.store.read() as connection:
            found = await holdings.told(connection, talk.chat.id, int(number))
    if found is None:
        talk.toast("button-old")
    return found


async def mute(talk: Talk) -> None:
    """Send nothing for a day of what brought this alert."""
    told = await _told(talk, talk.text)
    if told is None:
        return
    until = talk.now + MUTED_FOR
    async with talk.change() as connection:
        changed = await holdings.mute_for(connection, talk.chat.id, told.article.id, until)
        moment = local_time(until, talk.zone, talk.now)
        talk.toast("alert-muted" if changed else "button-old", until=moment)


async def gather(talk: Talk) -> None:
    """Let what brought this alert come with the daily digest from now on."""
    told = await _told(talk, talk.text)
    if told is None:
        return
    async with talk.change() as connection:
        cadence = Cadence.DAILY.value
        changed = await holdings.gather_for(connection, talk.chat.id, told.article.id, cadence)
        talk.toast("alert-gathered" if changed else "button-old")


async def unfollow(talk: Talk) -> None:
    """Follow no longer what brought this alert."""
    canonical = None
    if talk.text.isdecimal():
        async with talk.store.read() as connection:
            canonical = await queries.text(connection, int(talk.text))
    if canonical is None:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        done = await subscriptions.unsubscribe(connection, talk.chat.id, canonical)
        security = talk.rules.directory.get(canonical.removeprefix("$"))
        known = (security.name, security.symbol) if security else (canonical, None)
        what = named(known, talk.words)
        if not done:
            talk.say("unwatch-unknown", text=what)
            return
        again = ((Button(talk.words("button-undo"), f"wq:{talk.text}"),),)
        talk.say("unwatch-done", what=what, buttons=again)


async def exclude_company(talk: Talk) -> None:
    """Note that the words which named a company here do not mean it; ask which where need be."""
    number, _, symbol = talk.text.partition(":")
    told = await _told(talk, number)
    if told is None:
        return
    wanted = {reason.symbol for reason in told.reasons}
    mentions = [each for each in told.mentions if each.symbol in wanted and each.surface]
    chosen = [each for each in mentions if each.symbol == symbol] or mentions
    if not chosen:
        talk.toast("alert-not-words")
    elif len({each.surface for each in chosen}) > 1:
        rows = tuple((_which(number, each, talk),) for each in chosen)
        talk.say("alert-not-which", buttons=rows)
    else:
        mention = chosen[0]
        async with talk.change() as connection:
            await watchlist.exclude_security(
                connection, talk.chat, mention.surface, mention.symbol, talk.rules, talk.now
            )
            undo = ((Button(talk.words("button-undo"), f"au:{number}:{mention.symbol}"),),)
            what = named((mention.name, mention.symbol), talk.words)
            talk.say("alert-not-done", text=mention.surface, what=what, buttons=undo)


def _which(number: str, mention: Mention, talk: Talk) -> Button:
    what = named((mention.name, mention.symbol), talk.words)
    label = talk.words("alert-not-choice", text=mention.surface, what=what)
    return Button(label, f"an:{number}:{mention.symbol}")


async def company_after_all(talk: Talk) -> None:
    """Take back that words do not mean a company."""
    number, _, symbol = talk.text.partition(":")
    told = await _told(talk, number)
    mentions = told.mentions if told else ()
    mention = next((each for each in mentions if each.symbol == symbol), None)
    if mention is None:
        return
    async with talk.change() as connection:
        done = await watchlist.unmute(connection, talk.chat, mention.surface)
        key = "unmute-done" if done else "unmute-unknown"
        talk.rewrite(plain(talk.words(key, text=mention.surface)))


async def unfold(talk: Talk) -> None:
    """Show everything that can be done about an alert."""
    told = await _told(talk, talk.text)
    if told is not None:
        query_ids = [each.query_id for each in told.holdings]
        talk.set_buttons(more_buttons(told.article, told.reasons, talk.words, query_ids=query_ids))


async def fold(talk: Talk) -> None:
    """Show only what an alert came with."""
    told = await _told(talk, talk.text)
    if told is not None:
        talk.set_buttons(alert_buttons(told.article, told.reasons, talk.words))


async def why(talk: Talk) -> None:
    """Say why an alert came: of a button, of the message that is replied to, or of the last."""
    number: int | None = int(talk.text) if talk.text.isdecimal() else None
    async with talk.store.read() as connection:
        message = talk.update.message
        if number is None and message is not None and message.reply_to_message is not None:
            answered = message.reply_to_message.message_id
            number = await holdings.article_of_message(connection, talk.chat.id, answered)
        elif number is None:
            number = await holdings.last_told(connection, talk.chat.id)
        told = None if number is None else await holdings.told(connection, talk.chat.id, number)
    if told is None:
        talk.say("why-nothing")
        return
    say = talk.words
    lines = [say("why-title", title=told.article.title[:200])]
    for each in told.holdings:
        labels = dict.fromkeys(reason.label for reason in each.reasons)
        lines.append(say("why-subscription", text=each.text[:200], found="、".join(labels)[:500]))
    if not told.holdings:
        lines.append(say("why-no-subscription"))
    for mention in told.mentions:
        what = named((mention.name, mention.symbol), say)
        is_subject = mention.role is Role.SUBJECT
        lines.append(say("why-subject" if is_subject else "why-source", what=what))
        lines += [f"  · {sign}" for sign in _signs(mention, talk)]
    talk.show(plain(as_many_as_fit(lines, say)))


def _signs(mention: Mention, talk: Talk) -> list[str]:
    signs = (sign.partition(":") for sign in mention.evidence[:_MOST_SIGNS])
    return [talk.words(f"sign-{key}", detail=detail) for key, _, detail in signs]


COMMANDS = (Command("why", why),)
BUTTONS: dict[str, Press] = {
    "am": Press(mute),
    "ad": Press(gather),
    "ae": Press(unfollow),
    "an": Press(exclude_company),
    "au": Press(company_after_all),
    "ay": Press(why, changes=False),
    "a+": Press(unfold, changes=False),
    "a-": Press(fold, changes=False),
}
