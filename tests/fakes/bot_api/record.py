"""What the bot did: its calls, its messages, and waiting for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.fakes.bot_api.calls import Call
from tests.fakes.bot_api.shapes import Json
from tests.fakes.bot_api.world import SentMessage, World


class Record:
    """The bot's doings, for assertions.

    The `wait_for_…` methods block, up to `timeout` seconds, and raise a TimeoutError that tells
    what there was instead. In asynchronous tests, await the `until_…` of the same name.
    """

    world: World

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in the order of arrival."""
        with self.world.changed:
            return tuple(self.world.calls)

    def calls_of(self, method: str, chat_id: int | None = None) -> tuple[Call, ...]:
        """Every call of a method, of those about `chat_id` if it is given."""
        return tuple(
            call for call in self.calls if call.method == method and chat_id in (None, call.chat_id)
        )

    @property
    def messages(self) -> tuple[SentMessage, ...]:
        """Every message that the bot sent, as it stands now, in the order of sending."""
        with self.world.changed:
            return tuple(self.world.messages.values())

    def sent_to(self, chat_id: int) -> tuple[SentMessage, ...]:
        """Every message that the bot sent to a chat, as it stands now."""
        return tuple(message for message in self.messages if message.chat_id == chat_id)

    def written_in(self, chat_id: int) -> tuple[Json, ...]:
        """Every message that people wrote in a chat."""
        with self.world.changed:
            return tuple(each for each in self.world.written if each["chat"]["id"] == chat_id)

    @property
    def pending_updates(self) -> tuple[Json, ...]:
        """The updates that the bot has not confirmed."""
        return self.world.updates.pending

    @property
    def confirmed_updates(self) -> tuple[int, ...]:
        """The ids of the updates that the bot has confirmed."""
        return self.world.updates.confirmed

    @property
    def webhook(self) -> Json | None:
        """What the bot gave setWebhook, while it is set."""
        with self.world.changed:
            return dict(self.world.webhook.values) if self.world.webhook else None

    def message(self, chat_id: int, message_id: int) -> SentMessage:
        """Give one message as it stands now; raises LookupError."""
        with self.world.changed:
            return self.world.messages[chat_id, message_id]

    def wait_for(self, condition: Callable[[], bool], *, timeout: float = 60) -> None:
        """Block until `condition` holds; it is asked at every change on this server."""
        with self.world.changed:
            if not self.world.changed.wait_for(condition, timeout):
                raise TimeoutError("the condition does not hold")

    def wait_for_message(
        self, chat_id: int, *, containing: str = "", timeout: float = 60
    ) -> SentMessage:
        """Block until a message to a chat shows `containing`; give the first that does."""

        def found() -> list[SentMessage]:
            return [m for m in self.sent_to(chat_id) if containing in m.text]

        try:
            self.wait_for(lambda: bool(found()), timeout=timeout)
        except TimeoutError:
            texts = [message.text for message in self.sent_to(chat_id)]
            raise TimeoutError(f"no {containing!r} to chat {chat_id}, only {texts}") from None
        return found()[0]

    def wait_for_call(
        self, method: str, *, chat_id: int | None = None, count: int = 1, timeout: float = 60
    ) -> Call:
        """Block until a method was called `count` times; give the last of these calls."""
        try:
            self.wait_for(lambda: len(self.calls_of(method, chat_id)) >= count, timeout=timeout)
        except TimeoutError:
            seen = len(self.calls_of(method, chat_id))
            raise TimeoutError(f"{method} was called {seen} times, not {count}") from None
        return self.calls_of(method, chat_id)[count - 1]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Do as `wait_for` does, without blocking the event loop."""
        await asyncio.to_thread(self.wait_for, condition)

    async def until_message(self, chat_id: int, *, containing: str = "") -> SentMessage:
        """Do as `wait_for_message` does, without blocking the event loop."""
        return await asyncio.to_thread(self.wait_for_message, chat_id, containing=containing)

    async def until_call(self, method: str, *, chat_id: int | None = None, count: int = 1) -> Call:
        """Do as `wait_for_call` does, without blocking the event loop."""
        return await asyncio.to_thread(self.wait_for_call, method, chat_id=chat_id, count=count)
