"""Which command or button an update is for: read from top to bottom, the first that fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, MessageOriginChannel
from telegram.constants import ChatType

from notifier.bot import membership, plain_text, wish_commands
from notifier.bot.commands import channels, import_export, offers, search
from notifier.bot.commands.command import ButtonAction, ButtonExpired, Where
from notifier.bot.commands.lookup import by_number, earlier_text
from notifier.bot.commands.registry import BUTTONS, COMMANDS
from notifier.bot.context import Context
from notifier.bot.formatting import cut, query_error
from notifier.bot.intent import Intent, Kind
from notifier.bot.intent_model import shipped_intents
from notifier.bot.intent_reader import read_intents
from notifier.bot.managed_channels import select_channel
from notifier.bot.permissions import permitted
from notifier.bot.throttle import Throttle
from notifier.core.errors import QueryError
from notifier.delivery.message import Button
from notifier.securities.stock_links import with_codes_for_links

_COMMANDS = {command.name: command for command in COMMANDS}
_MAX_BUTTON = 40
_LINE_NUMBER = re.compile(r"(?<!\w)\d{1,3}(?!\w)|第|最[后後]|last one")
_REPEATABLE = frozenset(
    {"watch", "unwatch", "mute", "unmute", "not", "pause", "resume", "settings", "language"}
)


class Dispatcher:
    """Carries each update out by the one command, button or event that it is for."""

    def __init__(self) -> None:
        self._throttle = Throttle()

    async def dispatch(self, context: Context) -> None:
        """Carry an update out; raise what its command raises."""
        if context.request.update.channel_post is not None:
            await _take_channel_post(context)
            return
        context = await select_channel(context)
        if not self._throttle.admits(context):
            return
        try:
            await _dispatch(context)
        except QueryError as error:
            context.reply.stored.clear()
            context.reply.send(query_error(error, context.translate))
        except ButtonExpired:
            context.reply.stored.clear()
            context.reply.toast("button-old")


async def _dispatch(context: Context) -> None:
    update = context.request.update
    if update.callback_query is not None:
        await _press_button(context)
    elif update.inline_query is not None:
        await search.answer_inline(context)
    elif update.my_chat_member is not None:
        await membership.update_membership(context)
    elif context.request.is_migration:
        await membership.migrate_group(context)
    elif update.message is not None:
        await _take_message(update.message, context)


async def _take_message(message: Message, context: Context) -> None:
    text = context.text.strip()
    if message.chat.type != ChatType.PRIVATE:
        await _take_group_message(text, context)
    elif isinstance(message.forward_origin, MessageOriginChannel):
        await plain_text.take_forwarded_post(text, context)
    elif message.document is not None and not text.startswith(("/", "／")):
        await import_export.import_file(context)
    elif not message.text and not text.startswith(("/", "／")):
        await _take_what_is_no_text(message, text, context)
    else:
        text = with_codes_for_links(text, context.rules.directory)
        await _carry_out(read_intents(text, _COMMANDS), context.with_text(text))


async def _take_group_message(text: str, context: Context) -> None:
    """Carry out commands in a group, and answer who mentions the bot; the rest is not for it."""
    if text.startswith(("/", "／")):
        await _carry_out(read_intents(text, _COMMANDS), context)
    elif context.request.is_addressed:
        mention = re.escape(context.request.mention)
        rest = re.sub(mention, " ", text, flags=re.IGNORECASE).strip()
        read = read_intents(rest, _COMMANDS)
        intents = [wish_commands.told_in_group(each, rest, context) for each in read]
        is_told = intents[0].kind is Kind.COMMAND or (
            intents[0].kind is Kind.WISH and intents[0].command in _COMMANDS
        )
        if is_told and rest:
            await _carry_out(intents, context)
        else:
            context.reply.say("talk-in-group")


async def _take_channel_post(context: Context) -> None:
    """Tell the admins of a channel in private that commands are not read there, by a command."""
    text = context.text.strip()
    if text.startswith(("/", "／")):
        (intent, *_) = read_intents(text, _COMMANDS)
        if intent.kind is Kind.COMMAND and _is_for_this_bot(intent, context):
            await channels.point_to_private(context)


async def _take_what_is_no_text(message: Message, caption: str, context: Context) -> None:
    """Offer the companies in the caption of a picture or the like, or tell what can be read."""
    if not _is_service_message(message) and not await plain_text.offer_companies(caption, context):
        context.reply.say("talk-only-text")


def _is_service_message(message: Message) -> bool:
    """Return whether Telegram tells of something, such as a pinned message or a new picture."""
    said = (message.photo, message.voice, message.audio, message.video, message.video_note)
    more = (message.sticker, message.animation, message.contact, message.location, message.poll)
    return not any((*said, *more, message.dice, message.venue, message.story))


async def _carry_out(intents: Sequence[Intent], context: Context) -> None:
    """Carry out what a message asks for, in order, each whatever becomes of the others."""
    if len(intents) == 1:
        await _carry_out_one(intents[0], context)
        return
    transaction, has_changed = context.transaction, False
    for number, intent in enumerate(intents, start=1):
        is_change, is_repeatable = _changes(intent), _may_be_repeated(intent)
        if is_change and (transaction.committed or (has_changed and not is_repeatable)):
            line = f"/{intent.command} {intent.text}".strip()
            context.reply.say("talk-one-change", command=line[:200])
            continue
        has_changed |= is_change
        transaction.continues = is_repeatable and number < len(intents)
        before = len(context.reply.stored)
        try:
            await _carry_out_one(intent, context.with_text(intent.said or intent.text))
        except QueryError as error:
            del context.reply.stored[before:]
            context.reply.send(query_error(error, context.translate))


async def _carry_out_one(intent: Intent, context: Context) -> None:
    if intent.kind is Kind.COMMAND:
        await _run_command(intent, context)
    elif intent.kind is Kind.UNKNOWN:
        await _tell_unknown(intent, context)
    elif intent.kind is Kind.WISH:
        if await permitted(context, changes=False):
            await _serve(intent, context)
    elif context.request.chat_id > 0 and await permitted(context, changes=False):
        await plain_text.handle_plain_text(intent, context)


async def _serve(wish: Intent, context: Context) -> None:
    """Carry out the command that serves a wish; what names a company all the same is offered."""
    if context.request.chat_id > 0 and await plain_text.offer_meant(wish.said, context):
        return
    served = await wish_commands.as_command(wish, context)
    if served is not None:
        await _carry_out_one(served, context)
        await wish_commands.offer_beside(served, context)


def _changes(intent: Intent) -> bool:
    command = _COMMANDS.get(intent.command)
    return command is not None and command.changes


def _may_be_repeated(intent: Intent) -> bool:
    """Return whether a change is the same when it is carried out twice, or after another.

    A number in the list then means something else.
    """
    by_number = intent.command == "unwatch" and _LINE_NUMBER.search(intent.text)
    return intent.command in _REPEATABLE and not by_number


async def _run_command(intent: Intent, context: Context) -> None:
    if not _is_for_this_bot(intent, context):
        return
    command = _COMMANDS[intent.command]
    if command.where is Where.OPERATORS and not context.is_operator:
        await _tell_unknown(replace(intent, command=f"/{intent.command}"), context)
        return
    context = context.with_text(intent.text)
    if command.personal:
        context = context.for_own_chat()
    if await permitted(context, changes=command.changes):
        await command.run(context)


async def _tell_unknown(intent: Intent, context: Context) -> None:
    if not _is_for_this_bot(intent, context):
        return
    if not intent.addressee and context.request.chat_id < 0:
        return  # it may be for another bot of the group
    word = intent.command.lstrip("/")
    if context.request.chat_id > 0 and await plain_text.offer_meant(word, context):
        return
    if intent.meant:
        meant = f"/{intent.meant} {intent.text}".strip()[:200]
        button = Button(cut(meant, _MAX_BUTTON), f"do:{context.request.received.update_id}")
        rows: list[tuple[Button, ...]] = [(button,)]
        if not intent.command.startswith("/"):  # it may be a word to look for
            rows += offers.keyword_buttons(context.text, context)
        command, buttons = intent.command[:200], tuple(rows)
        context.reply.say("unknown-command-meant", command=command, meant=meant, buttons=buttons)
    else:
        context.reply.say("unknown-command", command=intent.command[:200])


async def _run_meant(context: Context, text: str) -> None:
    """Carry out the command that an earlier message probably meant."""
    guessed = next((each for each in read_intents(text, _COMMANDS) if each.meant), None)
    if guessed is None:
        raise ButtonExpired
    await _run_command(replace(guessed, command=guessed.meant), context)


async def _run_wish(context: Context, text: str) -> None:
    """Carry out what an earlier message is said to have meant, by a button below its answer."""
    wish = context.text
    if wish not in shipped_intents().labels:
        raise ButtonExpired
    context = context.with_text(text)
    await _carry_out_one(await wish_commands.as_chosen(wish, text, context), context)


def _is_for_this_bot(intent: Intent, context: Context) -> bool:
    own_name = context.request.update.get_bot().username or ""
    return not intent.addressee or intent.addressee.lower() == own_name.lower()


async def _press_button(context: Context) -> None:
    name, _, argument = context.text.partition(":")
    button = _BUTTONS.get(name)
    if button is None or (button.operators and not context.is_operator):
        raise ButtonExpired
    context = context.with_text(argument)
    context.transaction.takes_back = button.takes_back
    if await permitted(context, changes=button.changes):
        await button.run(context)


_BUTTONS = {
    **BUTTONS,
    "do": ButtonAction(by_number(earlier_text, _run_meant), changes=False),
    "mean": ButtonAction(by_number(earlier_text, _run_wish), changes=False),
}
"""What a button does; that of a guessed command is carried out as the command itself."""
