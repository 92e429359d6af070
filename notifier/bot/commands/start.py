"""`/start` and `/help`."""

from __future__ import annotations

import re

from notifier.bot.commands.command import ButtonAction, Command, Where
from notifier.bot.commands.subscribe import SUGGESTED
from notifier.bot.commands.topics import topic_button
from notifier.bot.context import Context
from notifier.bot.formatting import company, plain
from notifier.core.folding import CJK
from notifier.delivery.message import Button, Keyboard
from notifier.securities.display import display_name
from notifier.subscriptions.rules import topic_feed

SUGGESTED_COMPANIES = {
    "zh-Hans": ("SZ002230", "00700.HK", "AAPL"),
    "zh-Hant": ("00700.HK", "09988.HK", "AAPL"),
    "en": ("AAPL", "NVDA", "00700.HK"),
}
"""Companies that a reader of each language knows, to begin with by one tap."""
SECTIONS_OF_HELP = ("follow", "list", "alert", "more")
_MAX_TOPICS = 3
_CHINESE = re.compile(f"[{CJK}]")
_LINK = re.compile(r"([st])_([A-Za-z0-9_-]{1,60})")
"""What a link `t.me/bot?start=…` carries: a security or a topic."""


async def start(context: Context) -> None:
    """Greet; who came by a link is offered what it names."""
    link = _LINK.fullmatch(context.text)
    linked = _linked(context, link[1], link[2]) if link else None
    if linked is None and not context.is_private:
        context.reply.say("group-hello")
        return
    if linked is None:
        context.reply.say("start", buttons=_suggestions(context))
        return
    what, data = linked
    row = (Button(context.translate("button-watch"), data),)
    context.reply.say("offer-watch", what=what, buttons=(row,))


def _linked(context: Context, kind: str, name: str) -> tuple[str, str] | None:
    """Return what a link names, for a person, and the data of the button that follows it."""
    if kind == "t":
        topic = context.rules.topics.get(topic_feed(name))
        return (topic.title, topic_button(topic).data) if topic else None
    directory = context.rules.directory
    found = directory.get(name) or directory.get(name.replace("_", "."))  # 00700_HK
    return (company(found, context.translate), f"w:{found.symbol}") if found else None


def _suggestions(context: Context) -> Keyboard:
    language = context.translate.language
    known = [context.rules.directory.get(symbol) for symbol in SUGGESTED_COMPANIES[language]]
    companies = [
        Button(f"{SUGGESTED}{display_name(each, language)}", f"w:{each.symbol}")
        for each in known
        if each
    ]
    titles = context.rules.topics.values()
    # An operator names topics once; who reads English can do nothing with Chinese ones.
    read = [each for each in titles if language != "en" or not _CHINESE.search(each.title)]
    topics = [topic_button(each, 30) for each in read[:_MAX_TOPICS]]
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
