"""`/start` and `/help`."""

from __future__ import annotations

import re

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.offers import SUGGESTED, offer
from notifier.bot.commands.subscribe import follow
from notifier.bot.commands.topics import topic_button
from notifier.bot.context import Context
from notifier.bot.formatting import plain
from notifier.core.folding import CJK
from notifier.core.model import Security, Topic
from notifier.delivery.message import Button, Keyboard
from notifier.securities.display import display_name
from notifier.subscriptions.interpretation import ParsedQuery, as_read, query_for
from notifier.subscriptions.start_links import Linked, LinkedQuery, read_payload

SUGGESTED_COMPANIES = {
    "zh-Hans": ("SZ002230", "00700.HK", "AAPL"),
    "zh-Hant": ("00700.HK", "09988.HK", "AAPL"),
    "en": ("AAPL", "NVDA", "00700.HK"),
}
"""Companies that a reader of each language knows, to begin with by one tap."""
SECTIONS_OF_HELP = ("follow", "list", "alert", "more")
_MAX_TOPICS = 3
_CHINESE = re.compile(f"[{CJK}]")


async def start(context: Context) -> None:
    """Greet; who came by a link follows what it names, in a group is offered it."""
    linked = read_payload(context.text, context.rules)
    if linked is None and not context.is_private:
        context.reply.say("group-hello")
    elif linked is None:
        context.reply.say("start", buttons=_suggestions(context))
    elif context.is_private:
        await follow(context, [_query(linked, context)])
    else:
        await offer(context, [_query(linked, context)])


def _query(linked: Linked, context: Context) -> ParsedQuery:
    """Return what a link has somebody follow; raises QueryError."""
    match linked:
        case Security():
            return ParsedQuery(query_for(linked), linked.name, linked)
        case Topic():
            title = context.rules.title_of(linked, context.translate.language)
            return ParsedQuery(context.rules.definition(linked), title)
        case LinkedQuery():
            return ParsedQuery(as_read(linked.text, context.rules).canonical, linked.text)


def _suggestions(context: Context) -> Keyboard:
    language = context.translate.language
    known = [context.rules.directory.get(symbol) for symbol in SUGGESTED_COMPANIES[language]]
    companies = [
        Button(f"{SUGGESTED}{display_name(each, language)}", f"w:{each.symbol}")
        for each in known
        if each
    ]
    # Who reads English can do nothing with topics that have a Chinese title only.
    read = [
        each
        for each in context.rules.topics.values()
        if language != "en" or not _CHINESE.search(context.rules.title_of(each, language))
    ]
    topics = [topic_button(context, each, 30) for each in read[:_MAX_TOPICS]]
    return tuple(tuple(row) for row in (companies, topics) if row)


async def show_help(context: Context) -> None:
    """Show what the bot can do: in private the most needed, and the rest behind buttons."""
    if not context.is_private:
        context.reply.say("help-group")
        return
    translate, chosen = context.translate, context.text
    buttons = [
        Button(f"{'● ' * (each == chosen)}{translate(f'button-help-{each}')}", f"help:{each}")
        for each in SECTIONS_OF_HELP
    ]
    text = translate(f"help-{chosen}") if chosen in SECTIONS_OF_HELP else translate("help")
    context.reply.edit(plain(text, (tuple(buttons[:2]), tuple(buttons[2:]))))


async def tell_ids(context: Context) -> None:
    """Say the numbers by which an operator's settings name a chat and a person."""
    request = context.request
    context.reply.say("id-told", chat=str(request.chat_id), person=str(request.actor.id))


BEGIN = (Command("start", start, personal=True),)
END = (
    Command("help", show_help, personal=True),
    Command("id", tell_ids, where=Where.HIDDEN, personal=True),
)
BUTTONS: dict[str, ButtonAction] = {"help": ButtonAction(show_help, changes=False)}
