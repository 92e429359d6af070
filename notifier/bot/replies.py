"""What a reply is made of: kept as JSON beside the command that it answers, then carried out.

An act is plain data, so that after a crash it is carried out from the inbox as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from notifier.delivery.message import Keyboard, Message

_BYTES = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message to the chat that is answered."""

    message: Message
    kind: Literal["say"] = "say"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Change a message of ours, such as the one whose button was pressed."""

    message_id: int
    message: Message
    kind: Literal["rewrite"] = "rewrite"


@dataclass(frozen=True, slots=True)
class SetButtons:
    """Change the buttons below a message of ours, and nothing else."""

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
class Found:
    """One result of an inline query: what is shown, and the message that it becomes."""

    id: str
    title: str
    about: str
    message: Message


@dataclass(frozen=True, slots=True)
class OfferInline:
    """Answer an inline query."""

    query_id: str
    found: tuple[Found, ...]
    next_offset: str = ""
    kind: Literal["inline"] = "inline"


@dataclass(frozen=True, slots=True)
class SetMenu:
    """Show the chat its commands in a language, those of operators too where they read it."""

    language: str
    operators: bool = False
    kind: Literal["menu"] = "menu"


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the chat."""

    kind: Literal["leave"] = "leave"


Act = Say | Rewrite | SetButtons | Toast | SendFile | SendPicture | OfferInline | SetMenu | Leave

_ACTS: TypeAdapter[tuple[Act, ...]] = TypeAdapter(
    tuple[Annotated[Act, Field(discriminator="kind")], ...]
)


def dump(acts: Sequence[Act]) -> str:
    """Return acts as they are stored."""
    return _ACTS.dump_json(tuple(acts)).decode()


def load(stored: str) -> tuple[Act, ...]:
    """Read stored acts; raises ValueError where they are none."""
    return _ACTS.validate_json(stored)
