"""`/audit` and `/route`: who changed what in a group, and which forum topic an alert goes to."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.lookup import by_number, held_subscription
from notifier.bot.commands.names import subscription_name
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, plain
from notifier.core.model import Subscription
from notifier.core.numbers import read_number
from notifier.delivery.message import Button, local_time
from notifier.store.chats import audit, subscriptions

_SHOWN = 20
_MAX_ROUTES = 30
_MAX_BUTTON = 40


async def show_audit(context: Context) -> None:
    """Show who changed what here lately."""
    if context.is_private:
        context.reply.say("groups-only")
        return
    async with context.read() as connection:
        entries = await audit.newest(connection, context.chat.id, _SHOWN)
    if not entries:
        context.reply.say("audit-empty")
        return
    translate = context.translate
    lines = [translate("audit-title")]
    for each in entries:
        at = local_time(each.at, context.zone, context.now)
        name = each.name or str(each.actor)
        lines.append(translate("audit-line", at=at, name=name, what=each.what))
    context.reply.send(plain(as_many_as_fit(lines, translate)))


async def route(context: Context) -> None:
    """Send the alerts of a line of the list to the forum topic in which this is written."""
    if context.is_private:
        context.reply.say("groups-only")
        return
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    number = read_number(context.text, least=1, most=len(held))
    if number is not None:
        await route_here(context, held[number - 1])
        return
    elsewhere = [each for each in held if each.thread_id != context.request.thread_id]
    rows = [
        (Button(subscription_name(each, context)[:_MAX_BUTTON], f"route:{each.id}"),)
        for each in elsewhere[:_MAX_ROUTES]
    ]
    context.reply.say("route-which" if rows else "route-nothing", buttons=tuple(rows))


async def route_here(context: Context, subscription: Subscription) -> None:
    """Send the alerts of a subscription to the forum topic in which this is asked."""
    thread_id = context.request.thread_id
    async with context.change() as connection:
        await subscriptions.set_thread(connection, context.chat.id, subscription.id, thread_id)
        what = subscription_name(subscription, context)
        context.reply.edit_text("route-done" if thread_id else "route-done-general", what=what)


COMMANDS = (
    Command("route", route, changes=True, where=Where.GROUP),
    # For admins, too: it names them.
    Command("audit", show_audit, changes=True, where=Where.GROUP),
)
BUTTONS: dict[str, ButtonAction] = {"route": ButtonAction(by_number(held_subscription, route_here))}
