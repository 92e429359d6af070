"""The command that serves a wish read from a sentence, about what the sentence names."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from notifier.bot import plain_text
from notifier.bot.change_words import KEPT_BESIDE, NOT_TO_END, SPARED
from notifier.bot.commands import pause
from notifier.bot.context import Context
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_words import NOT_COME, REPEATED, TO_FORGET, WHETHER_ON
from notifier.bot.slots import fill, words_wanted
from notifier.bot.wanted import is_company, wanted
from notifier.bot.wishes import read_wish
from notifier.bot.word_match import find_first
from notifier.core.folding import fold
from notifier.securities.display import all_names, display_name
from notifier.store.chats import subscriptions
from notifier.subscriptions.interpretation import ParsedQuery

_OF_HELD = frozenset(
    {"unwatch", "edit", "mute-word", "pause", "resume", "cadence", "missed", "why"}
)
"""Wishes about something that is followed."""
_ENDS = frozenset({"unwatch", "unwatch-all"})
"""Wishes that something is followed no more."""
_OF_ALERT = frozenset({"unwatch", "edit", "mute-word", "fewer"})
"""Wishes about an alert, in answer to it."""


async def as_command(intent: Intent, context: Context) -> Intent | None:
    """Return what serves a wish; None where it was answered, as it is about an alert."""
    (wish,) = intent.hints
    if wish == "why" and find_first(NOT_COME, context.text):
        wish = "missed"
    if wish == "resume" and find_first(REPEATED, context.text):
        wish = "fewer"
    if wish == "resume" and find_first(WHETHER_ON, context.text):
        await pause.tell_whether_paused(context)
        return None
    if wish == "forget" and not find_first(TO_FORGET, context.text):
        return Intent(Kind.COMMAND, "privacy")
    if wish in _OF_ALERT and await plain_text.answers_alert(context):
        return None
    if wish == "mute-word" and (words := words_wanted(context.text)):
        plain_text.ask_about_words(words, context)
        return None
    return await _served(wish, intent, context)


async def offer_beside(served: Intent, context: Context) -> None:
    """Offer to follow what somebody asked for news of, unless they do."""
    if served.command == "latest" and served.text and not await _held_in(context):
        await plain_text.offer_companies(served.text, context)


def told_in_group(intent: Intent, text: str, context: Context) -> Intent:
    """Return what is told in a group, where nothing is offered: what is unclear is talk."""
    if intent.kind is Kind.FOLLOW and intent.without:
        part = f"-{intent.without}"
        if intent.command:
            return Intent(Kind.COMMAND, "watch", f"{intent.text} {part}")
        return Intent(Kind.COMMAND, "edit", f"{intent.text} → {part}")
    if intent.command != "watch":
        return intent
    if not intent.hints:
        return replace(intent, kind=Kind.COMMAND)
    found = wanted(intent, text, context.rules)
    names = [each.text for each in found if is_company(each)]
    is_clear = bool(names) and len(names) == len(found)
    return Intent(Kind.COMMAND, "watch", ", ".join(names)) if is_clear else Intent(Kind.TALK)


async def as_chosen(wish: str, text: str, context: Context) -> Intent:
    """Return what serves the wish that a text was said to have."""
    return await _served(wish, read_wish(text), context)


async def _served(wish: str, intent: Intent, context: Context) -> Intent:
    if wish in _ENDS and (instead := await _beside_what_stays(wish, intent, context)):
        return instead
    names = await _held_in(context) if wish in _OF_HELD else []
    if not names or wish == "edit":
        found = wanted(intent, context.text, context.rules)
        securities = [each.security for each in found if isinstance(each, ParsedQuery)]
        others = [display_name(each, context.translate.language) for each in securities if each]
        others = [each for each in others if each not in names]
        is_replacement = len(names) == len(others) == 1
        names = [f"{names[0]} → {others[0]}"] if is_replacement else names or others
    return await asyncio.to_thread(fill, wish, context.text, ", ".join(names), intent.text)


async def _beside_what_stays(wish: str, intent: Intent, context: Context) -> Intent | None:
    """Return what serves a wish that something ends, of which the sentence says what stays."""
    if find_first(NOT_TO_END, context.text):
        names = await _held_in(context)
        return Intent(Kind.FOLLOW, text=", ".join(names) or intent.text, is_asked=True)
    kept = find_first(KEPT_BESIDE, context.text)
    staying = await _held_in(context.with_text(kept.last)) if kept else []
    if kept and staying and wish == "unwatch":
        ended = await _held_in(context.with_text(kept.without))
        return Intent(Kind.COMMAND, wish, ", ".join(ended))
    if not staying and (spared := find_first(SPARED, context.text)):
        staying = await _held_in(context.with_text(spared.last)) or [spared.last]
    return Intent(Kind.COMMAND, "unwatch", f"all except {', '.join(staying)}") if staying else None


async def _held_in(context: Context) -> list[str]:
    """Return what the chat follows that a text names: words, or a company by any of its names."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    text, found = fold(context.text).text, []
    for each in held:
        company = context.rules.company_of(each.query)
        names = [*all_names(company), *company.symbol.split(".")[:1]] if company else [each.text]
        if any(_names(fold(name).text, text) for name in names):
            language = context.translate.language
            found.append(display_name(company, language) if company else each.text)
    return found


def _names(name: str, text: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None
