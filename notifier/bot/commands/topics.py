"""`/find` and `/topics`: companies by any part of their names, and the operator's topics."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.offers import SUGGESTED
from notifier.bot.commands.subscribe import follow
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, as_many_as_fit, company, plain
from notifier.core.folding import fold
from notifier.core.model import Topic
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.subscriptions.interpretation import ParsedQuery
from notifier.subscriptions.rules import topic_feed
from notifier.web.feeds.addresses import path

_SHOWN = 8


async def find(context: Context) -> None:
    """Offer the companies and topics of whose names the text is a part."""
    if not context.text:
        context.reply.say("find-what")
        return
    translate = context.translate
    topics = bearing(context.text, context)
    rows = [(topic_button(context, each),) for each in topics[:_SHOWN]]
    rows += [
        (Button(f"{SUGGESTED}{company(each, translate)}", f"w:{each.symbol}"),)
        for each in context.rules.directory.search(context.text[:MAX_ECHO], _SHOWN)
    ]
    text = context.request.echo
    context.reply.say("find-found" if rows else "find-nothing", text=text, buttons=tuple(rows))


async def show_topics(context: Context) -> None:
    """Show the operator's topics, to follow here or to read as a feed."""
    topics = list(context.rules.topics.values())
    if not topics:
        context.reply.say("topics-none")
        return
    async with context.read() as connection:
        held = {each.query for each in await subscriptions.of_chat(connection, context.chat.id)}
    translate = context.translate
    public = context.options.address
    lines, rows = [translate("topics-title" if public else "topics-only-title")], []
    for topic in topics:
        address = f"{public}{path(topic_feed(topic.slug))}"
        title = _title(context, topic)
        lines.append(f"{title}\n{address}" if public else title)
        if context.rules.definition(topic) not in held:
            rows.append((topic_button(context, topic),))
    context.reply.send(plain(as_many_as_fit(lines, translate), tuple(rows)))


def bearing(text: str, context: Context) -> list[Topic]:
    """Return the topics of whose titles a text is a part."""
    wanted = fold(text).text
    return [
        each
        for each in context.rules.topics.values()
        if wanted in fold(f"{each.title}\n{_title(context, each)}").text
    ]


def _title(context: Context, topic: Topic) -> str:
    return context.rules.title_of(topic, context.translate.language)


def topic_button(context: Context, topic: Topic, limit: int = 60) -> Button:
    """Return the button that follows a topic, with up to `limit` characters of its title."""
    return Button(f"{SUGGESTED}{_title(context, topic)[:limit]}", f"wt:{topic.slug}"[:64])


async def watch_topic(context: Context) -> None:
    """Follow the topic whose button was pressed."""
    topic = context.rules.topics.get(topic_feed(context.text))
    if topic is None:
        raise ButtonExpired
    await follow(context, [ParsedQuery(context.rules.definition(topic), _title(context, topic))])


COMMANDS = (Command("find", find), Command("topics", show_topics))
BUTTONS: dict[str, ButtonAction] = {"wt": ButtonAction(watch_topic)}
