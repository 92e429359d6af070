"""`/mute`, `/not` and `/unmute`: phrases not to be alerted to, words that mean no company."""

from __future__ import annotations

from notifier.bot.commands.alert_buttons import answered_alert, mute_until
from notifier.bot.commands.command import ButtonAction, Command
from notifier.bot.commands.names import subscription_name
from notifier.bot.commands.offers import offer
from notifier.bot.commands.watchlist import mute_until as mute_subscription
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, company, cut
from notifier.bot.silence_words import ALL_OF_IT
from notifier.bot.time_expressions import read_until, split_until
from notifier.bot.word_match import match_whole
from notifier.core.model import Subscription
from notifier.delivery.message import Button, Keyboard, local_time
from notifier.store.chats import chats, subscriptions
from notifier.subscriptions import watchlist
from notifier.subscriptions.interpretation import one_company

_MAX_BUTTON = 50
"""How many bytes of a text a button carries."""
_QUOTES = "\"“”„«»「」『』‘’'＂"
"""Quotation marks around a phrase; those of a title, as in 《三体》, articles have too."""
_APOSTROPHES = "’'"


async def mute(context: Context) -> None:
    """Alert to no article with a phrase any more; where it may mean something else, ask.

    A time in answer to an alert mutes what brought that alert; behind the name of what is followed,
    that. What stands in quotation marks is a phrase.
    """
    if _unquoted(context.text) != context.text:
        await mute_phrase(context)
        return
    until = read_until(context.text, context.now, context.zone)
    if not context.text:
        context.reply.say("mute-what")
    elif len(context.text.encode()) > _MAX_BUTTON:
        await mute_phrase(context)
    elif until is not None and (told := await answered_alert(context)):
        await mute_until(context, told, until)
    elif until is not None:
        moment = local_time(until, context.zone, context.now)
        time = Button(context.translate("mute-button-time", until=moment), f"pause:{context.text}")
        buttons = ((time,), *phrase_buttons(context, context.text))
        context.reply.say("mute-which", text=context.text, buttons=buttons)
    elif timed := split_until(context.text, context.now, context.zone):
        if held := await _followed(context, timed[0]):
            await mute_subscription(context, held, timed[1])
        else:
            buttons = phrase_buttons(context, timed[0])
            context.reply.say("unwatch-unknown", text=timed[0], buttons=buttons)
    elif held := await _followed(context, context.text):
        translate = context.translate
        for_a_day = Button(translate("mute-1d"), f"quiet:{held.id}:1d")
        end = Button(translate("button-delete"), f"end:{held.id}")
        rows = ((for_a_day, end), *phrase_buttons(context, context.text))
        what = subscription_name(held, context)
        context.reply.say("mute-followed", text=context.text, what=what, buttons=rows)
    else:
        await mute_phrase(context)


async def _followed(context: Context, text: str) -> Subscription | None:
    """Return what the chat follows by certain words."""
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
    return watchlist.meant_by(text, held, context.rules)


def phrase_buttons(context: Context, text: str) -> Keyboard:
    """Return the button that leaves out articles with a phrase, where it holds the phrase."""
    if len(text.encode()) > _MAX_BUTTON:
        return ()
    return ((Button(context.translate("mute-button-phrase", text=text), f"mute:{text}"),),)


async def mute_phrase(context: Context) -> None:
    """Alert to no article with a phrase any more."""
    context = context.with_text(_unquoted(context.text))
    async with context.change() as connection:
        await watchlist.mute(connection, context.chat, context.text, context.now)
        context.reply.edit_text("mute-done", text=context.request.echo, buttons=_undo(context))


def _undo(context: Context) -> Keyboard:
    """Return the button that takes a correction back, where it holds its words."""
    if len(context.text.encode()) > _MAX_BUTTON:
        return ()
    return ((Button(context.translate("button-undo"), f"unmute:{context.text}"),),)


async def exclude_company(context: Context) -> None:
    """Correct that words do not mean a company."""
    if not context.text:
        context.reply.say("not-what")
        return
    context = context.with_text(_unquoted(context.text))
    async with context.change() as connection:
        security = await watchlist.exclude_company(
            connection, context.chat, context.text, context.rules, context.now
        )
        if security is None:
            context.reply.say("not-unknown", text=context.request.echo)
        else:
            what = company(security, context.translate)
            text, buttons = context.request.echo, _undo(context)
            context.reply.say("not-done", text=text, what=what, buttons=buttons)


async def unmute(context: Context) -> None:
    """Take a correction back by its words, and end the mute of what they mean on the list."""
    if not context.text:
        context.reply.say("unmute-what")
        return
    async with context.read() as connection:
        held = await subscriptions.of_chat(connection, context.chat.id)
        paused_until = await chats.paused_until(connection, context.chat.id)
    muted = [each for each in held if each.muted_until and each.muted_until > context.now]
    if match_whole([ALL_OF_IT], context.text):
        await _unmute_all(context, muted)
        return
    typed, text = context.text, _unquoted(context.text)
    meant = watchlist.meant_by(text, held, context.rules)
    async with context.change() as connection:
        done = [await watchlist.unmute(connection, context.chat, each) for each in {typed, text}]
        if meant is not None and meant in muted:
            await subscriptions.mute(connection, context.chat.id, meant.id, None)
            what, name = context.translate("card-unmuted"), subscription_name(meant, context)
            context.reply.say("card-saved", name=name, what=what)
        elif any(done):
            context.reply.say("unmute-done", text=cut(text, MAX_ECHO))
        elif paused_until is not None and paused_until > context.now:
            row = (Button(context.translate("button-resume"), "resume:"),)
            context.reply.say("unmute-unknown", text=cut(text, MAX_ECHO), buttons=(row,))
        else:
            context.reply.toast("unmute-unknown", text=cut(text, MAX_ECHO))
    is_known = meant is not None or any(done) or context.request.pressed is not None
    if not is_known and (companies := one_company(text, context.rules)):
        await offer(context, companies)


async def _unmute_all(context: Context, muted: list[Subscription]) -> None:
    """End the mutes of all that is followed, and the pause."""
    async with context.change() as connection:
        for each in muted:
            await subscriptions.mute(connection, context.chat.id, each.id, None)
        await chats.pause_chat(connection, context.chat.id, None)
        context.reply.say("resume-done")


def _unquoted(text: str) -> str:
    """Return a text without the quotation marks around all of it."""
    bare = text.strip(_QUOTES + " ")
    is_quoted = bare and text[0] in _QUOTES and text[-1] in _QUOTES
    return bare if is_quoted and not set(bare) & set(_QUOTES).difference(_APOSTROPHES) else text


COMMANDS = (
    Command("mute", mute, changes=True),
    Command("not", exclude_company, changes=True),
    Command("unmute", unmute, changes=True),
)
BUTTONS: dict[str, ButtonAction] = {
    "mute": ButtonAction(mute_phrase),
    "unmute": ButtonAction(unmute, takes_back=True),
    "allow": ButtonAction(unmute),
}
