"""What Telegram knows: the bot, its messages, who is in which chat, and what waits for an answer.

Everything here may be reached from several threads: `World.changed` is held to read or change
anything, and is notified of changes.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api import shapes
from tests.fakes.bot_api.calls import Call, Params, Upload
from tests.fakes.bot_api.faults import (
    REFUSALS,
    FaultPlan,
    Refusal,
    RefusedError,
    bad_request,
    migrated,
)
from tests.fakes.bot_api.shapes import Json
from tests.fakes.bot_api.updates import UpdateQueue


@dataclass(frozen=True)
class SentMessage:
    """A message that the bot sent, as it stands now.

    `text` is what is shown (of a photo or document: its caption); `source` is what the bot wrote,
    in `parse_mode`. `edits` counts how often it was changed.
    """

    chat_id: int
    message_id: int
    date: int
    text: str
    source: str
    parse_mode: str
    entities: tuple[Json, ...] = ()
    reply_markup: Json | None = None
    kind: str = "text"
    media: Json = field(default_factory=dict)
    thread_id: int | None = None
    silent: bool = False
    edits: int = 0

    @property
    def buttons(self) -> tuple[Json, ...]:
        """The buttons of its inline keyboard, row after row."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return tuple(button for row in rows for button in row)

    def button(self, label: str) -> Json:
        """Find the button whose label holds `label`; raises LookupError."""
        for button in self.buttons:
            if label in button["text"]:
                return button
        raise LookupError(f"no button {label!r} in {[b['text'] for b in self.buttons]}")


@dataclass
class World:
    """The state of one fake Bot API, for one bot."""

    token: str
    username: str
    changed: threading.Condition = field(default_factory=threading.Condition)
    calls: list[Call] = field(default_factory=list)
    faults: FaultPlan = field(default_factory=FaultPlan)
    messages: dict[tuple[int, int], SentMessage] = field(default_factory=dict)
    standings: dict[tuple[int, int], str] = field(default_factory=dict)
    """Who is what in which chat, by (chat id, user id)."""
    migrations: dict[int, int] = field(default_factory=dict)
    refused_messages: list[tuple[Callable[[Params], bool], Refusal]] = field(default_factory=list)
    """What of a message is refused however often it is tried."""
    closed_topics: set[tuple[int, int | None]] = field(default_factory=set)
    """Topics of forums that take nothing any more, by (chat id, topic)."""
    names: dict[str, int] = field(default_factory=dict)
    """The chats that have a public name."""
    open_queries: set[str] = field(default_factory=set)
    """Callback and inline queries that the bot may still answer."""
    files: dict[str, Upload] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})
    webhook: Params | None = None
    webhook_failure: Json = field(default_factory=dict)
    """What getWebhookInfo says of the last call that failed."""
    language: str = "zh-hans"
    """What everybody's client speaks."""
    written: list[Json] = field(default_factory=list)
    """What people wrote and sent, in order."""

    def __post_init__(self) -> None:
        self.updates = UpdateQueue(self.changed)
        self._last_message: defaultdict[int, int] = defaultdict(int)

    @property
    def bot(self) -> Json:
        """The bot, as getMe describes it."""
        return shapes.bot_user(int(self.token.partition(":")[0]), self.username)

    def log(self, token: str, method: str) -> Call:
        """Note the arrival of a call."""
        with self.changed:
            call = Call(len(self.calls) + 1, time.time(), token, method, {})
            self.calls.append(call)
            self.changed.notify_all()
            return call

    def new_message(self, chat_id: int) -> Json:
        """Give what every new message in a chat has: its number there, its date, its chat."""
        self._last_message[chat_id] += 1
        return {
            "message_id": self._last_message[chat_id],
            "date": int(time.time()),
            "chat": shapes.chat(chat_id),
        }

    def show(self, message: SentMessage) -> Json:
        """Describe a message that the bot sent, as the Bot API does."""
        shown: Json = {
            "message_id": message.message_id,
            "date": message.date,
            "chat": shapes.chat(message.chat_id),
            "from": self.bot,
        }
        text, entities = (
            ("text", "entities")
            if message.kind == "text"
            else (
                "caption",
                "caption_entities",
            )
        )
        optional: dict[str, Any] = {
            text: message.text,
            entities: list(message.entities),
            "edit_date": message.date if message.edits else None,
            "message_thread_id": message.thread_id,
            "is_topic_message": message.thread_id is not None,
        }
        if "inline_keyboard" in (message.reply_markup or {}):
            optional["reply_markup"] = message.reply_markup
        return shown | message.media | {name: value for name, value in optional.items() if value}

    def standing(self, chat_id: int, user_id: int) -> str:
        """Tell what somebody is in a chat; whoever was not put there is an ordinary member."""
        return self.standings.get((chat_id, user_id), "member")

    def chat_of(self, params: Params) -> int:
        """Give the chat that a call is about; refuses one that there is not."""
        written = params.text("chat_id")
        if not written:
            raise bad_request("chat_id is empty")
        try:
            chat_id = int(written)
        except ValueError:
            chat_id = self.names.get(written.removeprefix("@"), 0)
        if not chat_id:
            raise RefusedError(REFUSALS["chat not found"])
        return chat_id

    def writable_chat_of(self, params: Params) -> int:
        """Give the chat that a call is about; refuses one that the bot may not write to."""
        chat_id = self.chat_of(params)
        if chat_id in self.migrations:
            raise RefusedError(migrated(self.migrations[chat_id]))
        kind = shapes.chat_type(chat_id)
        match self.standing(chat_id, self.bot["id"]):
            case "kicked" if kind == "private":
                raise RefusedError(REFUSALS["blocked"])
            case "kicked":
                raise RefusedError(REFUSALS[f"kicked from {kind}"])
            case "left":
                raise RefusedError(REFUSALS[f"not in {kind}"])
            case _:
                return chat_id
