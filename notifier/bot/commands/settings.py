"""How a chat wants to be told: language, time zone, quiet hours, and whose sessions count."""

from __future__ import annotations

import re
from dataclasses import replace

from notifier.bot.commands.command import Command, Press
from notifier.bot.commands.language import NAMES
from notifier.bot.context import Talk, plain
from notifier.core.preferences import MARKETS, Preferences, zone_name
from notifier.delivery.message import Button, Message
from notifier.store.chats import chats

_ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Europe/London",
    "America/New_York",
)
_NEVER = "0-0"
_QUIET = ("22:00-07:00", "23:00-07:00", "23:00-08:00", _NEVER)
_DAILY = (8, 12, 18, 21)
_HOURS = re.compile(r"(\d{1,2})(?:[:：](\d{2}))?\s*[-–—~至到]\s*(\d{1,2})(?:[:：](\d{2}))?")


async def show_settings(talk: Talk) -> None:
    """Show how the chat is told, with a button for each thing that can be chosen."""
    talk.rewrite(_overview(talk, talk.chat.preferences))


def _overview(talk: Talk, wants: Preferences) -> Message:
    say = talk.words
    quiet = f"{_clock(wants.quiet_from)}–{_clock(wants.quiet_until)}"
    lines = [
        say("settings-title"),
        say("settings-language", language=NAMES[talk.chat.language]),
        say("settings-timezone", zone=wants.zone(talk.options.zone).key),
        say("settings-quiet", hours=quiet if wants.has_quiet_hours else say("settings-none")),
        say("settings-urgent", passes=say(f"settings-urgent-{str(wants.urgent_passes).lower()}")),
        say("settings-market", market=say(f"market-{wants.market}")),
        say("settings-daily", at=_clock(wants.daily_at)),
    ]
    names = ("language", "timezone", "quiet", "urgent", "market", "daily")
    buttons = [Button(say(f"settings-button-{name}"), f"set:{name}") for name in names]
    return plain("\n".join(lines), (tuple(buttons[:3]), tuple(buttons[3:])))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


async def choose(talk: Talk) -> None:
    """Show the choices for one thing, or take one."""
    name, _, value = talk.text.partition(":")
    if value:
        await _take(talk, name, value)
        return
    say, wants = talk.words, talk.chat.preferences
    match name:
        case "language":
            found = [(label, f"lang:{language}") for language, label in NAMES.items()]
        case "timezone":
            found = [(zone, f"set:timezone:{zone}") for zone in _ZONES]
        case "quiet":
            found = [
                (key if key != _NEVER else say("settings-none"), f"set:quiet:{key}")
                for key in _QUIET
            ]
        case "urgent":
            await _take(talk, "urgent", "no" if wants.urgent_passes else "yes")
            return
        case "market":
            found = [(say(f"market-{each}"), f"set:market:{each}") for each in MARKETS]
        case "daily":
            found = [(f"{hour:02}:00", f"set:daily:{hour}") for hour in _DAILY]
        case _:
            talk.toast("button-old")
            return
    pairs = [found[at : at + 2] for at in range(0, len(found), 2)]
    rows = [tuple(Button(label, data) for label, data in pair) for pair in pairs]
    back = (Button(say("button-back-settings"), "settings:"),)
    talk.rewrite(plain(say(f"settings-choose-{name}"), (*rows, back)))


async def _take(talk: Talk, name: str, value: str) -> None:
    wants = with_choice(talk.chat.preferences, name, value)
    if wants is None:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        await chats.set_preferences(connection, talk.chat.id, wants)
        talk.rewrite(_overview(talk, wants))
        talk.toast("saved")


def with_choice(wants: Preferences, name: str, value: str) -> Preferences | None:
    """Return preferences with something chosen; None where that cannot be."""
    match name:
        case "timezone" if zone := zone_name(value):
            return replace(wants, timezone=zone)
        case "quiet" if hours := read_hours(value):
            return replace(wants, quiet_from=hours[0], quiet_until=hours[1])
        case "urgent" if value in {"yes", "no"}:
            return replace(wants, urgent_passes=value == "yes")
        case "market" if value in MARKETS:
            return replace(wants, market=value)
        case "daily" if value.isdecimal() and int(value) < 24:
            return replace(wants, daily_at=int(value) * 60)
        case _:
            return None


def read_hours(text: str) -> tuple[int, int] | None:
    """Read hours such as `23-7` or `22:30-07:00`, as minutes of the day; None for anything else."""
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        return None
    hours = [int(found[1]), int(found[3])]
    minutes = [int(found[2] or 0), int(found[4] or 0)]
    if max(hours) > 23 or max(minutes) > 59:
        return None
    return hours[0] * 60 + minutes[0], hours[1] * 60 + minutes[1]


async def set_by_words(talk: Talk) -> None:
    """Take what was typed behind the command: quiet hours or a time zone; else show the choices."""
    if not talk.text:
        await show_settings(talk)
    elif read_hours(talk.text):
        await _take(talk, "quiet", talk.text)
    elif zone_name(talk.text):
        await _take(talk, "timezone", talk.text)
    else:
        talk.say("settings-unreadable", text=talk.echo)


COMMANDS = (Command("settings", set_by_words, changes=True),)
BUTTONS: dict[str, Press] = {"set": Press(choose), "settings": Press(show_settings, changes=False)}
