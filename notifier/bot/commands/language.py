"""Which language the bot speaks in a chat."""

from __future__ import annotations

from notifier.bot.commands.command import Command, Press
from notifier.bot.context import Talk, plain
from notifier.bot.replies import SetMenu
from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import Button
from notifier.store.chats import chats

NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
"""Each language in its own."""


async def ask_language(talk: Talk) -> None:
    """Let somebody choose."""
    row = tuple(Button(NAMES[language], f"lang:{language}") for language in LANGUAGES)
    talk.say("language-which", buttons=(row,))


async def set_language(talk: Talk) -> None:
    """Speak another language in the chat from now on."""
    if talk.text not in LANGUAGES:
        talk.toast("button-old")
        return
    async with talk.change() as connection:
        await chats.set_language(connection, talk.chat.id, talk.text)
        talk.speak(talk.text)
        talk.rewrite(plain(translator(talk.text)("language-done")))
        if talk.managed_by is None:  # else the menu is not the channel's
            talk.acts.append(SetMenu(talk.text, operators=talk.is_operator))


COMMANDS = (Command("language", ask_language),)
BUTTONS: dict[str, Press] = {"lang": Press(set_language)}
