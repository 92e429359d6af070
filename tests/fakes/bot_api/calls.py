"""The calls that bots make: their parameters, as they arrive, and the log of them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.fakes.bot_api.faults import bad_request

_STRUCTURED: Final = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "menu_button",
    "reply_markup",
    "reply_parameters",
    "results",
    "scope",
}
"""Parameters that are JSON, however the request is written."""


@dataclass(frozen=True)
class Upload:
    """A file in a request."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Params:
    """A call's parameters: scalars as text, structured ones as JSON values, and its files."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a parameter, or "" without it."""
        return str(self.values.get(name, ""))

    def flag(self, name: str) -> bool:
        """Give a yes or no."""
        return self.text(name).lower() in ("true", "yes", "1")

    def number(self, name: str, default: int = 0) -> int:
        """Give a number, or `default` where there is none."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def structure(self, name: str) -> Any:
        """Give a structured parameter, or None without it; refuses what is not JSON."""
        value = self.values.get(name)
        if isinstance(value, str):
            raise bad_request(f"can't parse {name} JSON object")
        return value


class Outcome(StrEnum):
    """What became of a call."""

    PENDING = "pending"  # not answered yet
    ACCEPTED = "accepted"  # carried out, and the bot was told so
    REFUSED = "refused"  # not carried out, and the bot was told so
    LOST = "lost"  # carried out, and the bot was not told
    DROPPED = "dropped"  # not carried out, and the bot was not told


@dataclass
class Call:
    """One call, in the order of arrival.

    `time` is in seconds since the epoch, and so is `over`: when the answer was given, or the bot
    was seen to have hung up. `status` is None while there is no answer, and for ever where none is
    given; `description` is that of a refusal.
    """

    number: int
    time: float
    token: str
    method: str
    params: Mapping[str, Any]
    files: tuple[str, ...] = ()
    outcome: Outcome = Outcome.PENDING
    status: int | None = None
    description: str | None = None
    over: float | None = None

    @property
    def chat_id(self) -> int | None:
        """The chat that the call concerns, if it concerns one."""
        try:
            return int(self.params["chat_id"])
        except (KeyError, ValueError):
            return None


def read_params(content_type: str, query: str, body: bytes) -> Params:
    """Read a request as the Bot API does: URL query, form, multipart form or JSON.

    Raises `RefusedError` for what cannot be read.
    """
    header = Message()
    header["content-type"] = content_type
    files: dict[str, Upload] = {}
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    try:
        match header.get_content_type():
            case "application/json":
                values |= json.loads(body)
            case "multipart/form-data":
                fields, files = _read_multipart(body, str(header.get_param("boundary")))
                values |= fields
            case "application/x-www-form-urlencoded":
                form = body.decode("ascii")
                values |= parse_qsl(form, keep_blank_values=True, errors="strict")
            case _:
                pass
        json.dumps(values, ensure_ascii=False).encode()  # JSON may have escaped half a character
    except UnicodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except (TypeError, ValueError):
        raise bad_request("can't parse request body as JSON object") from None
    given = {name: value for name, value in values.items() if value is not None}
    return Params({name: _uniform(name, value) for name, value in given.items()}, files)


def _uniform(name: str, value: Any) -> Any:
    """Make a value look alike whatever kind of request it came in."""
    if name in _STRUCTURED:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read_multipart(body: bytes, boundary: str) -> tuple[dict[str, str], dict[str, Upload]]:
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    delimiter = b"\r\n--" + boundary.encode()
    for part in (b"\r\n" + body).split(delimiter)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = Message()
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(":")
            headers[name] = value.strip()
        name = str(headers.get_param("name", header="content-disposition"))
        filename = headers.get_filename()
        if filename is None:
            fields[name] = content.decode()
        else:
            files[name] = Upload(filename, headers.get_content_type(), content)
    return fields, files
