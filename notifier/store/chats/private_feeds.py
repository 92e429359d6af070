"""Private feeds of chats: read by whoever knows the token, of which only a digest is stored."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Chat
from notifier.store.chats.chats import SWITCHED_OFF, to_chat
from notifier.store.engine.database import insert
from notifier.store.engine.tables import chat, private_feed


def digest(token: str) -> str:
    """Return the digest of a token, which has more bits than can be guessed and needs no salt.

    A digest is looked up by an index: how long that takes tells nothing of the token.
    """
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


async def put(connection: AsyncConnection, chat_id: int, token_digest: str, now: datetime) -> None:
    """Store the digest of the only token that opens a chat's feed."""
    values = {"chat_id": chat_id, "token_digest": token_digest, "created_at": now}
    statement = insert(connection, private_feed).values(values)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[private_feed.c.chat_id], set_=values)
    )


async def delete(connection: AsyncConnection, chat_id: int) -> bool:
    """Delete a chat's feed; return False where it has none."""
    gone = sa.delete(private_feed).where(private_feed.c.chat_id == chat_id)
    return (await connection.execute(gone)).rowcount > 0


async def chat_of(connection: AsyncConnection, token_digest: str) -> Chat | None:
    """Return the chat whose feed a token opens; None where it opens none.

    The feed outlives the bot's place in the chat, but not that an operator switched the chat off.
    """
    rows = await connection.execute(
        sa.select(chat)
        .join(private_feed, private_feed.c.chat_id == chat.c.id)
        .where(
            private_feed.c.token_digest == token_digest,
            sa.func.coalesce(chat.c.disabled_reason, "") != SWITCHED_OFF,
        )
    )
    row = rows.one_or_none()
    return None if row is None else to_chat(row)
