"""The bot: python-telegram-bot's, with what it needs to lose nothing and to tell no secrets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import BaseRequest
from typing_extensions import override

from notifier.core.alerts import EVERY_ORNAMENT, NO_ORNAMENT, Ornament
from notifier.core.errors import ChatError
from notifier.core.log import get_logger
from notifier.core.model import Chat
from notifier.delivery.channels.telegram_errors import outcome_of
from notifier.delivery.channels.telegram_request import TelegramRequest, json_data
from notifier.delivery.message import Button, Keyboard, Message
from notifier.delivery.ornaments import refused_ornament, without_dropped
from notifier.delivery.outcome import Dead, Later, Outcome, Rejected, Sent
from notifier.delivery.rate_limiter import RateLimiter

log = get_logger(__name__)

SEND_TIMEOUT = 20.0
"""Seconds to wait for an answer to a message; a short wait makes more answers doubtful."""
POLL_SECONDS = 25
"""How long Telegram holds a getUpdates open when there is nothing new."""
_CONNECTIONS_TO_SPARE = 4
"""For what is neither a message nor a poll: the menu, files, answers to buttons."""
UPDATES = (
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "inline_query",
)


class NewsBot(Bot):
    """A bot whose updates can be had raw.

    The library's own poller parses a batch before it can be stored, stops for good at one 401 or
    404, and confirms updates that it holds only in memory.
    """

    def __init__(
        self, token: str, base_url: str, *, request: BaseRequest, updates_request: BaseRequest
    ) -> None:
        super().__init__(
            token,
            base_url=base_url,
            base_file_url=f"{base_url.removesuffix('/bot')}/file/bot",
            request=request,
            get_updates_request=updates_request,
        )
        self._updates_request = updates_request

    @override
    def __repr__(self) -> str:
        return f"NewsBot({self.number})"  # the library's holds the token

    @property
    def number(self) -> int:
        """The bot's id, which its token begins with; known without asking Telegram."""
        return int(self.token.partition(":")[0])

    @property
    def name_in_links(self) -> str:
        """Its name, as in t.me/NAME; empty before Telegram told it."""
        try:
            return self.username or ""
        except RuntimeError:
            return ""

    async def learn_name(self) -> None:
        """Ask Telegram for the name; where it does not answer, it stays unknown."""
        with suppress(TelegramError):
            await self.initialize()

    async def download(self, file_id: str) -> bytes:
        """Fetch a file that was sent to the bot; raises TelegramError."""
        file = await self.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def raw_updates(self, offset: int | None) -> list[dict[str, Any]]:
        """Wait for updates from `offset` on, which confirms those before; raises TelegramError."""
        data = {"timeout": POLL_SECONDS, "allowed_updates": UPDATES, "offset": offset}
        updates: Any = await self._updates_request.post(
            f"{self.base_url}/getUpdates", json_data(data), read_timeout=POLL_SECONDS + 10
        )
        if not isinstance(updates, list):
            raise TelegramError("getUpdates answered with something that is no list")
        return [update for update in updates if isinstance(update, dict)]

    async def raw_call(self, method: str, parameters: dict[str, Any]) -> Any:
        """Call a method and return what it gives as it came; raises TelegramError.

        For messages, of which there are many: to make the library's objects of an answer takes
        longer than to send it. Parameters that are None are left out.
        """
        return await self.request.post(f"{self.base_url}/{method}", json_data(parameters))


def make_bot(token: str, base_url: str, in_flight: int, *, proxy: str | None = None) -> NewsBot:
    """Make the bot; nothing is sent until it is used.

    `in_flight` messages can be under way at once. `proxy` is the address of an HTTP proxy.
    """
    return NewsBot(
        token,
        base_url,
        request=TelegramRequest(
            connections=in_flight + _CONNECTIONS_TO_SPARE, read_timeout=SEND_TIMEOUT, proxy=proxy
        ),
        # Its own connections: a poll that waits must take none of those that send.
        updates_request=TelegramRequest(connections=2, proxy=proxy),
    )


@asynccontextmanager
async def known_bot(bot: NewsBot, *, strict: bool = False) -> AsyncIterator[NewsBot]:
    """Open the bot's connections after asking Telegram whether it knows it.

    Raise ChatError where the token is wrong, and with `strict` also where Telegram cannot be
    reached: without it a service starts all the same and keeps trying.
    """
    try:
        try:
            await bot.initialize()
        except InvalidToken:  # whose text holds the token
            raise ChatError(
                f"Telegram does not accept the token of bot {bot.number}; check "
                "NOTIFIER_TELEGRAM_TOKEN, or get a token from @BotFather"
            ) from None
        except TelegramError as error:
            if strict:
                raise ChatError(f"Telegram cannot be reached: {error}") from error
            log.warning("telegram_not_reached", problem=str(error))
        yield bot
    finally:
        await bot.shutdown()


class TelegramChannel:
    """Brings messages to chats by the bot.

    With `paid`, messages are paid broadcasts: Telegram takes 1,000 a second of them, for a fee.
    """

    def __init__(self, bot: NewsBot, limiter: RateLimiter, *, paid: bool = False) -> None:
        self._bot = bot
        self._limiter = limiter
        self._paid = True if paid else None

    async def send(
        self, chat: Chat, message: Message, attempts: int, *, thread_id: int = 0
    ) -> Outcome:
        """Send a message, to a topic of the forum where `thread_id` names one."""

        async def call(message: Message) -> Sent:
            sent = await self._bot.raw_call(
                "sendMessage",
                {
                    "chat_id": chat.telegram_id,
                    "message_thread_id": thread_id or None,
                    "allow_paid_broadcast": self._paid,
                    "disable_notification": message.silent or None,
                    "reply_parameters": _reply(message),
                    **_content(message),
                },
            )
            number = sent.get("message_id") if isinstance(sent, dict) else None
            return Sent(number if isinstance(number, int) else None)

        return await self._ever_plainer(call, chat, message, attempts)

    async def edit(self, chat: Chat, message_id: int, message: Message, attempts: int) -> Outcome:
        """Change a message that was sent; one that says the same already counts as changed."""

        async def call(message: Message) -> Sent:
            try:
                await self._bot.raw_call(
                    "editMessageText",
                    {
                        "chat_id": chat.telegram_id,
                        "message_id": message_id,
                        **_content(message),
                    },
                )
            except BadRequest as error:
                if "not modified" not in error.message.lower():
                    raise
            return Sent(message_id)

        return await self._ever_plainer(call, chat, message, attempts)

    async def _ever_plainer(
        self,
        call: Callable[[Message], Awaitable[Sent]],
        chat: Chat,
        message: Message,
        attempts: int,
    ) -> Outcome:
        """Make a call; where an ornament of the message is refused, once more without it."""
        while True:
            try:
                return await call(message)
            except TelegramError as error:
                outcome = outcome_of(error, attempts)
                refused = NO_ORNAMENT
                if isinstance(outcome, Rejected | Dead):
                    refused = refused_ornament(error.message, message)
            if not refused:
                return _remembering(outcome, Ornament(message.dropped))
            message = replace(message, dropped=message.dropped | refused)
            if not await self._limiter.acquire(chat.telegram_id):
                wait = self._limiter.wait_for(chat.telegram_id)
                return Later(wait, "flood control", dropped=Ornament(message.dropped))


def _remembering(outcome: Outcome, dropped: Ornament) -> Outcome:
    """Return an outcome with what the message goes without when it is tried again.

    After a no that we do not know that is everything it can go without.
    """
    match outcome:
        case Later():
            return replace(outcome, dropped=dropped)
        case Rejected():
            return replace(outcome, dropped=EVERY_ORNAMENT)
        case _:
            return outcome


def _content(message: Message) -> dict[str, Any]:
    """Return the parameters of a call that hold what a message shows."""
    is_plain = Ornament.MARKUP in Ornament(message.dropped)
    message = without_dropped(message)
    preview: dict[str, Any] = {"is_disabled": True}
    if message.preview is not None:
        preview = {"url": message.preview, "prefer_large_media": True}
    return {
        "text": message.plain if is_plain else message.html,
        "parse_mode": None if is_plain else "HTML",
        "link_preview_options": preview,
        "reply_markup": markup(message.buttons),
    }


def _reply(message: Message) -> dict[str, Any] | None:
    """Return which message is answered; one that was deleted meanwhile is answered all the same."""
    if message.reply_to is None:
        return None
    return {"message_id": message.reply_to, "allow_sending_without_reply": True}


def markup(buttons: Keyboard) -> dict[str, Any] | None:
    """Return buttons as the Bot API wants them; None where there are none."""
    if not buttons:
        return None
    return {"inline_keyboard": [[_button(each) for each in row] for row in buttons]}


def _button(button: Button) -> dict[str, Any]:
    if button.app:
        return {"text": button.text, "web_app": {"url": button.app}}
    opens = {"url": button.url} if button.url else {"callback_data": button.data}
    return {"text": button.text, **opens}
