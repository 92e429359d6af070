"""`/settings`: when and how a chat is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.commands.trading_hours import offer_trading_hours
from notifier.bot.context import Context
from notifier.bot.formatting import clock, plain
from notifier.bot.time_expressions import read_hours, read_time_of_day
from notifier.bot.time_zones import read_zone, zone_label
from notifier.core.alerts import Cadence
from notifier.core.i18n import LANGUAGES, Translator, translator
from notifier.core.numbers import read_number
from notifier.core.preferences import MARKETS, Preferences, zone_name
from notifier.delivery.message import Button, Keyboard, Message
from notifier.store.chats import chats, subscriptions
from notifier.store.engine.database import Connection
from notifier.subscriptions.markets import session_markets
from notifier.subscriptions.watchlist import CADENCES

_ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Europe/London",
    "America/New_York",
)
_NO_HOURS = "0-0"
_QUIET = ("22:00-07:00", "23:00-07:00", "23:00-08:00", _NO_HOURS)
_DAILY = (8, 12, 18, 21)
_FOLLOWED = "followed"
"""The choice of the markets of what is followed."""
_SWITCHES = {
    "weekends": "quiet_weekends",
    "urgent": "urgent_passes",
    "silent": "silent",
    "preview": "preview",
    "hashtags": "hashtags",
}
"""The settings that are on or off, by the word on their buttons."""
_CHOSEN = {"language", "timezone", "quiet", "market", "daily"}
"""The settings with a value, by which they can be asked for behind the command."""
_A_SPAN = 2
"""So many times may as well be the ends of the hours in which alerts are wanted."""
_OF_SESSIONS = {Cadence.PRE_OPEN.value, Cadence.POST_CLOSE.value}


async def show_settings(context: Context) -> None:
    """Show the settings, with a button for each."""
    async with context.read() as connection:
        lines = await lines_of(connection, context, context.chat.preferences)
        context.reply.edit(_overview(lines, context))


async def lines_of(
    connection: Connection, context: Context, preferences: Preferences
) -> dict[str, str]:
    """Return what is set, by the names of the settings."""
    translate, zone = context.translate, preferences.zone(context.options.zone).key
    quiet = translate("settings-none")
    if preferences.has_quiet_hours:
        quiet = f"{clock(preferences.quiet_from)}–{clock(preferences.quiet_until)}"
    weekends = translate(f"settings-switch-{str(preferences.quiet_weekends).lower()}")
    urgent = translate(f"settings-urgent-{str(preferences.urgent_passes).lower()}")
    sound = "all"
    if preferences.silent:
        sound = "urgent" if preferences.urgent_passes else "none"
    preview, hashtags = (
        translate(f"settings-switch-{str(each).lower()}")
        for each in (preferences.preview, preferences.hashtags)
    )
    return {
        "language": translate("settings-language", language=translate("language-name")),
        "timezone": translate("settings-timezone", zone=_zone_name(zone, translate)),
        "quiet": translate("settings-quiet", hours=quiet),
        "weekends": translate("settings-weekends", quiet=weekends),
        "urgent": translate("settings-urgent", passes=urgent),
        "silent": translate("settings-sound", which=translate(f"settings-sound-{sound}")),
        "market": await _sessions(connection, context, preferences),
        "daily": translate("settings-daily", at=clock(preferences.daily_at)),
        "preview": translate("settings-preview", shown=preview),
        "hashtags": translate("settings-hashtags", shown=hashtags),
    }


def _overview(lines: dict[str, str], context: Context) -> Message:
    translate, app = context.translate, context.options.app
    rows = (
        ("language", "timezone"),
        ("quiet", "weekends"),
        ("urgent", "silent"),
        ("market", "daily"),
        ("preview", "hashtags"),
    )
    buttons = [
        tuple(Button(translate(f"settings-button-{name}"), f"set:{name}") for name in row)
        for row in rows
    ]
    if context.options.api and context.is_private:
        buttons.append((Button(translate("button-api"), "api:"),))
    if app and context.is_private:  # Telegram opens it nowhere else
        buttons.append((Button(translate("button-app"), app=app),))
    return plain("\n".join((translate("settings-title"), *lines.values())), tuple(buttons))


async def _sessions(connection: Connection, context: Context, preferences: Preferences) -> str:
    """Return whose sessions digests keep to, and whether that was chosen."""
    translate, zone = context.translate, preferences.zone(context.options.zone).key
    held = await subscriptions.of_chat(connection, context.chat.id)
    gathered = [each for each in held if each.cadence in _OF_SESSIONS] or held
    queries = [each.query for each in gathered]
    markets = session_markets(preferences, queries, zone, context.chat.language)
    names = translate("settings-and").join(translate(f"market-{each}") for each in markets)
    if preferences.market is None:
        return translate("settings-market-followed", market=names)
    return translate("settings-market", market=names)


def _zone_name(zone: str, translate: Translator) -> str:
    """Return what people call a zone: by its city where it is one of those offered."""
    city = zone.rpartition("/")[2].lower()
    return translate(f"zone-{city}") if zone in _ZONES else zone_label(zone)


async def choose(context: Context) -> None:
    """Show the choices for one setting, or take one."""
    name, _, value = context.text.partition(":")
    if value:
        await _set(context, name, value)
        return
    if name in _SWITCHES:
        await _set(
            context, name, "no" if getattr(context.chat.preferences, _SWITCHES[name]) else "yes"
        )
        return
    _show_choices(context, name)


def _show_choices(context: Context, name: str) -> None:
    translate = context.translate
    match name:
        case "language":
            found = [(translator(each)("language-name"), f"lang:{each}") for each in LANGUAGES]
        case "timezone":
            found = [(_zone_name(zone, translate), f"set:timezone:{zone}") for zone in _ZONES]
        case "quiet":
            found = [
                (key if key != _NO_HOURS else translate("settings-none"), f"set:quiet:{key}")
                for key in _QUIET
            ]
        case "market":
            found = [
                (translate(f"market-{each}"), f"set:market:{each}")
                for each in (_FOLLOWED, *MARKETS)
            ]
        case "daily":
            found = [(f"{hour:02}:00", f"set:daily:{hour}") for hour in _DAILY]
        case "cadence":
            found = [(translate(f"cadence-{each}"), f"all:{each}") for each in CADENCES]
        case _:
            raise ButtonExpired
    pairs = [found[at : at + 2] for at in range(0, len(found), 2)]
    rows = [tuple(Button(label, data) for label, data in pair) for pair in pairs]
    back = (Button(translate("button-back-settings"), "settings:"),)
    context.reply.edit_text(f"settings-choose-{name}", buttons=(*rows, back))


async def _set(context: Context, name: str, value: str) -> None:
    preferences = with_choice(context.chat.preferences, name, value)
    if preferences is None:
        raise ButtonExpired
    async with context.change() as connection:
        await chats.set_preferences(connection, context.chat.id, preferences)
        lines = await lines_of(connection, context, preferences)
        if context.request.pressed is not None:
            context.reply.edit(_overview(lines, context))
        context.reply.toast("saved", what=lines[name])


def with_choice(preferences: Preferences, name: str, value: str) -> Preferences | None:
    """Return preferences with one setting changed; None where the value is none for it."""
    match name:
        case "timezone" if zone := zone_name(value):
            return replace(preferences, timezone=zone)
        case "quiet" if hours := read_hours(value):
            return replace(preferences, quiet_from=hours[0], quiet_until=hours[1])
        case _ if name in _SWITCHES and value in {"yes", "no"}:
            switched: dict[str, Any] = {_SWITCHES[name]: value == "yes"}
            return replace(preferences, **switched)
        case "market" if value == _FOLLOWED or value in MARKETS:
            return replace(preferences, market=None if value == _FOLLOWED else value)
        case "daily" if (minute := _minute(value)) is not None:
            return replace(preferences, daily_at=minute)
        case _:
            return None


def _minute(value: str) -> int | None:
    """Return the minute of the day of a whole hour, as buttons have it, or of a time."""
    hour = read_number(value, most=23)
    return read_time_of_day(value) if hour is None else hour * 60


async def set_from_text(context: Context) -> None:
    """Set what stands behind the command; without a value, show the choices or all settings.

    It is the name of a setting with its value, or quiet hours or a time zone by themselves.
    """
    name, _, value = context.text.partition(" ")
    if not context.text:
        await show_settings(context)
    elif name == "daily" and with_choice(context.chat.preferences, name, value):
        await _set_daily(context, value)
    elif with_choice(context.chat.preferences, name, value):
        await _set(context, name, value)
    elif context.text == "trading":
        await offer_trading_hours(context)
    elif name == "times" and value:
        _ask_which_time(context, value.split())
    elif name == "cadence" and value in CADENCES and await _set_cadence_of_all(context, value):
        pass  # which is told
    elif name == "cadence" or (name in _CHOSEN and not value):
        _show_choices(context, name)
    elif read_hours(context.text):
        await _set(context, "quiet", context.text)
    elif zone := await asyncio.to_thread(read_zone, context.text):
        await _set(context, "timezone", zone)
    else:
        context.reply.say("settings-unreadable", text=context.request.echo)


def _ask_which_time(context: Context, times: Sequence[str]) -> None:
    """Tell when digests come, and offer what comes near to other times: of the day, or cadences."""
    translate = context.translate
    rows = [
        (Button(translate(f"cadence-{each}"), f"all:{each}"),)
        if each in CADENCES
        else (Button(translate("button-daily-at", at=each), f"say:daily {each}"),)
        for each in times
    ]
    if Cadence.WEEKLY in times:
        at = clock(context.chat.preferences.daily_at)
        context.reply.say("settings-which-day", at=at, buttons=tuple(rows))
        return
    if len(times) == _A_SPAN and not set(CADENCES).intersection(times):
        label = translate("button-only-between", begins=times[0], ends=times[1])
        rows.append((Button(label, f"say:quiet {times[1]}-{times[0]}"),))
    rows.append((Button(translate("cadence-hourly"), f"all:{Cadence.HOURLY}"),))
    context.reply.say("settings-which-time", buttons=tuple(rows))


async def _set_daily(context: Context, value: str) -> None:
    """Set when the daily digest comes, and offer to have all that is followed come with it."""
    preferences = with_choice(context.chat.preferences, "daily", value)
    assert preferences is not None
    async with context.change() as connection:
        await chats.set_preferences(connection, context.chat.id, preferences)
        held = await subscriptions.of_chat(connection, context.chat.id)
    buttons: Keyboard = ()
    if any(each.cadence != Cadence.DAILY for each in held):
        buttons = ((Button(context.translate("button-all-daily"), f"all:{Cadence.DAILY}"),),)
    at = clock(preferences.daily_at)
    context.reply.say("settings-daily-set", at=at, buttons=buttons)


async def set_all_cadences(context: Context) -> None:
    """Set when all that is followed comes."""
    if context.text not in CADENCES:
        raise ButtonExpired
    if not await _set_cadence_of_all(context, context.text):
        raise ButtonExpired


async def _set_cadence_of_all(context: Context, cadence: str) -> int:
    """Set it, by a button or by words, and say so; return of how much, which may be nothing."""
    chosen = Cadence(cadence)
    other = Cadence.DAILY if chosen is Cadence.INSTANT else Cadence.INSTANT
    async with context.change() as connection:
        count = await subscriptions.set_cadence_of_all(connection, context.chat.id, chosen)
    if count:
        at = clock(context.chat.preferences.daily_at)
        back = ((Button(context.translate(f"button-all-{other}"), f"all:{other}"),),)
        is_button = context.request.update.callback_query is not None
        say = context.reply.edit_text if is_button else context.reply.say
        say(f"all-{chosen}", count=count, at=at, buttons=back)
    return count


COMMANDS = (Command("settings", set_from_text, changes=True),)
BUTTONS: dict[str, ButtonAction] = {
    "set": ButtonAction(choose),
    "all": ButtonAction(set_all_cadences),
    "settings": ButtonAction(show_settings, changes=False),
    "say": ButtonAction(set_from_text),
}
