"""`/edit`: something that is followed becomes something else, and what it was by a button."""

from __future__ import annotations

import re
from html import escape

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.lookup import (
    by_number,
    ended_query,
    held_query,
    held_subscription,
    look_up,
    undo_edit_button,
)
from notifier.bot.commands.subscribe import ask_back, offer, query_name, subscription_name
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, cut
from notifier.core.model import Security, Subscription
from notifier.delivery.message import Message
from notifier.securities.display import display_name
from notifier.securities.typed import Certainty
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import (
    Ambiguous,
    ParsedQuery,
    interpret,
    interpret_all,
    one_company,
)
from notifier.subscriptions.query.query import parse_canonical

_MAX_COMMAND = 1000
_BECOMES = re.compile(r"\s*(?:→|[-=]>)\s*")


async def edit(context: Context) -> None:
    """Change a query of the list: `/edit 3 元宇宙 -游戏`, by its name `/edit 小米 → 小米汽车`."""
    which, *rest = _BECOMES.split(context.text, maxsplit=1)
    if not rest:
        which, _, text = context.text.partition(" ")
        rest = [text] if which.isdecimal() else []
    text = "".join(rest).strip()
    if not (which and text):
        context.reply.say("edit-how")
        return
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    before = watchlist.meant_by(which, held, context.rules)
    if before is None:
        await _offer_instead(context, which, text)
        return
    text = _meant_words(which, text, before, context)
    became = interpret(text, context.rules)
    if isinstance(became, Ambiguous):
        ask_back(context, became)
        return
    async with context.change() as connection:
        await watchlist.replace_query(connection, before, became, context.now)
        held = await subscriptions.of_chat(connection, context.chat.id)
        made = next((each for each in held if each.query == became.canonical), None)
        is_new = made is not None and made.query_id != before.query_id
        undo = ((undo_edit_button(context, before, made),),) if made and is_new else ()
        names = subscription_name(before, context), query_name(became, context)
        context.reply.say("edit-done", before=names[0], after=names[1], buttons=undo)


async def undo_edit(context: Context, made: Subscription) -> None:
    """Make something what it was before it was changed."""
    before, _, seal = context.text.partition(":")
    canonical = await look_up(context, before, ended_query, seal)
    company = context.rules.company_of(canonical)
    query = ParsedQuery(canonical, company.name if company else canonical, company)
    async with context.change() as connection:
        await watchlist.replace_query(connection, made, query, context.now)
        names = subscription_name(made, context), query_name(query, context)
        context.reply.edit_text("edit-done", before=names[0], after=names[1])


def _meant_words(which: str, text: str, before: Subscription, context: Context) -> str:
    """Return what something should become: of the same company, the words or a part of its news."""
    company = context.rules.company_of(before.query)
    became = interpret(text, context.rules)
    if isinstance(became, Ambiguous):
        is_its_own = company in became.choices and became.certainty is Certainty.EITHER
        return f'"{text}"' if is_its_own and which != text else text
    if company is None:
        return text
    if became.canonical == before.query and which != text:
        return f'"{text}"'
    if text.startswith(f"{which} ") and not parse_canonical(became.canonical).symbols:
        return f"{before.query} {text.removeprefix(which)}"
    return text


async def _offer_instead(context: Context, which: str, text: str) -> None:
    """Offer what something should become that is not on the list."""
    if which.isdecimal():
        context.reply.say("edit-unknown", number=which[:MAX_ECHO])
        return
    companies = one_company(which, context.rules) if text.startswith(f"{which} ") else None
    if companies is None:
        context.reply.say("unwatch-unknown", text=cut(which, MAX_ECHO))
        await offer(context, interpret_all(text, context.rules))
        return
    [meant] = companies
    choices = meant.choices if isinstance(meant, Ambiguous) else (meant.security,)
    part = text.removeprefix(which)
    await offer(context, [_part_of(each, part, context) for each in choices if each])


def _part_of(company: Security, part: str, context: Context) -> ParsedQuery | Ambiguous:
    """Return a part of a company's news, in the reader's words where they are read as the same."""
    meant = interpret(f"{company.name}{part}", context.rules)
    shown = f"{display_name(company, context.translate.language)}{part}"
    same = interpret(shown, context.rules)
    if isinstance(same, Ambiguous) or isinstance(meant, Ambiguous):
        return meant
    return same if same.canonical == meant.canonical else meant


async def how_to_edit(context: Context, held: Subscription) -> None:
    """Show the command by which a subscription is changed, with its query to begin from."""
    async with context.read() as connection:
        ids = [each.id for each in await subscriptions.of_chat(connection, context.chat.id)]
    number = ids.index(held.id) + 1
    command = f"/edit {number} {held.text}"[:_MAX_COMMAND]
    heading, code = context.translate("edit-send"), escape(command, quote=False)
    html = f"{escape(heading, quote=False)}\n<code>{code}</code>"
    context.reply.send(Message(html, f"{heading}\n{command}"))


COMMANDS = (Command("edit", edit, changes=True, where=Where.HIDDEN),)
BUTTONS: dict[str, ButtonAction] = {
    "edit": ButtonAction(by_number(held_subscription, how_to_edit), changes=False),
    "eq": ButtonAction(by_number(held_query, undo_edit), takes_back=True),
}
