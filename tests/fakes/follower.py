"""A reader's server on loopback to which hubs push: it confirms what they ask, and keeps it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.fakes.loopback import LoopbackServer

_PATIENCE = 60.0


@dataclass(frozen=True)
class Push:
    """What a hub pushed."""

    body: bytes
    headers: dict[str, str]


@dataclass
class FakeFollower:
    """Confirms what it `means`, and answers a push with `status` and `headers`."""

    means: bool = True
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    pushes: list[Push] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pushed = threading.Event()
        self._server = LoopbackServer(self._answer)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def callback(self) -> str:
        """Where hubs call; it has a query of its own, which they are to keep."""
        return f"{self._server.url}/hook?reader=7"

    async def until_pushed(self) -> Push:
        """Wait for the first push; raise TimeoutError where none comes."""
        if not await asyncio.to_thread(self._pushed.wait, _PATIENCE):
            raise TimeoutError("nothing was pushed")
        return self.pushes[0]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        assert request.query_params["reader"] == "7"
        if request.method == "POST":
            self.pushes.append(Push(await request.body(), dict(request.headers)))
            self._pushed.set()
            answer = Response(status_code=self.status, headers=self.headers)
        else:
            self.asked.append(dict(request.query_params))
            said = request.query_params["hub.challenge"] if self.means else "who are you?"
            answer = Response(said)
        await answer(scope, receive, send)
