"""What a chat follows: page by page, and a card with buttons for each subscription."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import escape

from notifier.bot.commands.command import Command, Press, Where
from notifier.bot.commands.formatting import named
from notifier.bot.commands.subscribe import ask_back, preview, query_name, tried
from notifier.bot.context import Talk, plain
from notifier.core.model import Cadence, Correction, CorrectionKind, Subscription
from notifier.delivery.message import Button, Message, local_time
from notifier.store.chats import corrections, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions import watchlist
from notifier.subscriptions.watchlist import Ambiguous

PAGE = 8
_MAX_BUTTON = 40
_CHOICES = (
    Cadence.INSTANT,
    Cadence.HOURLY,
    Cadence.PRE_OPEN,
    Cadence.POST_CLOSE,
    Cadence.DAILY,
)
_MARK = {True: "● ", False: ""}
_MUTES = {"1d": timedelta(days=1), "7d": timedelta(days=7), "0": None}


async def show_list(talk: Talk) -> None:
    """Show a page of what the chat follows; a button carries the page's number."""
    say = talk.words
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
        corrected = await corrections.of_chat(connection, talk.chat.id)
    pages = max(1, -(-len(held) // PAGE))
    page = min(int(talk.text), pages - 1) if talk.text.isdecimal() else 0
    shown = held[page * PAGE : (page + 1) * PAGE]
    lines = [say("list-title") if held else say("list-empty")]
    lines += [
        say("list-line", number=str(number), what=_described(each, talk))
        for number, each in enumerate(shown, start=page * PAGE + 1)
    ]
    if page == pages - 1:
        lines += [_correction(each, talk) for each in corrected]
    buttons = [
        (Button(f"{number}. {_name(each, talk)[:_MAX_BUTTON]}", f"card:{each.id}"),)
        for number, each in enumerate(shown, start=page * PAGE + 1)
    ]
    talk.rewrite(plain("\n".join(lines), (*buttons, *_turning(page, pages))))


def _turning(page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    if pages == 1:
        return ()
    row = []
    if page:
        row.append(Button("◀", f"list:{page - 1}"))
    row.append(Button(f"{page + 1}/{pages}", f"list:{page}"))
    if page + 1 < pages:
        row.append(Button("▶", f"list:{page + 1}"))
    return (tuple(row),)


def _name(subscription: Subscription, talk: Talk) -> str:
    return named(watchlist.label(subscription, talk.rules), talk.words)


def _described(subscription: Subscription, talk: Talk) -> str:
    """Name a subscription, with what is unusual about it."""
    say, marks = talk.words, []
    if subscription.cadence in _CHOICES[1:]:
        marks.append(say(f"cadence-{subscription.cadence}"))
    if subscription.muted_until is not None and subscription.muted_until > talk.now:
        until = local_time(subscription.muted_until, talk.zone, talk.now)
        marks.append(say("card-muted", until=until))
    return " · ".join([_name(subscription, talk), *marks])


def _correction(each: Correction, talk: Talk) -> str:
    if each.kind is CorrectionKind.PHRASE:
        return talk.words("list-muted", text=each.words)
    return talk.words("list-not-company", text=each.words, symbol=each.symbol)


async def show_card(talk: Talk) -> None:
    """Show one subscription with what can be done about it."""
    async with talk.store.read() as connection:
        found = await _find(connection, talk, talk.text)
    if found is None:
        talk.toast("button-old")
    else:
        talk.rewrite(_card(found, talk))


def _card(subscription: Subscription, talk: Talk) -> Message:
    say, number = talk.words, subscription.id
    is_muted = subscription.muted_until is not None and subscription.muted_until > talk.now
    mutes = ["0"] if is_muted else ["1d", "7d"]
    cadences = [
        Button(
            _MARK[each == subscription.cadence] + say(f"cadence-{each}"), f"when:{number}:{each}"
        )
        for each in _CHOICES
    ]
    rows = (
        tuple(cadences[:3]),
        tuple(cadences[3:]),
        tuple(Button(say(f"mute-{each}"), f"quiet:{number}:{each}") for each in mutes),
        (
            Button(say("button-try"), f"try:{number}"),
            Button(say("button-edit"), f"edit:{number}"),
            Button(say("button-delete"), f"end:{number}"),
        ),
        (Button(say("button-back"), "list:0"),),
    )
    lines = [_described(subscription, talk)]
    if subscription.text != _name(subscription, talk):
        lines.append(subscription.text[:500])
    return plain("\n".join(lines), rows)


async def _find(connection: Connection, talk: Talk, number: str) -> Subscription | None:
    if not number.isdecimal():
        return None
    held = await subscriptions.of_chat(connection, talk.chat.id)
    return next((each for each in held if each.id == int(number)), None)


async def set_cadence(talk: Talk) -> None:
    """Choose when the alerts of a subscription come."""
    number, _, cadence = talk.text.partition(":")
    async with talk.change() as connection:
        found = await _find(connection, talk, number)
        if found is None or cadence not in _CHOICES:
            talk.toast("button-old")
            return
        chosen = Cadence(cadence)
        await subscriptions.set_cadence(connection, talk.chat.id, found.id, chosen)
        talk.rewrite(_card(replace(found, cadence=cadence), talk))
        talk.toast("saved")


async def mute(talk: Talk) -> None:
    """Send nothing of a subscription for a while, or send again."""
    number, _, choice = talk.text.partition(":")
    async with talk.change() as connection:
        found = await _find(connection, talk, number)
        if found is None or choice not in _MUTES:
            talk.toast("button-old")
            return
        wait = _MUTES[choice]
        until = None if wait is None else talk.now + wait
        await subscriptions.mute(connection, talk.chat.id, found.id, until)
        talk.rewrite(_card(replace(found, muted_until=until), talk))
        talk.toast("saved")


async def end(talk: Talk) -> None:
    """Follow it no longer."""
    async with talk.change() as connection:
        found = await _find(connection, talk, talk.text)
        if found is None:
            talk.toast("button-old")
            return
        await subscriptions.unsubscribe(connection, talk.chat.id, found.query)
        say = talk.words
        again = Button(say("button-undo"), f"wq:{found.query_id}")
        row = (again, Button(say("button-back"), "list:0"))
        talk.rewrite(plain(say("unwatch-done", what=_name(found, talk)), (row,)))


async def try_it(talk: Talk) -> None:
    """Say what a subscription would have brought."""
    async with talk.store.read() as connection:
        found = await _find(connection, talk, talk.text)
    if found is None:
        talk.toast("button-old")
        return
    result = await tried(talk, found.query)
    talk.show(plain("\n".join([_name(found, talk), *preview(talk, result)])))


async def edit(talk: Talk) -> None:
    """Let a line of the list ask for something else: `/edit 3 元宇宙 -游戏`."""
    number, _, text = talk.text.partition(" ")
    if not number.isdecimal() or not text.strip():
        talk.say("edit-how")
        return
    talk.text = text.strip()  # what an error points into
    async with talk.change() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
        if not 1 <= int(number) <= len(held):
            talk.say("unwatch-unknown", text=number)
            return
        before = held[int(number) - 1]
        done = await watchlist.replace_query(
            connection, talk.chat, before, talk.text, talk.rules, talk.now
        )
        if isinstance(done, Ambiguous):
            ask_back(talk, done)
        else:
            talk.say("edit-done", before=_name(before, talk), after=query_name(done, talk))


async def how_to_edit(talk: Talk) -> None:
    """Say how the query of a card is changed, with the query to begin from."""
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
    numbered = {str(each.id): number for number, each in enumerate(held, start=1)}
    number = numbered.get(talk.text)
    if number is None:
        talk.toast("button-old")
        return
    command = f"/edit {number} {held[number - 1].text}"
    shown = escape(command[:1000], quote=False)
    told = talk.words("edit-send")
    talk.show(
        Message(f"{escape(told, quote=False)}\n<code>{shown}</code>", f"{told}\n{command[:1000]}")
    )


COMMANDS = (Command("list", show_list), Command("edit", edit, changes=True, where=Where.HIDDEN))
BUTTONS: dict[str, Press] = {
    "list": Press(show_list, changes=False),
    "card": Press(show_card, changes=False),
    "try": Press(try_it, changes=False),
    "edit": Press(how_to_edit, changes=False),
    "when": Press(set_cadence),
    "quiet": Press(mute),
    "end": Press(end),
}
