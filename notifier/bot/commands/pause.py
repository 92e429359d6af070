"""`/pause`, `/resume` and `/missed`: no alerts for a while, and what was not sent at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.offers import offer
from notifier.bot.context import Context
from notifier.bot.formatting import as_many_as_fit, cut, in_a_row, plain
from notifier.bot.time_expressions import read_day, read_until
from notifier.core.alerts import AlertState, Rank
from notifier.core.model import Article, Subscription
from notifier.delivery.message import Button, local_time
from notifier.delivery.schedule import send_time
from notifier.store.alerts import status as alert_status
from notifier.store.alerts.outcomes import NOT_ASKED_FOR
from notifier.store.alerts.status import AlertStatus
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions import watchlist
from notifier.subscriptions.followed import came_as_news, newest_followed
from notifier.subscriptions.interpretation import one_company

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
    day = read_day(context.text, context.now, context.zone)
    if until is not None and day is not None and day[0] > context.now:
        _ask_until(context, until)
        return
    if until is None:
        context.reply.say("pause-unreadable", text=context.request.echo)
        return
    moment = local_time(until, context.zone, context.now)
    async with context.change() as connection:
        await chats.pause_chat(connection, context.chat.id, until)
        row = (Button(context.translate("button-resume"), "resume:"),)
        context.reply.edit_text("pause-done", until=moment, buttons=(row,))


def _ask_until(context: Context, end: datetime) -> None:
    """Tell that a pause begins now, and offer one until the end of a day to come."""
    moment = local_time(end, context.zone, context.now)
    local = end.astimezone(context.zone)
    whole = Button(
        context.translate("pause-until", until=moment),
        f"pause:{local.month}月{local.day}日{local.hour}:{local.minute:02}",
    )
    shorter = Button(context.translate("pause-8h"), "pause:8h")
    context.reply.say("pause-from-now", until=moment, buttons=((whole,), (shorter,)))


async def resume(context: Context) -> None:
    """Send alerts again."""
    async with context.change() as connection:
        await chats.pause_chat(connection, context.chat.id, None)
        context.reply.edit_text("resume-done")


async def tell_whether_paused(context: Context) -> None:
    """Tell whether alerts are paused, and until when."""
    async with context.read() as connection:
        until = await chats.paused_until(connection, context.chat.id)
    if until is None or until <= context.now:
        context.reply.say("resume-done")
        return
    row = (Button(context.translate("button-resume"), "resume:"),)
    moment = local_time(until, context.zone, context.now)
    context.reply.say("pause-done", until=moment, buttons=(row,))


async def missed(context: Context) -> None:
    """Show which alerts were not sent at once, and why; of what is named, only those."""
    since = context.now - LOOK_BACK
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        about = watchlist.all_meant_by(context.text, held, context.rules) if context.text else []
        ids = [each.query_id for each in about]
        planned = await alert_status.missed(connection, context.chat.id, since, _MAX_LINES + 1, ids)
        unplanned = [] if about else await _unplanned(connection, context, since)
    if context.text and not about and (companies := one_company(context.text, context.rules)):
        context.reply.say("unwatch-unknown", text=context.request.echo)
        await offer(context, companies)
        return
    muted = [
        _muted(each, context)
        for each in about or held
        if each.muted_until and each.muted_until > context.now
    ]
    found = [(each.created_at, _line(each, context)) for each in planned]
    found += [
        (
            each.seen_at,
            _item(each.seen_at, each.title, context.translate("missed-unreachable"), context),
        )
        for each in unplanned
    ]
    if not found:
        lines = [*muted, *_nothing(context, held, about, muted)]
        context.reply.send(plain(as_many_as_fit(lines, context.translate)))
        return
    found.sort(key=lambda each: each[0], reverse=True)
    lines = [*muted, context.translate("missed-title")]
    lines += [line for _, line in found[:_MAX_LINES]]
    if len(found) > _MAX_LINES:
        lines.append(context.translate("missed-more", count=_MAX_LINES))
    context.reply.send(plain(as_many_as_fit(lines, context.translate)))


def _muted(held: Subscription, context: Context) -> str:
    """Say that nothing of what is followed comes for a while, and is no alert that was missed."""
    until = local_time(held.muted_until or context.now, context.zone, context.now)
    return context.translate("missed-muted", what=subscription_name(held, context), until=until)


def _nothing(
    context: Context, held: list[Subscription], about: list[Subscription], muted: list[str]
) -> list[str]:
    """Say that all of the rest was sent at once, where there is a rest."""
    if not held:
        return [context.translate("list-empty")]
    if len(muted) == len(about or held):
        return []
    if about:
        names = [subscription_name(each, context) for each in about]
        what = in_a_row(names, context.translate)
        return [context.translate("missed-nothing-of", what=what)]
    return [context.translate("missed-nothing-else" if muted else "missed-nothing")]


async def _unplanned(connection: Connection, context: Context, since: datetime) -> list[Article]:
    """Return what the chat follows and no alert was planned of, for it could not be reached."""
    spell = await chats.unreachable(connection, context.chat.id)
    if spell is None:
        return []
    begin, end = max(spell[0], since), spell[1] or context.now
    found = await newest_followed(connection, context.chat.id, _MAX_LINES + 1, (begin, end))
    stories = [each.story_id for each in found]
    planned = await alert_status.planned_stories(connection, context.chat.id, stories)
    return [each for each in found if each.story_id not in planned and came_as_news(each)]


def _line(status: AlertStatus, context: Context) -> str:
    return _item(status.created_at, status.title, _why(status, context), context)


def _item(moment: datetime, title: str, why: str, context: Context) -> str:
    at = local_time(moment, context.zone, context.now)
    return f"· {at} {cut(title, _MAX_TITLE)}\n  {why}"


def _why(status: AlertStatus, context: Context) -> str:
    translate, zone = context.translate, context.zone
    match status.state:
        case AlertState.SENT:
            sent_at = status.sent_at or status.created_at
            return translate("missed-in-digest", at=local_time(sent_at, zone, context.now))
        case AlertState.DEAD:
            # What failed in what way is for operators: nobody else can make anything of it.
            is_unwanted = status.note == NOT_ASKED_FOR
            return translate("missed-not-asked" if is_unwanted else "missed-dead")
        case AlertState.SENDING:
            return translate("missed-sending")
        case _:
            return _waits(status, context)


def _waits(status: AlertStatus, context: Context) -> str:
    """Say until when an alert waits, and what for."""
    translate = context.translate
    soonest = max(status.until or context.now, context.now)
    goes_out = soonest
    if not status.is_gathered:  # when a digest is made, it is settled with the quiet hours
        preferences, zone = context.chat.preferences, context.options.zone
        rank = Rank.CAN_WAIT if status.in_digest else status.rank
        goes_out = send_time(soonest, status.kind, rank, preferences, zone)
    if goes_out == context.now:
        return translate("missed-sending")
    until = local_time(goes_out, context.zone, context.now)
    if goes_out > soonest:
        return translate("missed-quiet", until=until)
    if status.is_paused:
        return translate("missed-paused", until=until)
    if status.held_back:
        return translate("missed-quiet", until=until)
    return translate("missed-gathered" if status.is_gathered else "missed-waiting", until=until)


COMMANDS = (
    Command("pause", pause, changes=True),
    Command("resume", resume, changes=True),
    Command("missed", missed),
)
BUTTONS: dict[str, ButtonAction] = {"pause": ButtonAction(pause), "resume": ButtonAction(resume)}
