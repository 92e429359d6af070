"""Carrying a reply out: each act is one call to Telegram, and what came of it an outcome."""

from __future__ import annotations

from typing import Protocol, assert_never

from telegram import (
    BotCommandScopeChat,
    InlineQueryResultArticle,
    InputTextMessageContent,
)
from telegram.error import BadRequest, TelegramError

from notifier.bot.menu import menu
from notifier.bot.replies import (
    Act,
    Found,
    Leave,
    OfferInline,
    Rewrite,
    Say,
    SendFile,
    SendPicture,
    SetButtons,
    SetMenu,
    Toast,
)
from notifier.core.model import Chat
from notifier.delivery.channels.telegram import NewsBot, TelegramSender, markup
from notifier.delivery.message import Message
from notifier.delivery.outcome import Later, Outcome, Sent, judge
from notifier.delivery.rate_limiter import Pacer

_INLINE_SECONDS = 30
"""How long Telegram may give others the same answer to an inline query."""


class Performer(Protocol):
    """Carries acts out."""

    async def perform(self, chat: Chat, act: Act, attempts: int, *, thread_id: int = 0) -> Outcome:
        """Carry out an act for a chat; `attempts` counts this one, from 1."""
        ...


class TelegramPerformer:
    """Carries acts out by the bot."""

    def __init__(self, bot: NewsBot, sender: TelegramSender, pacer: Pacer) -> None:
        self._bot = bot
        self._sender = sender
        self._pacer = pacer

    async def perform(self, chat: Chat, act: Act, attempts: int, *, thread_id: int = 0) -> Outcome:
        """Carry out an act for a chat; `attempts` counts this one, from 1."""
        is_message = isinstance(act, Say | Rewrite | SendFile | SendPicture)
        if is_message and not await self._pacer.turn(chat.telegram_id):
            return Later(self._pacer.silent_for, "flood control of the whole bot")
        outcome = await self._perform(chat, act, attempts, thread_id)
        if isinstance(outcome, Later) and outcome.whole_chat:
            self._pacer.flooded(chat.telegram_id, outcome.seconds)
        return outcome

    async def _perform(self, chat: Chat, act: Act, attempts: int, thread_id: int) -> Outcome:
        if isinstance(act, Say):
            return await self._sender.send(chat, act.message, attempts, thread_id=thread_id)
        if isinstance(act, Rewrite):
            return await self._sender.edit(chat, act.message_id, act.message, attempts)
        try:
            await self._call(chat, act, thread_id)
        except TelegramError as error:
            return judge(error, attempts)
        return Sent()

    async def _call(
        self,
        chat: Chat,
        act: SetButtons | Toast | SendFile | SendPicture | OfferInline | SetMenu | Leave,
        thread_id: int,
    ) -> None:
        bot, where = self._bot, chat.telegram_id
        match act:
            case Toast():
                await bot.answer_callback_query(act.query_id, act.text, show_alert=act.as_alert)
            case SetButtons():
                await self._set_buttons(where, act)
            case SendFile():
                await bot.send_document(
                    where,
                    act.content,
                    filename=act.name,
                    caption=act.caption,
                    message_thread_id=thread_id or None,
                )
            case SendPicture():
                await bot.send_photo(
                    where,
                    act.content,
                    caption=act.caption,
                    message_thread_id=thread_id or None,
                )
            case OfferInline():
                await bot.answer_inline_query(
                    act.query_id,
                    [_result(each) for each in act.found],
                    cache_time=_INLINE_SECONDS,
                    next_offset=act.next_offset,
                )
            case SetMenu():
                await bot.set_my_commands(
                    menu(act.language, private=where > 0, operators=act.operators),
                    scope=BotCommandScopeChat(where),
                )
            case Leave():
                await bot.leave_chat(where)
            case _:
                assert_never(act)

    async def _set_buttons(self, chat_id: int, act: SetButtons) -> None:
        place = {"chat_id": chat_id, "message_id": act.message_id}
        try:
            await self._bot.raw_call(
                "editMessageReplyMarkup", {**place, "reply_markup": markup(act.buttons)}
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise


def _result(found: Found) -> InlineQueryResultArticle:
    message: Message = found.message
    return InlineQueryResultArticle(
        found.id,
        found.title,
        InputTextMessageContent(message.html, parse_mode="HTML"),
        description=found.about,
        url=message.url,
    )
