"""`/undo`: take back the last change, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator

from notifier.bot.commands import subscribe
from notifier.bot.commands.command import Command, Where
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.settings import lines_of
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, in_a_row, plain
from notifier.bot.replies import SetMenu
from notifier.core.i18n import translator
from notifier.core.model import Correction, CorrectionKind, Subscription
from notifier.core.preferences import read_preferences
from notifier.delivery.message import local_time
from notifier.store.chats import last_change, subscriptions
from notifier.store.chats.last_change import Change
from notifier.store.engine.database import Connection


async def undo(context: Context) -> None:
    """Take back the last change; what that would take off the list is asked first."""
    async with context.read() as connection:
        change = await last_change.kept(connection, context.chat.id)
        held = await subscriptions.of_chat(connection, context.chat.id)
    added = [each for each in change.added if each in held] if change else []
    if change is not None and (len(added) < len(change.added) or not _only_adds(change)):
        context.transaction.takes_back = True
        await _take_back(change, context)
    if added:
        names = [subscription_name(each, context) for each in added]
        buttons = ((subscribe.undo_button(context, added[0].created_at),),)
        context.reply.say("undo-which", what=in_a_row(names, context.translate), buttons=buttons)
    elif not context.reply.stored:
        context.reply.say("undo-nothing")


def _only_adds(change: Change) -> bool:
    """Return whether a change only put something on the list; nothing brings that back."""
    before = (change.before.language, change.before.paused_until, change.before.preferences)
    after = (change.after.language, change.after.paused_until, change.after.preferences)
    corrected = change.before.corrected, change.after.corrected
    return before == after and not change.before.held and not any(corrected)


async def _take_back(change: Change, context: Context) -> None:
    async with context.change() as connection:
        done = await last_change.take_back(connection, context.chat.id, change, context.now)
        if done is None:
            return
        lines = [*_told(done, context), *await _settings(done, context, connection)]
        if lines:
            context.reply.send(plain(as_many_as_fit(lines, context.translate)))
        if done.after.language != done.before.language and context.managed_from is None:
            context.reply.add(SetMenu(done.after.language, operators=context.is_operator))


def _told(done: Change, context: Context) -> Iterator[str]:
    """Yield what became of what is followed and corrected, and of the pause."""
    translate = context.translate
    again = [subscription_name(each, context) for each in done.added]
    if len(again) == 1:
        yield translate("watch-done", what=again[0])
    elif again:
        yield translate("watch-done-many", count=len(again))
        yield from (f"✓ {name}" for name in again)
    for was, each in done.altered:
        yield from _altered(was, each, context)
    yield from (
        translate("unmute-done", text=words)
        for words in dict.fromkeys(each.words for each in done.before.corrected)
    )
    yield from (_corrected(each, context) for each in done.after.corrected)
    if (until := done.after.paused_until) == done.before.paused_until:
        return
    if until is None or until <= context.now:
        yield translate("resume-done")
    else:
        yield translate("pause-done", until=local_time(until, context.zone, context.now))


def _altered(was: Subscription, each: Subscription, context: Context) -> Iterator[str]:
    translate, name = context.translate, subscription_name(each, context)
    if each.query != was.query:
        before = subscription_name(was, context)
        yield translate("edit-done", before=before, after=name)
    if each.cadence != was.cadence:
        yield translate("card-saved", name=name, what=translate(f"cadence-{each.cadence}"))
    if each.muted_until != was.muted_until:
        what = translate("card-unmuted")
        if each.muted_until is not None and each.muted_until > context.now:
            until = local_time(each.muted_until, context.zone, context.now)
            what = translate("card-muted", until=until)
        yield translate("card-saved", name=name, what=what)
    if each.thread_id != was.thread_id:
        yield translate("route-back", what=name)


def _corrected(each: Correction, context: Context) -> str:
    if each.kind is CorrectionKind.PHRASE:
        return context.translate("list-muted", text=each.words)
    return context.translate("list-not-company", text=each.words, symbol=each.symbol)


async def _settings(done: Change, context: Context, connection: Connection) -> list[str]:
    """Return the settings that are otherwise than they were."""
    before, after = (
        read_preferences(done.before.preferences),
        read_preferences(done.after.preferences),
    )
    lines = []
    if before != after:
        was = await lines_of(connection, context, before)
        now = await lines_of(connection, context, after)
        changed = (now[name] for name in now if now[name] != was[name])
        lines = [context.translate("saved", what=each) for each in changed]
    if done.before.language != done.after.language:
        lines.append(translator(done.after.language)("language-done"))
    return lines


COMMANDS = (Command("undo", undo, changes=True, where=Where.HIDDEN),)
