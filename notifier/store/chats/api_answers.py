"""Answers that the API gave to writes, by the key that the asker named each with.

Whoever sends a write again with its key gets the answer again, and nothing is done twice.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.store.engine.database import insert
from notifier.store.engine.tables import api_answer


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered to a write."""

    request_digest: str
    """Of what was asked for."""
    status: int
    """The status of HTTP."""
    body: str
    """JSON; empty where there is none."""


def digest(*parts: bytes) -> str:
    """Return a digest of what a write asks for, or of its key."""
    sizes = b"".join(len(part).to_bytes(8) for part in parts)
    return hashlib.sha256(sizes + b"".join(parts)).hexdigest()


async def claim(
    connection: AsyncConnection, chat_id: int, key_digest: str, request_digest: str, now: datetime
) -> StoredAnswer | None:
    """Take a key for a write of this transaction; return the answer of one that had it before.

    Who claims the same key meanwhile waits for the transaction's end.
    """
    values = {
        "chat_id": chat_id,
        "key_digest": key_digest,
        "request_digest": request_digest,
        "status": 0,
        "body": "",
        "created_at": now,
    }
    statement = insert(connection, api_answer).values(values).on_conflict_do_nothing()
    taken = await connection.execute(statement.returning(api_answer.c.chat_id))
    if taken.first() is not None:
        return None
    rows = await connection.execute(sa.select(api_answer).where(*_is(chat_id, key_digest)))
    row = rows.one()
    return StoredAnswer(row.request_digest, row.status, row.body)


async def store(
    connection: AsyncConnection, chat_id: int, key_digest: str, status: int, body: str
) -> None:
    """Store the answer to the write that claimed a key."""
    await connection.execute(
        sa.update(api_answer).where(*_is(chat_id, key_digest)).values(status=status, body=body)
    )


def _is(chat_id: int, key_digest: str) -> tuple[sa.ColumnElement[bool], ...]:
    return api_answer.c.chat_id == chat_id, api_answer.c.key_digest == key_digest
