"""`/pause`, `/resume` and `/missed`: no alerts for a while, and what was not sent at once."""

from __future__ import annotations

from datetime import timedelta

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, cut, plain
from notifier.bot.time_expressions import read_until
from notifier.core.alerts import AlertState
from notifier.delivery.message import Button, local_time
from notifier.store.alerts import status as alert_status
from notifier.store.alerts.status import AlertStatus
from notifier.store.chats import chats

LOOK_BACK = timedelta(days=7)
_MAX_LINES = 30
_MAX_TITLE = 60
_CHOICES = ("1h", "8h", "tomorrow")


async def pause(context: Context) -> None:
    """Send nothing for a while; what comes meanwhile is sent after."""
    if not context.text:
        row = tuple(
            Button(context.translate(f"pause-{each}"), f"pause:{each}") for each in _CHOICES
        )
        context.reply.say("pause-how-long", buttons=(row,))
        return
    until = read_until(context.text, context.now, context.zone)
    if until is None:
        context.reply.say("pause-unreadable", text=context.request.echo)
        return
    moment = local_time(until, context.zone, context.now)
    async with context.change() as connection:
        await chats.pause_chat(connection, context.chat.id, until)
        row = (Button(context.translate("button-resume"), "resume:"),)
        context.reply.edit_text("pause-done", until=moment, buttons=(row,))


async def resume(context: Context) -> None:
    """Send alerts again."""
    async with context.change() as connection:
        await chats.pause_chat(connection, context.chat.id, None)
        context.reply.edit_text("resume-done")


async def missed(context: Context) -> None:
    """Show which alerts were not sent at once, and why."""
    since = context.now - LOOK_BACK
    async with context.read() as connection:
        found = await alert_status.missed(connection, context.chat.id, since, _MAX_LINES + 1)
    if not found:
        context.reply.say("missed-nothing")
        return
    lines = [context.translate("missed-title")]
    lines += [_line(each, context) for each in found[:_MAX_LINES]]
    if len(found) > _MAX_LINES:
        lines.append(context.translate("missed-more", count=_MAX_LINES))
    context.reply.send(plain(as_many_as_fit(lines, context.translate)))


def _line(status: AlertStatus, context: Context) -> str:
    moment = local_time(status.created_at, context.zone, context.now)
    return f"· {moment} {cut(status.title, _MAX_TITLE)}\n  {_why(status, context)}"


def _why(status: AlertStatus, context: Context) -> str:
    translate, zone = context.translate, context.zone
    match status.state:
        case AlertState.SENT:
            sent_at = status.sent_at or status.created_at
            return translate("missed-in-digest", at=local_time(sent_at, zone, context.now))
        case AlertState.DEAD:
            return translate("missed-dead", why=status.note or "–")
        case AlertState.SENDING:
            return translate("missed-sending")
        case _:
            until = local_time(status.until or status.created_at, zone, context.now)
            if status.is_paused:
                return translate("missed-paused", until=until)
            if status.in_digest:
                return translate("missed-gathered", until=until)
            return translate("missed-waiting", until=until, why=status.note or "–")


COMMANDS = (
    Command("pause", pause, changes=True),
    Command("resume", resume, changes=True),
    Command("missed", missed),
)
BUTTONS: dict[str, ButtonAction] = {"pause": ButtonAction(pause), "resume": ButtonAction(resume)}
