"""`/admin`: what those who run the service see and do in chat: sources, queue, chats, broadcast."""

from __future__ import annotations

from html import escape

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command, Where
from notifier.bot.commands.lookup import earlier_text, look_up
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_MESSAGE, as_many_as_fit, cut, plain, units
from notifier.core.numbers import MAX_ID, read_number
from notifier.delivery.message import Button, Message, local_time
from notifier.sources.status_report import SourceReport
from notifier.store.alerts import status
from notifier.store.chats import admin as store_admin
from notifier.store.chats import chats, inbox
from notifier.store.chats.admin import BotState, ChatState
from notifier.store.chats.chats import SWITCHED_OFF
from notifier.store.engine.counters import increment_counter
from notifier.store.engine.database import Connection
from notifier.store.sources import sources

_PAGE = 20
_MAX_TROUBLES = 10
_MAX_NAME = 60
_MAX_PROBLEM = 120


async def admin(context: Context) -> None:
    """Show how the service is, or do what the first word says."""
    word, _, rest = context.text.partition(" ")
    argument = rest.strip()
    match word.lower():
        case "":
            await _overview(context)
        case "sources":
            await _sources(context, "0")
        case "poll":
            await _poll(context, argument)
        case "broadcast":
            await _preview_broadcast(context, argument)
        case "chat":
            await _show_chat(context, argument)
        case _:
            context.reply.say("admin-how")


async def press(context: Context) -> None:
    """Do what an operator's button is for."""
    word, _, argument = context.text.partition(":")
    match word:
        case "home":
            await _overview(context)
        case "sources":
            await _sources(context, argument)
        case "send":
            await _broadcast(context, argument)
        case "drop":
            context.reply.edit_text("admin-not-sent")
        case "on" | "off":
            await _switch(context, argument, on=word == "on")
        case _:
            raise ButtonExpired


async def _overview(context: Context) -> None:
    translate = context.translate
    source_reports = await context.options.source_reports()
    async with context.read() as connection:
        queue = await status.outbox_size(connection)
        unanswered = await inbox.count_waiting(connection)
        bots = await store_admin.bots(connection)
    troubles = [each for each in source_reports if each.status.is_trouble]
    polled = sum(each.source.polled for each in source_reports)
    due = queue.oldest_due
    oldest = local_time(due, context.zone, context.now) if due is not None else "–"
    lines = [
        translate("admin-sources", polled=polled, trouble=len(troubles)),
        *(_source_line(each, context) for each in troubles[:_MAX_TROUBLES]),
        translate("admin-queue", waiting=queue.waiting, sending=queue.sending, oldest=oldest),
        translate("admin-inbox", count=max(0, unanswered - 1)),  # this command is one of them
        *(line for each in bots for line in _bot_lines(each, context)),
        "",
        translate("admin-how"),
    ]
    row = (Button(translate("button-admin-sources"), "adm:sources:0"), _refresh_button(context))
    context.reply.edit(plain(as_many_as_fit(lines, translate), (row,)))


def _bot_lines(bot: BotState, context: Context) -> list[str]:
    translate, number = context.translate, str(bot.number)
    lines = [translate("admin-bot", number=number, reached=bot.reached, lost=bot.lost)]
    if bot.silent_until is not None and bot.silent_until > context.now:
        until = local_time(bot.silent_until, context.zone, context.now)
        lines.append(translate("admin-bot-silent", until=until))
    return lines


def _refresh_button(context: Context) -> Button:
    return Button(context.translate("button-admin-refresh"), "adm:home")


async def _sources(context: Context, wanted: str) -> None:
    """Show a page of the sources, those in trouble first."""
    found = await context.options.source_reports()
    found.sort(key=lambda each: not each.status.is_trouble)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(read_number(wanted) or 0, pages - 1)
    shown = found[page * _PAGE : (page + 1) * _PAGE]
    lines = [context.translate("admin-source-count", count=len(found))]
    lines += [_source_line(each, context) for each in shown]
    row = [Button("◀", f"adm:sources:{page - 1}")] if page else []
    row.append(_refresh_button(context))
    if page + 1 < pages:
        row.append(Button("▶", f"adm:sources:{page + 1}"))
    context.reply.edit(plain(as_many_as_fit(lines, context.translate), (tuple(row),)))


async def _poll(context: Context, wanted: str) -> None:
    """Have a source read at its next turn, which is now; it is named as people or files do."""
    named = wanted.casefold()
    found = [
        each.source.name
        for each in await context.options.source_reports()
        if each.source.polled and named in {each.source.name.casefold(), each.label.casefold()}
    ]
    if not found:
        context.reply.say("admin-poll-unknown", name=wanted[:_MAX_NAME] or "–")
        return
    async with context.change() as connection:
        for name in found:
            await sources.make_due(connection, name, context.now)
        context.reply.say("admin-poll-done", name=", ".join(found))


def _source_line(report: SourceReport, context: Context) -> str:
    health, last = report.status, report.source.last_article_at
    mark = "✕" if health.is_trouble else "✓"
    state = context.translate(f"source-state-{health.state}")
    moment = health.since if health.is_trouble else last
    at = local_time(moment, context.zone, context.now) if moment is not None else "–"
    line = f"{mark} {report.label[:_MAX_NAME]}: {state} · {at}"
    again, why = report.source.next_poll_at, (report.source.last_problem or "")[:_MAX_PROBLEM]
    if not health.is_trouble or again is None:
        return line
    again_at = local_time(again, context.zone, context.now)
    return " · ".join(
        [line, context.translate("admin-source-next", at=again_at), *filter(None, [why])]
    )


async def _preview_broadcast(context: Context, text: str) -> None:
    """Show what would be sent to all, and ask once more."""
    if not text:
        context.reply.say("admin-how")
        return
    if units(text) > MAX_MESSAGE:
        context.reply.say("admin-too-long")
        return
    async with context.read() as connection:
        count = await store_admin.count_audience(connection)
    context.reply.send(plain(text))
    update_id = context.request.received.update_id
    row = (
        Button(context.translate("button-admin-send"), f"adm:send:{update_id}"),
        Button(context.translate("button-admin-drop"), "adm:drop"),
    )
    context.reply.say("admin-sure", count=count, buttons=(row,))


async def _broadcast(context: Context, update_id: str) -> None:
    """Send the text of an earlier `/admin broadcast` to all."""
    written = (await look_up(context, update_id, earlier_text)).split(maxsplit=2)
    if len(written) < 3:
        raise ButtonExpired
    async with context.change() as connection:
        name = f"broadcast:{context.request.received.bot}:{update_id}"
        if await increment_counter(connection, name) > 1:  # a button may be pressed twice
            raise ButtonExpired
        text = cut(written[2].strip())
        html = escape(text, quote=False)
        count = await store_admin.broadcast(connection, html, text, context.now)
        context.reply.edit_text("admin-sent", count=count)


async def _show_chat(context: Context, wanted: str) -> None:
    telegram_id = _telegram_id(wanted)
    if telegram_id is None:
        context.reply.say("admin-how")
        return
    async with context.read() as connection:
        found = await store_admin.chat_states(connection, telegram_id)
    if not found:
        context.reply.say("admin-chat-unknown", number=str(telegram_id))
    for each in found:
        context.reply.edit(_chat_card(context, each))


def _chat_card(context: Context, state: ChatState) -> Message:
    translate, chat = context.translate, state.chat
    number = str(chat.telegram_id)
    lines = [
        translate("admin-chat", number=number, kind=chat.kind, title=chat.title[:100]),
        translate("admin-chat-holds", count=state.subscriptions, waiting=state.waiting),
    ]
    if chat.disabled_reason is not None:
        lines.append(translate("admin-chat-off", why=chat.disabled_reason[:200]))
    if state.note is not None:
        lines.append(translate("admin-chat-note", note=state.note[:200]))
    if chat.disabled_reason is None:
        button = Button(translate("button-admin-off"), f"adm:off:{chat.id}:{number}")
    else:
        button = Button(translate("button-admin-on"), f"adm:on:{chat.id}:{number}")
    return plain("\n".join(lines), ((button,),))


async def _switch(context: Context, which: str, *, on: bool) -> None:
    """Switch a chat off, so that it is neither sent to nor answered, or on again."""
    chat_id, _, wanted = which.partition(":")
    telegram_id = _telegram_id(wanted)
    if telegram_id is None:
        raise ButtonExpired
    async with context.change() as connection:
        found = await _state(connection, telegram_id, chat_id)
        if found is None:
            raise ButtonExpired
        if on:
            await chats.enable_chat(connection, found.chat.id, context.now, switched_off=True)
        else:
            await chats.disable_chat(connection, found.chat.id, SWITCHED_OFF, context.now)
        state = await _state(connection, telegram_id, chat_id)
        if state is not None:
            context.reply.edit(_chat_card(context, state))


async def _state(connection: Connection, telegram_id: int, chat_id: str) -> ChatState | None:
    found = await store_admin.chat_states(connection, telegram_id)
    return next((each for each in found if str(each.chat.id) == chat_id), None)


def _telegram_id(text: str) -> int | None:
    return read_number(text, least=-MAX_ID)


COMMANDS = (Command("admin", admin, changes=True, where=Where.OPERATORS, personal=True),)
BUTTONS: dict[str, ButtonAction] = {"adm": ButtonAction(press, operators=True)}
