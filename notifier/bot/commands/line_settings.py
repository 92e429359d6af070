"""What a line of the list is told to become that is nothing to look for: when it comes, a mute."""

from __future__ import annotations

from notifier.bot.change_words import OF_PRICES, SAID_OF_ALERTS
from notifier.bot.commands import corrections
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.offers import offer
from notifier.bot.commands.watchlist import card_buttons
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, cut, in_a_row
from notifier.bot.silence_words import SILENCED
from notifier.bot.slots import cadence_of
from notifier.bot.time_expressions import is_until
from notifier.bot.wishes import is_chatty, is_sentence
from notifier.bot.word_match import find_first, match_whole
from notifier.core.alerts import Cadence
from notifier.core.model import Subscription
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import interpret_all, one_company

_QUOTES = '"“„「『'
"""What begins words to look for as they stand."""


async def set_by_words(context: Context, which: str, text: str) -> bool:
    """Set how something comes where a text says that; return whether it does.

    What can be set for all of the list only, and a condition of prices, is said to be so; what a
    text begins with «-» for is how it is not to come.
    """
    if text[:1] in _QUOTES:
        return False
    is_left_out = text.startswith("-")
    text = text.lstrip("+＋- ")
    cadence, silence = cadence_of(text), match_whole([SILENCED], text)
    if is_left_out:
        cadence, silence = "", None
    until = silence["until"] if silence else ""
    is_silence = silence is not None and (not until or is_until(until))
    if not (cadence or is_silence or _is_said_of_alerts(text, context)):
        return False
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    lines = watchlist.all_meant_by(which, held, context.rules)
    if not lines:
        context.reply.say("unwatch-unknown", text=cut(which, MAX_ECHO))
        await offer(context, interpret_all(which, context.rules))
    elif cadence:
        await _set_cadence(context, lines, Cadence(cadence))
    elif is_silence:
        await corrections.mute(context.with_text(f"{lines[0].text} {until}".strip()))
    elif find_first(OF_PRICES, text):
        context.reply.say("answer-prices")
    else:
        name, buttons = subscription_name(lines[0], context), card_buttons(lines[0], context)
        shown = cut(text.rstrip("*"), MAX_ECHO)
        context.reply.say("edit-no-words", text=shown, what=name, buttons=buttons)
    return True


def _is_said_of_alerts(text: str, context: Context) -> bool:
    """Return whether a text says how alerts come, or anything to somebody, and names nothing."""
    if one_company(text, context.rules) is not None:
        return False
    return find_first(SAID_OF_ALERTS, text) is not None or is_chatty(text) or is_sentence(text)


async def _set_cadence(context: Context, lines: list[Subscription], cadence: Cadence) -> None:
    """Set when some of the list come, and offer to have it as it was."""
    async with context.change() as connection:
        for each in lines:
            await subscriptions.set_cadence(connection, context.chat.id, each.id, cadence)
        name = in_a_row([subscription_name(each, context) for each in lines], context.translate)
        comes = context.translate(f"cadence-{cadence}")
        undo = Button(context.translate("button-undo"), f"when:{lines[0].id}:{lines[0].cadence}")
        is_one = len(lines) == 1 and lines[0].cadence != cadence
        context.reply.say("card-saved", name=name, what=comes, buttons=((undo,),) * is_one)
