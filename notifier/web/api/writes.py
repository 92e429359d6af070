"""Carrying a change out once, however often it is sent with the same `Idempotency-Key`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from notifier.core.model import Chat
from notifier.store.chats import api_answers, chats
from notifier.store.engine.database import Connection
from notifier.web.api.asking import ChatChanger, Owner
from notifier.web.api.problems import Kind, Refused

Operation = Callable[[Connection, Chat], Awaitable[tuple[int, BaseModel | None]]]
"""Changes something of a chat in one transaction; returns the status of HTTP and the answer."""

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

    owner: Owner
    key: str | None
    """The digest of its name."""
    asked: str
    """The digest of what is asked for."""

    async def run(self, operation: Operation, *, is_kept: bool = True) -> Response:
        """Carry it out, or answer as it was answered before, where answers are kept."""
        known, key = self.owner.chat, self.key if is_kept else None
        async with self.owner.shared.store.write() as connection:
            chat = await chats.find_chat(connection, known.telegram_id, bot=known.bot)
            if chat is None:  # it was forgotten meanwhile
                raise Refused(Kind.TOKEN)
            if key is None:
                status, body = await _carry_out(operation, connection, chat)
                return _response(status, body)
            now = self.owner.shared.clock()
            earlier = await api_answers.claim(connection, chat.id, key, self.asked, now)
            if earlier is not None:
                if earlier.request_digest != self.asked:
                    raise Refused(Kind.KEY_REUSED)
                return _response(earlier.status, earlier.body, replayed=True)
            status, body = await _carry_out(operation, connection, chat)
            await api_answers.store(connection, chat.id, key, status, body)
            return _response(status, body)


async def write(
    request: Request, owner: ChatChanger, idempotency_key: IdempotencyKey = None
) -> Write:
    """Return the change that a request asks for."""
    asked = (request.method.encode(), request.url.path.encode(), await request.body())
    key = None
    if idempotency_key is not None:
        key = api_answers.digest(idempotency_key.encode())
    return Write(owner, key, api_answers.digest(*asked))


ChatWrite = Annotated[Write, Depends(write)]


async def _carry_out(operation: Operation, connection: Connection, chat: Chat) -> tuple[int, str]:
    status, made = await operation(connection, chat)
    return status, "" if made is None else made.model_dump_json()


def _response(status: int, body: str, *, replayed: bool = False) -> Response:
    headers = {"Idempotent-Replayed": "true"} if replayed else None
    media_type = "application/json" if body else None
    return Response(body, status, headers=headers, media_type=media_type)
