"""Told articles: those that a chat was alerted to, with its subscriptions that match them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Mention, Reason
from notifier.store.articles.articles import mentions_of, to_article, to_reason
from notifier.store.engine.tables import alert, article, match, mention, query, subscription


@dataclass(frozen=True, slots=True)
class MatchedSubscription:
    """A subscription that an article matches."""

    query_id: int
    query: str
    """In canonical form."""
    text: str
    """As its asker wrote it."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article that a chat was alerted to, and why."""

    article: Article
    mentions: tuple[Mention, ...]
    subscriptions: tuple[MatchedSubscription, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons of every subscription."""
        return tuple(reason for each in self.subscriptions for reason in each.reasons)


async def find(connection: AsyncConnection, chat_id: int, article_id: int) -> ToldArticle | None:
    """Return an article that a chat was alerted to; None where it was not."""
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
    matched = await _matched(connection, chat_id, article_id)
    return ToldArticle(to_article(row), mentions, tuple(matched))


async def newest(
    connection: AsyncConnection,
    chat_id: int,
    query_ids: Collection[int] = (),
    symbols: Collection[str] = (),
) -> int | None:
    """Return the id of the article that a chat was alerted to last.

    With `query_ids` or `symbols` it is the last that one of these queries matches, or that names
    one of these companies.
    """
    of_article = match.c.article_id == alert.c.article_id
    matches = sa.exists().where(of_article, match.c.query_id.in_(query_ids))
    of_article = mention.c.article_id == alert.c.article_id
    names = sa.exists().where(of_article, mention.c.symbol.in_(symbols))
    number: int | None = await connection.scalar(
        sa.select(alert.c.article_id)
        .where(alert.c.chat_id == chat_id, alert.c.sent_at.is_not(None))
        .where(alert.c.article_id.is_not(None))
        .where(*((matches | names,) if query_ids or symbols else ()))
        .order_by(alert.c.sent_at.desc(), alert.c.id.desc())
        .limit(1)
    )
    return number


async def of_message(connection: AsyncConnection, chat_id: int, message_id: int) -> int | None:
    """Return the id of the article that a message of ours is about; None for any other message."""
    number: int | None = await connection.scalar(
        sa.select(alert.c.article_id)
        .where(alert.c.chat_id == chat_id, alert.c.message_id == message_id)
        .where(alert.c.article_id.is_not(None))
        .limit(1)
    )
    return number


async def mute_subscriptions(
    connection: AsyncConnection, chat_id: int, article_id: int, until: datetime
) -> int:
    """Mute the chat's subscriptions that an article matches; return how many there are."""
    return await _change(connection, chat_id, article_id, muted_until=until)


async def set_cadence(
    connection: AsyncConnection, chat_id: int, article_id: int, cadence: str
) -> int:
    """Set the cadence of the chat's subscriptions that an article matches; return how many."""
    return await _change(connection, chat_id, article_id, cadence=cadence)


async def _change(
    connection: AsyncConnection, chat_id: int, article_id: int, **values: object
) -> int:
    matched = sa.select(match.c.query_id).where(match.c.article_id == article_id)
    changed = await connection.execute(
        sa.update(subscription)
        .where(subscription.c.chat_id == chat_id, subscription.c.query_id.in_(matched))
        .values(**values)
    )
    return changed.rowcount


async def _matched(
    connection: AsyncConnection, chat_id: int, article_id: int
) -> Sequence[MatchedSubscription]:
    rows = await connection.execute(
        sa.select(subscription, query.c.canonical, match.c.reasons)
        .join(query, query.c.id == subscription.c.query_id)
        .join(match, match.c.query_id == subscription.c.query_id)
        .where(match.c.article_id == article_id, subscription.c.chat_id == chat_id)
        .order_by(subscription.c.id)
    )
    return [
        MatchedSubscription(
            row.query_id,
            row.canonical,
            row.text,
            tuple(to_reason(data) for data in row.reasons),
        )
        for row in rows
    ]
