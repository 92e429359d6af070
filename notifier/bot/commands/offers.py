"""Offering to follow what was understood, and asking back about what may mean several things."""

from __future__ import annotations

from collections.abc import Sequence

from notifier.bot.commands.names import query_name, subscription_name
from notifier.bot.commands.ruled_out import MAX_DATA
from notifier.bot.context import Context
from notifier.bot.formatting import company, cut, in_a_row, units
from notifier.delivery.message import Button, Keyboard
from notifier.securities.typed import Certainty
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery

MOST_OFFERED = 8
_MAX_WORDS = 48
"""Bytes of words that a button carries, with the channel that it may be for."""
_MAX_LABEL = 30
SUGGESTED = "＋ "
"""What the label of a button begins with that is one of several to follow one after the other."""


def ask_back_all(context: Context, wanted: Sequence[ParsedQuery | Ambiguous]) -> None:
    """Ask back about what of the wanted is doubtful."""
    for each in wanted:
        if isinstance(each, Ambiguous):
            ask_back(context, each)


def ask_back(context: Context, found: Ambiguous) -> None:
    """Ask which company is meant, or whether the words themselves are."""
    translate = context.translate
    rows = ((Button(company(each, translate), f"w:{each.symbol}"),) for each in found.choices)
    text, buttons = found.text[:60], (*rows, *keyword_buttons(found.text, context))
    match found.certainty:
        case Certainty.EITHER:
            context.reply.say("watch-either", text=text, buttons=buttons)
        case Certainty.NEAR:
            context.reply.say("watch-near", text=text, buttons=buttons)
        case Certainty.SURE:
            context.reply.say("watch-choose", text=text, buttons=buttons)


def keyword_buttons(text: str, context: Context) -> Keyboard:
    """Return the button that follows words as they stand.

    Words that it cannot hold it names by their message; there is none where they are a part of it.
    """
    if len(text.encode()) <= _MAX_WORDS:
        data = f"wk:{text}"
    elif text == _typed(context):
        data = f"wm:{context.request.received.update_id}"
    else:
        return ()
    shown = text if units(text) <= _MAX_LABEL else f"{cut(text, _MAX_LABEL - 1)}…"
    return ((Button(context.translate("button-as-keyword", text=shown), data),),)


def _typed(context: Context) -> str:
    message = context.request.message
    return (message.text or "").strip() if message is not None else ""


async def offer(context: Context, wanted: Sequence[ParsedQuery | Ambiguous]) -> None:
    """Offer to follow what was understood, without doing so yet.

    Of what is followed already the card is offered, where it is muted, changed or ended.
    """
    translate = context.translate
    ask_back_all(context, wanted)
    clear = [each for each in wanted if isinstance(each, ParsedQuery)]
    async with context.read() as connection:
        of_chat = await subscriptions.of_chat(connection, context.chat.id)
    held = watchlist.held_as(clear, of_chat, context.rules)
    if followed := [each for each in held if each is not None]:
        names = [subscription_name(each, context) for each in followed]
        rows = [
            (Button(cut(name, 40), f"card:{each.id}"),)
            for name, each in zip(names[:MOST_OFFERED], followed, strict=False)
        ]
        what = in_a_row(names, translate)
        context.reply.say("offer-followed", what=what, buttons=tuple(rows))
    if new := [each for each, has in zip(clear, held, strict=True) if has is None]:
        names = [query_name(each, context) for each in new]
        alone = translate("button-watch") if len(new) == 1 else None
        rows = [
            (Button(alone or cut(name, 40), _data_of(each, context)),)
            for name, each in zip(names[:MOST_OFFERED], new, strict=False)
        ]
        what = in_a_row(names, translate)
        context.reply.say("offer-watch", what=what, buttons=tuple(rows))


def _data_of(query: ParsedQuery, context: Context) -> str:
    """Return the data of a button that follows a query."""
    if query.security is not None:
        return f"w:{query.security.symbol}"
    if len(query.text.encode()) <= MAX_DATA:
        return f"wx:{query.text}"
    return f"wu:{context.request.received.update_id}"
