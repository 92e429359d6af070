"""Keys that open something of a chat to whoever knows them: its private feed, and the API.

Of a key only a digest is stored, and a chat has one of each kind: a new one ends the old.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Chat
from notifier.store.chats.chats import SWITCHED_OFF, to_chat
from notifier.store.engine.database import insert
from notifier.store.engine.tables import api_token, chat, private_feed


class KeyKind(Enum):
    """What a key opens."""

    FEED = auto()
    API = auto()


_TABLES: Mapping[KeyKind, sa.Table] = {KeyKind.FEED: private_feed, KeyKind.API: api_token}


def digest(token: str) -> str:
    """Return the digest of a key, which has more bits than can be guessed and needs no salt.

    A digest is looked up by an index: how long that takes tells nothing of the key.
    """
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


async def put(
    connection: AsyncConnection, kind: KeyKind, chat_id: int, token_digest: str, now: datetime
) -> None:
    """Store the digest of the only key of its kind that a chat has."""
    table = _TABLES[kind]
    values = {"chat_id": chat_id, "token_digest": token_digest, "created_at": now}
    statement = insert(connection, table).values(values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[table.c.chat_id], set_=values)
    )


async def delete(connection: AsyncConnection, kind: KeyKind, chat_id: int) -> bool:
    """Delete a chat's key; return False where it has none."""
    table = _TABLES[kind]
    gone = await connection.execute(sa.delete(table).where(table.c.chat_id == chat_id))
    return gone.rowcount > 0


async def has(connection: AsyncConnection, kind: KeyKind, chat_id: int) -> bool:
    """Return whether a chat has a key of a kind."""
    table = _TABLES[kind]
    found = sa.select(table.c.chat_id).where(table.c.chat_id == chat_id)
    return await connection.scalar(found) is not None


async def chat_of(connection: AsyncConnection, kind: KeyKind, token_digest: str) -> Chat | None:
    """Return the chat that a key is of; None where it is none's.

    A key outlives the bot's place in the chat, but not that an operator switched the chat off.
    """
    table = _TABLES[kind]
    rows = await connection.execute(
        sa.select(chat)
        .join(table, table.c.chat_id == chat.c.id)
        .where(
            table.c.token_digest == token_digest,
            sa.func.coalesce(chat.c.disabled_reason, "") != SWITCHED_OFF,
        )
    )
    row = rows.one_or_none()
    return None if row is None else to_chat(row)
