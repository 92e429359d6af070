"""What those who run the service see and do in chat: sources, queue, chats, and a word to all."""

from __future__ import annotations

from html import escape

from notifier.bot.commands.command import Command, Press, Where
from notifier.bot.commands.formatting import as_many_as_fit
from notifier.bot.commands.subscribe import said_before
from notifier.bot.context import MAX_MESSAGE, Talk, plain, shorten, units
from notifier.core.model import Chat
from notifier.delivery.message import Button, Message, local_time
from notifier.sources.status_report import Standing
from notifier.store.alerts import status
from notifier.store.chats import admin as operating
from notifier.store.chats import chats, inbox
from notifier.store.chats.admin import ChatState
from notifier.store.chats.chats import SWITCHED_OFF
from notifier.store.engine.counters import increment_counter
from notifier.store.engine.database import Connection

_PAGE = 20
_MOST_TROUBLES = 10
_MAX_NAME = 60
_MAX_NUMBER = 18


async def admin(talk: Talk) -> None:
    """Show how the service is, or do what the first word says."""
    word, _, rest = talk.text.partition(" ")
    talk.text = rest.strip()
    match word.lower():
        case "":
            await _overview(talk)
        case "sources":
            await _sources(talk, "0")
        case "broadcast":
            await _preview(talk)
        case "chat":
            await _show_chat(talk, talk.text)
        case _:
            talk.say("admin-how")


async def press(talk: Talk) -> None:
    """Do what an operator's button is for."""
    word, _, talk.text = talk.text.partition(":")
    match word:
        case "home":
            await _overview(talk)
        case "sources":
            await _sources(talk, talk.text)
        case "send":
            await _broadcast(talk)
        case "drop":
            talk.rewrite(plain(talk.words("admin-not-sent")))
        case "on" | "off":
            await _switch(talk, on=word == "on")
        case _:
            talk.toast("button-old")


async def _overview(talk: Talk) -> None:
    say = talk.words
    standings = await talk.options.standings()
    async with talk.store.read() as connection:
        queue = await status.queue(connection)
        typed = await inbox.count_waiting(connection)
        bots = await operating.bots(connection)
    troubles = [each for each in standings if each.verdict.is_trouble]
    polled = sum(each.source.polled for each in standings)
    due = queue.oldest_due
    oldest = local_time(due, talk.zone, talk.now) if due is not None else "–"
    lines = [
        say("admin-sources", polled=polled, trouble=len(troubles)),
        *(_source(each, talk) for each in troubles[:_MOST_TROUBLES]),
        say("admin-queue", waiting=queue.waiting, sending=queue.sending, oldest=oldest),
        say("admin-inbox", count=max(0, typed - 1)),  # this command is one of them
    ]
    for each in bots:
        number = str(each.number)
        lines.append(say("admin-bot", number=number, reached=each.reached, lost=each.lost))
        if each.silent_until is not None and each.silent_until > talk.now:
            until = local_time(each.silent_until, talk.zone, talk.now)
            lines.append(say("admin-bot-silent", until=until))
    lines += ["", say("admin-how")]
    row = (Button(say("button-admin-sources"), "adm:sources:0"), _refresh(talk))
    talk.rewrite(plain(as_many_as_fit(lines, say), (row,)))


def _refresh(talk: Talk) -> Button:
    return Button(talk.words("button-admin-refresh"), "adm:home")


async def _sources(talk: Talk, wanted: str) -> None:
    """Show a page of the sources, those in trouble first."""
    found = await talk.options.standings()
    found.sort(key=lambda each: not each.verdict.is_trouble)
    pages = max(1, -(-len(found) // _PAGE))
    page = min(int(wanted), pages - 1) if wanted.isdecimal() else 0
    shown = found[page * _PAGE : (page + 1) * _PAGE]
    lines = [talk.words("admin-source-count", count=len(found))]
    lines += [_source(each, talk) for each in shown]
    row = [Button("◀", f"adm:sources:{page - 1}")] if page else []
    row.append(_refresh(talk))
    if page + 1 < pages:
        row.append(Button("▶", f"adm:sources:{page + 1}"))
    talk.rewrite(plain(as_many_as_fit(lines, talk.words), (tuple(row),)))


def _source(standing: Standing, talk: Talk) -> str:
    verdict, last = standing.verdict, standing.source.last_article_at
    mark = "✕" if verdict.is_trouble else "✓"
    how = talk.words(f"source-state-{verdict.state}")
    moment = verdict.since if verdict.is_trouble else last
    at = local_time(moment, talk.zone, talk.now) if moment is not None else "–"
    return f"{mark} {standing.label[:_MAX_NAME]}: {how} · {at}"


async def _preview(talk: Talk) -> None:
    """Show what would be said to all, and ask once more."""
    if not talk.text:
        talk.say("admin-how")
        return
    if units(talk.text) > MAX_MESSAGE:
        talk.say("admin-too-long")
        return
    async with talk.store.read() as connection:
        count = await operating.count_audience(connection)
    talk.show(plain(talk.text))
    row = (
        Button(talk.words("button-admin-send"), f"adm:send:{talk.received.update_id}"),
        Button(talk.words("button-admin-drop"), "adm:drop"),
    )
    talk.say("admin-sure", count=count, buttons=(row,))


async def _broadcast(talk: Talk) -> None:
    said = await said_before(talk)
    words = (said or "").split(maxsplit=2)
    if len(words) < 3:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        name = f"broadcast:{talk.received.bot}:{talk.text}"
        if await increment_counter(connection, name) > 1:  # a button may be pressed twice
            talk.toast("button-old")
            return
        text = shorten(words[2].strip())
        count = await operating.broadcast(connection, escape(text, quote=False), text, talk.now)
        talk.rewrite(plain(talk.words("admin-sent", count=count)))


async def _show_chat(talk: Talk, wanted: str) -> None:
    number = _number(wanted)
    if number is None:
        talk.say("admin-how")
        return
    async with talk.store.read() as connection:
        found = await operating.chat_states(connection, number)
    if not found:
        talk.say("admin-chat-unknown", number=str(number))
    for each in found:
        talk.rewrite(_chat(talk, each))


def _chat(talk: Talk, state: ChatState) -> Message:
    say, chat = talk.words, state.chat
    lines = [
        say("admin-chat", number=str(chat.telegram_id), kind=chat.kind, title=chat.title[:100]),
        say("admin-chat-holds", count=state.subscriptions, waiting=state.waiting),
    ]
    if chat.disabled_reason is not None:
        lines.append(say("admin-chat-off", why=chat.disabled_reason[:200]))
    if state.note is not None:
        lines.append(say("admin-chat-note", note=state.note[:200]))
    if chat.disabled_reason is None:
        button = Button(say("button-admin-off"), f"adm:off:{chat.id}:{chat.telegram_id}")
    else:
        button = Button(say("button-admin-on"), f"adm:on:{chat.id}:{chat.telegram_id}")
    return plain("\n".join(lines), ((button,),))


async def _switch(talk: Talk, *, on: bool) -> None:
    """Have a chat told nothing any more, and not listened to; or again."""
    own, _, wanted = talk.text.partition(":")
    number = _number(wanted)
    if number is None:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        found = await operating.chat_states(connection, number)
        state = next((each for each in found if str(each.chat.id) == own), None)
        if state is None:
            talk.toast("button-old")
            return
        await _set(connection, state.chat, on=on)
        found = await operating.chat_states(connection, number)
        for each in found:
            if each.chat.id == state.chat.id:
                talk.rewrite(_chat(talk, each))


async def _set(connection: Connection, chat: Chat, *, on: bool) -> None:
    if on:
        await chats.enable_chat(connection, chat.id, switched_off=True)
    else:
        await chats.disable_chat(connection, chat.id, SWITCHED_OFF)


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) <= _MAX_NUMBER else None


COMMANDS = (Command("admin", admin, changes=True, where=Where.OPERATORS, own=True),)
BUTTONS: dict[str, Press] = {"adm": Press(press, operators=True)}
