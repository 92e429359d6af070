"""Finding companies, and the operator's topics."""

from __future__ import annotations

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.formatting import as_many_as_fit, named
from notifier.bot.commands.subscribe import SUGGESTED, follow
from notifier.bot.context import MAX_ECHO, Talk, plain
from notifier.core.folding import fold
from notifier.core.model import Topic
from notifier.delivery.message import Button
from notifier.store.chats import subscriptions
from notifier.subscriptions.rules import topic_feed
from notifier.subscriptions.watchlist import ParsedQuery
from notifier.web.feeds.publisher import path

_SHOWN = 8


async def find(talk: Talk) -> None:
    """Find companies and topics by any part of what they are called."""
    if not talk.text:
        talk.say("find-what")
        return
    say = talk.words
    wanted = fold(talk.text).text
    topics = [each for each in talk.rules.topics.values() if wanted in fold(each.title).text]
    rows = [(_follow_topic(each),) for each in topics[:_SHOWN]]
    rows += [
        (Button(f"{SUGGESTED}{named((each.name, each.symbol), say)}", f"w:{each.symbol}"),)
        for each in talk.rules.directory.search(talk.text[:MAX_ECHO], _SHOWN)
    ]
    if rows:
        talk.say("find-found", text=talk.echo, buttons=tuple(rows))
    else:
        talk.say("find-nothing", text=talk.echo)


async def show_topics(talk: Talk) -> None:
    """Show the operator's topics: to follow here, or to read as a feed."""
    say = talk.words
    topics = list(talk.rules.topics.values())
    if not topics:
        talk.say("topics-none")
        return
    async with talk.store.read() as connection:
        held = {each.query for each in await subscriptions.of_chat(connection, talk.chat.id)}
    lines, rows = [say("topics-title")], []
    for topic in topics:
        address = f"{talk.options.address}{path(topic_feed(topic.slug))}"
        lines.append(f"{topic.title}\n{address}" if talk.options.address else topic.title)
        if talk.rules.definition(topic) not in held:
            rows.append((_follow_topic(topic),))
    talk.show(plain(as_many_as_fit(lines, say), tuple(rows)))


def _follow_topic(topic: Topic) -> Button:
    return Button(f"{SUGGESTED}{topic.title[:60]}", f"wt:{topic.slug}"[:64])


async def watch_topic(talk: Talk) -> None:
    """Follow the topic whose button was pressed."""
    topic = talk.rules.topics.get(topic_feed(talk.text))
    if topic is None:
        talk.toast("button-old")
        return
    await follow(talk, [ParsedQuery(talk.rules.definition(topic), topic.title)])


COMMANDS = (Command("find", find), Command("topics", show_topics))
BUTTONS: dict[str, Press] = {"wt": Press(watch_topic)}
