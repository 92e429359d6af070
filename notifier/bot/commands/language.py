"""`/language`: in which language a chat is answered."""

from __future__ import annotations

from notifier.bot.commands.command import ButtonAction, ButtonExpired, Command
from notifier.bot.context import Context
from notifier.bot.formatting import plain
from notifier.bot.replies import SetMenu
from notifier.bot.word_match import find_first
from notifier.core.i18n import LANGUAGES, translator
from notifier.delivery.message import Button
from notifier.store.chats import chats

_CALLED = {
    "en": r"\ben(?:glish|-\w+)?\b|英[文语]",
    "zh-Hans": r"simplified|hans|zh-cn|简体?",
    "zh-Hant": r"traditional|hant|zh-(?:tw|hk)|[繁正]体?",
}
"""What each language is called in any of them, folded."""


async def choose_language(context: Context) -> None:
    """Use the language that is named; without one, ask which."""
    named = [each for each, called in _CALLED.items() if find_first(called, context.text)]
    if len(named) == 1:
        await set_language(context.with_text(named[0]))
        return
    row = tuple(Button(translator(each)("language-name"), f"lang:{each}") for each in LANGUAGES)
    context.reply.say("language-which", buttons=(row,))


async def set_language(context: Context) -> None:
    """Use another language in the chat from now on."""
    language = context.text
    if language not in LANGUAGES:
        raise ButtonExpired
    async with context.change() as connection:
        await chats.set_language(connection, context.chat.id, language)
        context.reply.edit(plain(translator(language)("language-done")))
        if context.managed_from is None:  # else the menu is not the channel's
            context.reply.add(SetMenu(language, operators=context.is_operator))


COMMANDS = (Command("language", choose_language, changes=True),)
BUTTONS: dict[str, ButtonAction] = {"lang": ButtonAction(set_language)}
