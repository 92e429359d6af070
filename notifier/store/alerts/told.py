"""Which of a chat's subscriptions hold for an article, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Mention, Reason
from notifier.store.articles.articles import mentions_of, to_article, to_reason
from notifier.store.engine.tables import alert, article, match, query, subscription


@dataclass(frozen=True, slots=True)
class Holding:
    """A subscription that holds for an article; `text` is as its asker wrote it."""

    subscription_id: int
    query_id: int
    query: str
    text: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An article that a chat was told of, with everything that made it so."""

    article: Article
    mentions: tuple[Mention, ...]
    holdings: tuple[Holding, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons of every subscription."""
        return tuple(reason for each in self.holdings for reason in each.reasons)


async def told(connection: AsyncConnection, chat_id: int, article_id: int) -> Told | None:
    """Return an article with the chat's subscriptions that hold; None where it was not told."""
    rows = await connection.execute(
        sa.select(article)
        .join(alert, alert.c.article_id == article.c.id)
        .where(article.c.id == article_id, alert.c.chat_id == chat_id)
        .limit(1)
    )
    row = rows.one_or_none()
    if row is None:
        return None
    mentions = await mentions_of(connection, article_id)
    return Told(to_article(row), mentions, tuple(await _holdings(connection, chat_id, article_id)))


async def last_told(connection: AsyncConnection, chat_id: int) -> int | None:
    """Return the article that a chat was told of last."""
    number: int | None = await connection.scalar(
        sa.select(alert.c.article_id)
        .where(alert.c.chat_id == chat_id, alert.c.sent_at.is_not(None))
        .where(alert.c.article_id.is_not(None))
        .order_by(alert.c.sent_at.desc(), alert.c.id.desc())
        .limit(1)
    )
    return number


async def article_of_message(
    connection: AsyncConnection, chat_id: int, message_id: int
) -> int | None:
    """Return the article that a message of ours told of; None for any other message."""
    number: int | None = await connection.scalar(
        sa.select(alert.c.article_id)
        .where(alert.c.chat_id == chat_id, alert.c.message_id == message_id)
        .where(alert.c.article_id.is_not(None))
        .limit(1)
    )
    return number


async def mute_for(
    connection: AsyncConnection, chat_id: int, article_id: int, until: datetime
) -> int:
    """Mute the chat's subscriptions that hold for an article; return how many there are."""
    return await _change(connection, chat_id, article_id, muted_until=until)


async def gather_for(
    connection: AsyncConnection, chat_id: int, article_id: int, cadence: str
) -> int:
    """Let what the chat's subscriptions bring that hold for an article come with a digest."""
    return await _change(connection, chat_id, article_id, cadence=cadence)


async def _change(
    connection: AsyncConnection, chat_id: int, article_id: int, **values: object
) -> int:
    held = sa.select(match.c.query_id).where(match.c.article_id == article_id)
    changed = await connection.execute(
        sa.update(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.query_id.in_(held))
        .values(**values)
    )
    return changed.rowcount


async def _holdings(
    connection: AsyncConnection, chat_id: int, article_id: int
) -> Sequence[Holding]:
    rows = await connection.execute(
        sa.select(subscription, query.c.canonical, match.c.reasons)
        .join(query, query.c.id == subscription.c.query_id)
        .join(match, match.c.query_id == subscription.c.query_id)
        .where(match.c.article_id == article_id, subscription.c.chat_id == chat_id)
        .order_by(subscription.c.id)
    )
    return [
        Holding(
            row.id,
            row.query_id,
            row.canonical,
            row.text,
            tuple(to_reason(data) for data in row.reasons),
        )
        for row in rows
    ]
