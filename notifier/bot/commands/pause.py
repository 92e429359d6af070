"""Being left in peace for a while, and what did not come at once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.formatting import as_many_as_fit
from notifier.bot.context import Talk, plain, shorten
from notifier.core.model import AlertState
from notifier.delivery.message import Button, local_time
from notifier.store.alerts import status as alert_states
from notifier.store.alerts.status import AlertStatus
from notifier.store.chats import chats

LOOK_BACK = timedelta(days=7)
_MOST = 30
_MAX_TITLE = 60
_LONGEST = timedelta(days=30)
_MORNING = 8
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "分": "minutes", "时": "hours", "天": "days"}
_DURATION = re.compile(r"(\d{1,3})\s*(m|h|d|分|时|天)\w*")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
_TOMORROW = {"tomorrow", "明天", "明早"}


def read_until(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """Read until when: `2h`, `30m`, `3d`, `tomorrow`, `09:00` (the next); None for anything else.

    Nothing is longer than thirty days: who wants that, unsubscribes.
    """
    text = text.strip().lower().removeprefix("until").strip()
    local = now.astimezone(zone)
    duration = _DURATION.fullmatch(text.replace("小时", "时").replace("分钟", "分"))
    if duration:
        wait = timedelta(**{_UNITS[duration[2]]: int(duration[1])})
        return now + min(wait, _LONGEST) if wait else None
    if text in _TOMORROW:
        return _at(local + timedelta(days=1), _MORNING, 0)
    clock = _CLOCK.fullmatch(text)
    if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
        today = _at(local, int(clock[1]), int(clock[2]))
        return today if today > now else _at(local + timedelta(days=1), today.hour, today.minute)
    return None


def _at(day: datetime, hour: int, minute: int) -> datetime:
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


async def pause(talk: Talk) -> None:
    """Send nothing for a while; what comes meanwhile is told after."""
    if not talk.text:
        row = tuple(Button(talk.words(f"pause-{each}"), f"pause:{each}") for each in _CHOICES)
        talk.say("pause-how-long", buttons=(row,))
        return
    until = read_until(talk.text, talk.now, talk.zone)
    if until is None:
        talk.say("pause-unreadable", text=talk.echo)
        return
    moment = local_time(until, talk.zone, talk.now)
    async with talk.change() as connection:
        await chats.pause_chat(connection, talk.chat.id, until)
        resume = Button(talk.words("button-resume"), "resume:")
        talk.rewrite(plain(talk.words("pause-done", until=moment), ((resume,),)))


_CHOICES = ("1h", "8h", "tomorrow")


async def resume(talk: Talk) -> None:
    """Send again."""
    async with talk.change() as connection:
        await chats.pause_chat(connection, talk.chat.id, None)
        talk.rewrite(plain(talk.words("resume-done")))


async def missed(talk: Talk) -> None:
    """Tell what did not come at once, and why."""
    async with talk.store.read() as connection:
        found = await alert_states.missed(connection, talk.chat.id, talk.now - LOOK_BACK, _MOST + 1)
    if not found:
        talk.say("missed-nothing")
        return
    lines = [talk.words("missed-title")]
    lines += [_line(each, talk) for each in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(talk.words("missed-more", count=_MOST))
    talk.show(plain(as_many_as_fit(lines, talk.words)))


def _line(status: AlertStatus, talk: Talk) -> str:
    moment = local_time(status.created_at, talk.zone, talk.now)
    return f"· {moment} {shorten(status.title, _MAX_TITLE)}\n  {_why(status, talk)}"


def _why(status: AlertStatus, talk: Talk) -> str:
    say, zone = talk.words, talk.zone
    match status.state:
        case AlertState.SENT:
            sent_at = status.sent_at or status.created_at
            return say("missed-in-digest", at=local_time(sent_at, zone, talk.now))
        case AlertState.DEAD:
            return say("missed-dead", why=status.note or "–")
        case AlertState.SENDING:
            return say("missed-sending")
        case _:
            until = local_time(status.until or status.created_at, zone, talk.now)
            if status.is_paused:
                return say("missed-paused", until=until)
            if status.in_digest:
                return say("missed-gathered", until=until)
            return say("missed-waiting", until=until, why=status.note or "–")


COMMANDS = (
    Command("pause", pause, changes=True),
    Command("resume", resume, changes=True),
    Command("missed", missed),
)
BUTTONS: dict[str, Press] = {"pause": Press(pause), "resume": Press(resume)}
