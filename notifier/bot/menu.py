"""Telegram's command menu, in each language and for each kind of chat."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonDefault,
    MenuButtonWebApp,
    WebAppInfo,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from notifier.bot.commands.command import Where
from notifier.bot.commands.registry import COMMANDS
from notifier.core.i18n import LANGUAGES, choose_language, translator
from notifier.core.log import get_logger
from notifier.web.app.address import PATH

log = get_logger(__name__)

_MENU_LANGUAGES = {"zh-Hans": "zh", "en": "en"}
"""Telegram takes two-letter codes; a chat that chose zh-Hant gets a menu of its own."""


def menu(language: str, *, private: bool, operators: bool = False) -> list[BotCommand]:
    """Return the menu of one chat."""
    shown = {Where.EVERYWHERE, Where.PRIVATE if private else Where.GROUP}
    if operators:
        shown.add(Where.OPERATORS)
    translate = translator(language)
    return [
        BotCommand(command.name, translate(f"command-{command.name}"))
        for command in COMMANDS
        if command.where in shown
    ]


async def set_menus(bot: Bot, default_language: str, operators: Collection[int] = ()) -> None:
    """Set every menu with Telegram; raise TelegramError."""
    default = choose_language(None, default_language)
    for chat in operators:
        commands = menu(default, private=chat > 0, operators=True)
        # One who never wrote to the bot has no chat with it yet.
        with suppress(BadRequest, Forbidden):
            await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
    for private, scope in (
        (True, BotCommandScopeAllPrivateChats()),
        (False, BotCommandScopeAllGroupChats()),
    ):
        for language in LANGUAGES:
            commands = menu(language, private=private)
            if language == default:
                await bot.set_my_commands(commands, scope=scope)
            if language in _MENU_LANGUAGES:
                code = _MENU_LANGUAGES[language]
                await bot.set_my_commands(commands, scope=scope, language_code=code)


async def offer_app(bot: Bot, address: str, language: str) -> None:
    """Have the button beside the text field open the Mini App; raise TelegramError.

    Without an address it opens the commands again, where it opened the app.
    """
    if address:
        button = MenuButtonWebApp(translator(language)("app-title"), WebAppInfo(address))
        try:
            await bot.set_chat_menu_button(menu_button=button)
        except (BadRequest, InvalidToken) as error:  # a Bot API server that is old knows no apps
            log.warning("app_not_offered", problem=type(error).__name__)
        return
    # Whoever runs the bot may have given it another app, at @BotFather; and it can do without.
    with suppress(TelegramError):
        shown = await bot.get_chat_menu_button()
        if isinstance(shown, MenuButtonWebApp) and shown.web_app.url.endswith(PATH):
            await bot.set_chat_menu_button(menu_button=MenuButtonDefault())
