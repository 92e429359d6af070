"""Carrying a change out once, however often it is sent with the same `Idempotency-Key`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from notifier.store.chats import api_answers
from notifier.store.engine.database import Connection
from notifier.web.api.asking import ChatChanger
from notifier.web.api.problems import Kind, Refused
from notifier.web.api.shared import Shared

Operation = Callable[[Connection], Awaitable[tuple[int, BaseModel | None]]]
"""Changes something in one transaction; returns the status of HTTP and what is answered."""

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="A name of your own for this change: sent again within a day with the same "
        "body, it is answered as before and nothing is done twice.",
    ),
]


@dataclass(frozen=True, slots=True)
class Write:
    """One change that is asked for."""

    shared: Shared
    chat_id: int
    key: str | None
    """The digest of its name."""
    asked: str
    """The digest of what is asked for."""

    async def run(self, operation: Operation) -> Response:
        """Carry it out, or answer as it was answered before."""
        async with self.shared.store.write() as connection:
            earlier = await self._claim(connection)
            if earlier is not None:
                return _response(earlier.status, earlier.body, replayed=True)
            status, made = await operation(connection)
            body = "" if made is None else made.model_dump_json()
            if self.key is not None:
                await api_answers.store(connection, self.chat_id, self.key, status, body)
        return _response(status, body)

    async def _claim(self, connection: Connection) -> api_answers.StoredAnswer | None:
        if self.key is None:
            return None
        now = self.shared.clock()
        earlier = await api_answers.claim(connection, self.chat_id, self.key, self.asked, now)
        if earlier is not None and earlier.request_digest != self.asked:
            raise Refused(Kind.KEY_REUSED)
        return earlier


async def write(
    request: Request, owner: ChatChanger, idempotency_key: IdempotencyKey = None
) -> Write:
    """Return the change that a request asks for."""
    asked = (request.method.encode(), request.url.path.encode(), await request.body())
    key = None
    if idempotency_key is not None:
        key = api_answers.digest(idempotency_key.encode())
    return Write(owner.shared, owner.chat.id, key, api_answers.digest(*asked))


ChatWrite = Annotated[Write, Depends(write)]


def _response(status: int, body: str, *, replayed: bool = False) -> Response:
    headers = {"Idempotent-Replayed": "true"} if replayed else None
    media_type = "application/json" if body else None
    return Response(body, status, headers=headers, media_type=media_type)
