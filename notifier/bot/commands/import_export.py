"""Watch lists in and out: pasted, as a file, and everything out again."""

from __future__ import annotations

import json
from html import escape

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.formatting import as_many_as_fit
from notifier.bot.commands.subscribe import moment_of, query_name, said_before
from notifier.bot.context import Talk, plain
from notifier.bot.replies import SendFile
from notifier.core.model import Subscription
from notifier.delivery.message import Button
from notifier.store.chats import corrections, subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.rules import topic_feed
from notifier.subscriptions.watchlist import LimitReached
from notifier.subscriptions.watchlist_import import (
    MAX_BYTES,
    ParsedList,
    decode,
    parse_list,
    write_csv,
)
from notifier.web.feeds.publisher import path

_SHOWN = 12
_MOST_PROBLEMS = 10


async def show_import(talk: Talk) -> None:
    """Say how to bring a list in; with a list behind the command, take it in."""
    if talk.text:
        await _take(talk, parse_list(talk.text, talk.rules))
    else:
        talk.say("import-how")


async def take_file(talk: Talk) -> None:
    """Take in a list that was sent as a file."""
    message = talk.update.message
    document = message.document if message is not None else None
    if document is None or talk.download is None or not await talk.may_change():
        return
    if (document.file_size or 0) > MAX_BYTES:
        talk.say("import-too-large", kilobytes=MAX_BYTES // 1000)
        return
    content = await talk.download(document.file_id)
    await _take(talk, parse_list(decode(content[:MAX_BYTES]), talk.rules))


async def offer(talk: Talk) -> None:
    """Offer to take in a list that was pasted."""
    found = parse_list(talk.text, talk.rules)
    lines = [talk.words("import-understood", count=len(found.queries)), *_lines(talk, found)]
    button = Button(talk.words("button-import"), f"wi:{talk.received.update_id}")
    talk.show(plain(as_many_as_fit(lines, talk.words), ((button,),)))


async def take_said(talk: Talk) -> None:
    """Take in a list that an earlier message held, by the number of its update."""
    text = await said_before(talk)
    if text is None:
        talk.toast("button-old")
        return
    await _take(talk, parse_list(text, talk.rules))


async def _take(talk: Talk, found: ParsedList) -> None:
    if not found.queries:
        talk.say("import-nothing")
        return
    async with talk.change() as connection:
        limit = talk.options.max_subscriptions
        full = await watchlist.check_limit(connection, talk.chat, len(found.queries), limit)
        if isinstance(full, LimitReached):
            talk.say("watch-too-many", limit=full.limit)
            return
        done = await watchlist.add(
            connection, talk.chat, found.queries, talk.now, thread_id=talk.thread_id
        )
        new = sum(each.is_new for each in done)
        lines = [talk.words("import-done", new=new, known=len(done) - new)]
        lines += _lines(talk, found)
        undo = Button(talk.words("button-undo"), f"undo:{moment_of(talk.now)}")
        talk.rewrite(plain(as_many_as_fit(lines, talk.words), ((undo,),) if new else ()))


def _lines(talk: Talk, found: ParsedList) -> list[str]:
    """Say what was understood and what was not."""
    say = talk.words
    lines = [f"✓ {query_name(query, talk)}" for query in found.queries[:_SHOWN]]
    if len(found.queries) > _SHOWN:
        lines.append(say("import-more", more=len(found.queries) - _SHOWN))
    if found.unreadable:
        lines.append(say("import-not-understood", count=len(found.unreadable)))
    lines += [
        say("import-line", number=each.number, text=each.text)
        for each in found.unreadable[:_MOST_PROBLEMS]
    ]
    return lines


async def export(talk: Talk) -> None:
    """Send everything that is kept of the chat: its list as CSV and OPML, the rest as JSON."""
    async with talk.store.read() as connection:
        held = await subscriptions.of_chat(connection, talk.chat.id)
        corrected = await corrections.of_chat(connection, talk.chat.id)
    rows = ((each.query, watchlist.label(each, talk.rules)[0]) for each in held)
    talk.acts.append(SendFile("watchlist.csv", write_csv(rows).encode("utf-8-sig")))
    talk.acts.append(SendFile("feeds.opml", _opml(talk, held).encode()))
    kept = {
        "language": talk.chat.language,
        "preferences": talk.chat.preferences.as_json(),
        "subscriptions": [
            {"query": each.query, "text": each.text, "cadence": each.cadence} for each in held
        ],
        "corrections": [
            {"kind": each.kind.value, "words": each.words, "symbol": each.symbol}
            for each in corrected
        ],
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    caption = talk.words("export-done", count=len(held))
    talk.acts.append(SendFile("settings.json", content, caption))


def _opml(talk: Talk, held: list[Subscription]) -> str:
    """List the feeds that carry what the chat follows, as feed readers take them."""
    topics = {talk.rules.definition(topic): topic for topic in talk.rules.topics.values()}
    outlines = []
    for each in held:
        topic = topics.get(each.query)
        symbol = each.query.removeprefix("$")
        name = topic_feed(topic.slug) if topic else f"securities/{symbol}"
        if topic is None and talk.rules.directory.get(symbol) is None:
            continue
        title = escape(watchlist.label(each, talk.rules)[0])
        address = escape(f"{talk.options.address}{path(name)}")
        outlines.append(f'<outline type="rss" text="{title}" title="{title}" xmlUrl="{address}"/>')
    body = "\n".join(outlines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>notifier</title>'
        f"</head><body>\n{body}\n</body></opml>\n"
    )


COMMANDS = (Command("import", show_import, changes=True), Command("export", export))
BUTTONS: dict[str, Press] = {"wi": Press(take_said)}
