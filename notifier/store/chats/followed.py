"""What a chat's subscriptions match, whether the chat could be alerted to it or not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article
from notifier.store.articles.articles import to_article
from notifier.store.engine.tables import article, match, query, subscription

_NEWEST = 1_000
"""Among how many of the newest matched articles the first of each story is looked for."""


@dataclass(frozen=True, slots=True)
class FollowedArticle:
    """An article that subscriptions of a chat match."""

    article: Article
    queries: tuple[str, ...]
    """Of all these subscriptions, in canonical form."""


async def newest(
    connection: AsyncConnection,
    chat_id: int,
    limit: int,
    seen: tuple[datetime, datetime] | None = None,
    before: int | None = None,
) -> list[FollowedArticle]:
    """Return the newest articles that a chat's subscriptions match, newest first.

    That is the first article of each story that came, or was corrected, since the chat subscribed;
    a subscription that is muted counts. With `seen`, only what was seen from a moment until
    another; with `before`, only articles with a lower id, for the next page.
    """
    matched = _matched(chat_id, seen)
    of_chat = sa.select(matched.c.article_id).distinct()
    newest_of_chat = of_chat.order_by(matched.c.article_id.desc()).limit(_NEWEST)
    first = (
        sa.select(sa.func.min(article.c.id))
        .where(article.c.id.in_(newest_of_chat), article.c.withdrawn_at.is_(None))
        .group_by(article.c.story_id)
    )
    found = sa.select(article).where(article.c.id.in_(first))
    if before is not None:
        found = found.where(article.c.id < before)
    rows = await connection.execute(found.order_by(article.c.id.desc()).limit(limit))
    articles = [to_article(row) for row in rows]
    held = await connection.execute(
        sa.select(matched.c.article_id, query.c.canonical)
        .join(query, query.c.id == matched.c.query_id)
        .where(matched.c.article_id.in_([each.id for each in articles]))
        .order_by(matched.c.article_id, query.c.id)
    )
    queries: defaultdict[int, list[str]] = defaultdict(list)
    for row in held:
        queries[row.article_id].append(row.canonical)
    return [FollowedArticle(each, tuple(queries[each.id])) for each in articles]


def _matched(chat_id: int, seen: tuple[datetime, datetime] | None) -> sa.Subquery:
    matched = (
        sa.select(match.c.article_id, match.c.query_id)
        .join(subscription, subscription.c.query_id == match.c.query_id)
        .join(article, article.c.id == match.c.article_id)
        .where(
            subscription.c.chat_id == chat_id,
            sa.or_(
                article.c.seen_at >= subscription.c.created_at,
                article.c.changed_at >= subscription.c.created_at,
            ),
        )
    )
    if seen is not None:
        matched = matched.where(article.c.seen_at.between(*seen))
    return matched.subquery()
