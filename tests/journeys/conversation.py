"""One person, group or channel in conversation with the real process, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifier.core.i18n import Translator, translator
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api.world import SentMessage
from tests.journeys.service import Place

CLIENTS = {"zh-Hans": "zh-hans", "zh-Hant": "zh-hant", "en": "en"}
"""What a client calls each of our languages."""


@dataclass(frozen=True)
class Stage:
    """A running service with its Telegram, and the language that everybody speaks on it."""

    api: BotApi
    place: Place
    language: str

    def chat(self, number: int) -> Conversation:
        """Begin a conversation in a chat."""
        return Conversation(self, number, translator(self.language))

    def publish(self, name: str, title: str, body: str, folder: Path | None = None) -> None:
        """Add an article to the source of a folder, whole at once as a careful writer does."""
        text = f"---\ntitle: '{title}'\nlink: https://example.org/{name}\n---\n\n"
        draft = self.place.folder / name
        draft.write_text(f"{text}<p>{body}</p>\n", encoding="utf-8")
        draft.rename((folder or self.place.posts) / f"{name}.md")


@dataclass(frozen=True)
class Conversation:
    """What is said in one chat. `translate` returns the bot's messages in its language."""

    stage: Stage
    chat: int
    translate: Translator

    @property
    def sent(self) -> tuple[SentMessage, ...]:
        """Everything that the bot sent here, as it stands now."""
        return self.stage.api.sent_to(self.chat)

    async def ask(
        self,
        text: str,
        key: str,
        /,
        *,
        user: int | None = None,
        more: dict[str, Any] | None = None,
        **values: str | float,
    ) -> SentMessage:
        """Write something, and wait for a reply that holds the message `key`."""
        before = len(self.sent)
        what = values.get("what")
        if isinstance(what, str) and not {"(", "（"} & set(what):
            form = "keyword-name" if key == "watch-done" else "keyword-quoted"
            values["what"] = self.translate(form, text=what)
        self.stage.api.say(self.chat, text, user_id=user, **(more or {}))
        return await self.reply(self.translate(key, **values), after=before)

    async def reply(self, text: str, *, after: int = 0) -> SentMessage:
        """Wait for a message that holds `text` and comes after the first `after` of this chat."""

        def found() -> list[SentMessage]:
            return [each for each in self.sent[after:] if text in each.text]

        try:
            await self.stage.api.until(lambda: bool(found()))
        except TimeoutError:
            told = [each.text for each in self.sent[after:]]
            raise TimeoutError(f"no {text!r} to {self.chat}, only {told}") from None
        return found()[0]

    async def press(
        self, message: SentMessage, label: str, key: str, /, **values: str | float
    ) -> SentMessage:
        """Press a button, and wait until the message or a new one holds the message `key`."""
        before, text = len(self.sent), self.translate(key, **values)
        self.stage.api.press(self.now(message), label)

        def found() -> list[SentMessage]:
            shown = [self.now(message), *self.sent[before:]]
            return [each for each in shown if text in each.text]

        try:
            await self.stage.api.until(lambda: bool(found()))
        except TimeoutError:
            told = [self.now(message).text, *(each.text for each in self.sent[before:])]
            raise TimeoutError(f"no {text!r} to {self.chat}, only {told}") from None
        return found()[0]

    async def toast(
        self, message: SentMessage, label: str, text: str, *, user: int | None = None
    ) -> None:
        """Press a button, and wait for the short answer that holds `text`."""
        query = self.stage.api.press(self.now(message), label, user_id=user)

        def answers() -> list[str]:
            calls = self.stage.api.calls_of("answerCallbackQuery")
            return [
                str(call.params.get("text", ""))
                for call in calls
                if call.params.get("callback_query_id") == query
            ]

        await self.stage.api.until(lambda: bool(answers()))
        assert text in answers()[0]

    async def until_button(self, message: SentMessage, label: str) -> SentMessage:
        """Wait until a message has a button whose label holds `label`."""

        def has() -> bool:
            return any(label in each["text"] for each in self.now(message).buttons)

        await self.stage.api.until(has)
        return self.now(message)

    def now(self, message: SentMessage) -> SentMessage:
        """Return a message as it stands now."""
        return self.stage.api.message(message.chat_id, message.message_id)
