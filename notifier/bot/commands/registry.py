"""All commands and buttons of the bot: one table each, commands in the order of Telegram's menu."""

from __future__ import annotations

from collections.abc import Mapping

from notifier.bot.commands import (
    admin,
    alert_buttons,
    api,
    channels,
    corrections,
    editing,
    feeds,
    forget,
    groups,
    import_export,
    language,
    pause,
    search,
    settings,
    start,
    statistics,
    subscribe,
    topics,
    undo,
    unwatch,
    watchlist,
)
from notifier.bot.commands.command import ButtonAction, Command

COMMANDS: tuple[Command, ...] = (
    *start.BEGIN,
    *subscribe.COMMANDS,
    *unwatch.COMMANDS,
    *undo.COMMANDS,
    *watchlist.COMMANDS,
    *editing.COMMANDS,
    *search.COMMANDS,
    *topics.COMMANDS,
    *feeds.COMMANDS,
    *alert_buttons.COMMANDS,
    *corrections.COMMANDS,
    *statistics.COMMANDS,
    *pause.COMMANDS,
    *import_export.COMMANDS,
    *settings.COMMANDS,
    *language.COMMANDS,
    *api.COMMANDS,
    *groups.COMMANDS,
    *channels.COMMANDS,
    *forget.COMMANDS,
    *start.END,
    *admin.COMMANDS,
)

BUTTONS: Mapping[str, ButtonAction] = {
    **alert_buttons.BUTTONS,
    **subscribe.BUTTONS,
    **unwatch.BUTTONS,
    **watchlist.BUTTONS,
    **editing.BUTTONS,
    **search.BUTTONS,
    **groups.BUTTONS,
    **channels.BUTTONS,
    **admin.BUTTONS,
    **import_export.BUTTONS,
    **topics.BUTTONS,
    **feeds.BUTTONS,
    **corrections.BUTTONS,
    **pause.BUTTONS,
    **forget.BUTTONS,
    **settings.BUTTONS,
    **language.BUTTONS,
    **api.BUTTONS,
    **start.BUTTONS,
}
"""What a button does, by the word that its data begins with; the rest is the request's text."""
