"""Sending replies: each is one call to Telegram, and what came of it an outcome."""

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
    AnswerInline,
    EditButtons,
    EditMessage,
    InlineResult,
    LeaveChat,
    SendFile,
    SendMessage,
    SendPicture,
    SetMenu,
    StoredReply,
    Toast,
)
from notifier.core.model import Chat
from notifier.delivery.channels.telegram import NewsBot, TelegramChannel, markup
from notifier.delivery.channels.telegram_errors import outcome_of
from notifier.delivery.outcome import Later, Outcome, Sent
from notifier.delivery.rate_limiter import RateLimiter

_INLINE_SECONDS = 30
"""How long Telegram may give others the same answer to an inline query."""


class ReplySender(Protocol):
    """Sends replies."""

    async def send(
        self, chat: Chat, reply: StoredReply, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        """Send a reply to a chat; `attempts` counts this one, from 1."""
        ...


class TelegramReplySender:
    """Sends replies by the bot."""

    def __init__(self, bot: NewsBot, channel: TelegramChannel, limiter: RateLimiter) -> None:
        self._bot = bot
        self._channel = channel
        self._limiter = limiter

    async def send(
        self, chat: Chat, reply: StoredReply, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        """Send a reply to a chat; `attempts` counts this one, from 1."""
        is_message = isinstance(reply, SendMessage | EditMessage | SendFile | SendPicture)
        if is_message and not await self._limiter.acquire(chat.telegram_id):
            return Later(self._limiter.wait_for(chat.telegram_id), "flood control")
        outcome = await self._send(chat, reply, attempts, thread_id)
        if isinstance(outcome, Later) and outcome.whole_chat:
            self._limiter.note_flood_wait(chat.telegram_id, outcome.seconds)
        return outcome

    async def _send(self, chat: Chat, reply: StoredReply, attempts: int, thread_id: int) -> Outcome:
        if isinstance(reply, SendMessage):
            return await self._channel.send(chat, reply.message, attempts, thread_id=thread_id)
        if isinstance(reply, EditMessage):
            return await self._channel.edit(chat, reply.message_id, reply.message, attempts)
        try:
            await self._call(chat.telegram_id, reply, thread_id or None)
        except TelegramError as error:
            return outcome_of(error, attempts)
        return Sent()

    async def _call(
        self,
        chat_id: int,
        reply: EditButtons | Toast | SendFile | SendPicture | AnswerInline | SetMenu | LeaveChat,
        thread_id: int | None,
    ) -> None:
        bot = self._bot
        match reply:
            case Toast():
                await bot.answer_callback_query(
                    reply.query_id, reply.text, show_alert=reply.as_alert
                )
            case EditButtons():
                await self._edit_buttons(chat_id, reply)
            case SendFile():
                await bot.send_document(
                    chat_id,
                    reply.content,
                    filename=reply.name,
                    caption=reply.caption,
                    message_thread_id=thread_id,
                )
            case SendPicture():
                await bot.send_photo(
                    chat_id, reply.content, caption=reply.caption, message_thread_id=thread_id
                )
            case AnswerInline():
                await bot.answer_inline_query(
                    reply.query_id,
                    [_inline_result(each) for each in reply.found],
                    cache_time=_INLINE_SECONDS,
                    is_personal=reply.is_personal,
                    next_offset=reply.next_offset,
                )
            case SetMenu():
                await bot.set_my_commands(
                    menu(reply.language, private=chat_id > 0, operators=reply.operators),
                    scope=BotCommandScopeChat(chat_id),
                )
            case LeaveChat():
                await bot.leave_chat(chat_id)
            case _:
                assert_never(reply)

    async def _edit_buttons(self, chat_id: int, reply: EditButtons) -> None:
        message = {"chat_id": chat_id, "message_id": reply.message_id}
        try:
            await self._bot.raw_call(
                "editMessageReplyMarkup", {**message, "reply_markup": markup(reply.buttons)}
            )
        except BadRequest as error:
            if "not modified" not in error.message.lower():
                raise


def _inline_result(found: InlineResult) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        found.id,
        found.title,
        InputTextMessageContent(found.message.html, parse_mode="HTML"),
        description=found.about,
        url=found.url,
    )
