"""Replies: what a command answers. They are stored as JSON beside the request, then sent.

Each is one call to Telegram and plain data, so that after a crash it is sent from the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from notifier.bot.formatting import MAX_ECHO, plain
from notifier.bot.request import Request
from notifier.core.i18n import Translator
from notifier.delivery.message import Keyboard, Message

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Send a message to the chat that is answered."""

    message: Message
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class EditMessage:
    """Change a message of the bot, such as the one whose button was pressed."""

    message_id: int
    message: Message
    kind: Literal["rewrite"] = "rewrite"


@dataclass(frozen=True, slots=True)
class EditButtons:
    """Change the buttons below a message of the bot, and nothing else."""

    message_id: int
    buttons: Keyboard
    kind: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Toast:
    """Answer the press of a button: it stops waiting, and shows `text` (at most 200 characters)."""

    query_id: str
    text: str = ""
    as_alert: bool = False
    kind: Literal["toast"] = "toast"


@dataclass(frozen=True)
class SendFile:
    """Send a file, such as an export."""

    __pydantic_config__ = _BYTES

    name: str
    content: bytes
    caption: str = ""
    kind: Literal["file"] = "file"


@dataclass(frozen=True)
class SendPicture:
    """Send a picture, as PNG."""

    __pydantic_config__ = _BYTES

    content: bytes
    caption: str = ""
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One result of an inline query: what is shown, and the message that it becomes."""

    id: str
    title: str
    about: str
    """The line below the title."""
    message: Message
    url: str | None = None
    """The address of the article."""


@dataclass(frozen=True, slots=True)
class AnswerInline:
    """Answer an inline query."""

    query_id: str
    found: tuple[InlineResult, ...]
    next_offset: str = ""
    """What Telegram asks the next page with; empty where this is the last."""
    is_personal: bool = False
    """Whether Telegram may give it to nobody else who asks the same."""
    kind: Literal["inline"] = "inline"


@dataclass(frozen=True, slots=True)
class SetMenu:
    """Set the chat's command menu in a language, with the operators' commands where it has them."""

    language: str
    operators: bool = False
    kind: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class LeaveChat:
    """Leave the chat."""

    kind: Literal["leave"] = "leave"


StoredReply = (
    SendMessage
    | EditMessage
    | EditButtons
    | Toast
    | SendFile
    | SendPicture
    | AnswerInline
    | SetMenu
    | LeaveChat
)

_JSON: TypeAdapter[tuple[StoredReply, ...]] = TypeAdapter(
    tuple[Annotated[StoredReply, Field(discriminator="kind")], ...]
)


def dump(replies: Sequence[StoredReply]) -> str:
    """Return replies as they are stored."""
    return _JSON.dump_json(tuple(replies)).decode()


def load(stored: str) -> tuple[StoredReply, ...]:
    """Read stored replies; raise ValueError where they are none."""
    return _JSON.validate_json(stored)


def outside_topic(reply: StoredReply) -> StoredReply:
    """Return a reply as it goes to the chat itself, where the topic it was for is gone.

    What it answers or changes is in that topic.
    """
    if isinstance(reply, SendMessage | EditMessage):
        return SendMessage(replace(reply.message, reply_to=None))
    return reply


@dataclass(frozen=True, slots=True)
class Reply:
    """Collects the replies to one request, in their order."""

    request: Request
    translate: Translator
    """The messages in the language of who reads the reply."""
    decorate: Callable[[Message], Message] | None = None
    """What is done to each message before it is stored."""
    stored: list[StoredReply] = field(default_factory=list)

    def say(self, key: str, *, buttons: Keyboard = (), **values: str | float) -> None:
        """Send the message `key` of the locales."""
        self.send(plain(self.translate(key, **values), buttons))

    def send(self, message: Message) -> None:
        """Send a message; in a group, as an answer to what was written."""
        written = self.request.message
        if written is not None and self.request.chat_id < 0:
            message = replace(message, reply_to=written.message_id)
        self.stored.append(SendMessage(self._decorated(message)))

    def edit(self, message: Message) -> None:
        """Change the message whose button was pressed; without one, send it."""
        pressed = self.request.pressed
        if pressed is None or pressed.message is None:
            self.send(message)
        else:
            self.stored.append(EditMessage(pressed.message.message_id, self._decorated(message)))

    def edit_text(self, key: str, *, buttons: Keyboard = (), **values: str | float) -> None:
        """Change the message whose button was pressed to the message `key` of the locales."""
        self.edit(plain(self.translate(key, **values), buttons))

    def edit_buttons(self, buttons: Keyboard) -> None:
        """Change the buttons below the message whose button was pressed."""
        pressed = self.request.pressed
        if pressed is not None and pressed.message is not None:
            buttons = self._decorated(Message("", "", buttons=buttons)).buttons
            self.stored.append(EditButtons(pressed.message.message_id, buttons))

    def toast(self, key: str, **values: str | float) -> None:
        """Show the message `key` to who pressed a button; where none was pressed, send it."""
        pressed = self.request.pressed
        if pressed is None:
            self.send(plain(self.translate(key, **values)))
        else:
            self.stored.append(Toast(pressed.id, self.translate(key, **values)[:MAX_ECHO]))

    def add(self, reply: StoredReply) -> None:
        """Add a reply of another kind."""
        self.stored.append(reply)

    def finish(self) -> None:
        """Answer the press of a button in any case: else it seems to hang."""
        pressed = self.request.pressed
        if pressed is not None and not any(isinstance(each, Toast) for each in self.stored):
            self.stored.append(Toast(pressed.id))

    def _decorated(self, message: Message) -> Message:
        return message if self.decorate is None else self.decorate(message)
