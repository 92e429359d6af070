"""`/import` and `/export`: lists in, pasted or as a file, and everything that is kept out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from telegram.error import BadRequest

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.commands.lookup import by_number, earlier_text
from notifier.bot.commands.names import query_name
from notifier.bot.commands.offers import SUGGESTED
from notifier.bot.commands.subscribe import add_to_list, undo_button
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, company, plain
from notifier.bot.permissions import may_change
from notifier.bot.replies import SendFile
from notifier.core.errors import ParseError
from notifier.delivery.message import Button
from notifier.store.chats import chats, corrections, subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.list_file import (
    MAX_BYTES,
    ListFile,
    ListForm,
    read_file,
    read_text,
)
from notifier.subscriptions.watchlist_import import (
    ParsedList,
    understand,
    write_csv,
)
from notifier.web.feeds import opml

_SHOWN = 12
_MAX_PROBLEMS = 10
_SHEETS = ("numbers", "ods")
_PICTURES = ("png", "jpg", "jpeg", "gif", "webp", "heic")
_OTHERS = ("pdf", "doc", "docx", "zip", "rar", "7z", "mp3", "mp4")
_UNREAD = frozenset((*_SHEETS, *_PICTURES, *_OTHERS))
"""Files in which no list is looked for."""
_OLD_SHEET = b"\xd0\xcf\x11\xe0"
"""How a sheet of Excel 97 begins; what brokers call .xls is mostly a table in HTML or text."""

_Given = TypeVar("_Given")


async def show_import(context: Context) -> None:
    """Import the list behind the command; without one, say how a list is imported."""
    if context.text:
        await _import(context, await _read(context, read_text, context.text))
    else:
        context.reply.say("import-how")


async def import_file(context: Context) -> None:
    """Import a list that was sent as a file."""
    message = context.request.message
    document = message.document if message is not None else None
    if document is None or not await may_change(context):
        return
    if (document.file_size or 0) > MAX_BYTES:
        context.reply.say("import-too-large", kilobytes=MAX_BYTES // 1000)
        return
    suffix = (document.file_name or "").rpartition(".")[2].lower()
    if suffix in _UNREAD:
        context.reply.say("import-kind", suffix=suffix)
        return
    try:
        content = await context.services.download(document.file_id)
    except BadRequest:  # it is no file any more, or one that Telegram gives to no bot
        context.reply.say("import-nothing")
        return
    if content.startswith(_OLD_SHEET):
        context.reply.say("import-kind", suffix=suffix)
        return
    await _import(context, await _read(context, read_file, content[:MAX_BYTES]))


async def _read(context: Context, read: Callable[[_Given], ListFile], given: _Given) -> ListFile:
    """Return the lines of a list, none where it cannot be read."""
    try:
        return await context.services.sandbox.run(read, given)
    except ParseError:
        return ListFile(ListForm.LINES, ())


async def offer_import(context: Context, text: str) -> None:
    """Offer to import a list that was pasted."""
    listed = await _read(context, read_text, text)
    translate, found = context.translate, await asyncio.to_thread(understand, listed, context.rules)
    lines = [translate("import-understood", count=len(found.queries)), *_lines(context, found)]
    button = Button(translate("button-import"), f"wi:{context.request.received.update_id}")
    buttons = ((button,), *_choices(context, found))
    context.reply.send(plain(as_many_as_fit(lines, translate), buttons))


async def import_earlier_text(context: Context, text: str) -> None:
    """Import the list of an earlier message."""
    await _import(context, await _read(context, read_text, text))


async def _import(context: Context, listed: ListFile) -> None:
    found = await asyncio.to_thread(understand, listed, context.rules)
    if not found.queries:
        if found.doubtful:
            text = as_many_as_fit(_lines(context, found), context.translate)
            context.reply.send(plain(text, _choices(context, found)))
        else:
            context.reply.say("import-nothing")
        return
    async with context.change() as connection:
        done = await add_to_list(connection, context, found.queries)
        if not done:
            return
        new = sum(each.is_new for each in done)
        if not new and context.request.pressed is not None:
            context.reply.toast("import-done", new=0, known=len(done))
            return
        lines = [context.translate("import-done", new=new, known=len(done) - new)]
        lines += _lines(context, found)
        undo = ((undo_button(context, context.now),),) if new else ()
        buttons = (*undo, *_choices(context, found))
        context.reply.edit(plain(as_many_as_fit(lines, context.translate), buttons))


def _lines(context: Context, found: ParsedList) -> list[str]:
    """Return what of a list was understood, what is doubtful and what was not understood."""
    translate = context.translate
    lines = [f"✓ {query_name(query, context)}" for query in found.queries[:_SHOWN]]
    if len(found.queries) > _SHOWN:
        lines.append(translate("import-more", more=len(found.queries) - _SHOWN))
    if found.doubtful:
        lines.append(translate("import-doubtful", count=len(found.doubtful)))
    lines += [
        translate("import-line", number=each.number, text=each.text)
        for each in found.doubtful[:_MAX_PROBLEMS]
    ]
    if found.unreadable:
        lines.append(translate("import-not-understood", count=len(found.unreadable)))
    lines += [
        translate("import-line", number=each.number, text=each.text)
        for each in found.unreadable[:_MAX_PROBLEMS]
    ]
    return lines


def _choices(context: Context, found: ParsedList) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each company that a doubtful line may mean."""
    meant = {share.symbol: share for line in found.doubtful for share in line.choices}
    return tuple(
        (Button(f"{SUGGESTED}{company(share, context.translate)}", f"w:{share.symbol}"),)
        for share in list(meant.values())[:_MAX_PROBLEMS]
    )


async def export(context: Context) -> None:
    """Send everything that is kept of the chat: its list as CSV and OPML, the rest as JSON.

    Without a public address there are no feeds that an OPML could name.
    """
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        corrected = await corrections.of_chat(connection, context.chat.id)
        paused_until = await chats.paused_until(connection, context.chat.id)
    rows = ((each.query, watchlist.label(each, context.rules)[0]) for each in held)
    context.reply.add(SendFile("watchlist.csv", write_csv(rows).encode("utf-8-sig")))
    published = bool(context.options.address)
    if published:
        feeds = opml.followed(held, context.rules)
        content = opml.opml(context.translate("feed-private-title"), feeds, context.options.address)
        context.reply.add(SendFile("feeds.opml", content))
    kept = {
        "language": context.chat.language,
        "preferences": context.chat.preferences.as_json(),
        "paused_until": _written(paused_until),
        "subscriptions": [
            {
                "query": each.query,
                "text": each.text,
                "created_at": _written(each.created_at),
                "cadence": each.cadence,
                "thread_id": each.thread_id,
                "muted_until": _written(each.muted_until),
            }
            for each in held
        ],
        "corrections": [
            {"kind": each.kind.value, "words": each.words, "symbol": each.symbol}
            for each in corrected
        ],
    }
    content = json.dumps(kept, ensure_ascii=False, indent=2).encode()
    caption = context.translate("export-done" if published else "export-done-csv", count=len(held))
    context.reply.add(SendFile("settings.json", content, caption))


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


COMMANDS = (Command("import", show_import, changes=True), Command("export", export))
BUTTONS: dict[str, ButtonAction] = {
    "wi": ButtonAction(by_number(earlier_text, import_earlier_text))
}
