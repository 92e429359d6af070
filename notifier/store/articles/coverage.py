"""How much is written of what: a feed's articles day by day, what is told of most, and with whom.

It counts what stands in the feeds, and of that only what was seen lately.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from notifier.core.model import Article, Field
from notifier.store.articles.articles import first_id_since, to_article
from notifier.store.articles.feed_contents import belongs
from notifier.store.engine.tables import article, feed_item, mention, story

_MOST_ARTICLES = 500
"""Of so many of the newest articles about a company it is looked up who else they are about."""


async def per_day(connection: AsyncConnection, feed: str, days: Sequence[datetime]) -> list[int]:
    """Return how many articles of a feed were seen from each moment to the next.

    `days` are in order; the last of them has no end. The feed is a stored one or a source's.
    """
    day = sa.case(
        *((article.c.seen_at < end, number) for number, end in enumerate(days[1:])),
        else_=len(days) - 1,
    ).label("day")
    counted = sa.select(day, sa.func.count().label("articles"))
    first_id = first_id_since(days[0]).scalar_subquery()
    if feed.startswith("sources/"):
        counted = counted.where(belongs(article, feed), article.c.id >= first_id)
    else:
        counted = counted.join_from(feed_item, article, article.c.id == feed_item.c.article_id)
        counted = counted.where(feed_item.c.feed == feed, feed_item.c.article_id >= first_id)
    counted = counted.where(article.c.seen_at >= days[0], article.c.withdrawn_at.is_(None))
    rows = await connection.execute(counted.group_by(day))
    counts = {int(row.day): int(row.articles) for row in rows}
    return [counts.get(number, 0) for number in range(len(days))]


async def busiest(
    connection: AsyncConnection, kind: str, since: datetime, limit: int
) -> list[tuple[str, int]]:
    """Return the feeds of a kind that took in most articles since a moment, with how many."""
    count = sa.func.count()
    rows = await connection.execute(
        sa.select(feed_item.c.feed, count.label("articles"))
        .where(
            feed_item.c.article_id >= first_id_since(since).scalar_subquery(),
            feed_item.c.feed.between(f"{kind}/", f"{kind}0"),
        )
        .group_by(feed_item.c.feed)
        .order_by(count.desc(), feed_item.c.feed)
        .limit(limit)
    )
    return [(row.feed, int(row.articles)) for row in rows]


async def together(
    connection: AsyncConnection, feed: str, since: datetime, limit: int
) -> list[tuple[str, int]]:
    """Return the company feeds that share articles with a feed, with how many, the most first."""
    newest = (
        sa.select(feed_item.c.article_id)
        .where(
            feed_item.c.feed == feed,
            feed_item.c.article_id >= first_id_since(since).scalar_subquery(),
        )
        .order_by(feed_item.c.article_id.desc())
        .limit(_MOST_ARTICLES)
    )
    count = sa.func.count()
    rows = await connection.execute(
        sa.select(feed_item.c.feed, count.label("articles"))
        .where(
            feed_item.c.article_id.in_(newest),
            feed_item.c.feed.between("securities/", "securities0"),
            feed_item.c.feed != feed,
        )
        .group_by(feed_item.c.feed)
        .order_by(count.desc(), feed_item.c.feed)
        .limit(limit)
    )
    return [(row.feed, int(row.articles)) for row in rows]


async def feeds_of(connection: AsyncConnection, article_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the names of the stored feeds that articles stand in, by their ids.

    Companies come first: those named in the title, then those that it is most surely about.
    """
    is_its = sa.and_(
        mention.c.article_id == feed_item.c.article_id,
        feed_item.c.feed == sa.literal("securities/").concat(mention.c.symbol),
    )
    rows = await connection.execute(
        sa.select(feed_item.c.article_id, feed_item.c.feed)
        .outerjoin(mention, is_its)
        .where(feed_item.c.article_id.in_(article_ids))
        .order_by(
            sa.case((mention.c.field == Field.TITLE.value, 1), else_=0).desc(),
            sa.func.coalesce(mention.c.score, 0).desc(),
            feed_item.c.feed,
        )
    )
    found: dict[int, list[str]] = {each: [] for each in article_ids}
    for row in rows:
        found[row.article_id].append(row.feed)
    return found


async def of_story(connection: AsyncConnection, story_id: int, limit: int) -> list[Article]:
    """Return the articles of a story in the order in which they were seen, the withdrawn too."""
    rows = await connection.execute(
        sa.select(article).where(article.c.story_id == story_id).order_by(article.c.id).limit(limit)
    )
    return [to_article(row) for row in rows]


async def count_stories(connection: AsyncConnection) -> int:
    """Count the stories there are."""
    return int(await connection.scalar(sa.select(sa.func.count()).select_from(story)) or 0)


async def stories(connection: AsyncConnection, limit: int, offset: int) -> list[int]:
    """Return the ids of stories, the oldest first."""
    rows = await connection.scalars(
        sa.select(story.c.id).order_by(story.c.id).limit(limit).offset(offset)
    )
    return list(rows)
