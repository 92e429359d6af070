"""What a chat follows: what its subscriptions match, less what its corrections rule out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from notifier.core.document import read_entry
from notifier.core.model import Article, Correction, Mention
from notifier.store.articles import articles
from notifier.store.chats import corrections, followed
from notifier.store.chats.followed import FollowedArticle
from notifier.store.engine.database import Connection
from notifier.subscriptions.corrections import remaining_reasons

_NEWS_FOR = timedelta(days=3)
"""As long as sources that name no `max_age` of their own."""
_SPARE = 4
"""So many times more are read where corrections may rule some out."""


def came_as_news(article: Article) -> datetime | None:
    """Return when an article came out; None where it was no news any more when it was seen.

    Without a date of its own, or with one that lies ahead, it came when it was seen.
    """
    published, seen = article.published_at, article.seen_at
    if published is None or published > seen:
        return seen
    return published if seen - published < _NEWS_FOR else None


async def newest_followed(
    connection: Connection,
    chat_id: int,
    limit: int,
    seen: tuple[datetime, datetime] | None = None,
    before: int | None = None,
) -> list[Article]:
    """Return the newest articles that a chat follows, newest first, one of each story.

    They do not depend on what became of its alerts: a chat that cannot be reached, is paused or
    waits for a digest follows the same. With `seen`, only what was seen from a moment until
    another; with `before`, only articles with a lower id, for the next page.
    """
    corrected = await corrections.of_chat(connection, chat_id)
    if not corrected:
        found = await followed.newest(connection, chat_id, limit, seen, before)
        return [each.article for each in found]
    found = await followed.newest(connection, chat_id, limit * _SPARE, seen, before)
    ids = [each.article.id for each in found]
    named = {article.id: mentions for article, mentions in await articles.by_id(connection, ids)}
    return (await asyncio.to_thread(_remaining, found, corrected, named))[:limit]


def _remaining(
    found: Sequence[FollowedArticle],
    corrected: Sequence[Correction],
    named: Mapping[int, Sequence[Mention]],
) -> list[Article]:
    return [
        each.article
        for each in found
        if remaining_reasons(
            each.queries,
            corrected,
            read_entry(each.article, each.article.source),
            named.get(each.article.id, ()),
        )
    ]
