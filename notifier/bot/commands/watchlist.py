"""`/list`: what a chat follows, page by page, and a card for each subscription."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.lookup import by_number, held_subscription, undo_end_button
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.ruled_out import MAX_DATA, take_back_buttons
from notifier.bot.commands.subscribe import backtest, preview
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, plain
from notifier.core.alerts import Cadence
from notifier.core.folding import fold
from notifier.core.model import Correction, CorrectionKind, Subscription
from notifier.core.numbers import read_number
from notifier.delivery.message import Button, Keyboard, Message, local_time
from notifier.store.chats import corrections, subscriptions
from notifier.subscriptions import watchlist

PAGE = 8
"""How many subscriptions a page shows."""
_MAX_BUTTON = 40
_MOST_CORRECTIONS = 8
_SHORTEST_CODE = 4
_MUTES = {"1d": timedelta(days=1), "7d": timedelta(days=7), "0": None}


async def show_list(context: Context) -> None:
    """Show a page of what the chat follows, or of what in it bears a name: `/list 2`, `/list 茅台`.

    A button's data is the page, counted from 0, and the name behind a colon.
    """
    translate = context.translate
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        corrected = await corrections.of_chat(connection, context.chat.id)
    page, wanted = _asked_for(context)
    numbered = list(enumerate(held, start=1))
    if wanted:
        numbered = [each for each in numbered if _bears(each[1], wanted, context)]
    pages = max(1, -(-len(numbered) // PAGE))
    page = min(page, pages - 1)
    shown = numbered[page * PAGE : (page + 1) * PAGE]
    if wanted:
        text = wanted[:MAX_ECHO]
        found, nothing = (
            translate("list-found", text=text),
            translate("list-found-nothing", text=text),
        )
        lines = [found if shown else nothing]
    else:
        lines = [translate("list-title" if held else "list-empty")]
    lines += [
        translate("list-line", number=str(number), what=_description(each, context))
        for number, each in shown
    ]
    buttons: list[tuple[Button, ...]] = [
        (Button(f"{number}. {subscription_name(each, context)[:_MAX_BUTTON]}", f"card:{each.id}"),)
        for number, each in shown
    ]
    if page == pages - 1 and not wanted:
        lines += [_correction_line(each, context) for each in corrected]
        words = list(dict.fromkeys(each.words for each in corrected))
        buttons += take_back_buttons(words[:_MOST_CORRECTIONS], context)
    context.reply.edit(plain("\n".join(lines), (*buttons, *_page_buttons(page, pages, wanted))))


def _asked_for(context: Context) -> tuple[int, str]:
    """Return the page that is asked for, counted from 0, and the name."""
    if context.request.pressed is not None:
        typed, _, wanted = context.text.partition(":")
        return read_number(typed) or 0, wanted
    typed = context.text.strip()
    if typed.isdecimal() and len(typed) < _SHORTEST_CODE:
        return max((read_number(typed) or 1) - 1, 0), ""
    return 0, typed


def _bears(held: Subscription, wanted: str, context: Context) -> bool:
    security = context.rules.company_of(held.query)
    names = [security.name, *security.aliases] if security is not None else []
    return (
        fold(wanted).text
        in fold("\n".join([subscription_name(held, context), held.text, *names])).text
    )


def _page_buttons(page: int, pages: int, wanted: str) -> Keyboard:
    if pages == 1:
        return ()
    about = f":{wanted}" if wanted and len(wanted.encode()) <= MAX_DATA - 10 else ""
    row = []
    if page:
        row.append(Button("◀", f"list:{page - 1}{about}"))
    row.append(Button(f"{page + 1}/{pages}", f"list:{page}{about}"))
    if page + 1 < pages:
        row.append(Button("▶", f"list:{page + 1}{about}"))
    return (tuple(row),)


def _description(subscription: Subscription, context: Context) -> str:
    """Return a subscription's name, with its cadence and mute where they are unusual."""
    parts = [subscription_name(subscription, context)]
    if subscription.cadence in watchlist.CADENCES[1:]:
        parts.append(context.translate(f"cadence-{subscription.cadence}"))
    if subscription.muted_until is not None and subscription.muted_until > context.now:
        until = local_time(subscription.muted_until, context.zone, context.now)
        parts.append(context.translate("card-muted", until=until))
    return " · ".join(parts)


def _correction_line(each: Correction, context: Context) -> str:
    if each.kind is CorrectionKind.PHRASE:
        return context.translate("list-muted", text=each.words)
    return context.translate("list-not-company", text=each.words, symbol=each.symbol)


async def show_card(context: Context, held: Subscription) -> None:
    """Show one subscription with what can be done about it."""
    context.reply.edit(_card(held, context))


def card_buttons(subscription: Subscription, context: Context) -> Keyboard:
    """Return the buttons for what can be done about one subscription."""
    return _card(subscription, context).buttons


def _card(subscription: Subscription, context: Context) -> Message:
    translate, number = context.translate, subscription.id
    is_muted = subscription.muted_until is not None and subscription.muted_until > context.now
    mutes = ["0"] if is_muted else ["1d", "7d"]
    cadences = []
    for each in watchlist.CADENCES:
        mark = "● " if each == subscription.cadence else ""
        cadences.append(Button(mark + translate(f"cadence-{each}"), f"when:{number}:{each}"))
    rows = (
        tuple(cadences[:3]),
        tuple(cadences[3:]),
        tuple(Button(translate(f"mute-{each}"), f"quiet:{number}:{each}") for each in mutes),
        (
            Button(translate("button-try"), f"try:{number}"),
            Button(translate("button-edit"), f"edit:{number}"),
            Button(translate("button-delete"), f"end:{number}"),
        ),
        (Button(translate("button-back"), "list:0"),),
    )
    lines = [_description(subscription, context)]
    if subscription.text not in lines[0]:
        lines.append(subscription.text[:500])
    return plain("\n".join(lines), rows)


async def set_cadence(context: Context, held: Subscription) -> None:
    """Set when the alerts of a subscription are sent."""
    if context.text not in watchlist.CADENCES:
        raise ButtonExpired
    chosen = Cadence(context.text)
    async with context.change() as connection:
        await subscriptions.set_cadence(connection, context.chat.id, held.id, chosen)
        context.reply.edit(_card(replace(held, cadence=chosen.value), context))
        name, comes = subscription_name(held, context), context.translate(f"cadence-{chosen}")
        context.reply.toast("card-saved", name=name, what=comes)


async def mute(context: Context, held: Subscription) -> None:
    """Mute a subscription for a while, or unmute it."""
    if context.text not in _MUTES:
        raise ButtonExpired
    duration = _MUTES[context.text]
    await mute_until(context, held, None if duration is None else context.now + duration)


async def mute_until(context: Context, held: Subscription, until: datetime | None) -> None:
    """Mute a subscription until a moment; with None, unmute it."""
    async with context.change() as connection:
        await subscriptions.mute(connection, context.chat.id, held.id, until)
        if context.request.pressed is not None:
            context.reply.edit(_card(replace(held, muted_until=until), context))
        what = context.translate("card-unmuted")
        if until is not None:
            moment = local_time(until, context.zone, context.now)
            what = context.translate("card-muted", until=moment)
        context.reply.toast("card-saved", name=subscription_name(held, context), what=what)


async def delete(context: Context, held: Subscription) -> None:
    """End a subscription."""
    async with context.change() as connection:
        await subscriptions.unsubscribe(connection, context.chat.id, held.query)
        back = Button(context.translate("button-back"), "list:0")
        row = (undo_end_button(context, held), back)
        what = subscription_name(held, context)
        context.reply.edit_text("unwatch-done", what=what, buttons=(row,))


async def show_preview(context: Context, held: Subscription) -> None:
    """Show what a subscription would have brought."""
    result = await backtest(context, held.query)
    lines = [subscription_name(held, context), *preview(context, result)]
    context.reply.send(plain("\n".join(lines)))


COMMANDS = (Command("list", show_list),)
BUTTONS: dict[str, ButtonAction] = {
    "list": ButtonAction(show_list, changes=False),
    "card": ButtonAction(by_number(held_subscription, show_card), changes=False),
    "try": ButtonAction(by_number(held_subscription, show_preview), changes=False),
    "when": ButtonAction(by_number(held_subscription, set_cadence)),
    "quiet": ButtonAction(by_number(held_subscription, mute)),
    "end": ButtonAction(by_number(held_subscription, delete)),
}
