"""What a group's admins need besides: who changed what, and which topic an alert goes to."""

from __future__ import annotations

from notifier.bot.commands.command import Command, Press, Where
from notifier.bot.commands.formatting import as_many_as_fit, named
from notifier.bot.context import Talk, plain
from notifier.core.model import Subscription
from notifier.delivery.message import Button, local_time
from notifier.store.chats import audit, subscriptions
from notifier.subscriptions import watchlist

_SHOWN = 20
_MOST_ROUTES = 30
_MAX_BUTTON = 40


async def show_audit(talk: Talk) -> None:
    """Say who changed what here lately."""
    say = talk.words
    if talk.is_private:
        talk.say("groups-only")
        return
    async with talk.store.read() as connection:
        entries = await audit.newest(connection, talk.chat.id, _SHOWN)
    if not entries:
        talk.say("audit-empty")
        return
    lines = [say("audit-title")]
    for each in entries:
        at = local_time(each.at, talk.zone, talk.now)
        name = each.name or str(each.actor)
        lines.append(say("audit-line", at=at, name=name, what=each.what))
    talk.show(plain(as_many_as_fit(lines, say)))


async def route(talk: Talk) -> None:
    """Send a subscription's alerts to the topic of the forum in which this is written."""
    if talk.is_private:
        talk.say("groups-only")
        return
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
    number = int(talk.text) if talk.text.isdecimal() and len(talk.text) < 6 else 0
    if 1 <= number <= len(held):
        await _send_here(talk, held[number - 1])
        return
    elsewhere = [each for each in held if each.thread_id != talk.thread_id]
    rows = [
        (Button(_name(each, talk)[:_MAX_BUTTON], f"route:{each.id}"),)
        for each in elsewhere[:_MOST_ROUTES]
    ]
    talk.say("route-which" if rows else "route-nothing", buttons=tuple(rows))


async def route_pressed(talk: Talk) -> None:
    """Send the alerts of the subscription whose button was pressed to the topic it stands in."""
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
    found = next((each for each in held if str(each.id) == talk.text), None)
    if found is None:
        talk.toast("button-old")
    else:
        await _send_here(talk, found)


async def _send_here(talk: Talk, subscription: Subscription) -> None:
    async with talk.change() as connection:
        await subscriptions.set_thread(connection, talk.chat.id, subscription.id, talk.thread_id)
        say, what = talk.words, _name(subscription, talk)
        is_topic = talk.thread_id > 0
        talk.rewrite(plain(say("route-done" if is_topic else "route-done-general", what=what)))


def _name(subscription: Subscription, talk: Talk) -> str:
    return named(watchlist.label(subscription, talk.rules), talk.words)


COMMANDS = (
    Command("route", route, changes=True, where=Where.GROUP),
    # For admins, too: it names them.
    Command("audit", show_audit, changes=True, where=Where.GROUP),
)
BUTTONS: dict[str, Press] = {"route": Press(route_pressed)}
