"""The bot's commands and buttons: one table each, in the order of Telegram's menu.

A command is a function of a `Talk`; what it does is in the use cases, such as
`notifier.subscriptions.watchlist`.
"""

from __future__ import annotations

from collections.abc import Mapping

from notifier.chat.commands import (
    admin,
    alert_buttons,
    basics,
    channels,
    correcting,
    feeds,
    finding,
    groups,
    importing,
    language,
    listing,
    pausing,
    privacy,
    settings,
    statistics,
    subscribing,
    topics,
)
from notifier.chat.commands.command import Command, Press

COMMANDS: tuple[Command, ...] = (
    *basics.BEGIN,
    *subscribing.COMMANDS,
    *listing.COMMANDS,
    *finding.COMMANDS,
    *topics.COMMANDS,
    *feeds.COMMANDS,
    *alert_buttons.COMMANDS,
    *correcting.COMMANDS,
    *statistics.COMMANDS,
    *pausing.COMMANDS,
    *importing.COMMANDS,
    *settings.COMMANDS,
    *language.COMMANDS,
    *groups.COMMANDS,
    *channels.COMMANDS,
    *privacy.COMMANDS,
    *basics.END,
    *admin.COMMANDS,
)

BUTTONS: Mapping[str, Press] = {
    **alert_buttons.BUTTONS,
    **subscribing.BUTTONS,
    **listing.BUTTONS,
    **finding.BUTTONS,
    **groups.BUTTONS,
    **channels.BUTTONS,
    **admin.BUTTONS,
    **importing.BUTTONS,
    **topics.BUTTONS,
    **feeds.BUTTONS,
    **language.BUTTONS,
    **pausing.BUTTONS,
    **privacy.BUTTONS,
    **settings.BUTTONS,
}
"""What a button does, by the word that its data begins with; the rest is `talk.text`."""
