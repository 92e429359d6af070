"""Making and ending the keys of a chat: the use cases that bot and API share."""

from __future__ import annotations

import secrets
from datetime import datetime

from notifier.core.model import Chat
from notifier.store.chats import keys
from notifier.store.chats.keys import KeyKind
from notifier.store.engine.database import Connection

_BYTES = 24
"""192 bits cannot be guessed."""


async def make(connection: Connection, kind: KeyKind, chat: Chat, now: datetime) -> str:
    """Return a new key of a chat, which ends the one before; it is told now or never."""
    key = secrets.token_urlsafe(_BYTES)
    await keys.put(connection, kind, chat.id, keys.digest(key), now)
    return key


async def has(connection: Connection, kind: KeyKind, chat: Chat) -> bool:
    """Return whether a chat has a key."""
    return await keys.has(connection, kind, chat.id)


async def end(connection: Connection, kind: KeyKind, chat: Chat) -> bool:
    """End a chat's key; return False where it has none."""
    return await keys.delete(connection, kind, chat.id)
