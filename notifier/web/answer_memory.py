"""Answers given once more to who asks in the very same bytes, below the application.

A reader asks for a feed in the same words each time, and so does every reader of its kind. Reading
such a request, finding its route and writing its answer costs ten times what sending it does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import H11Protocol

_HOLDS_FOR = 0.5
"""So many seconds an answer is given again."""
_MOST, _LONGEST, _LARGEST = 200, 4000, 150_000
"""How many answers are remembered, bytes of a request, and bytes of an answer."""
_REMEMBER = "remember_answer"
_NOT_PLAIN = (b"\nconnection:", b"\nupgrade:", b"\nexpect:", b"\ncontent-length:", b"\ntransfer-")
"""Headers by which these bytes are not the whole request, or the connection's last."""
_STAYS_OPEN = b"\nconnection: keep-alive\r"


class AnswerMemory:
    """Remembers answers until `version` returns another one, and half a second at most."""

    def __init__(self, version: Callable[[], object]) -> None:
        self.version = version
        self._answers: dict[bytes, bytes] = {}
        self._of: object = None
        self._until = 0.0

    def get(self, request: bytes) -> bytes | None:
        """Return the answer to a request, where it is remembered."""
        return self._answers.get(request) if self._holds() else None

    def put(self, request: bytes, answer: bytes, version: object) -> None:
        """Remember the answer to a request that came when `version` was the present one."""
        if not self._holds():
            self._answers.clear()
            self._of, self._until = self.version(), time.monotonic() + _HOLDS_FOR
        has_room = len(self._answers) < _MOST and len(answer) <= _LARGEST
        if version == self._of and has_room:
            self._answers[request] = answer

    def _holds(self) -> bool:
        return time.monotonic() < self._until and self.version() == self._of


class SameAnswer(Response):
    """An answer that is the same for everybody who asks in the same bytes."""

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        remember = scope.get("state", {}).get(_REMEMBER)
        if remember is not None:
            remember(self)


def remembering(memory: AnswerMemory) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol of a connection, with a memory that all connections share."""
    return type("Remembering", (_Protocol,), {"memory": memory})


class _Protocol(H11Protocol):
    memory: AnswerMemory

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.app_state = {**self.app_state, _REMEMBER: self._remember}
        self._idle = self.conn.our_state
        self._request = b""
        self._version: object = None
        self._is_alive = False

    @override
    def data_received(self, data: bytes) -> None:
        # Between two requests: all before is whole and answered, and the reader keeps up. Otherwise
        # what looks like a request may be the end of one, or somebody's body.
        is_between = (
            self.conn.our_state is self.conn.their_state is self._idle
            and self.conn.trailing_data == (b"", False)
            and not self.flow.write_paused
        )
        answer = self.memory.get(data) if is_between else None
        if answer is None:
            self._request = data if is_between and _is_plain(data) else b""
            self._version = self.memory.version()
            super().data_received(data)
            return
        self.transport.write(answer)
        self._is_alive = True
        if self.timeout_keep_alive_task is None:
            self._wait_for_more()

    def _wait_for_more(self) -> None:
        wait, then = self.timeout_keep_alive, self.timeout_keep_alive_handler
        self.timeout_keep_alive_task = self.loop.call_later(wait, then)

    @override
    def timeout_keep_alive_handler(self) -> None:
        if self._is_alive:
            self._is_alive = False
            self._wait_for_more()
        else:
            super().timeout_keep_alive_handler()

    def _remember(self, answer: Response) -> None:
        if self._request and answer.status_code in (200, 304):
            status = b"200 OK" if answer.status_code == 200 else b"304 Not Modified"
            headers = [*self.server_state.default_headers, *answer.raw_headers]
            lines = b"".join(b"%s: %s\r\n" % header for header in headers)
            whole = b"HTTP/1.1 %s\r\n%s\r\n%s" % (status, lines, answer.body)
            self.memory.put(self._request, whole, self._version)


def _is_plain(data: bytes) -> bool:
    """Return whether bytes are one whole GET, without a body, on a connection that stays open."""
    return (
        data.startswith(b"GET /")
        and len(data) <= _LONGEST
        and data.find(b"\r\n\r\n") == len(data) - 4
        and b" HTTP/1.1\r\n" in data
        and not any(name in data.lower().replace(_STAYS_OPEN, b"") for name in _NOT_PLAIN)
    )
