"""A WebSub hub on loopback: it takes subscriptions, asks back, and pushes what is published.

with FakeHub() as hub:
    ...                                   # the service subscribes at hub.url
    await hub.verify()                    # GET at the callbacks of all requests so far
    await hub.publish(topic, RSS)         # POST to those that were confirmed
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import threading
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qsl

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tests.fakes.loopback import LoopbackServer

_PATIENCE = 60.0


@dataclass(frozen=True)
class HubRequest:
    """What a subscriber asked for, its form without `hub.` before the names."""

    form: dict[str, str]

    @property
    def mode(self) -> str:
        return self.form["mode"]


@dataclass
class FakeHub:
    """Answers `status` to requests, with `headers`, and does the rest when it is told to."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    lease_seconds: str | None = "864000"
    requests: list[HubRequest] = field(default_factory=list)
    confirmed: dict[str, HubRequest] = field(default_factory=dict)
    _verified: int = 0

    def __post_init__(self) -> None:
        self._asked = threading.Event()
        self._server = LoopbackServer(self._answer)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """Where it takes subscriptions."""
        return f"{self._server.url}/"

    @property
    def modes(self) -> list[str]:
        """What has been asked of it, in order."""
        return [request.mode for request in self.requests]

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        form = dict(parse_qsl((await request.body()).decode()))
        is_form = request.headers["content-type"] == "application/x-www-form-urlencoded"
        if request.method == "POST" and is_form:
            asked = {name.removeprefix("hub."): value for name, value in form.items()}
            self.requests.append(HubRequest(asked))
            self._asked.set()
        await Response(status_code=self.status, headers=self.headers)(scope, receive, send)

    async def until_asked(self) -> None:
        """Wait for the first request; raise TimeoutError where none comes."""
        if not await asyncio.to_thread(self._asked.wait, _PATIENCE):
            raise TimeoutError("the hub was asked for nothing")

    async def verify(self) -> list[httpx.Response]:
        """Ask back for each request that has not been asked back for, as a good hub does."""
        new, self._verified = self.requests[self._verified :], len(self.requests)
        answers = []
        for request in new:
            asked = {"mode": request.mode, "topic": request.form["topic"]}
            if request.mode == "subscribe" and self.lease_seconds is not None:
                asked["lease_seconds"] = self.lease_seconds
            answer = await self.ask_back(request.form["callback"], challenge="ch4llenge", **asked)
            if answer.status_code == 200 and answer.text == "ch4llenge":
                if request.mode == "subscribe":
                    self.confirmed[request.form["callback"]] = request
                else:
                    self.confirmed.pop(request.form["callback"], None)
            answers.append(answer)
        return answers

    async def ask_back(self, callback: str, **asked: str) -> httpx.Response:
        """GET a callback with these parameters, `hub.` before each."""
        async with httpx.AsyncClient(verify=False) as client:  # no TLS here
            return await client.get(callback, params={f"hub.{n}": v for n, v in asked.items()})

    async def publish(
        self, topic: str, body: str, *, method: str = "sha256", secret: str | None = None
    ) -> list[int]:
        """Push to everyone who subscribes to `topic`; return what they answered."""
        statuses = []
        for callback, request in list(self.confirmed.items()):
            if request.form["topic"] == topic:
                key = (request.form["secret"] if secret is None else secret).encode()
                digest = hmac.new(key, body.encode(), getattr(hashlib, method)).hexdigest()
                answer = await self.push(callback, body, f"{method}={digest}")
                statuses.append(answer.status_code)
        return statuses

    async def push(self, callback: str, body: str, signature: str | None) -> httpx.Response:
        """POST to a callback, signed so."""
        headers = {"content-type": "application/rss+xml"}
        if signature is not None:
            headers["x-hub-signature"] = signature
        async with httpx.AsyncClient(verify=False) as client:  # no TLS here
            return await client.post(callback, content=body.encode(), headers=headers)
