"""Private feeds of chats: read by whoever knows the token, of which only a digest is stored."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.alerts import AlertKind, AlertState
from notifier.core.model import Article, Chat
from notifier.store.articles.articles import to_article
from notifier.store.chats.chats import to_chat
from notifier.store.engine.database import insert
from notifier.store.engine.tables import alert, article, chat, private_feed


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
    """Return the chat whose feed a token opens; None where it opens none."""
    rows = await connection.execute(
        sa.select(chat)
        .join(private_feed, private_feed.c.chat_id == chat.c.id)
        .where(private_feed.c.token_digest == token_digest)
    )
    row = rows.one_or_none()
    return None if row is None else to_chat(row)


async def articles(connection: AsyncConnection, chat_id: int, limit: int) -> list[Article]:
    """Return the newest articles that a chat was alerted to, newest first."""
    told = (
        sa.select(alert.c.article_id)
        .where(
            alert.c.chat_id == chat_id,
            alert.c.kind == AlertKind.STORY.value,
            alert.c.state != AlertState.DEAD.value,
        )
        .order_by(alert.c.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(
        sa.select(article)
        .where(article.c.id.in_(told), article.c.withdrawn_at.is_(None))
        .order_by(article.c.id.desc())
    )
    return [to_article(row) for row in rows]
