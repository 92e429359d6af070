"""Telegram's command menu, in each language and for each sort of chat."""

from __future__ import annotations

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from notifier.chat.commands import COMMANDS
from notifier.chat.commands.command import Where
from notifier.words import LANGUAGES, choose_language, words

_MENU_LANGUAGES = {"zh-Hans": "zh", "en": "en"}
"""Telegram takes two-letter codes; a chat that chose zh-Hant gets a menu of its own."""


def menu(language: str, *, private: bool) -> list[BotCommand]:
    """Return the menu of one chat."""
    shown = {Where.EVERYWHERE, Where.PRIVATE if private else Where.GROUP}
    say = words(language)
    return [
        BotCommand(command.name, say(f"command-{command.name}"))
        for command in COMMANDS
        if command.where in shown
    ]


async def set_menus(bot: Bot, default_language: str) -> None:
    """Tell Telegram every menu; raises TelegramError."""
    for private, scope in (
        (True, BotCommandScopeAllPrivateChats()),
        (False, BotCommandScopeAllGroupChats()),
    ):
        for language in LANGUAGES:
            commands = menu(language, private=private)
            if language == choose_language(None, default_language):
                await bot.set_my_commands(commands, scope=scope)
            if language in _MENU_LANGUAGES:
                code = _MENU_LANGUAGES[language]
                await bot.set_my_commands(commands, scope=scope, language_code=code)
