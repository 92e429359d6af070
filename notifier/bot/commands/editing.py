"""`/edit`: something that is followed becomes something else, and what it was by a button."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from html import escape

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.line_settings import set_by_words
from notifier.bot.commands.lookup import (
    by_number,
    ended_query,
    held_query,
    held_subscription,
    look_up,
    undo_edit_button,
)
from notifier.bot.commands.names import query_name, subscription_name
from notifier.bot.commands.offers import ask_back, offer
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, cut
from notifier.bot.sentences import part_left_out
from notifier.core.model import Security, Subscription
from notifier.delivery.message import Message
from notifier.securities.display import display_name
from notifier.securities.typed import Certainty, is_listing
from notifier.store.chats import subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import (
    Ambiguous,
    ParsedQuery,
    interpret,
    interpret_all,
    listed_companies,
    one_company,
    query_for,
)
from notifier.subscriptions.query.query import parse_canonical, refuse_impossible

_MAX_COMMAND = 1000
_JUST_NOW = timedelta(minutes=10)
"""So long a sentence without a name is about what was added."""
_IS_A_PART = re.compile(r"[+＋-](?=[^\s>])")
_LEAVES_OUT = re.compile(r"-(?=[^\s>])")
"""What adds a condition to a line, or leaves a part of it out, rather than replaces it."""
_BECOMES = re.compile(r"\s*(?:→|[-=]>)\s*")


async def edit(context: Context) -> None:
    """Change a query of the list: `/edit 3 元宇宙 -游戏`, by its name `/edit 小米 → 小米汽车`."""
    which, *rest = _BECOMES.split(context.text, maxsplit=1)
    if not rest:
        which, _, text = context.text.partition(" ")
        rest = [text] if which.isdecimal() else []
    text = "".join(rest).strip()
    if text and not which and (spoken_of := await _spoken_of(context)):
        which = spoken_of.text
    if not (which and text):
        context.reply.say("edit-how")
        return
    if await set_by_words(context, which, text):
        return
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    before = watchlist.meant_by(which, held, context.rules)
    if before is None and _LEAVES_OUT.match(text):
        before = _line_about(which, held, context)
    if before is None:
        await _offer_instead(context, which, text)
        return
    became = _what_becomes(which, text, before, context)
    if isinstance(became, Ambiguous):
        ask_back(context, became)
    elif became.canonical == before.query:
        context.reply.say("watch-already", what=subscription_name(before, context))
    else:
        await _replace(context, before, became)


async def leave_out(context: Context, what: str, without: str) -> bool:
    """Leave a part out of what is followed, by its name; return whether that is followed."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    lines = watchlist.all_meant_by(what, held, context.rules)
    line = _line_about(what, held, context)
    lines = lines or ([line] if line else [])
    for each in lines:
        name = what if context.rules.company_of(each.query) else each.text
        became = _with_part(name, f"-{without}", each, context)
        if became.canonical == each.query:
            context.reply.say("watch-already", what=subscription_name(each, context))
        else:
            await _replace(context, each, became)
    return bool(lines)


async def leave_out_of_it(context: Context, words: str) -> bool:
    """Leave words out of what is spoken of without its name; return whether something is.

    What is followed by those words is what is meant instead.
    """
    line, part = await _spoken_of(context), part_left_out(words)
    if line is None or not part or await _held_by(words, context):
        return False
    became = _with_part(line.text, f"-{part}", line, context)
    if became.canonical == line.query:
        context.reply.say("watch-already", what=subscription_name(line, context))
    else:
        await _replace(context, line, became)
    return True


async def _spoken_of(context: Context) -> Subscription | None:
    """Return the line that a sentence speaks of without naming it: the one just added, or alone."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    newest = max((each.created_at for each in held), default=context.now)
    is_new = timedelta(0) <= context.now - newest <= _JUST_NOW
    meant = [each for each in held if each.created_at == newest] if is_new else held
    return meant[0] if len(meant) == 1 else None


async def _held_by(words: str, context: Context) -> bool:
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    return watchlist.meant_by(words, held, context.rules) is not None


async def _replace(context: Context, before: Subscription, became: ParsedQuery) -> None:
    """Replace a line, and offer to have it as it was."""
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


def _what_becomes(
    which: str, text: str, before: Subscription, context: Context
) -> ParsedQuery | Ambiguous:
    """Return what something should become: what is named, or a part of it, `+公告` or `-研报`."""
    company, bare = context.rules.company_of(before.query), text.lstrip("+＋ ")
    if company is not None and is_listing(bare):
        return interpret(f"{company.name} {bare.removeprefix('the ')}", context.rules)
    if _IS_A_PART.match(text):
        return _with_part(which if company else before.text, text.lstrip("+＋ "), before, context)
    return interpret(_meant_words(which, text, before, context), context.rules)


def _with_part(name: str, part: str, before: Subscription, context: Context) -> ParsedQuery:
    """Return a line with one more condition, in words that mean it when they are typed again."""
    either = "|" in before.query
    of = f"({before.query})" if either else before.query
    query = context.rules.parse(f"{of} {part}")
    refuse_impossible(query, part)
    company = context.rules.company_of(before.query)
    called = display_name(company, context.translate.language) if company else before.text
    for shown in (name, called, before.text):
        typed = f"({shown}) {part}" if "|" in shown else f"{shown} {part}"
        same = interpret(typed, context.rules)
        if isinstance(same, ParsedQuery) and same.canonical == query.canonical:
            return ParsedQuery(query.canonical, typed)
    return ParsedQuery(query.canonical, f"{of} {part}")


def _line_about(which: str, held: Sequence[Subscription], context: Context) -> Subscription | None:
    """Return the one line of the list that is about a part of a company's news."""
    companies = one_company(which, context.rules) or ()
    found = [
        line
        for line in held
        for each in companies
        if isinstance(each, ParsedQuery)
        and parse_canonical(line.query).symbols == parse_canonical(each.canonical).symbols
    ]
    return found[0] if len(found) == 1 else None


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
    is_part = _IS_A_PART.match(text) or text.startswith(f"{which} ")
    part = text.removeprefix(which).lstrip("+＋ ")
    rules = context.rules
    companies = one_company(which, rules) or listed_companies(which, rules) if is_part else None
    if companies is None:
        context.reply.say("unwatch-unknown", text=cut(which, MAX_ECHO))
        words = f"{which} {part}" if is_part else text
        await offer(context, interpret_all(words, context.rules))
        return
    choices = (
        each.choices if isinstance(each, Ambiguous) else (each.security,) for each in companies
    )
    meant = [company for some in choices for company in some if company is not None]
    await offer(context, [_part_of(each, part, context) for each in meant])


def _part_of(company: Security, part: str, context: Context) -> ParsedQuery:
    """Return a part of a company's news, in the reader's words where they are read as the same."""
    canonical = context.rules.parse(f"{query_for(company)} {part}").canonical
    for name in (display_name(company, context.translate.language), company.name):
        same = interpret(f"{name} {part}", context.rules)
        if isinstance(same, ParsedQuery) and same.canonical == canonical:
            return same
    return ParsedQuery(canonical, canonical)


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
